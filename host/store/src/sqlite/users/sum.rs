//! Of an hour that is over, those who ran little are put together with the others, and hours are added to days.

use std::collections::{BTreeMap, HashSet};

use runner_model::Timestamp;
use rusqlite::{Connection, OptionalExtension};

use super::counted::{Counted, NAMED, OTHERS, Rows};
use super::read::READ;
use crate::error::StoreError;
use crate::sqlite::rows::rows;
use crate::sqlite::stats::cover::{Marks, floor};
use crate::types::Span;

/// How many users keep rows of their own when an hour or a day is over, those with the most attempts. Of a day they are
/// more: who is busy in a few of its hours is to be found in it.
const MOST_OF_HOUR: usize = 50;
pub(super) const MOST_OF_DAY: usize = 100;

const TOP: &str = "SELECT user FROM user_stats WHERE at >= ?1 AND at < ?2 AND kind = 0
    GROUP BY user ORDER BY sum(count) DESC, user LIMIT ?3";

/// Does this for one hour, or one day if there is no such hour; gives how many rows that took. There is nothing left once
/// that is 0.
pub(in crate::sqlite) fn sum_up(conn: &Connection, now: Timestamp) -> Result<usize, StoreError> {
    // The hour before this one may still get what a clock that is set back brings.
    let before = floor(now.as_millis(), Span::Hour) - Span::Hour.millis();
    match fold(conn, before)? {
        0 => add_day(conn, before),
        folded => Ok(folded),
    }
}

/// Puts those who ran little in the oldest hour that is over and has too many together with the others; gives how many
/// rows went.
fn fold(conn: &Connection, before: i64) -> Result<usize, StoreError> {
    const FEW: &str = "UPDATE user_hours SET folded = 1
        WHERE folded = 0 AND at < ?1 AND named <= ?2";
    const OLDEST: &str = "SELECT at FROM user_hours INDEXED BY user_hours_open
        WHERE folded = 0 AND at < ?1 ORDER BY at LIMIT 1";
    const DELETE: &str = "DELETE FROM user_stats
        WHERE at = ?1 AND kind = 0 AND user = ?2 AND outcome = ?3";
    const DONE: &str = "UPDATE user_hours SET folded = 1, named = ?2 WHERE at = ?1";
    let most = rows(MOST_OF_HOUR);
    conn.prepare_cached(FEW)?.execute((before, most))?;
    let oldest: Option<i64> = conn
        .prepare_cached(OLDEST)?
        .query_row([before], |row| row.get(0))
        .optional()?;
    let Some(hour) = oldest else {
        return Ok(0);
    };
    let kept = busiest(conn, hour, Span::Hour, MOST_OF_HOUR)?;
    let (mut gone, mut sums) = (Vec::new(), BTreeMap::<String, Counted>::new());
    let mut statement = conn.prepare_cached(READ)?;
    let mut found = statement.query((hour, hour + 1))?;
    while let Some(row) = found.next()? {
        let (user, outcome): (String, String) = (row.get(4)?, row.get(5)?);
        if row.get::<_, i64>(3)? == NAMED && !kept.contains(&user) {
            sums.entry(outcome.clone()).or_default().merge_row(row)?;
            gone.push((user, outcome));
        }
    }
    drop(found);
    for (user, outcome) in &gone {
        conn.prepare_cached(DELETE)?
            .execute((hour, user, outcome))?;
    }
    for (outcome, counted) in sums {
        Rows::Hours.add(conn, (hour, OTHERS, "", &outcome), counted)?;
    }
    conn.prepare_cached(DONE)?.execute((hour, most))?;
    Ok(gone.len())
}

/// Makes the rows of the next day that is over; gives of how many. All its hours have few users by name, and so it is
/// done at once.
fn add_day(conn: &Connection, before: i64) -> Result<usize, StoreError> {
    const NEXT: &str = "SELECT min(at) FROM user_hours WHERE at >= ?1";
    const DONE: &str = "UPDATE control SET user_days_until = ?1";
    let from = Marks::read(conn)?.user_days_until;
    let next: Option<i64> = conn
        .prepare_cached(NEXT)?
        .query_row([from], |row| row.get(0))?;
    let Some(day) = next.map(|hour| floor(hour, Span::Day)) else {
        return Ok(0);
    };
    let end = day + Span::Day.millis();
    if end > before {
        return Ok(0);
    }
    let kept = busiest(conn, day, Span::Day, MOST_OF_DAY)?;
    let mut sums = BTreeMap::<(i64, String, String), Counted>::new();
    let mut added = 0;
    let mut statement = conn.prepare_cached(READ)?;
    let mut found = statement.query((day, end))?;
    while let Some(row) = found.next()? {
        let (mut kind, mut user): (i64, String) = (row.get(3)?, row.get(4)?);
        if kind == NAMED && !kept.contains(&user) {
            (kind, user) = (OTHERS, String::new());
        }
        let key = (kind, user, row.get(5)?);
        sums.entry(key).or_default().merge_row(row)?;
        added += 1;
    }
    drop(found);
    for ((kind, user, outcome), counted) in sums {
        Rows::Days.add(conn, (day, kind, &user, &outcome), counted)?;
    }
    conn.prepare_cached(DONE)?.execute([end])?;
    Ok(added.max(1))
}

/// The users with the most attempts in an hour or a day.
fn busiest(
    conn: &Connection,
    begin: i64,
    span: Span,
    most: usize,
) -> Result<HashSet<String>, StoreError> {
    Ok(conn
        .prepare_cached(TOP)?
        .query_map((begin, begin + span.millis(), rows(most)), |row| row.get(0))?
        .collect::<Result<_, _>>()?)
}
