//! What time brings: jobs that are due or waited too long, ends to be told, tokens. Nothing polls: the answer says
//! when to look again.

use runner_model::{Event, FailureCode, Timestamp};
use rusqlite::params;

use super::held::{self, Held, held};
use super::rows;
use super::txn::Txn;
use super::{batches, bonds, queues, verbs, waits};
use crate::error::StoreError;
use crate::types::Due;

pub(super) const DUE: &str = held!(
    "INDEXED BY jobs_due WHERE state IN ('scheduled', 'retrying') AND due_at <= ?1 ORDER BY due_at LIMIT ?2"
);

pub(super) const EXPIRED: &str = held!(
    "INDEXED BY jobs_expiring
    WHERE expires_at IS NOT NULL AND lease IS NULL AND state IN ('blocked', 'scheduled', 'pending', 'retrying')
      AND expires_at <= ?1
    ORDER BY expires_at LIMIT ?2"
);

pub(super) fn due(txn: &mut Txn<'_>, most: usize) -> Result<Due, StoreError> {
    // First those that waited too long: a job that is both due and expired does not run.
    let expired = find(txn, EXPIRED, most)?;
    for job in &expired {
        expire(txn, job)?;
    }
    let due = find(txn, DUE, most)?;
    for job in &due {
        verbs::step(txn, job, job.state.on(Event::Due)?)?;
    }
    let told = waits::tell(txn, most)?;
    // The answer says that there is more; this portion is enough for one commit.
    txn.done.to_tell = false;
    let is_stopping = batches::stop_more(txn, most)?;
    let (opened, opens) = queues::open_due(txn, most)?;
    let is_more =
        expired.len() == most || due.len() == most || told.is_more || is_stopping || opened >= most;
    Ok(Due {
        moved: due.len(),
        expired: expired.len(),
        told: told.jobs,
        next: if is_more {
            Some(txn.now)
        } else {
            sooner(next(txn)?, opens)
        },
    })
}

fn find(txn: &Txn<'_>, sql: &str, most: usize) -> Result<Vec<Held>, StoreError> {
    held::all(txn, sql, params![txn.now.as_millis(), rows::rows(most)])
}

fn expire(txn: &mut Txn<'_>, job: &Held) -> Result<(), StoreError> {
    let waited = match job.attempt {
        0 => "it had not begun".to_owned(),
        attempt => format!("it had ended attempt {attempt} and waited to go on"),
    };
    let message = format!(
        "{waited} when its `expires_at` passed: give it more time, or the queue more slots"
    );
    bonds::end_waiting(txn, job, Event::Expire, FailureCode::Expired, &message)
}

fn next(txn: &Txn<'_>) -> Result<Option<Timestamp>, StoreError> {
    const NEXT_DUE: &str =
        "SELECT min(due_at) FROM jobs INDEXED BY jobs_due WHERE state IN ('scheduled', 'retrying')";
    const NEXT_EXPIRY: &str = "SELECT min(expires_at) FROM jobs INDEXED BY jobs_expiring
        WHERE expires_at IS NOT NULL AND lease IS NULL AND state IN ('blocked', 'scheduled', 'pending', 'retrying')";
    let mut next = None;
    for sql in [NEXT_DUE, NEXT_EXPIRY] {
        let at: Option<i64> = txn
            .conn
            .prepare_cached(sql)?
            .query_row([], |row| row.get(0))?;
        next = sooner(next, at.map(Timestamp::from_millis));
    }
    Ok(next)
}

/// The sooner of two times.
pub(super) fn sooner(one: Option<Timestamp>, other: Option<Timestamp>) -> Option<Timestamp> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}
