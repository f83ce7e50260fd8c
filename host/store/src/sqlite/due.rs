//! Jobs whose time has come. Nothing polls: the answer says when to look again.

use runner_model::{Event, FailureCode, JobId, Timestamp};
use rusqlite::params;

use super::place::Place;
use super::rows;
use super::txn::Txn;
use crate::error::StoreError;
use crate::types::Due;

pub(super) const DUE: &str = "SELECT n, id, queue, priority, limit_key, state, paused_from, attempt
    FROM jobs INDEXED BY jobs_due
    WHERE state IN ('scheduled', 'retrying') AND due_at <= ?1 ORDER BY due_at LIMIT ?2";

pub(super) const EXPIRED: &str = "SELECT n, id, queue, priority, limit_key, state, paused_from, attempt
    FROM jobs INDEXED BY jobs_expiring
    WHERE expires_at IS NOT NULL AND state IN ('blocked', 'scheduled', 'pending', 'retrying') AND expires_at <= ?1
    ORDER BY expires_at LIMIT ?2";

/// A job that waits.
struct Waiting {
    n: i64,
    id: JobId,
    place: Place,
    state: runner_model::State,
    attempt: u32,
}

pub(super) fn due(txn: &mut Txn<'_>, most: usize) -> Result<Due, StoreError> {
    // First those that waited too long: a job that is both due and expired does not run.
    let expired = find(txn, EXPIRED, most)?;
    for job in &expired {
        expire(txn, job)?;
    }
    let due = find(txn, DUE, most)?;
    for job in &due {
        wake(txn, job)?;
    }
    let is_more = expired.len() == most || due.len() == most;
    Ok(Due {
        moved: due.len(),
        expired: expired.len(),
        next: if is_more { Some(txn.now) } else { next(txn)? },
    })
}

fn find(txn: &Txn<'_>, sql: &str, most: usize) -> Result<Vec<Waiting>, StoreError> {
    let mut statement = txn.conn.prepare_cached(sql)?;
    let mut waiting = statement.query(params![txn.now.as_millis(), rows::rows(most)])?;
    let mut found = Vec::new();
    while let Some(row) = waiting.next()? {
        found.push(Waiting {
            n: row.get(0)?,
            id: rows::job_id(row, "id")?,
            place: Place {
                queue: row.get(2)?,
                priority: row.get(3)?,
                limit_key: row.get(4)?,
            },
            state: rows::state(row)?,
            attempt: row.get(7)?,
        });
    }
    Ok(found)
}

fn wake(txn: &mut Txn<'_>, job: &Waiting) -> Result<(), StoreError> {
    const WAKE: &str = "UPDATE jobs SET state = ?2 WHERE n = ?1";
    let transition = job.state.on(Event::Due)?;
    txn.conn
        .prepare_cached(WAKE)?
        .execute((job.n, transition.to().name().as_str()))?;
    txn.moved(&job.place, job.id, job.attempt, transition, None);
    Ok(())
}

fn expire(txn: &mut Txn<'_>, job: &Waiting) -> Result<(), StoreError> {
    const EXPIRE: &str =
        "UPDATE jobs SET state = ?2, finished_at = ?3, error_code = ?4, error_message = ?5
        WHERE n = ?1";
    const MESSAGE: &str =
        "it had not begun when its `expires_at` passed: give it more time, or the queue more slots";
    let transition = job.state.on(Event::Expire)?;
    let code = FailureCode::Expired;
    txn.conn.prepare_cached(EXPIRE)?.execute(params![
        job.n,
        transition.to().name().as_str(),
        txn.now.as_millis(),
        code.as_str(),
        MESSAGE,
    ])?;
    let data = Some(format!("{{\"code\":\"{code}\"}}"));
    txn.moved(&job.place, job.id, job.attempt, transition, data);
    Ok(())
}

fn next(txn: &Txn<'_>) -> Result<Option<Timestamp>, StoreError> {
    const NEXT_DUE: &str =
        "SELECT min(due_at) FROM jobs INDEXED BY jobs_due WHERE state IN ('scheduled', 'retrying')";
    const NEXT_EXPIRY: &str = "SELECT min(expires_at) FROM jobs INDEXED BY jobs_expiring
        WHERE expires_at IS NOT NULL AND state IN ('blocked', 'scheduled', 'pending', 'retrying')";
    let mut next = None;
    for sql in [NEXT_DUE, NEXT_EXPIRY] {
        let at: Option<i64> = txn
            .conn
            .prepare_cached(sql)?
            .query_row([], |row| row.get(0))?;
        next = match (next, at) {
            (Some(sooner), Some(at)) => Some(at.min(sooner)),
            (sooner, at) => sooner.or(at),
        };
    }
    Ok(next.map(Timestamp::from_millis))
}
