//! `runner job watch`.

use std::process::ExitCode;

use clap::Args;
use runner_model::{JobId, Level};

use crate::client::{Client, Query, ServerArgs, block_on};
use crate::error::Exit;
use crate::follow::{self, Outcome, Screen};
use crate::options::Global;

/// Watch a job until it ends: its progress, its log, its result
#[derive(Debug, Args)]
pub(crate) struct WatchArgs {
    /// The job's id
    #[arg(value_parser = super::id)]
    id: JobId,

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
    let mut client = Client::open(global, &args.server)?;
    let least = if args.verbose {
        Level::Trace
    } else {
        Level::Info
    };
    block_on(async {
        let watching = async {
            let job = follow::follow(&mut client, args.id, &mut Screen::new(least)).await?;
            let id = args.id.to_string();
            let json = match args.json {
                true => Some(client.get_text(&["jobs", &id], &Query::new()).await?),
                false => None,
            };
            Ok((job, json))
        };
        let Some((job, json)) = follow::unless_interrupted(args.id, watching).await? else {
            return Ok(Exit::Failed.into());
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
