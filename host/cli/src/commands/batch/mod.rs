//! `runner batch`: many jobs as one.

mod act;
mod show;
mod submit;
mod watch;

use std::process::ExitCode;

use clap::{Args, Subcommand};
use runner_model::BatchId;
use serde::Deserialize;

use crate::options::Global;

/// Submit, watch and control many jobs as one
#[derive(Debug, Args)]
pub(crate) struct BatchArgs {
    #[command(subcommand)]
    command: BatchCommand,
}

#[derive(Debug, Subcommand)]
enum BatchCommand {
    Submit(Box<submit::SubmitArgs>),
    List(show::ListArgs),
    Show(show::ShowArgs),
    Watch(watch::WatchArgs),
    Items(show::ItemsArgs),
    /// Let no more items begin; what runs goes on
    Pause(act::ActArgs),
    /// Let the items of a paused batch begin again
    Resume(act::ActArgs),
    /// Cancel all items that have not ended
    Stop(act::ActArgs),
    /// Retry the items that failed
    Retry(act::RetryArgs),
    Set(act::SetArgs),
    /// Forget a batch that is over; its jobs stay
    Delete(act::ActArgs),
}

pub(crate) fn run(global: &Global, args: &BatchArgs) -> anyhow::Result<ExitCode> {
    match &args.command {
        BatchCommand::Submit(args) => submit::run(global, args),
        BatchCommand::List(args) => show::list(global, args),
        BatchCommand::Show(args) => show::show(global, args),
        BatchCommand::Watch(args) => watch::run(global, args),
        BatchCommand::Items(args) => show::items(global, args),
        BatchCommand::Pause(args) => act::each(global, args, "pause"),
        BatchCommand::Resume(args) => act::each(global, args, "resume"),
        BatchCommand::Stop(args) => act::each(global, args, "stop"),
        BatchCommand::Retry(args) => act::retry(global, args),
        BatchCommand::Set(args) => act::set(global, args),
        BatchCommand::Delete(args) => act::delete(global, args),
    }
}

/// A batch as the server shows it.
#[derive(Debug, Deserialize)]
struct Batch {
    id: BatchId,
    title: Option<String>,
    state: String,
    max_parallel: Option<u32>,
    counts: Counts,
    then_job_id: Option<String>,
    created_at: String,
    finished_at: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Counts {
    total: u64,
    pending: u64,
    running: u64,
    completed: u64,
    failed: u64,
    skipped: u64,
    cancelled: u64,
}

impl Counts {
    /// What items may be, in the order in which it is told.
    const STATES: [&str; 6] = [
        "pending",
        "running",
        "completed",
        "failed",
        "skipped",
        "cancelled",
    ];

    /// How many are what.
    fn each(&self) -> [(u64, &'static str); 6] {
        let counts = [
            self.pending,
            self.running,
            self.completed,
            self.failed,
            self.skipped,
            self.cancelled,
        ];
        std::array::from_fn(|at| (counts[at], Self::STATES[at]))
    }
}

impl Batch {
    /// Where it is, in a line.
    fn line(&self) -> String {
        let counts = &self.counts;
        let said: Vec<String> = counts
            .each()
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, what)| format!("{count} {what}"))
            .collect();
        let said = if said.is_empty() {
            String::new()
        } else {
            format!(": {}", said.join(", "))
        };
        format!("{} {}, {} items{said}", self.id, self.state, counts.total)
    }
}

fn id(text: &str) -> Result<BatchId, String> {
    text.parse::<BatchId>().map_err(|error| error.to_string())
}
