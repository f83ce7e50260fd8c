//! `runner job`: the jobs of a server.

mod act;
mod delete;
mod edit;
mod explain;
mod filter;
mod list;
mod logs;
mod many;
mod output;
mod show;
mod watch;
mod which;

use std::process::ExitCode;

use clap::{Args, Subcommand};
use runner_model::JobId;

pub(crate) use self::output::download;
use crate::options::Global;

/// See, watch and steer the jobs of a server
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
    Output(output::OutputArgs),
    Explain(explain::ExplainArgs),
    /// Cancel jobs: at once those that wait, within a moment those that run
    Cancel(Box<many::ManyArgs>),
    /// Pause jobs: those that run are frozen where they stand, if there is room
    Pause(Box<many::ManyArgs>),
    /// Let paused jobs go on from where they were
    Resume(Box<many::ManyArgs>),
    Retry(Box<act::RetryArgs>),
    /// Let jobs run now that wait for their time
    Promote(Box<many::ManyArgs>),
    Edit(edit::EditArgs),
    /// Delete jobs that ended, with their outputs and logs
    Delete(Box<many::ManyArgs>),
}

pub(crate) fn run(global: &Global, args: &JobArgs) -> anyhow::Result<ExitCode> {
    match &args.command {
        JobCommand::List(args) => list::run(global, args),
        JobCommand::Show(args) => show::run(global, args),
        JobCommand::Logs(args) => logs::run(global, args),
        JobCommand::Watch(args) => watch::run(global, args),
        JobCommand::Output(args) => output::run(global, args),
        JobCommand::Explain(args) => explain::run(global, args),
        JobCommand::Cancel(args) => act::run(global, args, "cancel"),
        JobCommand::Pause(args) => act::run(global, args, "pause"),
        JobCommand::Resume(args) => act::run(global, args, "resume"),
        JobCommand::Retry(args) => act::retry(global, args),
        JobCommand::Promote(args) => act::run(global, args, "promote"),
        JobCommand::Edit(args) => edit::run(global, args),
        JobCommand::Delete(args) => delete::run(global, args),
    }
}

/// Parses a job's id on the command line.
pub(crate) fn id(text: &str) -> Result<JobId, String> {
    text.parse::<JobId>().map_err(|error| error.to_string())
}
