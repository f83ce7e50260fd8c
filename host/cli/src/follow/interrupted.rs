//! Ctrl-C while something is waited for: the waiting ends, and what is waited for goes on.

use std::process::ExitCode;

use anyhow::Context as _;
use runner_model::{ActionId, BatchId, JobId};
use tokio::signal::unix::{SignalKind, signal};

use crate::terminal;

/// What is waited for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Awaited {
    Job(JobId),
    Batch(BatchId),
    Action(ActionId),
}

/// Does what watches something, unless Ctrl-C or a request to end comes first: then says that it goes on, and gives the
/// exit code of a program that a signal ended.
pub(crate) async fn unless_interrupted<T>(
    awaited: Awaited,
    watching: impl Future<Output = anyhow::Result<T>>,
) -> anyhow::Result<Result<T, ExitCode>> {
    let mut terminate = signal(SignalKind::terminate()).context("cannot listen for signals")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("cannot listen for signals")?;
    let kind = tokio::select! {
        done = watching => return done.map(Ok),
        _ = terminate.recv() => SignalKind::terminate(),
        _ = interrupt.recv() => SignalKind::interrupt(),
    };
    let (what, id, end) = match awaited {
        Awaited::Job(id) => ("job", id.to_string(), "cancel"),
        Awaited::Batch(id) => ("batch", id.to_string(), "stop"),
        Awaited::Action(id) => ("action", id.to_string(), "abort"),
    };
    terminal::note(&format!("not waiting any more: the {what} {id} goes on"));
    terminal::hint(&format!(
        "watch it: runner {what} watch {id}\n      {end} it: runner {what} {end} {id}"
    ));
    // As a shell says of what a signal ended.
    let code = u8::try_from(128 + kind.as_raw_value()).unwrap_or(1);
    Ok(Err(code.into()))
}
