//! What somebody wants of a batch.

use runner_model::{BatchId, Event, State, StateName};
use rusqlite::params;

use super::WINDOW;
use super::items::{HELD, LET_GO, numbers};
use super::read::{find, view};
use crate::error::StoreError;
use crate::sqlite::held::{self, Wanted};
use crate::sqlite::rows::rows;
use crate::sqlite::txn::Txn;
use crate::sqlite::{cancel, submit, verbs};
use crate::types::{BatchState, Cursor, EventType, NewBatch, Walked};

pub(in crate::sqlite) fn create(txn: &mut Txn<'_>, batch: &NewBatch) -> Result<i64, StoreError> {
    const INSERT: &str =
        "INSERT INTO batches (id, title, metadata, created_by, created_at, state, max_parallel)
        VALUES (?1, ?2, ?3, ?4, ?5, 'running', ?6) ON CONFLICT DO NOTHING";
    const THEN: &str = "UPDATE batches SET then_job = ?2 WHERE n = ?1";
    const WAITS: &str = "INSERT INTO waits (job, pending, on_failure) VALUES (?1, 1, 'run')
        ON CONFLICT DO UPDATE SET pending = pending + 1";
    check_parallel(batch.max_parallel)?;
    let inserted = txn.conn.prepare_cached(INSERT)?.execute(params![
        batch.id.as_bytes(),
        batch.title,
        batch.metadata,
        batch.created_by,
        txn.now.as_millis(),
        batch.max_parallel,
    ])?;
    if inserted == 0 {
        return Err(StoreError::BatchExists(batch.id));
    }
    let n = txn.conn.last_insert_rowid();
    if let Some(then) = &batch.then {
        let outcome = submit::submit_item(txn, then, |txn, job| {
            txn.conn.prepare_cached(WAITS)?.execute([job])?;
            txn.conn.prepare_cached(THEN)?.execute((n, job))?;
            Ok(())
        })?;
        if !outcome.is_new() {
            return Err(StoreError::Invalid(
                "the job at the end of a batch must be a new one: give it another unique key",
            ));
        }
    }
    announce(txn, batch.id, BatchState::Running);
    Ok(n)
}

fn check_parallel(max_parallel: Option<u32>) -> Result<(), StoreError> {
    match max_parallel {
        Some(0) => Err(StoreError::Invalid(
            "`max_parallel` is at least 1: pause the batch if nothing is to begin",
        )),
        _ => Ok(()),
    }
}

fn announce(txn: &mut Txn<'_>, batch: BatchId, state: BatchState) {
    let data = serde_json::json!({"batch": batch, "state": state.as_str()});
    txn.announce(EventType::BatchUpdate, data.to_string());
}

pub(in crate::sqlite) fn seal(txn: &mut Txn<'_>, batch: BatchId) -> Result<i64, StoreError> {
    const SEAL: &str = "UPDATE batches SET sealed = 1 WHERE n = ?1";
    let n = find(txn.conn, batch)?;
    txn.conn.prepare_cached(SEAL)?.execute([n])?;
    txn.done.batches.insert(n);
    Ok(n)
}

pub(in crate::sqlite) fn set_parallel(
    txn: &mut Txn<'_>,
    batch: BatchId,
    max_parallel: Option<u32>,
) -> Result<(), StoreError> {
    const SET: &str = "UPDATE batches SET max_parallel = ?2 WHERE n = ?1";
    check_parallel(max_parallel)?;
    let n = find(txn.conn, batch)?;
    txn.conn.prepare_cached(SET)?.execute((n, max_parallel))?;
    txn.done.batches.insert(n);
    Ok(())
}

/// Moves a batch from one of some states to another; gives its number.
fn step(
    txn: &mut Txn<'_>,
    batch: BatchId,
    from: &[BatchState],
    to: BatchState,
    verb: &'static str,
) -> Result<i64, StoreError> {
    const SET: &str = "UPDATE batches SET state = ?2 WHERE n = ?1";
    let n = find(txn.conn, batch)?;
    let now = view(txn.conn, batch)?;
    if !from.contains(&now.state) || now.finished_at.is_some() {
        let (state, hint) = match now.state {
            BatchState::Running => ("runs", "only a paused one is resumed"),
            BatchState::Paused => ("is paused", "resume it first"),
            BatchState::Stopped => ("was stopped", "retry its failed items, or make another"),
            BatchState::Done => ("is done", "retry its failed items, or make another"),
        };
        return Err(StoreError::WrongBatchState { state, verb, hint });
    }
    txn.conn.prepare_cached(SET)?.execute((n, to.as_str()))?;
    announce(txn, batch, to);
    Ok(n)
}

pub(in crate::sqlite) fn pause(txn: &mut Txn<'_>, batch: BatchId) -> Result<(), StoreError> {
    let from = [BatchState::Running];
    let n = step(txn, batch, &from, BatchState::Paused, "paused")?;
    for job in numbers(txn.conn, LET_GO, n, WINDOW)? {
        if let Some(held) = held::find_n(txn, job)?
            && held.lease.is_none()
            && let Ok(transition) = held.state.on(Event::Pause)
        {
            verbs::step(txn, &held, transition)?;
        }
    }
    Ok(())
}

pub(in crate::sqlite) fn resume(txn: &mut Txn<'_>, batch: BatchId) -> Result<(), StoreError> {
    let from = [BatchState::Paused];
    let n = step(txn, batch, &from, BatchState::Running, "resumed")?;
    for job in numbers(txn.conn, LET_GO, n, WINDOW)? {
        if let Some(held) = held::find_n(txn, job)?
            && held.lease.is_none()
            && matches!(held.state, State::Paused(_))
        {
            verbs::go_on(txn, &held)?;
        }
    }
    txn.done.batches.insert(n);
    Ok(())
}

pub(in crate::sqlite) fn stop(txn: &mut Txn<'_>, batch: BatchId) -> Result<(), StoreError> {
    const SEAL: &str = "UPDATE batches SET sealed = 1 WHERE n = ?1";
    let from = [BatchState::Running, BatchState::Paused];
    let n = step(txn, batch, &from, BatchState::Stopped, "stopped")?;
    txn.conn.prepare_cached(SEAL)?.execute([n])?;
    for job in numbers(txn.conn, LET_GO, n, WINDOW)? {
        let Some(held) = held::find_n(txn, job)? else {
            continue;
        };
        if held.state.is_end() {
            continue;
        }
        match held.lease {
            Some(_) => cancel::want(txn, &held, Wanted::Cancel)?,
            None => cancel::at_once(txn, &held, STOPPED)?,
        }
    }
    // Those that were held back go by portions.
    txn.rung.timed += 1;
    txn.done.batches.insert(n);
    Ok(())
}

const STOPPED: &str = "its batch was stopped";

/// Cancels at most so many items that stopped batches held back; gives whether there are more.
pub(in crate::sqlite) fn stop_more(txn: &mut Txn<'_>, most: usize) -> Result<bool, StoreError> {
    const STOPPED_ONES: &str = "SELECT n FROM batches INDEXED BY batches_stopping
        WHERE state = 'stopped' AND finished_at IS NULL";
    let stopped: Vec<i64> = {
        let mut statement = txn.conn.prepare_cached(STOPPED_ONES)?;
        let found = statement.query_map([], |row| row.get(0))?;
        found.collect::<Result<_, _>>()?
    };
    let mut left = most;
    for batch in stopped {
        let held_back = numbers(txn.conn, HELD, batch, rows(left))?;
        for job in &held_back {
            if let Some(held) = held::find_n(txn, *job)?
                && !held.state.is_end()
            {
                cancel::at_once(txn, &held, STOPPED)?;
            }
        }
        left -= held_back.len();
        if left == 0 {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Retries failed items.
pub(in crate::sqlite) fn retry(
    txn: &mut Txn<'_>,
    batch: BatchId,
    from: Cursor,
    most: usize,
) -> Result<Walked, StoreError> {
    const ENDED: &str =
        "SELECT j.n, j.id, j.state FROM batch_items i CROSS JOIN jobs j ON j.n = i.job
        WHERE i.batch = ?1 AND i.job > ?2 ORDER BY i.job LIMIT ?3";
    let n = find(txn.conn, batch)?;
    let budget = most.max(1).saturating_mul(10);
    let seen: Vec<(i64, [u8; 16], String)> = {
        let mut statement = txn.conn.prepare_cached(ENDED)?;
        let found = statement.query_map((n, from.0, rows(budget)), |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })?;
        found.collect::<Result<_, _>>()?
    };
    let mut walked = Walked {
        done: 0,
        left_files: Vec::new(),
        next: (seen.len() == budget).then(|| Cursor(seen.last().map_or(from.0, |last| last.0))),
    };
    for (job, id, state) in seen {
        if state != StateName::Failed.as_str() {
            continue;
        }
        if walked.done == most {
            walked.next = Some(Cursor(job - 1));
            break;
        }
        match verbs::retry(txn, runner_model::JobId::from_bytes(id)) {
            Ok(_) => walked.done += 1,
            // It cannot run as it is, and the others can.
            Err(StoreError::JobVersionRemoved { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(walked)
}

pub(in crate::sqlite) fn delete(txn: &mut Txn<'_>, batch: BatchId) -> Result<(), StoreError> {
    const UNBIND: &str = "UPDATE jobs SET bonds = bonds & ~4
        WHERE n IN (SELECT job FROM batch_items WHERE batch = ?1)";
    const DELETE: &str = "DELETE FROM batches WHERE n = ?1";
    let n = find(txn.conn, batch)?;
    if view(txn.conn, batch)?.finished_at.is_none() {
        return Err(StoreError::WrongBatchState {
            state: "has not ended",
            verb: "deleted",
            hint: "stop it first",
        });
    }
    txn.conn.prepare_cached(UNBIND)?.execute([n])?;
    txn.conn.prepare_cached(DELETE)?.execute([n])?;
    Ok(())
}
