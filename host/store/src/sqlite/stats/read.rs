//! Statistics are read from as few rows as there are for the time.

use std::collections::BTreeMap;

use runner_model::{ProcessorName, Timestamp};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::Outcome;
use super::counted::{Counted, outcome};
use super::cover::{Level, Marks, Piece, ceil, cover, floor};
use crate::error::StoreError;
use crate::sqlite::rows::named;
use crate::types::{Span, Stat, StatFilter};

/// The table that rows are of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rows {
    /// By processor and queue.
    Each,
    /// All together.
    Totals,
}

pub(in crate::sqlite) const READ: &str = "SELECT count, wall, waited, fuel, memory, at, outcome, processor FROM stats
    WHERE span = ?1 AND at >= ?2 AND at < ?3 AND (?4 IS NULL OR processor = ?4) AND (?5 IS NULL OR queue = ?5)";

pub(in crate::sqlite) const READ_TOTALS: &str =
    "SELECT count, wall, waited, fuel, memory, at, outcome FROM stat_totals
    WHERE span = ?1 AND at >= ?2 AND at < ?3";

/// A time's statistics all together, by the names of processors.
pub(in crate::sqlite) fn by_processor(
    conn: &Connection,
    filter: &StatFilter,
) -> Result<Vec<(ProcessorName, Stat)>, StoreError> {
    const NAME: &str = "SELECT name FROM processors WHERE id = ?1";
    let Some(which) = Which::of(conn, filter)? else {
        return Ok(Vec::new());
    };
    let levels = levels(Marks::read(conn)?, Span::Day, Rows::Each);
    let mut sums = BTreeMap::<(i64, Outcome), Counted>::new();
    for piece in cover(&levels, time(filter)) {
        which.each(conn, piece, |row| {
            let key = (row.get(7)?, outcome(row, 6)?);
            Ok(sums.entry(key).or_default().merge_row(row)?)
        })?;
    }
    let mut stats = Vec::with_capacity(sums.len());
    for ((processor, outcome), counted) in sums {
        let name: String = conn
            .prepare_cached(NAME)?
            .query_row([processor], |row| row.get(0))?;
        stats.push((named("processor", name)?, counted.told(outcome)));
    }
    Ok(stats)
}

/// Statistics by the time at which each span began.
pub(in crate::sqlite) fn series(
    conn: &Connection,
    filter: &StatFilter,
) -> Result<Vec<(Timestamp, Stat)>, StoreError> {
    let Some(which) = Which::of(conn, filter)? else {
        return Ok(Vec::new());
    };
    let rows = match which {
        Which(None, None) => Rows::Totals,
        _ => Rows::Each,
    };
    let levels = levels(Marks::read(conn)?, filter.span, rows);
    let mut points = BTreeMap::<(i64, Outcome), Counted>::new();
    for piece in cover(&levels, time(filter)) {
        which.each(conn, piece, |row| {
            let key = (floor(row.get(5)?, filter.span), outcome(row, 6)?);
            Ok(points.entry(key).or_default().merge_row(row)?)
        })?;
    }
    let points = points
        .into_iter()
        .map(|((at, outcome), counted)| (Timestamp::from_millis(at), counted.told(outcome)));
    Ok(points.collect())
}

/// The rows that there are, the coarsest first, none coarser than that.
fn levels(marks: Marks, coarsest: Span, rows: Rows) -> Vec<Level<Rows>> {
    let level = |rows, span, until| Level { rows, span, until };
    let totals = [
        level(Rows::Totals, Span::Day, marks.days_until),
        level(Rows::Totals, Span::Hour, marks.days_until),
    ];
    let each = [
        level(Rows::Each, Span::Day, marks.days_until),
        level(Rows::Each, Span::Hour, marks.hours_until),
        level(Rows::Each, Span::Minute, i64::MAX),
    ];
    let (before, from) = match rows {
        Rows::Totals => (totals.as_slice(), 1),
        Rows::Each => ([].as_slice(), 0),
    };
    let all = before.iter().chain(&each[from..]).copied();
    all.filter(|level| level.span <= coarsest).collect()
}

/// The time that is asked for, to whole spans: a span is told if it begins within the time.
fn time(filter: &StatFilter) -> (i64, i64) {
    let whole = |at: Timestamp| ceil(at.as_millis(), filter.span);
    (whole(filter.from), whole(filter.until))
}

/// The numbers of the processor and the queue that are asked for; none for all.
struct Which(Option<i64>, Option<i64>);

impl Which {
    /// None if there is no such processor or queue.
    fn of(conn: &Connection, filter: &StatFilter) -> rusqlite::Result<Option<Self>> {
        const PROCESSOR: &str = "SELECT id FROM processors WHERE name = ?1";
        const QUEUE: &str = "SELECT id FROM queues WHERE name = ?1";
        let find = |sql, name: Option<&str>| match name {
            None => Ok(Some(None)),
            Some(name) => conn
                .prepare_cached(sql)?
                .query_row([name], |row| row.get(0).map(Some))
                .optional(),
        };
        let processor = find(
            PROCESSOR,
            filter.processor.as_ref().map(|name| name.as_str()),
        )?;
        let queue = find(QUEUE, filter.queue.as_ref().map(|name| name.as_str()))?;
        Ok(processor
            .zip(queue)
            .map(|(processor, queue)| Self(processor, queue)))
    }

    fn each(
        &self,
        conn: &Connection,
        piece: Piece<Rows>,
        mut row: impl FnMut(&Row<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let (span, from, until) = (piece.span.secs(), piece.from, piece.until);
        let mut statement = conn.prepare_cached(match piece.rows {
            Rows::Each => READ,
            Rows::Totals => READ_TOTALS,
        })?;
        let mut found = match piece.rows {
            Rows::Each => statement.query(params![span, from, until, self.0, self.1])?,
            Rows::Totals => statement.query(params![span, from, until])?,
        };
        while let Some(found) = found.next()? {
            row(found)?;
        }
        Ok(())
    }
}
