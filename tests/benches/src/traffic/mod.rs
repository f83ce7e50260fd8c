//! What the HTTP API does while jobs run: submits, reads, and streams of events to many.
//!
//! All of it runs on shipped defaults. What asks and what answers share the machine's cores, so that each figure is what both
//! can do together: the bench writes requests and reads answers with as little work as it can, on one thread.

mod reads;
mod submits;
mod watchers;

use std::path::Path;

pub(crate) async fn run(runner: &Path, jobs: usize) -> anyhow::Result<()> {
    println!(
        "The bench and the server share the cores: each figure is what both can do together. Times of answers are from the \
         request being written to the answer being read.\n"
    );
    submits::run(runner, jobs).await?;
    reads::run(runner).await?;
    watchers::run(runner).await
}
