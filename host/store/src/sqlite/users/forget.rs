//! Users of days that are too old go, once their hours were added to their days.

use runner_model::Timestamp;
use rusqlite::Connection;

use crate::error::StoreError;
use crate::sqlite::rows::rows;
use crate::sqlite::stats::cover::{Marks, floor};
use crate::types::Span;

/// How long they are kept, in milliseconds: 90 days.
const KEPT: i64 = 90 * Span::Day.millis();

/// Forgets at most so many rows of each kind.
pub(in crate::sqlite) fn forget(
    conn: &Connection,
    now: Timestamp,
    most: usize,
) -> Result<usize, StoreError> {
    const STATS: &str = "DELETE FROM user_stats WHERE (at, kind, user, outcome) IN (
            SELECT at, kind, user, outcome FROM user_stats WHERE at < ?1 LIMIT ?2)";
    const DAYS: &str = "DELETE FROM user_days WHERE (at, kind, user, outcome) IN (
            SELECT at, kind, user, outcome FROM user_days WHERE at < ?1 LIMIT ?2)";
    const HOURS: &str = "DELETE FROM user_hours WHERE at IN (
            SELECT at FROM user_hours h WHERE at < ?1
                AND NOT EXISTS (SELECT 1 FROM user_stats s WHERE s.at = h.at) LIMIT ?2)";
    const SINCE: &str = "UPDATE control SET users_since = max(users_since, ?1)";
    let until = Marks::read(conn)?.user_days_until;
    let before = floor((now.as_millis() - KEPT).min(until), Span::Day);
    let mut forgotten = 0;
    for sql in [STATS, DAYS, HOURS] {
        let mut forget = conn.prepare_cached(sql)?;
        forgotten += forget.execute((before, rows(most)))?;
    }
    if forgotten > 0 {
        conn.prepare_cached(SINCE)?.execute([before])?;
    }
    Ok(forgotten)
}
