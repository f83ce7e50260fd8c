//! Statistics of attempts that ended, gathered in a transaction and written with it: a row by the minute and one by
//! the hour for each processor, queue and outcome.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};

use runner_model::{Histogram, StateName, Timestamp};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::rows::{named, rows, signed, unsigned};
use super::txn::Txn;
use crate::error::StoreError;
use crate::types::{Span, Stat, StatFilter};

/// An attempt that ended.
#[derive(Debug, Clone)]
pub(super) struct Sample {
    pub(super) at: Timestamp,
    pub(super) processor: i64,
    pub(super) queue: i64,
    /// Whose job it was.
    pub(super) user: Option<Box<str>>,
    pub(super) outcome: Outcome,
    pub(super) wall_ms: u64,
    pub(super) queue_ms: u64,
    pub(super) fuel: u64,
    pub(super) memory_bytes: u64,
}

/// What became of the job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Outcome {
    Completed,
    Failed,
    Cancelled,
    Retrying,
    Interrupted,
}

impl Outcome {
    pub(super) const fn of(state: StateName) -> Self {
        match state {
            StateName::Completed => Self::Completed,
            StateName::Failed => Self::Failed,
            StateName::Cancelled => Self::Cancelled,
            StateName::Retrying => Self::Retrying,
            _ => Self::Interrupted,
        }
    }

    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Completed => "completed",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::Retrying => "retrying",
            Self::Interrupted => "interrupted",
        }
    }
}

/// What is counted in one row.
#[derive(Debug, Default)]
struct Counted {
    count: u64,
    /// Wall-clock time, time in the queue, fuel, memory.
    histograms: [Histogram; 4],
}

/// The beginning of a span, a processor, a queue and an outcome.
type Key = (Timestamp, i64, i64, Outcome);

/// Writes what was gathered.
pub(super) fn write(conn: &Connection, samples: &[Sample]) -> rusqlite::Result<()> {
    if samples.is_empty() {
        return Ok(());
    }
    for span in [Span::Minute, Span::Hour] {
        let mut counted: BTreeMap<Key, Counted> = BTreeMap::new();
        for sample in samples {
            let key = (
                begin(sample.at, span),
                sample.processor,
                sample.queue,
                sample.outcome,
            );
            let counted = counted.entry(key).or_default();
            counted.count += 1;
            let numbers = [
                sample.wall_ms,
                sample.queue_ms,
                sample.fuel,
                sample.memory_bytes,
            ];
            for (histogram, number) in counted.histograms.iter_mut().zip(numbers) {
                histogram.add(number);
            }
        }
        for (key, counted) in counted {
            add(conn, span, key, counted)?;
        }
    }
    Ok(())
}

fn begin(at: Timestamp, span: Span) -> Timestamp {
    let millis = span.secs() * 1_000;
    Timestamp::from_millis(at.as_millis().div_euclid(millis) * millis)
}

fn add(
    conn: &Connection,
    span: Span,
    (at, processor, queue, outcome): Key,
    mut counted: Counted,
) -> rusqlite::Result<()> {
    const FIND: &str = "SELECT wall, waited, fuel, memory FROM stats
        WHERE span = ?1 AND at = ?2 AND processor = ?3 AND queue = ?4 AND outcome = ?5";
    const ADD: &str =
        "INSERT INTO stats (span, at, processor, queue, outcome, count, wall, waited, fuel, memory)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
        ON CONFLICT DO UPDATE SET count = count + excluded.count, wall = excluded.wall,
            waited = excluded.waited, fuel = excluded.fuel, memory = excluded.memory";
    let key = params![
        span.secs(),
        at.as_millis(),
        processor,
        queue,
        outcome.as_str()
    ];
    let known = conn
        .prepare_cached(FIND)?
        .query_row(key, histograms)
        .optional()?;
    if let Some(known) = known {
        for (histogram, known) in counted.histograms.iter_mut().zip(&known) {
            histogram.merge(known);
        }
    }
    let [wall, waited, fuel, memory] = counted.histograms.map(|histogram| histogram.to_bytes());
    conn.prepare_cached(ADD)?.execute(params![
        span.secs(),
        at.as_millis(),
        processor,
        queue,
        outcome.as_str(),
        signed(counted.count),
        wall,
        waited,
        fuel,
        memory,
    ])?;
    Ok(())
}

/// The first four columns of a row.
fn histograms(row: &Row<'_>) -> rusqlite::Result<[Histogram; 4]> {
    let read = |column: usize| {
        let bytes = row.get_ref(column)?.as_blob().unwrap_or_default();
        // What cannot be read counts from here on anew: statistics are worth no failed settle.
        Ok::<_, rusqlite::Error>(Histogram::from_bytes(bytes).unwrap_or_default())
    };
    Ok([read(0)?, read(1)?, read(2)?, read(3)?])
}

pub(super) const READ: &str = "SELECT s.wall, s.waited, s.fuel, s.memory, s.at, p.name, q.name, s.outcome, s.count,
        s.processor, s.queue
    FROM stats s CROSS JOIN processors p ON p.id = s.processor CROSS JOIN queues q ON q.id = s.queue
    WHERE s.span = ?1 AND s.at >= ?2 AND s.at < ?3 AND (?4 IS NULL OR p.name = ?4) AND (?5 IS NULL OR q.name = ?5)
    ORDER BY s.at, s.processor, s.queue, s.outcome";

pub(super) fn read(conn: &Connection, filter: &StatFilter) -> Result<Vec<Stat>, StoreError> {
    let mut statement = conn.prepare_cached(READ)?;
    let mut found = statement.query(params![
        filter.span.secs(),
        filter.from.as_millis(),
        filter.until.as_millis(),
        filter.processor.as_ref().map(|name| name.as_str()),
        filter.queue.as_ref().map(|name| name.as_str()),
    ])?;
    let mut stats = Vec::new();
    // Few names in many rows: each is read and checked once.
    let (mut processors, mut queues) = (HashMap::new(), HashMap::new());
    while let Some(row) = found.next()? {
        let [wall_ms, queue_ms, fuel, memory_bytes] = histograms(row)?;
        stats.push(Stat {
            at: Timestamp::from_millis(row.get(4)?),
            processor: name(&mut processors, row, (9, 5))?,
            queue: name(&mut queues, row, (10, 6))?,
            outcome: row.get(7)?,
            count: unsigned(row.get(8)?),
            wall_ms,
            queue_ms,
            fuel,
            memory_bytes,
        });
    }
    Ok(stats)
}

/// The name in a row, by its number and itself.
fn name<T>(
    known: &mut HashMap<i64, T>,
    row: &Row<'_>,
    (number, text): (usize, usize),
) -> Result<T, StoreError>
where
    T: TryFrom<String> + Clone,
    T::Error: std::fmt::Display,
{
    Ok(match known.entry(row.get(number)?) {
        Entry::Occupied(name) => name.get().clone(),
        Entry::Vacant(place) => place
            .insert(named("name", row.get::<_, String>(text)?)?)
            .clone(),
    })
}

/// Forgets at most so many rows that are too old.
pub(super) fn forget(txn: &Txn<'_>, most: usize) -> Result<usize, StoreError> {
    const FORGET: &str = "DELETE FROM stats WHERE (span, at, processor, queue, outcome) IN (
            SELECT span, at, processor, queue, outcome FROM stats WHERE span = ?1 AND at < ?2 LIMIT ?3)";
    const DAY: i64 = 24 * 60 * 60 * 1_000;
    let mut forgotten = 0;
    for (span, days) in [(Span::Minute, 7), (Span::Hour, 400)] {
        let before = txn.now.as_millis() - days * DAY;
        forgotten += txn
            .conn
            .prepare_cached(FORGET)?
            .execute((span.secs(), before, rows(most)))?;
    }
    Ok(forgotten)
}
