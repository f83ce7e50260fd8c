//! `runner job`: the jobs of a server.

mod cancel;
mod list;
mod logs;
mod output;
mod show;
mod watch;

use std::process::ExitCode;

use clap::{Args, Subcommand};
use runner_model::JobId;

pub(crate) use self::output::download;
use crate::options::Global;

/// See, watch and cancel the jobs of a server
#[derive(Debug, Args)]
pub(crate) struct JobArgs {
    #[command(subcommand)]
    command: JobCommand,
}

#[derive(Debug, Subcommand)]
enum JobCommand {
    List(list::ListArgs),
    Show(show::ShowArgs),
    Logs(logs::LogsArgs),
    Watch(watch::WatchArgs),
    Cancel(cancel::CancelArgs),
    Output(output::OutputArgs),
}

pub(crate) fn run(global: &Global, args: &JobArgs) -> anyhow::Result<ExitCode> {
    match &args.command {
        JobCommand::List(args) => list::run(global, args),
        JobCommand::Show(args) => show::run(global, args),
        JobCommand::Logs(args) => logs::run(global, args),
        JobCommand::Watch(args) => watch::run(global, args),
        JobCommand::Cancel(args) => cancel::run(global, args),
        JobCommand::Output(args) => output::run(global, args),
    }
}

/// Parses a job's id on the command line.
pub(crate) fn id(text: &str) -> Result<JobId, String> {
    text.parse::<JobId>().map_err(|error| error.to_string())
}
