//! `runner job cancel`.

use std::process::ExitCode;

use clap::Args;
use runner_model::JobId;

use crate::client::{Client, Job, ServerArgs, block_on};
use crate::error;
use crate::options::Global;
use crate::terminal;

/// Cancel jobs: at once those that wait, within a moment those that run
#[derive(Debug, Args)]
pub(crate) struct CancelArgs {
    /// The jobs' ids
    #[arg(required = true, value_parser = super::id)]
    ids: Vec<JobId>,

    /// Print the jobs as JSON Lines
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    server: ServerArgs,
}

pub(crate) fn run(global: &Global, args: &CancelArgs) -> anyhow::Result<ExitCode> {
    let client = Client::open(global, &args.server)?;
    block_on(async {
        let mut code = ExitCode::SUCCESS;
        for id in &args.ids {
            match client.post(&["jobs", &id.to_string(), "cancel"]).await {
                Ok(text) => {
                    let job: Job = client.read(&text)?;
                    let stopping = if job.is_stopping {
                        ", being stopped"
                    } else {
                        ""
                    };
                    let line = format!("{id} {}{stopping}", job.state);
                    terminal::data(if args.json { &text } else { &line })?;
                }
                // The others may still be cancelled.
                Err(failed) if !failed.may_pass() && args.ids.len() > 1 => {
                    let failed = anyhow::Error::from(failed).context(id.to_string());
                    code = error::show(&failed);
                }
                Err(failed) => return Err(failed.into()),
            }
        }
        Ok(code)
    })
}
