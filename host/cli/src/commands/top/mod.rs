//! `runner top`: a server at a glance, live, and the keys to steer it. All it knows comes over the public API.
//!
//! `board` holds what is known and what is looked at, and says what a key means; `draw` makes a picture of it. Neither does
//! any I/O. `news` asks the server, `screen` owns the terminal, `live` brings the three together.

mod board;
mod draw;
mod live;
mod news;
mod screen;

#[cfg(test)]
mod tests;

use std::io::{self, IsTerminal as _};
use std::process::ExitCode;

use clap::Args;

use crate::client::{Client, ServerArgs, block_on};
use crate::error::{Exit, UserError};
use crate::options::Global;

/// Watch a server live: queues, workers, jobs and rates; pause, resume, cancel and retry by a key
#[derive(Debug, Args)]
#[command(after_help = "\
Keys: up and down (or k and j) choose a job, tab and shift-tab the states that are
listed; p pauses, r resumes, c cancels, t tries again, / filters, esc takes the filter
away, q quits. A server that goes away is waited for.")]
pub(crate) struct TopArgs {
    #[command(flatten)]
    server: ServerArgs,
}

pub(crate) fn run(global: &Global, args: &TopArgs) -> anyhow::Result<ExitCode> {
    if !(io::stdin().is_terminal() && io::stdout().is_terminal()) {
        return Err(UserError::new(Exit::Usage, "runner top needs a terminal")
            .hint("for programs: runner queue list --json, runner workers --json, runner events --json")
            .into());
    }
    let open = || Client::open(global, &args.server);
    block_on(live::run(&open))
}
