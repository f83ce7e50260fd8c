//! `runner pause` and `runner resume`: everything at once.

use std::process::ExitCode;

use clap::Args;

use crate::client::{Client, ServerArgs, block_on};
use crate::options::Global;
use crate::terminal;

/// Pause everything: no queue gives jobs any more, and what runs goes on
#[derive(Debug, Args)]
pub(crate) struct PauseArgs {
    #[command(flatten)]
    what: WhatArgs,
}

/// Let jobs begin again after `runner pause`; queues that are paused themselves stay so
#[derive(Debug, Args)]
pub(crate) struct ResumeArgs {
    #[command(flatten)]
    what: WhatArgs,
}

#[derive(Debug, Args)]
struct WhatArgs {
    /// Print JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    server: ServerArgs,
}

pub(crate) fn pause(global: &Global, args: &PauseArgs) -> anyhow::Result<ExitCode> {
    tell(global, &args.what, "pause", "everything is paused")
}

pub(crate) fn resume(global: &Global, args: &ResumeArgs) -> anyhow::Result<ExitCode> {
    tell(global, &args.what, "resume", "jobs begin again")
}

fn tell(global: &Global, args: &WhatArgs, verb: &str, said: &str) -> anyhow::Result<ExitCode> {
    let client = Client::open(global, &args.server)?;
    let text = block_on(async { Ok(client.post(&[verb]).await?) })?;
    terminal::data(if args.json { &text } else { said })?;
    Ok(ExitCode::SUCCESS)
}
