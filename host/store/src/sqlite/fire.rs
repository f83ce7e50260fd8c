//! A schedule fires: what it starts, and that it did, are one commit.

use std::time::Duration;

use runner_model::{BatchId, JobId, Overlap, ScheduleName, Timestamp};
use rusqlite::{Connection, params};

use super::held::{self, Wanted};
use super::schedules::{find, job_number, set_next};
use super::txn::Txn;
use super::{batches, cancel, onces, submit};
use crate::error::StoreError;
use crate::types::{EventType, Fire, Fired, FiredOnce, Once};

/// Fires for a time once, however often the same request comes.
pub(super) fn fire_once(
    txn: &mut Txn<'_>,
    once: &Once,
    name: &ScheduleName,
    due_at: Timestamp,
    fire: &Fire,
) -> Result<FiredOnce, StoreError> {
    let mut is_new = false;
    let (fired, due_at) = onces::once(txn, once, |txn| {
        is_new = true;
        let mut due_at = due_at;
        loop {
            match self::fire(txn, name, due_at, None, fire)? {
                // Somebody else did at the very same moment.
                Fired::Already => due_at = due_at.after(Duration::from_millis(1)),
                fired => return Ok((fired, due_at)),
            }
        }
    })?;
    Ok(FiredOnce {
        fired,
        due_at,
        is_new,
    })
}

/// Fires for a time; by the schedule's own overlap rule unless another is given.
pub(super) fn fire(
    txn: &mut Txn<'_>,
    name: &ScheduleName,
    due_at: Timestamp,
    overlap: Option<Overlap>,
    fire: &Fire,
) -> Result<Fired, StoreError> {
    const CLAIM: &str = "INSERT OR IGNORE INTO firings (schedule, due_at, fired_at, outcome, open)
        VALUES (?1, ?2, ?3, 'fired', 0)";
    const LAST: &str = "UPDATE schedules SET last_at = max(coalesce(last_at, ?2), ?2) WHERE n = ?1";
    let (n, schedule) = find(txn.conn, name)?;
    let claimed = txn.conn.prepare_cached(CLAIM)?.execute(params![
        n,
        due_at.as_millis(),
        txn.now.as_millis()
    ])?;
    // Its times are judged one after the other.
    if schedule.next_at.is_some_and(|next| next <= due_at) {
        set_next(txn, n, schedule.rule.next(due_at))?;
    }
    if claimed == 0 {
        return Ok(Fired::Already);
    }
    txn.conn
        .prepare_cached(LAST)?
        .execute((n, due_at.as_millis()))?;
    let fired = match fire {
        Fire::Failed(message) => {
            close(txn.conn, (n, due_at), "failed", Some(message))?;
            Fired::Failed
        }
        Fire::Own => Fired::Own,
        _ if !may_begin(txn, n, overlap.unwrap_or(schedule.overlap))? => {
            let message = "what the last firing started runs still";
            close(txn.conn, (n, due_at), "skipped", Some(message))?;
            Fired::Skipped
        }
        Fire::Job(job) => {
            let id = submit::submit(txn, std::slice::from_ref(job))?[0].job();
            let job = job_number(txn.conn, id)?;
            open(txn.conn, (n, due_at), job, None)?;
            Fired::Job(id)
        }
        Fire::Batch(batch, items) => {
            let number = batches::create(txn, batch)?;
            batches::add(txn, number, items)?;
            batches::seal(txn, batch.id)?;
            open(txn.conn, (n, due_at), None, Some(number))?;
            Fired::Batch(batch.id)
        }
    };
    tell(txn, name, due_at, &fired);
    Ok(fired)
}

/// Writes down how something went that was not the store's to start.
pub(super) fn close_own(
    txn: &Txn<'_>,
    name: &ScheduleName,
    due_at: Timestamp,
    outcome: &Result<String, String>,
) -> Result<(), StoreError> {
    let (n, _) = find(txn.conn, name)?;
    let (outcome, message) = match outcome {
        Ok(message) => ("fired", message),
        Err(message) => ("failed", message),
    };
    close(txn.conn, (n, due_at), outcome, Some(message))
}

type Which = (i64, Timestamp);

fn close(
    conn: &Connection,
    (schedule, due_at): Which,
    outcome: &str,
    message: Option<&str>,
) -> Result<(), StoreError> {
    const CLOSE: &str =
        "UPDATE firings SET outcome = ?3, message = ?4 WHERE schedule = ?1 AND due_at = ?2";
    conn.prepare_cached(CLOSE)?
        .execute(params![schedule, due_at.as_millis(), outcome, message])?;
    Ok(())
}

fn open(
    conn: &Connection,
    (schedule, due_at): Which,
    job: Option<i64>,
    batch: Option<i64>,
) -> Result<(), StoreError> {
    const OPEN: &str =
        "UPDATE firings SET job = ?3, batch = ?4, open = 1 WHERE schedule = ?1 AND due_at = ?2";
    conn.prepare_cached(OPEN)?
        .execute(params![schedule, due_at.as_millis(), job, batch])?;
    Ok(())
}

/// What an earlier firing started and has not ended.
enum Open {
    Job(JobId),
    Batch(BatchId),
}

/// Looks whether what earlier firings started has ended, and does as the policy says if not.
fn may_begin(txn: &mut Txn<'_>, n: i64, overlap: Overlap) -> Result<bool, StoreError> {
    let still = still_open(txn.conn, n)?;
    match overlap {
        Overlap::Allow => Ok(true),
        Overlap::Skip => Ok(still.is_empty()),
        Overlap::Cancel => {
            for open in still {
                match open {
                    Open::Job(job) => {
                        let held = held::find(txn, job)?;
                        match held.lease {
                            Some(_) => cancel::want(txn, &held, Wanted::Cancel)?,
                            None => cancel::at_once(txn, &held, "its schedule fired again")?,
                        }
                    }
                    Open::Batch(batch) => {
                        // One that is being stopped already needs no more.
                        if batches::view(txn.conn, batch)?.state
                            != crate::types::BatchState::Stopped
                        {
                            batches::stop(txn, batch)?;
                        }
                    }
                }
            }
            Ok(true)
        }
    }
}

pub(super) const OPEN: &str =
    "SELECT f.due_at, j.id, j.finished_at, b.id, b.finished_at FROM firings f INDEXED BY firings_open
    LEFT JOIN jobs j ON j.n = f.job LEFT JOIN batches b ON b.n = f.batch
    WHERE f.schedule = ?1 AND f.open = 1";

fn still_open(conn: &Connection, n: i64) -> Result<Vec<Open>, StoreError> {
    const ENDED: &str = "UPDATE firings SET open = 0 WHERE schedule = ?1 AND due_at = ?2";
    let (mut still, mut ended) = (Vec::new(), Vec::new());
    {
        let mut statement = conn.prepare_cached(OPEN)?;
        let mut found = statement.query([n])?;
        while let Some(row) = found.next()? {
            let due_at: i64 = row.get(0)?;
            let job: Option<[u8; 16]> = row.get(1)?;
            let batch: Option<[u8; 16]> = row.get(3)?;
            let is_over =
                row.get::<_, Option<i64>>(2)?.is_some() || row.get::<_, Option<i64>>(4)?.is_some();
            match (job, batch) {
                (Some(job), _) if !is_over => still.push(Open::Job(JobId::from_bytes(job))),
                (_, Some(batch)) if !is_over => still.push(Open::Batch(BatchId::from_bytes(batch))),
                _ => ended.push(due_at),
            }
        }
    }
    for due_at in ended {
        conn.prepare_cached(ENDED)?.execute((n, due_at))?;
    }
    Ok(still)
}

fn tell(txn: &mut Txn<'_>, name: &ScheduleName, due_at: Timestamp, fired: &Fired) {
    let (outcome, job, batch) = match fired {
        Fired::Job(job) => ("fired", Some(*job), None),
        Fired::Batch(batch) => ("fired", None, Some(*batch)),
        Fired::Own => ("fired", None, None),
        Fired::Skipped => ("skipped", None, None),
        Fired::Failed | Fired::Already => ("failed", None, None),
    };
    let data = serde_json::json!({
        "schedule": name, "due_at_ms": due_at.as_millis(), "outcome": outcome, "job": job, "batch": batch,
    });
    txn.announce(EventType::ScheduleFired, data.to_string());
}
