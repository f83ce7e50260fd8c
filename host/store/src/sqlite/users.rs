//! Statistics by user: who a job's `created_by` names. Written with the attempts' ends, as [`super::stats`] are.
//!
//! There may be any number of users, and the tables must not grow with them. Within an hour the first [`MOST_NAMED`]
//! have rows of their own, and whoever comes after them is counted with the others. Once the hour is over, upkeep
//! leaves the [`MOST_KEPT`] with the most attempts, and puts the rest together with the others too. Every attempt is
//! counted somewhere, so that the sum of an hour is that of the statistics by processor.

use std::collections::{BTreeMap, HashSet};

use runner_model::{Histogram, Timestamp};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::rows::{rows, signed, unsigned};
use super::stats::{Outcome, Sample};
use super::txn::Txn;
use crate::error::StoreError;
use crate::types::{Span, UserStat, Whom};

/// How many users of an hour have rows of their own while it lasts.
pub(super) const MOST_NAMED: i64 = 200;

/// How many keep them.
const MOST_KEPT: usize = 50;

/// How long hours are kept, in milliseconds: 90 days.
const KEPT: i64 = 90 * 24 * 60 * 60 * 1_000;

const HOUR: i64 = Span::Hour.secs() * 1_000;

/// What stands in the column `kind`.
const NAMED: i64 = 0;
const NOBODY: i64 = 1;
const OTHERS: i64 = 2;

/// What is counted in one row.
#[derive(Debug, Default)]
struct Counted {
    count: u64,
    wall: Histogram,
    waited: Histogram,
}

impl Counted {
    fn merge(&mut self, other: &Self) {
        self.count = self.count.saturating_add(other.count);
        self.wall.merge(&other.wall);
        self.waited.merge(&other.waited);
    }

    /// From three columns, the first of which has that number.
    fn from_row(row: &Row<'_>, first: usize) -> rusqlite::Result<Self> {
        let read = |column: usize| {
            let bytes: Vec<u8> = row.get(column)?;
            Ok::<_, rusqlite::Error>(Histogram::from_bytes(&bytes).unwrap_or_default())
        };
        Ok(Self {
            count: unsigned(row.get(first)?),
            wall: read(first + 1)?,
            waited: read(first + 2)?,
        })
    }
}

/// An hour, a user and an outcome.
type Key<'s> = (i64, Option<&'s str>, Outcome);

/// Writes what was gathered.
pub(super) fn write(conn: &Connection, samples: &[Sample]) -> rusqlite::Result<()> {
    let mut counted: BTreeMap<Key<'_>, Counted> = BTreeMap::new();
    for sample in samples {
        let hour = sample.at.as_millis().div_euclid(HOUR) * HOUR;
        let counted = counted
            .entry((hour, sample.user.as_deref(), sample.outcome))
            .or_default();
        counted.count += 1;
        counted.wall.add(sample.wall_ms);
        counted.waited.add(sample.queue_ms);
    }
    for ((hour, user, outcome), counted) in counted {
        let (kind, user) = match user {
            None => (NOBODY, ""),
            Some(user) if has_row(conn, hour, user)? => (NAMED, user),
            Some(_) => (OTHERS, ""),
        };
        add(conn, (hour, kind, user, outcome.as_str()), counted)?;
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

type Place<'s> = (i64, i64, &'s str, &'s str);

fn add(
    conn: &Connection,
    (hour, kind, user, outcome): Place<'_>,
    mut counted: Counted,
) -> rusqlite::Result<()> {
    const HOURS: &str = "INSERT OR IGNORE INTO user_hours (at) VALUES (?1)";
    const FIND: &str = "SELECT count, wall, waited FROM user_stats
        WHERE at = ?1 AND kind = ?2 AND user = ?3 AND outcome = ?4";
    const ADD: &str =
        "INSERT OR REPLACE INTO user_stats (at, kind, user, outcome, count, wall, waited)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    let known = conn
        .prepare_cached(FIND)?
        .query_row((hour, kind, user, outcome), |row| Counted::from_row(row, 0))
        .optional()?;
    match known {
        Some(known) => counted.merge(&known),
        // Its hour may be new as well.
        None => {
            conn.prepare_cached(HOURS)?.execute([hour])?;
        }
    }
    conn.prepare_cached(ADD)?.execute(params![
        hour,
        kind,
        user,
        outcome,
        signed(counted.count),
        counted.wall.to_bytes(),
        counted.waited.to_bytes(),
    ])?;
    Ok(())
}

pub(super) const READ: &str = "SELECT count, wall, waited, kind, user, outcome FROM user_stats
    WHERE at >= ?1 AND at < ?2";

const TOP: &str = "SELECT user FROM user_stats WHERE at >= ?1 AND at < ?2 AND kind = 0
    GROUP BY user ORDER BY sum(count) DESC, user LIMIT ?3";

/// What is known of the hours that begin within a time: of so many users by name, those with the most attempts first,
/// then of nobody's jobs and of all others.
pub(super) fn read(
    conn: &Connection,
    (from, until): (Timestamp, Timestamp),
    most: usize,
) -> Result<Vec<UserStat>, StoreError> {
    let range = (from.as_millis().div_euclid(HOUR) * HOUR, until.as_millis());
    let top: Vec<String> = conn
        .prepare_cached(TOP)?
        .query_map((range.0, range.1, rows(most)), |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let places: BTreeMap<&str, usize> = top
        .iter()
        .enumerate()
        .map(|(place, user)| (user.as_str(), place))
        .collect();
    // Those that are told by name stand in front of the two that are not.
    let mut merged: BTreeMap<(usize, String), Counted> = BTreeMap::new();
    let mut statement = conn.prepare_cached(READ)?;
    let mut found = statement.query(range)?;
    while let Some(row) = found.next()? {
        let kind: i64 = row.get(3)?;
        let place = match kind {
            NAMED => places
                .get(row.get_ref(4)?.as_str().unwrap_or_default())
                .copied(),
            NOBODY => Some(top.len()),
            _ => None,
        };
        let key = (place.unwrap_or(top.len() + 1), row.get(5)?);
        merged
            .entry(key)
            .or_default()
            .merge(&Counted::from_row(row, 0)?);
    }
    Ok(merged
        .into_iter()
        .map(|((place, outcome), counted)| UserStat {
            whom: match top.get(place) {
                Some(user) => Whom::Named(user.clone()),
                None if place == top.len() => Whom::Nobody,
                None => Whom::Others,
            },
            outcome,
            count: counted.count,
            wall_ms: counted.wall,
            queue_ms: counted.waited,
        })
        .collect())
}

/// Folds an hour that is over, and forgets at most so many rows that are too old; gives how much it did.
pub(super) fn forget(txn: &Txn<'_>, most: usize) -> Result<usize, StoreError> {
    const FORGET: &str = "DELETE FROM user_stats WHERE (at, kind, user, outcome) IN (
            SELECT at, kind, user, outcome FROM user_stats WHERE at < ?1 LIMIT ?2)";
    const HOURS: &str = "DELETE FROM user_hours WHERE at IN (
            SELECT at FROM user_hours h WHERE at < ?1
                AND NOT EXISTS (SELECT 1 FROM user_stats s WHERE s.at = h.at) LIMIT ?2)";
    let before = txn.now.as_millis() - KEPT;
    let forgotten = txn
        .conn
        .prepare_cached(FORGET)?
        .execute((before, rows(most)))?;
    let hours = txn
        .conn
        .prepare_cached(HOURS)?
        .execute((before, rows(most)))?;
    Ok(forgotten + hours + fold(txn)?)
}

/// Puts those who ran little in the oldest hour that is over and has too many together with the others; gives how many
/// rows went.
fn fold(txn: &Txn<'_>) -> Result<usize, StoreError> {
    const FEW: &str = "UPDATE user_hours SET folded = 1
        WHERE folded = 0 AND at < ?1 AND named <= ?2";
    const OLDEST: &str = "SELECT at FROM user_hours INDEXED BY user_hours_open
        WHERE folded = 0 AND at < ?1 ORDER BY at LIMIT 1";
    const DELETE: &str = "DELETE FROM user_stats
        WHERE at = ?1 AND kind = 0 AND user = ?2 AND outcome = ?3";
    const DONE: &str = "UPDATE user_hours SET folded = 1, named = ?2 WHERE at = ?1";
    // The hour before this one may still get what a clock that is set back brings.
    let before = txn.now.as_millis().div_euclid(HOUR) * HOUR - HOUR;
    let most_kept = rows(MOST_KEPT);
    txn.conn.prepare_cached(FEW)?.execute((before, most_kept))?;
    let oldest: Option<i64> = txn
        .conn
        .prepare_cached(OLDEST)?
        .query_row([before], |row| row.get(0))
        .optional()?;
    let Some(hour) = oldest else {
        return Ok(0);
    };
    let (gone, little) = little_of(txn.conn, hour)?;
    for (user, outcome) in &gone {
        txn.conn
            .prepare_cached(DELETE)?
            .execute((hour, user, outcome))?;
    }
    for (outcome, counted) in little {
        add(txn.conn, (hour, OTHERS, "", &outcome), counted)?;
    }
    txn.conn.prepare_cached(DONE)?.execute((hour, most_kept))?;
    Ok(gone.len())
}

/// The rows of an hour that are not kept, by user and outcome, and their sums.
type Little = (Vec<(String, String)>, BTreeMap<String, Counted>);

fn little_of(conn: &Connection, hour: i64) -> Result<Little, StoreError> {
    const NAMED_ROWS: &str = "SELECT count, wall, waited, user, outcome FROM user_stats
        WHERE at = ?1 AND kind = 0";
    let kept: HashSet<String> = conn
        .prepare_cached(TOP)?
        .query_map((hour, hour + HOUR, rows(MOST_KEPT)), |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let (mut gone, mut sums) = (Vec::new(), BTreeMap::<String, Counted>::new());
    let mut statement = conn.prepare_cached(NAMED_ROWS)?;
    let mut found = statement.query([hour])?;
    while let Some(row) = found.next()? {
        let (user, outcome): (String, String) = (row.get(3)?, row.get(4)?);
        if kept.contains(&user) {
            continue;
        }
        let counted = Counted::from_row(row, 0)?;
        sums.entry(outcome.clone()).or_default().merge(&counted);
        gone.push((user, outcome));
    }
    Ok((gone, sums))
}
