//! The timer: moves jobs whose time has come, takes over from nodes that are gone, and sleeps until the next time.

use std::sync::Arc;

use runner_model::Timestamp;
use runner_store::{Rung, StoreError};

use crate::engine::Shared;
use crate::heartbeat;
use crate::timed;

/// The most that is moved in one request.
const MOST_AT_ONCE: usize = 1_000;

/// Runs until the store is closed.
pub(crate) async fn run(shared: Arc<Shared>) {
    let hears = |rung: &Rung| rung.timed;
    timed::run(shared, "look for jobs that are due", hears, look).await;
}

/// Moves what is due and rescues what is stranded; gives the next time to look.
async fn look(shared: &Arc<Shared>) -> Result<Option<Timestamp>, StoreError> {
    let due = shared.store.due(MOST_AT_ONCE).await?;
    let rescued = heartbeat::rescue(shared, MOST_AT_ONCE).await?;
    if rescued.attempts > 0 {
        tracing::warn!(
            attempts = rescued.attempts,
            "took over from a node that is gone"
        );
    }
    if rescued.more {
        return Ok(Some(shared.clock.now()));
    }
    Ok(match (due.next, rescued.next) {
        (Some(due), Some(rescue)) => Some(due.min(rescue)),
        (due, rescue) => due.or(rescue),
    })
}
