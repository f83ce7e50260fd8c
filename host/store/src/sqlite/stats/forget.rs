//! What is too old goes, once it was added to what is kept longer.

use runner_model::Timestamp;
use rusqlite::Connection;

use super::cover::{Marks, floor};
use crate::error::StoreError;
use crate::sqlite::rows::rows;
use crate::types::Span;

/// How long minutes are kept, in milliseconds: 7 days.
const MINUTES_FOR: i64 = 7 * Span::Day.millis();

/// How long hours and days are: 400 days.
const HOURS_FOR: i64 = 400 * Span::Day.millis();

/// Forgets at most so many rows of each kind.
pub(in crate::sqlite) fn forget(
    conn: &Connection,
    now: Timestamp,
    most: usize,
) -> Result<usize, StoreError> {
    const MINUTES: &str = "UPDATE control SET minutes_since = max(minutes_since, ?1)";
    const HOURS: &str = "UPDATE control SET hours_since = max(hours_since, ?1)";
    let now = now.as_millis();
    let marks = Marks::read(conn)?;
    // Whole hours and days go: of one that is half gone nobody could say what it has.
    let before = floor((now - MINUTES_FOR).min(marks.hours_until), Span::Hour);
    let minutes = rows_of(conn, Span::Minute, before, most)?;
    if minutes > 0 {
        conn.prepare_cached(MINUTES)?.execute([before])?;
    }
    let before = floor((now - HOURS_FOR).min(marks.days_until), Span::Day);
    let hours = rows_of(conn, Span::Hour, before, most)?
        + rows_of(conn, Span::Day, before, most)?
        + totals_of(conn, Span::Hour, before, most)?
        + totals_of(conn, Span::Day, before, most)?;
    if hours > 0 {
        conn.prepare_cached(HOURS)?.execute([before])?;
    }
    Ok(minutes + hours)
}

fn rows_of(conn: &Connection, span: Span, before: i64, most: usize) -> Result<usize, StoreError> {
    const FORGET: &str = "DELETE FROM stats WHERE (span, at, processor, queue, outcome) IN (
            SELECT span, at, processor, queue, outcome FROM stats WHERE span = ?1 AND at < ?2 LIMIT ?3)";
    let mut forget = conn.prepare_cached(FORGET)?;
    Ok(forget.execute((span.secs(), before, rows(most)))?)
}

fn totals_of(conn: &Connection, span: Span, before: i64, most: usize) -> Result<usize, StoreError> {
    const FORGET: &str = "DELETE FROM stat_totals WHERE (span, at, outcome) IN (
            SELECT span, at, outcome FROM stat_totals WHERE span = ?1 AND at < ?2 LIMIT ?3)";
    let mut forget = conn.prepare_cached(FORGET)?;
    Ok(forget.execute((span.secs(), before, rows(most)))?)
}
