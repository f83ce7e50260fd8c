//! Failures that are the same one: by processor, code, and message without numbers and ids.

use runner_model::{
    ErrorState, FailureCode, JobId, ProcessorName, StateName, Timestamp, pattern_of,
};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::held::Held;
use super::rows::{job_id, named, parsed, rows, unsigned};
use super::txn::Txn;
use crate::error::StoreError;
use crate::types::{Cursor, ErrorFilter, ErrorGroup, ErrorId, ErrorPlace, EventType};

const HOUR_MILLIS: i64 = 3_600_000;

/// How many of the last hours are told, the one that is not over among them.
const HOURS_TOLD: usize = 24;

/// How long hours are kept, in milliseconds: a day longer than they are told.
const HOURS_FOR: i64 = 48 * HOUR_MILLIS;

/// Counts a failure of an attempt.
pub(super) fn happened(
    txn: &mut Txn<'_>,
    held: &Held,
    to: StateName,
    code: FailureCode,
    message: &str,
) -> Result<(), StoreError> {
    const FIND: &str =
        "SELECT n, state FROM errors WHERE processor = ?1 AND code = ?2 AND pattern = ?3";
    const ADD: &str = "INSERT INTO errors (processor, code, pattern, state, count, first_at, last_at, first_plugin,
            last_plugin, example, message)
        VALUES (?1, ?2, ?3, 'open', 1, ?4, ?4, ?5, ?5, ?6, ?7) RETURNING n";
    const AGAIN: &str =
        "UPDATE errors SET count = count + 1, last_at = ?2, last_plugin = ?3, example = ?4,
            message = ?5, state = ?6, reopened = reopened + ?7 WHERE n = ?1";
    const HOUR: &str = "INSERT INTO error_hours (error, at, count) VALUES (?1, ?2, 1)
        ON CONFLICT DO UPDATE SET count = count + 1";
    const NOT_BEFORE: &str = "DELETE FROM error_jobs WHERE job = ?1";
    const JOB: &str = "INSERT OR IGNORE INTO error_jobs (error, job) VALUES (?1, ?2)";
    let is_failure = matches!(
        to,
        StateName::Failed | StateName::Retrying | StateName::Paused
    ) && !matches!(
        code,
        FailureCode::Interrupted | FailureCode::Cancelled | FailureCode::RetryAfter
    );
    if !is_failure {
        return Ok(());
    }
    let conn = txn.conn;
    let pattern = pattern_of(message);
    let now = txn.now.as_millis();
    let known: Option<(i64, String)> = conn
        .prepare_cached(FIND)?
        .query_row((held.processor, code.as_str(), &pattern), |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()?;
    let n: i64 = match known {
        Some((n, state)) => {
            let before: ErrorState = parsed("state of an error", &state)?;
            let after = before.on_recurrence();
            let is_reopened = before != after;
            conn.prepare_cached(AGAIN)?.execute(params![
                n,
                now,
                held.plugin,
                held.id.as_bytes(),
                message,
                after.as_str(),
                is_reopened,
            ])?;
            if is_reopened {
                let data =
                    serde_json::json!({"error": ErrorId(n).to_string(), "state": "reopened"});
                txn.announce(EventType::Alert, data.to_string());
            }
            n
        }
        None => conn.prepare_cached(ADD)?.query_row(
            params![
                held.processor,
                code.as_str(),
                pattern,
                now,
                held.plugin,
                held.id.as_bytes(),
                message
            ],
            |row| row.get(0),
        )?,
    };
    conn.prepare_cached(HOUR)?
        .execute((n, now - now.rem_euclid(HOUR_MILLIS)))?;
    if to == StateName::Failed {
        conn.prepare_cached(NOT_BEFORE)?.execute([held.n])?;
        conn.prepare_cached(JOB)?.execute((n, held.n))?;
    }
    Ok(())
}

const COLUMNS: &str = "e.n, p.name, e.code, e.pattern, e.state, e.count, e.first_at, e.last_at, e.reopened,
    f.version, l.version, e.example AS id, e.message FROM errors e CROSS JOIN processors p ON p.id = e.processor
    LEFT JOIN plugin_versions f ON f.n = e.first_plugin LEFT JOIN plugin_versions l ON l.n = e.last_plugin";

fn from_row(row: &Row<'_>) -> Result<ErrorGroup, StoreError> {
    let text = |column: usize| row.get::<_, String>(column);
    Ok(ErrorGroup {
        id: ErrorId(row.get(0)?),
        processor: named("processor name", text(1)?)?,
        code: parsed("failure code", &text(2)?)?,
        pattern: text(3)?,
        state: parsed("state of an error", &text(4)?)?,
        count: unsigned(row.get(5)?),
        first_at: Timestamp::from_millis(row.get(6)?),
        last_at: Timestamp::from_millis(row.get(7)?),
        reopened: unsigned(row.get(8)?),
        first_version: row.get(9)?,
        last_version: row.get(10)?,
        example: job_id(row, "id")?,
        message: text(12)?,
        last_hours: Vec::new(),
    })
}

/// The group, with how often it came in each of the last hours.
fn with_hours(
    conn: &Connection,
    group: ErrorGroup,
    now: Timestamp,
) -> Result<ErrorGroup, StoreError> {
    const HOURS: &str = "SELECT at, count FROM error_hours WHERE error = ?1 AND at >= ?2";
    let this = now.as_millis() - now.as_millis().rem_euclid(HOUR_MILLIS);
    let mut last_hours = vec![0; HOURS_TOLD];
    let first = this - rows(HOURS_TOLD - 1) * HOUR_MILLIS;
    let mut statement = conn.prepare_cached(HOURS)?;
    let mut found = statement.query((group.id.0, first))?;
    while let Some(row) = found.next()? {
        // What a clock that was set back left in hours to come is told once they are there.
        let at: i64 = row.get(0)?;
        let hour = usize::try_from((at - first) / HOUR_MILLIS).ok();
        if let Some(count) = hour.and_then(|hour| last_hours.get_mut(hour)) {
            *count = unsigned(row.get(1)?);
        }
    }
    Ok(ErrorGroup {
        last_hours,
        ..group
    })
}

/// Forgets at most so many hours that are too old.
pub(super) fn forget(conn: &Connection, now: Timestamp, most: usize) -> Result<usize, StoreError> {
    const FORGET: &str = "DELETE FROM error_hours WHERE (error, at) IN (
            SELECT error, at FROM error_hours WHERE at < ?1 LIMIT ?2)";
    let before = now.as_millis() - HOURS_FOR;
    Ok(conn.prepare_cached(FORGET)?.execute((before, rows(most)))?)
}

pub(super) fn list(
    conn: &Connection,
    filter: &ErrorFilter,
    (after, most): (Option<ErrorPlace>, usize),
    now: Timestamp,
) -> Result<Vec<ErrorGroup>, StoreError> {
    // There are few: a message that differs each time has few patterns.
    let sql = format!(
        "SELECT {COLUMNS} WHERE (?1 IS NULL OR e.state = ?1) AND (?2 IS NULL OR p.name = ?2)
            AND (?3 IS NULL OR e.code = ?3) AND (?4 IS NULL OR instr(lower(e.message), ?4) > 0)
            AND (?5 IS NULL OR (e.last_at, e.n) < (?5, ?6))
         ORDER BY e.last_at DESC, e.n DESC LIMIT ?7"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let mut found = statement.query(params![
        filter.state.map(ErrorState::as_str),
        filter.processor.as_ref().map(ProcessorName::as_str),
        filter.code.map(FailureCode::as_str),
        filter.text.as_ref().map(|text| text.to_lowercase()),
        after.map(|place| place.last_at.as_millis()),
        after.map(|place| place.id.0),
        rows(most)
    ])?;
    let mut groups = Vec::new();
    while let Some(row) = found.next()? {
        groups.push(with_hours(conn, from_row(row)?, now)?);
    }
    Ok(groups)
}

pub(super) fn set_state(
    txn: &mut Txn<'_>,
    error: ErrorId,
    state: ErrorState,
) -> Result<ErrorGroup, StoreError> {
    const SET: &str = "UPDATE errors SET state = ?2 WHERE n = ?1";
    txn.conn
        .prepare_cached(SET)?
        .execute((error.0, state.as_str()))?;
    let sql = format!("SELECT {COLUMNS} WHERE e.n = ?1");
    let mut statement = txn.conn.prepare_cached(&sql)?;
    let mut found = statement.query([error.0])?;
    match found.next()? {
        Some(row) => with_hours(txn.conn, from_row(row)?, txn.now),
        None => Err(StoreError::NoError(error.to_string())),
    }
}

pub(super) const JOBS: &str = "SELECT j.n, j.id FROM error_jobs e CROSS JOIN jobs j ON j.n = e.job
    WHERE e.error = ?1 AND e.job > ?2 AND j.state = 'failed' ORDER BY e.job LIMIT ?3";

pub(super) fn jobs(
    conn: &Connection,
    error: ErrorId,
    from: Cursor,
    most: usize,
) -> Result<(Vec<JobId>, Option<Cursor>), StoreError> {
    let mut statement = conn.prepare_cached(JOBS)?;
    let mut found = statement.query((error.0, from.0, rows(most)))?;
    let (mut jobs, mut last) = (Vec::new(), None);
    while let Some(row) = found.next()? {
        last = Some(Cursor(row.get(0)?));
        jobs.push(job_id(row, "id")?);
    }
    let next = last.filter(|_| jobs.len() == most);
    Ok((jobs, next))
}
