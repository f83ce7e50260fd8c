//! `runner batch watch`, and waiting for a batch that was just submitted.

use std::process::ExitCode;

use clap::Args;
use runner_model::BatchId;

use super::{Batch, Counts, id};
use crate::client::{Client, Query, ServerArgs, block_on};
use crate::error::Exit;
use crate::follow::{self, Awaited, Standing};
use crate::options::Global;
use crate::terminal::{self, StateBars};

/// Watch a batch until all its items have ended
#[derive(Debug, Args)]
#[command(after_help = "\
The exit code is 0 if no item failed or was cancelled, and 1 otherwise. Ctrl-C ends
the watching; the batch goes on.")]
pub(crate) struct WatchArgs {
    /// The batch's id
    #[arg(value_name = "BATCH", value_parser = id)]
    batch: BatchId,

    /// Print the batch as JSON at its end
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    server: ServerArgs,
}

pub(super) fn run(global: &Global, args: &WatchArgs) -> anyhow::Result<ExitCode> {
    let mut client = Client::open(global, &args.server)?;
    block_on(to_the_end(
        &mut client,
        args.batch,
        Shown::Counts,
        args.json,
    ))
}

/// What is shown of a batch while it is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    /// How far it is: a bar for each state on a terminal, and a line whenever its state changes.
    Counts,
    /// Nothing but that the server is lost or back.
    Nothing,
}

/// Waits for the end of a batch and shows how it went; gives the exit code for it.
pub(super) async fn to_the_end(
    client: &mut Client,
    batch: BatchId,
    shown: Shown,
    json: bool,
) -> anyhow::Result<ExitCode> {
    let watching = until_over(client, batch, shown);
    let ended = match follow::unless_interrupted(Awaited::Batch(batch), watching).await? {
        Ok(ended) => ended,
        Err(interrupted) => return Ok(interrupted),
    };
    if json {
        let path = ["batches", &batch.to_string()];
        terminal::data(&client.get_text(&path, &Query::new()).await?)?;
    } else {
        terminal::data(&ended.line())?;
    }
    let counts = &ended.counts;
    if counts.failed > 0 {
        terminal::hint(&format!(
            "which failed: runner batch items {batch} --state failed\n      run them again: runner batch retry {batch}"
        ));
    }
    let is_well = counts.failed == 0 && counts.cancelled == 0 && ended.state == "done";
    Ok(if is_well {
        ExitCode::SUCCESS
    } else {
        Exit::Failed.into()
    })
}

async fn until_over(client: &mut Client, batch: BatchId, shown: Shown) -> anyhow::Result<Batch> {
    let mut watch = Watch {
        bars: StateBars::new(shown == Shown::Counts, &Counts::STATES),
        shown,
        state: None,
    };
    let hint = format!("the batch is kept: once the server is back, runner batch watch {batch}");
    let path = ["batches", &batch.to_string(), "events"];
    follow::until_over(client, &path, &hint, &mut watch).await
}

struct Watch {
    bars: StateBars,
    shown: Shown,
    /// The state that was said last.
    state: Option<String>,
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.bars.finish();
    }
}

impl Standing for Watch {
    type Of = Batch;

    fn is_over(now: &Batch) -> bool {
        now.finished_at.is_some()
    }

    fn note(&mut self, text: &str) {
        self.bars.note(text);
    }

    fn saw(&mut self, batch: &Batch) {
        if self.shown == Shown::Nothing {
            return;
        }
        if self.state.as_ref() != Some(&batch.state) {
            self.bars.note(&batch.state);
            self.state = Some(batch.state.clone());
        }
        self.bars.show(batch.counts.total, &batch.counts.each());
    }
}
