//! Users of a time, from days as far as there are any, and from hours.

use std::collections::{BTreeMap, HashMap};

use runner_model::Timestamp;
use rusqlite::{CachedStatement, Connection};

use super::counted::{Counted, NAMED, NOBODY, Rows};
use crate::error::StoreError;
use crate::sqlite::rows::unsigned;
use crate::sqlite::stats::cover::{Level, Marks, Piece, ceil, cover, floor};
use crate::types::{Span, UserStat, Whom};

pub(in crate::sqlite) const READ: &str =
    "SELECT count, wall, waited, kind, user, outcome FROM user_stats WHERE at >= ?1 AND at < ?2";

pub(in crate::sqlite) const READ_DAYS: &str =
    "SELECT count, wall, waited, kind, user, outcome FROM user_days WHERE at >= ?1 AND at < ?2";

/// What is known of the hours that begin within a time: of so many users by name, those with the most attempts first,
/// then of nobody's jobs and of all others.
pub(in crate::sqlite) fn read(
    conn: &Connection,
    (from, until): (Timestamp, Timestamp),
    most: usize,
) -> Result<Vec<UserStat>, StoreError> {
    let levels = [
        Level {
            rows: Rows::Days,
            span: Span::Day,
            until: Marks::read(conn)?.user_days_until,
        },
        Level {
            rows: Rows::Hours,
            span: Span::Hour,
            until: i64::MAX,
        },
    ];
    let time = (
        floor(from.as_millis(), Span::Hour),
        ceil(until.as_millis(), Span::Hour),
    );
    let pieces = cover(&levels, time);
    let top = busiest(conn, &pieces, most)?;
    let places: HashMap<&str, usize> = top
        .iter()
        .enumerate()
        .map(|(place, user)| (user.as_str(), place))
        .collect();
    // Those that are told by name stand in front of the two that are not.
    let (nobody, others) = (top.len(), top.len() + 1);
    let mut sums: Vec<BTreeMap<String, Counted>> = vec![BTreeMap::new(); others + 1];
    for piece in &pieces {
        let mut statement = rows_of(conn, piece)?;
        let mut found = statement.query((piece.from, piece.until))?;
        while let Some(row) = found.next()? {
            let text = |column| Ok::<_, rusqlite::Error>(row.get_ref(column)?.as_str());
            let place = match row.get(3)? {
                NAMED => places.get(text(4)?.unwrap_or_default()).copied(),
                NOBODY => Some(nobody),
                _ => None,
            };
            let sums = &mut sums[place.unwrap_or(others)];
            let outcome = text(5)?.unwrap_or_default();
            match sums.get_mut(outcome) {
                Some(sum) => sum.merge_row(row)?,
                None => sums.entry(outcome.to_owned()).or_default().merge_row(row)?,
            }
        }
    }
    let told = sums.into_iter().enumerate().flat_map(|(place, sums)| {
        let whom = match top.get(place) {
            Some(user) => Whom::Named(user.clone()),
            None if place == nobody => Whom::Nobody,
            None => Whom::Others,
        };
        sums.into_iter().map(move |(outcome, counted)| UserStat {
            whom: whom.clone(),
            outcome,
            count: counted.count,
            wall_ms: counted.wall,
            queue_ms: counted.waited,
        })
    });
    Ok(told.collect())
}

fn rows_of<'c>(conn: &'c Connection, piece: &Piece<Rows>) -> rusqlite::Result<CachedStatement<'c>> {
    conn.prepare_cached(match piece.rows {
        Rows::Hours => READ,
        Rows::Days => READ_DAYS,
    })
}

/// The names of those with the most attempts. Counts alone are kept of all the others, who may be many.
fn busiest(
    conn: &Connection,
    pieces: &[Piece<Rows>],
    most: usize,
) -> Result<Vec<String>, StoreError> {
    let mut counts = HashMap::<String, u64>::new();
    for piece in pieces {
        let mut statement = rows_of(conn, piece)?;
        let mut found = statement.query((piece.from, piece.until))?;
        while let Some(row) = found.next()? {
            if row.get::<_, i64>(3)? != NAMED {
                continue;
            }
            let count = unsigned(row.get(0)?);
            let user = row.get_ref(4)?.as_str().unwrap_or_default();
            match counts.get_mut(user) {
                Some(sum) => *sum = sum.saturating_add(count),
                None => drop(counts.insert(user.to_owned(), count)),
            }
        }
    }
    let mut users: Vec<(String, u64)> = counts.into_iter().collect();
    users.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    users.truncate(most);
    Ok(users.into_iter().map(|(user, _)| user).collect())
}
