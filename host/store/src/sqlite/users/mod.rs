//! Statistics by user: who a job's `created_by` names. Written with the attempts' ends, as [`super::stats`] are.
//!
//! There may be any number of users, and the tables must not grow with them. Within an hour the first [`MOST_NAMED`]
//! have rows of their own, and whoever comes after them is counted with the others. Once the hour is over, upkeep
//! leaves those with the most attempts and puts the rest together with the others too, and of a day that is over it
//! makes rows of its hours ([`sum`]). Every attempt is counted somewhere, so that the sum of an hour is that of the
//! statistics by processor.

mod counted;
mod forget;
mod read;
mod sum;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use rusqlite::Connection;

use self::counted::{Counted, NAMED, NOBODY, OTHERS, Rows};
use super::rows::rows;
use super::stats::cover::{Marks, floor};
use super::stats::{Outcome, Sample};
use crate::types::Span;

pub(super) use self::forget::forget;
pub(super) use self::read::read;
#[cfg(test)]
pub(super) use self::read::{READ, READ_DAYS};
pub(super) use self::sum::sum_up;

/// How many users of an hour have rows of their own while it lasts.
pub(super) const MOST_NAMED: i64 = 200;

/// Writes what was gathered.
pub(super) fn write(conn: &Connection, samples: &[Sample]) -> rusqlite::Result<()> {
    const HOURS: &str = "INSERT OR IGNORE INTO user_hours (at) VALUES (?1)";
    if samples.is_empty() {
        return Ok(());
    }
    let marks = Marks::read(conn)?;
    let mut counted: BTreeMap<(i64, Option<&str>, Outcome), Counted> = BTreeMap::new();
    for sample in samples {
        let hour = floor(sample.at.as_millis(), Span::Hour);
        let counted = counted
            .entry((hour, sample.user.as_deref(), sample.outcome))
            .or_default();
        counted.count += 1;
        counted.wall.add(sample.wall_ms);
        counted.waited.add(sample.queue_ms);
    }
    for ((hour, user, outcome), counted) in counted {
        let outcome = outcome.as_str();
        if hour < marks.user_days_until {
            // It comes late: the day has its rows.
            let day = floor(hour, Span::Day);
            let (kind, user) = match user {
                None => (NOBODY, ""),
                Some(user) if has_day(conn, day, user)? => (NAMED, user),
                Some(_) => (OTHERS, ""),
            };
            Rows::Days.add(conn, (day, kind, user, outcome), counted.clone())?;
        }
        let (kind, user) = match user {
            None => (NOBODY, ""),
            Some(user) if has_row(conn, hour, user)? => (NAMED, user),
            Some(_) => (OTHERS, ""),
        };
        if !Rows::Hours.add(conn, (hour, kind, user, outcome), counted)? {
            // Its hour may be new as well.
            conn.prepare_cached(HOURS)?.execute([hour])?;
        }
    }
    Ok(())
}

/// Whether a user is counted by name in that hour, from now on if there is room.
fn has_row(conn: &Connection, hour: i64, user: &str) -> rusqlite::Result<bool> {
    const HAS: &str = "SELECT 1 FROM user_stats WHERE at = ?1 AND kind = 0 AND user = ?2";
    const TAKE: &str = "INSERT INTO user_hours (at, named) VALUES (?1, 1)
        ON CONFLICT DO UPDATE SET named = named + 1 WHERE named < ?2";
    if conn.prepare_cached(HAS)?.exists((hour, user))? {
        return Ok(true);
    }
    Ok(conn.prepare_cached(TAKE)?.execute((hour, MOST_NAMED))? > 0)
}

/// Whether a user is counted by name in a day that was summed up: one of those that are, or if there is room.
fn has_day(conn: &Connection, day: i64, user: &str) -> rusqlite::Result<bool> {
    const HAS: &str = "SELECT 1 FROM user_days WHERE at = ?1 AND kind = 0 AND user = ?2";
    const NAMED: &str = "SELECT count(DISTINCT user) FROM user_days WHERE at = ?1 AND kind = 0";
    if conn.prepare_cached(HAS)?.exists((day, user))? {
        return Ok(true);
    }
    let named: i64 = conn
        .prepare_cached(NAMED)?
        .query_row([day], |row| row.get(0))?;
    Ok(named < rows(sum::MOST_OF_DAY))
}
