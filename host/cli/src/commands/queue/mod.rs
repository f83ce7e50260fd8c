//! `runner queue`: the queues of a server.

mod act;
mod list;
mod set;
mod show;

use std::collections::BTreeMap;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use runner_model::{QueueName, Rate};
use serde::Deserialize;

use super::shared::ListArgs;
use crate::options::Global;

/// See, pause, limit and clear the queues of a server
#[derive(Debug, Args)]
pub(crate) struct QueueArgs {
    #[command(subcommand)]
    command: QueueCommand,
}

#[derive(Debug, Subcommand)]
enum QueueCommand {
    /// List the queues: how many jobs they have, and their limits
    List(ListArgs),
    Show(show::ShowArgs),
    /// Let queues give no jobs; what runs goes on
    Pause(act::ActArgs),
    /// Let paused queues give jobs again
    Resume(act::ActArgs),
    /// Cancel all jobs of a queue that wait or are paused; what runs goes on
    Drain(act::DrainArgs),
    Clean(act::CleanArgs),
    Set(Box<set::SetArgs>),
}

pub(crate) fn run(global: &Global, args: &QueueArgs) -> anyhow::Result<ExitCode> {
    match &args.command {
        QueueCommand::List(args) => list::run(global, args),
        QueueCommand::Show(args) => show::run(global, args),
        QueueCommand::Pause(args) => act::each(global, args, "pause"),
        QueueCommand::Resume(args) => act::each(global, args, "resume"),
        QueueCommand::Drain(args) => act::drain(global, args),
        QueueCommand::Clean(args) => act::clean(global, args),
        QueueCommand::Set(args) => set::run(global, args),
    }
}

/// A queue as the server shows it.
#[derive(Debug, Deserialize)]
struct Queue {
    name: String,
    paused: bool,
    jobs: BTreeMap<String, u64>,
    weight: u32,
    concurrency: Option<u32>,
    slots: usize,
    rate: Option<Rate>,
    key_concurrency: Option<u32>,
    key_rate: Option<Rate>,
    next_token_at: Option<String>,
    oldest_ready_at: Option<String>,
}

impl Queue {
    fn count(&self, state: &str) -> u64 {
        self.jobs.get(state).copied().unwrap_or(0)
    }

    /// How many of its jobs run, and how many may.
    fn running(&self) -> String {
        match self.concurrency {
            Some(most) => format!("{}/{most}", self.count("running")),
            None => self.count("running").to_string(),
        }
    }
}

fn name(text: &str) -> Result<QueueName, String> {
    QueueName::try_from(text.to_owned()).map_err(|error| error.to_string())
}
