//! Schedules: what fires when. A firing is a row of a schedule and one of its times, so that nothing fires twice.

use runner_model::{BatchId, CronRule, JobId, ScheduleName, Timestamp};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::rows::{named, parsed, rows, time, time_if};
use super::txn::Txn;
use crate::error::StoreError;
use crate::types::{DueFiring, DueFirings, Firing, NewSchedule, Schedule};

const COLUMNS: &str =
    "SELECT n, name, rule, zone, misfire, overlap, target, paused, created_by, next_at, last_at
    FROM schedules ";

/// A schedule and its number.
pub(super) fn find(conn: &Connection, name: &ScheduleName) -> Result<(i64, Schedule), StoreError> {
    let sql = format!("{COLUMNS} WHERE name = ?1");
    let mut statement = conn.prepare_cached(&sql)?;
    let mut found = statement.query([name.as_str()])?;
    match found.next()? {
        Some(row) => from_row(row),
        None => Err(StoreError::NoSchedule(name.clone())),
    }
}

pub(super) fn list(conn: &Connection) -> Result<Vec<Schedule>, StoreError> {
    let sql = format!("{COLUMNS} ORDER BY name");
    let mut statement = conn.prepare_cached(&sql)?;
    let mut found = statement.query([])?;
    let mut schedules = Vec::new();
    while let Some(row) = found.next()? {
        schedules.push(from_row(row)?.1);
    }
    Ok(schedules)
}

fn from_row(row: &Row<'_>) -> Result<(i64, Schedule), StoreError> {
    let text = |column: &str| row.get::<_, String>(column);
    let rule = CronRule::parse(&text("rule")?, &text("zone")?)
        .map_err(|why| StoreError::corrupt("cron rule")(&why))?;
    let schedule = Schedule {
        name: named("schedule name", text("name")?)?,
        rule,
        misfire: parsed("misfire policy", &text("misfire")?)?,
        overlap: parsed("overlap policy", &text("overlap")?)?,
        target: text("target")?,
        is_paused: row.get("paused")?,
        created_by: row.get("created_by")?,
        next_at: time_if(row, "next_at")?,
        last_at: time_if(row, "last_at")?,
    };
    Ok((row.get("n")?, schedule))
}

pub(super) fn put(txn: &mut Txn<'_>, new: &NewSchedule) -> Result<Schedule, StoreError> {
    const PUT: &str = "INSERT INTO schedules (name, rule, zone, misfire, overlap, target, created_by, updated_at, next_at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
        ON CONFLICT (name) DO UPDATE SET misfire = excluded.misfire, overlap = excluded.overlap,
            target = excluded.target, created_by = excluded.created_by, updated_at = excluded.updated_at,
            next_at = CASE WHEN rule = excluded.rule AND zone = excluded.zone THEN next_at ELSE excluded.next_at END,
            rule = excluded.rule, zone = excluded.zone";
    txn.conn.prepare_cached(PUT)?.execute(params![
        new.name.as_str(),
        new.rule.as_str(),
        new.rule.zone(),
        new.misfire.as_str(),
        new.overlap.as_str(),
        new.target,
        new.created_by,
        txn.now.as_millis(),
        new.rule.next(txn.now).map(Timestamp::as_millis),
    ])?;
    txn.rung.timed += 1;
    Ok(find(txn.conn, &new.name)?.1)
}

/// Puts a schedule of a name that no other has; gives the name.
pub(super) fn create(txn: &mut Txn<'_>, new: &NewSchedule) -> Result<ScheduleName, StoreError> {
    match find(txn.conn, &new.name) {
        Ok(_) => Err(StoreError::ScheduleExists(new.name.clone())),
        Err(StoreError::NoSchedule(_)) => Ok(put(txn, new)?.name),
        Err(error) => Err(error),
    }
}

/// Those of some times that a schedule has answered.
pub(super) fn answered(
    conn: &Connection,
    name: &ScheduleName,
    mut times: Vec<Timestamp>,
) -> Result<Vec<Timestamp>, StoreError> {
    const HAS: &str = "SELECT 1 FROM firings WHERE schedule = ?1 AND due_at = ?2";
    let (n, _) = find(conn, name)?;
    let mut has = conn.prepare_cached(HAS)?;
    let mut failed = None;
    times.retain(|time| match has.exists((n, time.as_millis())) {
        Ok(is_there) => is_there,
        Err(error) => {
            failed = Some(error);
            false
        }
    });
    match failed {
        Some(error) => Err(error.into()),
        None => Ok(times),
    }
}

pub(super) fn delete(txn: &Txn<'_>, name: &ScheduleName) -> Result<(), StoreError> {
    const DELETE: &str = "DELETE FROM schedules WHERE name = ?1";
    match txn.conn.prepare_cached(DELETE)?.execute([name.as_str()])? {
        0 => Err(StoreError::NoSchedule(name.clone())),
        _ => Ok(()),
    }
}

pub(super) fn pause(txn: &Txn<'_>, name: &ScheduleName) -> Result<Schedule, StoreError> {
    const PAUSE: &str = "UPDATE schedules SET paused = 1 WHERE n = ?1";
    let (n, _) = find(txn.conn, name)?;
    txn.conn.prepare_cached(PAUSE)?.execute([n])?;
    Ok(find(txn.conn, name)?.1)
}

/// Times that came while it was paused are not missed.
pub(super) fn resume(txn: &mut Txn<'_>, name: &ScheduleName) -> Result<Schedule, StoreError> {
    const RESUME: &str = "UPDATE schedules SET paused = 0, next_at = ?2 WHERE n = ?1";
    let (n, schedule) = find(txn.conn, name)?;
    if schedule.is_paused {
        let next_at = schedule.rule.next(txn.now).map(Timestamp::as_millis);
        txn.conn.prepare_cached(RESUME)?.execute((n, next_at))?;
        txn.rung.timed += 1;
    }
    Ok(find(txn.conn, name)?.1)
}

/// Sets the first time of a schedule that is not judged.
pub(super) fn set_next(txn: &Txn<'_>, n: i64, next: Option<Timestamp>) -> Result<(), StoreError> {
    const SET: &str = "UPDATE schedules SET next_at = ?2 WHERE n = ?1";
    txn.conn
        .prepare_cached(SET)?
        .execute((n, next.map(Timestamp::as_millis)))?;
    Ok(())
}

pub(super) const DUE: &str =
    "SELECT n, name, rule, zone, misfire, overlap, target, paused, created_by, next_at, last_at
    FROM schedules INDEXED BY schedules_next
    WHERE paused = 0 AND next_at IS NOT NULL AND next_at <= ?1 ORDER BY next_at LIMIT ?2";

/// Judges the schedules whose time has come. What is left out is left out for good; what is to fire is given again
/// until it has fired.
pub(super) fn due(txn: &Txn<'_>, most: usize) -> Result<DueFirings, StoreError> {
    const NEXT: &str = "SELECT min(next_at) FROM schedules INDEXED BY schedules_next
        WHERE paused = 0 AND next_at IS NOT NULL AND next_at > ?1";
    let mut due = Vec::new();
    {
        let mut statement = txn.conn.prepare_cached(DUE)?;
        let mut found = statement.query((txn.now.as_millis(), rows(most)))?;
        while let Some(row) = found.next()? {
            due.push(from_row(row)?);
        }
    }
    let is_more = due.len() == most;
    let mut answer = DueFirings::default();
    for (n, schedule) in due {
        let first = schedule.next_at.unwrap_or(txn.now);
        let fires = schedule.misfire.decide(&schedule.rule, first, txn.now);
        set_next(txn, n, fires.now.first().copied().or(fires.next))?;
        answer
            .firings
            .extend(fires.now.iter().map(|due_at| DueFiring {
                schedule: schedule.name.clone(),
                due_at: *due_at,
                target: schedule.target.clone(),
            }));
    }
    let next: Option<i64> = txn
        .conn
        .prepare_cached(NEXT)?
        .query_row([txn.now.as_millis()], |row| row.get(0))?;
    answer.next = if is_more {
        Some(txn.now)
    } else {
        next.map(Timestamp::from_millis)
    };
    Ok(answer)
}

pub(super) fn firings(
    conn: &Connection,
    name: &ScheduleName,
    before: Option<Timestamp>,
    most: usize,
) -> Result<Vec<Firing>, StoreError> {
    const FIRINGS: &str =
        "SELECT f.due_at, f.fired_at, f.outcome, f.message, j.id AS job, b.id AS batch,
            coalesce(j.state, CASE WHEN b.n IS NULL THEN NULL WHEN b.state = 'stopped' THEN 'cancelled'
                WHEN b.state <> 'done' THEN b.state
                WHEN b.failed > 0 THEN 'failed' ELSE 'completed' END) AS state
        FROM firings f
        LEFT JOIN jobs j ON j.n = f.job LEFT JOIN batches b ON b.n = f.batch
        WHERE f.schedule = ?1 AND f.due_at < ?2 ORDER BY f.due_at DESC LIMIT ?3";
    let (n, _) = find(conn, name)?;
    let before = before.map_or(i64::MAX, Timestamp::as_millis);
    let mut statement = conn.prepare_cached(FIRINGS)?;
    let mut found = statement.query((n, before, rows(most)))?;
    let mut firings = Vec::new();
    while let Some(row) = found.next()? {
        firings.push(Firing {
            due_at: time(row, "due_at")?,
            fired_at: time(row, "fired_at")?,
            outcome: row.get("outcome")?,
            job: row
                .get::<_, Option<[u8; 16]>>("job")?
                .map(JobId::from_bytes),
            batch: row
                .get::<_, Option<[u8; 16]>>("batch")?
                .map(BatchId::from_bytes),
            state: row.get("state")?,
            message: row.get("message")?,
        });
    }
    Ok(firings)
}

/// Forgets at most so many firings of more than 400 days ago.
pub(super) fn forget_firings(txn: &Txn<'_>, most: usize) -> Result<usize, StoreError> {
    const FORGET: &str = "DELETE FROM firings WHERE (schedule, due_at) IN (
            SELECT f.schedule, f.due_at FROM schedules s CROSS JOIN firings f ON f.schedule = s.n
            WHERE f.due_at < ?1 AND f.open = 0 LIMIT ?2)";
    const DAYS_400: i64 = 400 * 24 * 60 * 60 * 1_000;
    Ok(txn
        .conn
        .prepare_cached(FORGET)?
        .execute((txn.now.as_millis() - DAYS_400, rows(most)))?)
}

/// The number of a job, for the row of a firing.
pub(super) fn job_number(conn: &Connection, job: JobId) -> Result<Option<i64>, StoreError> {
    const FIND: &str = "SELECT n FROM jobs WHERE id = ?1";
    Ok(conn
        .prepare_cached(FIND)?
        .query_row([job.as_bytes()], |row| row.get(0))
        .optional()?)
}
