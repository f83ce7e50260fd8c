//! `runner job explain`.

use std::process::ExitCode;

use clap::Args;
use runner_model::StateName;
use serde::Deserialize;

use super::which::Which;
use crate::client::{Client, Query, ServerArgs, block_on};
use crate::options::Global;
use crate::terminal;

/// Say why a job does not run
#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    /// The job's id, or its beginning
    #[arg(value_name = "ID")]
    id: Which,

    /// Print JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    server: ServerArgs,
}

#[derive(Debug, Deserialize)]
struct Explained {
    state: StateName,
    reasons: Vec<Reason>,
}

#[derive(Debug, Deserialize)]
struct Reason {
    code: String,
    message: String,
    #[serde(default)]
    holders: Vec<String>,
    #[serde(default)]
    jobs: Vec<String>,
}

pub(crate) fn run(global: &Global, args: &ExplainArgs) -> anyhow::Result<ExitCode> {
    let id = args.id.find(global, &args.server)?;
    let client = Client::open(global, &args.server)?;
    let id = id.to_string();
    let shown = block_on(async {
        let text = client
            .get_text(&["jobs", &id, "explain"], &Query::new())
            .await?;
        if args.json {
            return Ok(text);
        }
        Ok(page(&client.read(&text)?))
    })?;
    terminal::data(&shown)?;
    Ok(ExitCode::SUCCESS)
}

fn page(explained: &Explained) -> String {
    let state = explained.state;
    if explained.reasons.is_empty() {
        return match state {
            StateName::Running => "it runs".to_owned(),
            state if state.is_end() => format!("it is {state}: it ended"),
            state => {
                format!("it is {state}, and nothing keeps it from running: it is about to start")
            }
        };
    }
    let mut lines = vec![format!("it is {state}:")];
    for reason in &explained.reasons {
        lines.push(format!("  {} ({})", reason.message, reason.code));
        for job in reason.holders.iter().chain(&reason.jobs) {
            lines.push(format!("    {job}"));
        }
    }
    lines.join("\n")
}
