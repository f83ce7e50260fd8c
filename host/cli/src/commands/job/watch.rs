//! `runner job watch`.

use std::process::ExitCode;

use clap::Args;
use runner_model::Level;

use super::which::Which;
use crate::client::{Client, Query, ServerArgs, block_on};
use crate::follow::{self, Awaited, Outcome, Screen};
use crate::options::Global;

/// Watch a job until it ends: its progress, its log, its result
#[derive(Debug, Args)]
pub(crate) struct WatchArgs {
    /// The job's id, or its beginning
    #[arg(value_name = "ID")]
    id: Which,

    /// Show the log's debug and trace lines too
    #[arg(short, long)]
    verbose: bool,

    /// Print the whole job as JSON at its end
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    server: ServerArgs,
}

pub(crate) fn run(global: &Global, args: &WatchArgs) -> anyhow::Result<ExitCode> {
    let id = args.id.find(global, &args.server)?;
    let mut client = Client::open(global, &args.server)?;
    let least = if args.verbose {
        Level::Trace
    } else {
        Level::Info
    };
    block_on(async {
        let watching = async {
            let job = follow::follow(&mut client, id, &mut Screen::new(least)).await?;
            let id = id.to_string();
            let json = match args.json {
                true => Some(client.get_text(&["jobs", &id], &Query::new()).await?),
                false => None,
            };
            Ok((job, json))
        };
        let awaited = Awaited::Job(id);
        let (job, json) = match follow::unless_interrupted(awaited, watching).await? {
            Ok(ended) => ended,
            Err(interrupted) => return Ok(interrupted),
        };
        follow::show_outcome(Outcome {
            job: &job,
            json: json.as_deref(),
            kept: &[],
            stdout_is_taken: false,
            with_usage: true,
        })
    })
}
