//! What is counted in one row, and the rows that are gathered before they are written.

use std::collections::BTreeMap;

use runner_model::Histogram;
use rusqlite::{Connection, OptionalExtension, Row, ToSql};

use super::{Outcome, Sample};
use crate::error::StoreError;
use crate::sqlite::rows::{signed, unsigned};
use crate::types::{Span, Stat};

/// What is counted in one row.
#[derive(Debug, Default)]
pub(super) struct Counted {
    pub(super) count: u64,
    /// Wall-clock time, time in the queue, fuel, memory.
    histograms: [Histogram; 4],
}

impl Counted {
    pub(super) fn add(&mut self, sample: &Sample) {
        self.count += 1;
        let numbers = [
            sample.wall_ms,
            sample.queue_ms,
            sample.fuel,
            sample.memory_bytes,
        ];
        for (histogram, number) in self.histograms.iter_mut().zip(numbers) {
            histogram.add(number);
        }
    }

    /// Adds what the first five columns of a row have: the count and the histograms.
    pub(super) fn merge_row(&mut self, row: &Row<'_>) -> rusqlite::Result<()> {
        self.count = self.count.saturating_add(unsigned(row.get(0)?));
        for (histogram, column) in self.histograms.iter_mut().zip(1..) {
            let bytes = row.get_ref(column)?.as_blob().unwrap_or_default();
            // What cannot be read is left out: statistics are worth no failed settle.
            histogram.merge_bytes(bytes);
        }
        Ok(())
    }

    pub(super) fn told(self, outcome: Outcome) -> Stat {
        let [wall_ms, queue_ms, fuel, memory_bytes] = self.histograms;
        Stat {
            outcome: outcome.as_str().to_owned(),
            count: self.count,
            wall_ms,
            queue_ms,
            fuel,
            memory_bytes,
        }
    }
}

/// Which row it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    pub(super) span: Span,
    pub(super) at: i64,
    /// A processor and a queue; none for all of them together.
    pub(super) of: Option<(i64, i64)>,
    pub(super) outcome: Outcome,
}

/// Rows that are to be added to those that are there.
#[derive(Debug, Default)]
pub(super) struct Gathered(BTreeMap<Key, Counted>);

impl Gathered {
    pub(super) fn row(&mut self, key: Key) -> &mut Counted {
        self.0.entry(key).or_default()
    }

    pub(super) fn write(self, conn: &Connection) -> rusqlite::Result<()> {
        for (key, counted) in self.0 {
            match key.of {
                Some(of) => add(conn, key, of, counted)?,
                None => add_total(conn, key, counted)?,
            }
        }
        Ok(())
    }
}

fn add(
    conn: &Connection,
    key: Key,
    (processor, queue): (i64, i64),
    counted: Counted,
) -> rusqlite::Result<()> {
    const FIND: &str = "SELECT count, wall, waited, fuel, memory FROM stats
        WHERE span = ?1 AND at = ?2 AND processor = ?3 AND queue = ?4 AND outcome = ?5";
    const PUT: &str =
        "INSERT INTO stats (span, at, processor, queue, outcome, count, wall, waited, fuel, memory)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
        ON CONFLICT DO UPDATE SET count = excluded.count, wall = excluded.wall,
            waited = excluded.waited, fuel = excluded.fuel, memory = excluded.memory";
    let (span, outcome) = (key.span.secs(), key.outcome.as_str());
    let place: [&dyn ToSql; 5] = [&span, &key.at, &processor, &queue, &outcome];
    add_to(conn, (FIND, PUT), &place, counted)
}

fn add_total(conn: &Connection, key: Key, counted: Counted) -> rusqlite::Result<()> {
    const FIND: &str = "SELECT count, wall, waited, fuel, memory FROM stat_totals
        WHERE span = ?1 AND at = ?2 AND outcome = ?3";
    const PUT: &str =
        "INSERT INTO stat_totals (span, at, outcome, count, wall, waited, fuel, memory)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
        ON CONFLICT DO UPDATE SET count = excluded.count, wall = excluded.wall,
            waited = excluded.waited, fuel = excluded.fuel, memory = excluded.memory";
    let (span, outcome) = (key.span.secs(), key.outcome.as_str());
    add_to(conn, (FIND, PUT), &[&span, &key.at, &outcome], counted)
}

/// Adds to the row at a place. What finds it takes the place's parts and gives what [`Counted::merge_row`] reads; what puts
/// it takes the same parts, and then the count and the histograms.
pub(super) fn add_to(
    conn: &Connection,
    (find, put): (&str, &str),
    place: &[&dyn ToSql],
    mut counted: Counted,
) -> rusqlite::Result<()> {
    conn.prepare_cached(find)?
        .query_row(place, |row| counted.merge_row(row))
        .optional()?;
    let count = signed(counted.count);
    let histograms = counted.histograms.map(|histogram| histogram.to_bytes());
    let mut values = place.to_vec();
    values.push(&count);
    values.extend(histograms.iter().map(|bytes| bytes as &dyn ToSql));
    conn.prepare_cached(put)?.execute(values.as_slice())?;
    Ok(())
}

/// The outcome in a column.
pub(super) fn outcome(row: &Row<'_>, column: usize) -> Result<Outcome, StoreError> {
    let text = row.get_ref(column)?.as_str().unwrap_or_default();
    Outcome::ALL
        .into_iter()
        .find(|outcome| outcome.as_str() == text)
        .ok_or_else(|| StoreError::corrupt("outcome")(&format!("{text:?} is none")))
}
