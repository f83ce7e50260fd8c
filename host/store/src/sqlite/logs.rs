//! The logs of attempts: the newest lines up to a limit, and how many went before them.

use runner_model::{JobId, LogLine};
use rusqlite::{Connection, OptionalExtension, params};

use super::rows::{parsed, rows, signed, unsigned};
use crate::error::StoreError;
use crate::types::LogPage;

/// Adds lines to the log of an attempt, by the job's number and its own, and drops the oldest beyond the limit.
pub(super) fn append(
    conn: &Connection,
    (job, attempt): (i64, u32),
    lines: &[LogLine],
    limit_bytes: u64,
) -> Result<(), StoreError> {
    const INSERT: &str = "INSERT OR REPLACE INTO log_lines (job, attempt, number, weight, at_ms, level, message, fields)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    const ADD: &str = "INSERT INTO logs (job, attempt, bytes, dropped) VALUES (?1, ?2, ?3, 0)
        ON CONFLICT DO UPDATE SET bytes = bytes + excluded.bytes RETURNING bytes";
    let mut insert = conn.prepare_cached(INSERT)?;
    let mut added = 0;
    for line in lines {
        let weight = line.weight();
        added += weight;
        let fields = line
            .fields
            .as_ref()
            .map(|fields| serde_json::json!(fields).to_string());
        insert.execute(params![
            job,
            attempt,
            signed(line.number),
            signed(weight),
            signed(line.at_ms),
            line.level.as_str(),
            line.message,
            fields,
        ])?;
    }
    let bytes: i64 = conn
        .prepare_cached(ADD)?
        .query_row(params![job, attempt, signed(added)], |row| row.get(0))?;
    let over = unsigned(bytes).saturating_sub(limit_bytes);
    if over > 0 {
        drop_oldest(conn, (job, attempt), over)?;
    }
    Ok(())
}

fn drop_oldest(conn: &Connection, (job, attempt): (i64, u32), over: u64) -> Result<(), StoreError> {
    const OLDEST: &str =
        "SELECT number, weight FROM log_lines WHERE job = ?1 AND attempt = ?2 ORDER BY number";
    const DELETE: &str = "DELETE FROM log_lines WHERE job = ?1 AND attempt = ?2 AND number <= ?3";
    const COUNT: &str = "UPDATE logs SET bytes = bytes - ?3, dropped = dropped + ?4 WHERE job = ?1 AND attempt = ?2";
    let mut freed = 0;
    let mut last = None;
    {
        let mut statement = conn.prepare_cached(OLDEST)?;
        let mut found = statement.query((job, attempt))?;
        while freed < over
            && let Some(row) = found.next()?
        {
            last = Some(row.get::<_, i64>(0)?);
            freed += unsigned(row.get(1)?);
        }
    }
    if let Some(last) = last {
        let lines = conn.prepare_cached(DELETE)?.execute((job, attempt, last))?;
        conn.prepare_cached(COUNT)?
            .execute(params![job, attempt, signed(freed), rows(lines)])?;
    }
    Ok(())
}

pub(super) fn page(
    conn: &Connection,
    id: JobId,
    attempt: u32,
    from: u64,
    most: usize,
) -> Result<LogPage, StoreError> {
    const HEAD: &str = "SELECT j.n, coalesce(l.dropped, 0) FROM jobs j
        LEFT JOIN logs l ON l.job = j.n AND l.attempt = ?2 WHERE j.id = ?1";
    const LINES: &str = "SELECT number, at_ms, level, message, fields FROM log_lines
        WHERE job = ?1 AND attempt = ?2 AND number >= ?3 ORDER BY number LIMIT ?4";
    let head: Option<(i64, i64)> = conn
        .prepare_cached(HEAD)?
        .query_row(params![id.as_bytes(), attempt], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()?;
    let (job, dropped) = head.ok_or(StoreError::NoJob(id))?;
    let mut statement = conn.prepare_cached(LINES)?;
    let mut found = statement.query(params![job, attempt, signed(from), rows(most + 1)])?;
    let mut lines = Vec::new();
    while let Some(row) = found.next()? {
        let fields: Option<String> = row.get(4)?;
        lines.push(LogLine {
            number: unsigned(row.get(0)?),
            at_ms: unsigned(row.get(1)?),
            level: parsed("log level", row.get_ref(2)?.as_str().unwrap_or_default())?,
            message: row.get(3)?,
            fields: fields
                .map(|json| serde_json::from_str(&json))
                .transpose()
                .map_err(|why| StoreError::corrupt("log line")(&why))?,
        });
    }
    let next = (lines.len() > most)
        .then(|| lines.pop())
        .flatten()
        .map(|line| line.number);
    Ok(LogPage {
        dropped: unsigned(dropped),
        lines,
        next,
    })
}
