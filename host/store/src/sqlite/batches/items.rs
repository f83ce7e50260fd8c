//! The items of a batch: added, let go, counted when they end.

use runner_model::{FailureCode, StateName};
use rusqlite::{Connection, OptionalExtension, params};

use super::WINDOW;
use crate::error::StoreError;
use crate::sqlite::held::{self, Held, bond};
use crate::sqlite::rows::rows;
use crate::sqlite::txn::Txn;
use crate::sqlite::{bonds, cancel, submit, waits};
use crate::types::{EventType, NewJob, Submitted};

/// What of a batch decides whether items are let go.
struct Standing {
    state: String,
    is_sealed: bool,
    room: i64,
}

fn standing(conn: &Connection, batch: i64) -> Result<Option<Standing>, StoreError> {
    const READ: &str = "SELECT state, sealed, max_parallel, released FROM batches WHERE n = ?1";
    Ok(conn
        .prepare_cached(READ)?
        .query_row([batch], |row| {
            let window: Option<i64> = row.get(2)?;
            Ok(Standing {
                state: row.get(0)?,
                is_sealed: row.get(1)?,
                room: window.unwrap_or(WINDOW).min(WINDOW) - row.get::<_, i64>(3)?,
            })
        })
        .optional()?)
}

/// Adds items to a batch. They are held back at first.
pub(in crate::sqlite) fn add(
    txn: &mut Txn<'_>,
    batch: i64,
    items: &[NewJob],
) -> Result<Vec<Submitted>, StoreError> {
    const ITEM: &str = "INSERT INTO batch_items (batch, job, phase) VALUES (?1, ?2, 0)";
    const COUNT: &str =
        "UPDATE batches SET total = total + ?2, skipped = skipped + ?3 WHERE n = ?1";
    let found = standing(txn.conn, batch)?;
    if found.is_none_or(|found| found.is_sealed) {
        return Err(StoreError::WrongBatchState {
            state: "is sealed",
            verb: "added to",
            hint: "make another batch",
        });
    }
    let mut submitted = Vec::with_capacity(items.len());
    let mut skipped = 0;
    for item in items {
        let outcome = submit::submit_item(txn, item, |txn, n| {
            txn.conn.prepare_cached(ITEM)?.execute((batch, n))?;
            Ok(bonds::add(txn, n, bond::BATCH)?)
        })?;
        skipped += usize::from(!outcome.is_new());
        submitted.push(outcome);
    }
    txn.conn
        .prepare_cached(COUNT)?
        .execute((batch, rows(items.len()), rows(skipped)))?;
    txn.done.batches.insert(batch);
    Ok(submitted)
}

/// Whether a batch holds a job back.
pub(in crate::sqlite) fn is_held_back(txn: &Txn<'_>, held: &Held) -> Result<bool, StoreError> {
    const PHASE: &str =
        "SELECT 1 FROM batch_items INDEXED BY batch_items_by_job WHERE job = ?1 AND phase = 0";
    Ok(held.bonds & bond::BATCH != 0 && txn.conn.prepare_cached(PHASE)?.exists([held.n])?)
}

/// The batch of an item, and whether it was let go.
fn of(conn: &Connection, job: i64) -> Result<Option<(i64, i64)>, StoreError> {
    const OF: &str =
        "SELECT batch, phase FROM batch_items INDEXED BY batch_items_by_job WHERE job = ?1";
    Ok(conn
        .prepare_cached(OF)?
        .query_row([job], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?)
}

const fn column(end: StateName, is_skipped: bool) -> &'static str {
    match end {
        StateName::Completed => "completed",
        StateName::Failed => "failed",
        _ if is_skipped => "skipped",
        _ => "cancelled",
    }
}

/// An item ended, in whatever way.
pub(in crate::sqlite) fn item_ended(
    txn: &mut Txn<'_>,
    job: i64,
    end: StateName,
    code: Option<FailureCode>,
) -> Result<(), StoreError> {
    const ENDED: &str = "UPDATE batch_items SET phase = 2 WHERE batch = ?1 AND job = ?2";
    let Some((batch, phase)) = of(txn.conn, job)? else {
        return Ok(());
    };
    let column = column(end, code == Some(FailureCode::Skipped));
    let count = format!(
        "UPDATE batches SET {column} = {column} + 1, released = released - ?2 WHERE n = ?1"
    );
    txn.conn.prepare_cached(ENDED)?.execute((batch, job))?;
    txn.conn
        .prepare_cached(&count)?
        .execute((batch, i64::from(phase == 1)))?;
    txn.done.batches.insert(batch);
    Ok(())
}

/// An item that ended lives again.
pub(in crate::sqlite) fn item_retried(txn: &mut Txn<'_>, held: &Held) -> Result<(), StoreError> {
    const AGAIN: &str = "UPDATE batch_items SET phase = 1 WHERE batch = ?1 AND job = ?2";
    const CODE: &str = "SELECT error_code FROM jobs WHERE n = ?1";
    if held.bonds & bond::BATCH == 0 {
        return Ok(());
    }
    let Some((batch, _)) = of(txn.conn, held.n)? else {
        return Ok(());
    };
    let code: Option<String> = txn
        .conn
        .prepare_cached(CODE)?
        .query_row([held.n], |row| row.get(0))?;
    let column = column(
        held.state.name(),
        code.as_deref() == Some(FailureCode::Skipped.as_str()),
    );
    let count = format!(
        "UPDATE batches SET {column} = {column} - 1, released = released + 1, finished_at = NULL,
            state = CASE WHEN state IN ('done', 'stopped') THEN 'running' ELSE state END
         WHERE n = ?1"
    );
    txn.conn.prepare_cached(AGAIN)?.execute((batch, held.n))?;
    txn.conn.prepare_cached(&count)?.execute([batch])?;
    Ok(())
}

/// Lets items go, and ends batches, of which something changed in this transaction.
pub(in crate::sqlite) fn follow_up(txn: &mut Txn<'_>) -> Result<(), StoreError> {
    // Letting go may end an item, and so more is to be let go.
    while let Some(batch) = txn.done.batches.pop_first() {
        let Some(found) = standing(txn.conn, batch)? else {
            continue;
        };
        if found.state == "running" && found.room > 0 {
            let_go(txn, batch, found.room)?;
        }
        finish(txn, batch)?;
    }
    Ok(())
}

pub(in crate::sqlite) const HELD: &str = "SELECT job FROM batch_items INDEXED BY batch_items_held
    WHERE batch = ?1 AND phase = 0 ORDER BY job LIMIT ?2";

pub(in crate::sqlite) const LET_GO: &str =
    "SELECT job FROM batch_items INDEXED BY batch_items_let_go
    WHERE batch = ?1 AND phase = 1 ORDER BY job LIMIT ?2";

pub(super) fn numbers(
    conn: &Connection,
    sql: &str,
    batch: i64,
    most: i64,
) -> Result<Vec<i64>, StoreError> {
    let mut statement = conn.prepare_cached(sql)?;
    let found = statement.query_map((batch, most), |row| row.get(0))?;
    Ok(found.collect::<Result<_, _>>()?)
}

fn let_go(txn: &mut Txn<'_>, batch: i64, room: i64) -> Result<(), StoreError> {
    const GO: &str = "UPDATE batch_items SET phase = 1 WHERE batch = ?1 AND job = ?2";
    const COUNT: &str = "UPDATE batches SET released = released + ?2 WHERE n = ?1";
    let next = numbers(txn.conn, HELD, batch, room)?;
    if next.is_empty() {
        return Ok(());
    }
    txn.conn
        .prepare_cached(COUNT)?
        .execute((batch, rows(next.len())))?;
    for job in next {
        txn.conn.prepare_cached(GO)?.execute((batch, job))?;
        if let Some(held) = held::find_n(txn, job)? {
            waits::consider(txn, &held)?;
        }
    }
    Ok(())
}

/// Ends a batch whose items are all in and have all ended.
fn finish(txn: &mut Txn<'_>, batch: i64) -> Result<(), StoreError> {
    const FINISH: &str = "UPDATE batches SET finished_at = ?2,
            state = CASE WHEN state = 'stopped' THEN state ELSE 'done' END
        WHERE n = ?1 AND sealed = 1 AND finished_at IS NULL AND total = completed + failed + skipped + cancelled
        RETURNING id, state, then_job, total, completed, failed, skipped, cancelled";
    type Row = ([u8; 16], String, Option<i64>, serde_json::Value);
    let finished: Option<Row> = txn
        .conn
        .prepare_cached(FINISH)?
        .query_row(params![batch, txn.now.as_millis()], |row| {
            let number = |index| row.get::<_, i64>(index);
            let counts = serde_json::json!({
                "total": number(3)?, "completed": number(4)?, "failed": number(5)?,
                "skipped": number(6)?, "cancelled": number(7)?,
            });
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, counts))
        })
        .optional()?;
    let Some((id, state, then, counts)) = finished else {
        return Ok(());
    };
    let id = runner_model::BatchId::from_bytes(id);
    let data = serde_json::json!({"batch": id, "state": state, "counts": counts});
    txn.announce(EventType::BatchUpdate, data.to_string());
    match then {
        Some(then) => begin_last(txn, then, &state),
        None => Ok(()),
    }
}

/// The job at the end of a batch begins; that of a batch that was stopped is cancelled.
fn begin_last(txn: &mut Txn<'_>, then: i64, state: &str) -> Result<(), StoreError> {
    const ONE_LESS: &str = "UPDATE waits SET pending = pending - 1 WHERE job = ?1 AND pending > 0";
    let Some(held) = held::find_n(txn, then)? else {
        return Ok(());
    };
    let is_waiting = held.state.name() == StateName::Blocked
        || held.state.paused_from() == Some(StateName::Blocked);
    // After a retry of its items a batch ends again; its last job ran already.
    if !is_waiting {
        return Ok(());
    }
    if state == "stopped" {
        return cancel::at_once(txn, &held, "its batch was stopped");
    }
    txn.conn.prepare_cached(ONE_LESS)?.execute([then])?;
    waits::consider(txn, &held)
}
