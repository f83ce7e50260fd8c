//! The timer: moves jobs whose time has come, takes over from nodes that are gone, and sleeps until the next time.

use std::sync::Arc;
use std::time::Duration;

use runner_model::Timestamp;
use runner_store::StoreError;

use crate::engine::Shared;
use crate::heartbeat;

/// The most that is moved in one request.
const MOST_AT_ONCE: usize = 1_000;

/// How long it sleeps at the most: clocks jump.
const LONGEST: Duration = Duration::from_secs(60);

/// Runs until the store is closed.
pub(crate) async fn run(shared: Arc<Shared>) {
    let mut bell = shared.store.bell();
    loop {
        let timed = bell.look().timed;
        let next = match look(&shared).await {
            Ok(next) => next,
            Err(StoreError::Closed) => return,
            Err(error) => {
                tracing::error!(%error, "cannot look for jobs that are due");
                Some(shared.clock.now().after(Duration::from_secs(1)))
            }
        };
        let now = shared.clock.now();
        let wait = next.map_or(LONGEST, |next| next.since(now)).min(LONGEST);
        let until = tokio::time::Instant::now() + wait;
        loop {
            tokio::select! {
                () = tokio::time::sleep_until(until) => break,
                open = bell.changed() => {
                    if !open {
                        return;
                    }
                    if bell.look().timed != timed {
                        break;
                    }
                }
            }
        }
    }
}

/// Moves what is due and rescues what is stranded; gives the next time to look.
async fn look(shared: &Shared) -> Result<Option<Timestamp>, StoreError> {
    let due = shared.store.due(MOST_AT_ONCE).await?;
    heartbeat::renew_late(shared).await?;
    let rescued = shared.store.rescue(MOST_AT_ONCE).await?;
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
