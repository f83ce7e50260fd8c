//! Upkeep of the store, in small steps: jobs go on between them.

use std::sync::Arc;
use std::time::Duration;

use runner_model::{ByteSize, Timestamp};
use runner_store::{Clean, StoreError};

use crate::engine::Shared;
use crate::plugins::blocking;
use crate::walks;

/// The most that one step looks at.
const MOST_AT_ONCE: usize = 500;

fn said(error: StoreError) -> String {
    error.to_string()
}

pub(super) async fn clean_jobs(shared: &Shared, older_than: Duration) -> Result<String, String> {
    let which = Clean {
        queue: None,
        states: Vec::new(),
        older_than,
    };
    let deleted = walks::clean(shared, &which).await.map_err(said)?;
    Ok(format!("{deleted} jobs deleted"))
}

pub(super) async fn collect_blobs(shared: &Shared) -> Result<String, String> {
    let (mut marked, mut removed, mut bytes, mut from) = (0, 0, 0, None);
    loop {
        let collected = shared
            .store
            .collect_blobs(from, MOST_AT_ONCE)
            .await
            .map_err(said)?;
        marked += collected.marked;
        removed += collected.removed;
        bytes += collected.bytes;
        // Of those that were plugins there is code too, which nobody asks for any more.
        let sandbox = Arc::clone(&shared.sandbox);
        blocking(move || sandbox.forget(&collected.gone)).await;
        match collected.next {
            Some(next) => from = Some(next),
            None => {
                let bytes = ByteSize(bytes);
                return Ok(format!(
                    "{removed} blobs removed ({bytes}), {marked} marked to be removed in an hour"
                ));
            }
        }
    }
}

pub(super) async fn forget(
    shared: &Shared,
    events_for: Duration,
    events_most: u64,
) -> Result<String, String> {
    let mut forgotten = 0;
    loop {
        match shared.store.forget(MOST_AT_ONCE).await.map_err(said)? {
            0 => break,
            count => forgotten += count,
        }
    }
    let millis = i64::try_from(events_for.as_millis()).unwrap_or(i64::MAX);
    let before = Timestamp::from_millis(shared.clock.now().as_millis().saturating_sub(millis));
    let mut events = 0;
    loop {
        let pruned = shared.store.prune_events(before, events_most).await;
        match pruned.map_err(said)? {
            0 => break,
            count => events += count,
        }
    }
    Ok(format!(
        "{events} events and {forgotten} expired entries forgotten"
    ))
}

pub(super) async fn sum_statistics(shared: &Shared) -> Result<String, String> {
    let mut summed = 0;
    loop {
        let step = shared.store.sum_statistics(MOST_AT_ONCE).await;
        match step.map_err(said)? {
            0 => return Ok(format!("{summed} rows of statistics summed up")),
            count => summed += count,
        }
    }
}

pub(super) async fn check_database(shared: &Shared) -> Result<String, String> {
    let wrong = shared.store.quick_check().await.map_err(said)?;
    if wrong.is_empty() {
        return Ok("the database is whole".to_owned());
    }
    let first = wrong.iter().take(5).cloned().collect::<Vec<_>>().join("; ");
    Err(format!(
        "the database is damaged in {} places ({first}): stop the server, keep a copy of the data folder, and go back to a backup",
        wrong.len()
    ))
}
