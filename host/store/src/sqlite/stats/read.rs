//! Statistics are read from as few rows as there are for the time.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use runner_model::{ProcessorName, QueueName, Timestamp};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::Outcome;
use super::counted::{Counted, outcome};
use super::cover::{Level, Marks, Piece, ceil, cover, floor};
use crate::error::StoreError;
use crate::sqlite::rows::named;
use crate::types::{Span, Stat, StatFilter, StatRow};

/// The table that rows are of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rows {
    /// By processor and queue.
    Each,
    /// All together.
    Totals,
}

pub(in crate::sqlite) const READ: &str = "SELECT count, wall, waited, fuel, memory, at, outcome, processor, queue FROM stats
    WHERE span = ?1 AND at >= ?2 AND at < ?3 AND (?4 IS NULL OR processor = ?4) AND (?5 IS NULL OR queue = ?5)";

pub(in crate::sqlite) const READ_TOTALS: &str =
    "SELECT count, wall, waited, fuel, memory, at, outcome FROM stat_totals
    WHERE span = ?1 AND at >= ?2 AND at < ?3";

/// A time's statistics all together, by the names of processors.
pub(in crate::sqlite) fn by_processor(
    conn: &Connection,
    filter: &StatFilter,
) -> Result<Vec<(ProcessorName, Stat)>, StoreError> {
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
        stats.push((processor_name(conn, processor)?, counted.told(outcome)));
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

/// Statistics by time, processor and queue, sorted by these and by outcome; none if there are more than so many.
pub(in crate::sqlite) fn each(
    conn: &Connection,
    filter: &StatFilter,
    most: usize,
) -> Result<Option<Vec<StatRow>>, StoreError> {
    let Some(which) = Which::of(conn, filter)? else {
        return Ok(Some(Vec::new()));
    };
    let levels = levels(Marks::read(conn)?, filter.span, Rows::Each);
    let mut sums = BTreeMap::<(i64, i64, i64, Outcome), Counted>::new();
    for piece in cover(&levels, time(filter)) {
        // What is over is known before all of it is in memory.
        if sums.len() > most {
            break;
        }
        which.each(conn, piece, |row| {
            let at = floor(row.get(5)?, filter.span);
            let key = (at, row.get(7)?, row.get(8)?, outcome(row, 6)?);
            if sums.len() <= most || sums.contains_key(&key) {
                sums.entry(key).or_default().merge_row(row)?;
            }
            Ok(())
        })?;
    }
    if sums.len() > most {
        return Ok(None);
    }
    let mut names = Names::default();
    let mut rows = Vec::with_capacity(sums.len());
    for ((at, processor, queue, outcome), counted) in sums {
        let (processor, queue) = names.of(conn, (processor, queue))?;
        rows.push(StatRow {
            at: Timestamp::from_millis(at),
            processor,
            queue,
            stat: counted.told(outcome),
        });
    }
    // Stable: outcomes are in their order.
    rows.sort_by(|a, b| (a.at, &a.processor, &a.queue).cmp(&(b.at, &b.processor, &b.queue)));
    Ok(Some(rows))
}

/// The names of processors and queues, each read once.
#[derive(Default)]
struct Names {
    processors: BTreeMap<i64, ProcessorName>,
    queues: BTreeMap<i64, QueueName>,
}

impl Names {
    fn of(
        &mut self,
        conn: &Connection,
        (processor, queue): (i64, i64),
    ) -> Result<(ProcessorName, QueueName), StoreError> {
        const QUEUE: &str = "SELECT name FROM queues WHERE id = ?1";
        if let Entry::Vacant(vacant) = self.processors.entry(processor) {
            vacant.insert(processor_name(conn, processor)?);
        }
        if let Entry::Vacant(vacant) = self.queues.entry(queue) {
            let name: String = conn
                .prepare_cached(QUEUE)?
                .query_row([queue], |row| row.get(0))?;
            vacant.insert(named("queue", name)?);
        }
        Ok((
            self.processors[&processor].clone(),
            self.queues[&queue].clone(),
        ))
    }
}

fn processor_name(conn: &Connection, processor: i64) -> Result<ProcessorName, StoreError> {
    const NAME: &str = "SELECT name FROM processors WHERE id = ?1";
    let name: String = conn
        .prepare_cached(NAME)?
        .query_row([processor], |row| row.get(0))?;
    named("processor", name)
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
