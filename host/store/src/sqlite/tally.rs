//! Counts, lanes and events that a transaction changes, gathered and written once at its end.
//!
//! A request that is rolled back takes its part back: see [`Tally::mark`].

use std::collections::BTreeMap;

use runner_model::{JobId, State, StateName, Timestamp, Transition};
use rusqlite::{Connection, params, params_from_iter, types::Value};

use super::events::{self, blocks};
use super::keys;
use super::place::Place;
use super::spans::Spans;
use super::stats::{self, Sample};
use super::users;
use crate::error::StoreError;
use crate::types::EventType;

/// Jobs that all moved alike.
#[derive(Debug)]
struct Move {
    place: Place,
    from: Option<StateName>,
    to: Option<StateName>,
    jobs: i64,
}

/// An event before it has a number.
#[derive(Debug)]
pub(super) struct Happened {
    pub(super) at: Timestamp,
    pub(super) kind: EventType,
    pub(super) job: Option<(JobId, StateName, u32)>,
    pub(super) data: Option<String>,
}

/// What came of the running jobs of a limit key.
#[derive(Debug, Clone, Copy, Default)]
struct Runs {
    /// How many more run.
    by: i64,
    /// Whether one gave its slot back, also if another took it since.
    gave_back: bool,
}

/// What a transaction has gathered.
#[derive(Debug, Default)]
pub(super) struct Tally {
    moves: Vec<Move>,
    events: Vec<Happened>,
    samples: Vec<Sample>,
    spans: Spans,
    /// Where the request under way began: what is before it is not added to.
    floor: usize,
}

/// How far a tally had come.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark(usize, usize, usize);

impl Tally {
    pub(super) fn mark(&mut self) -> Mark {
        self.floor = self.moves.len();
        Mark(self.moves.len(), self.events.len(), self.samples.len())
    }

    pub(super) fn back_to(&mut self, mark: Mark) {
        self.moves.truncate(mark.0);
        self.events.truncate(mark.1);
        self.samples.truncate(mark.2);
    }

    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    pub(super) fn happened(&mut self, event: Happened) {
        self.events.push(event);
    }

    /// Gathers when a job came.
    pub(super) fn came(&mut self, n: i64, at: Timestamp) {
        self.spans.came(n, at.as_millis());
    }

    /// Writes when jobs came.
    pub(super) fn flush_spans(&mut self, conn: &Connection) -> rusqlite::Result<()> {
        self.spans.flush(conn)
    }

    /// Gathers what an attempt that ended is for statistics.
    pub(super) fn ended(&mut self, sample: Sample) {
        self.samples.push(sample);
    }

    /// Writes the statistics.
    pub(super) fn flush_stats(&mut self, conn: &Connection) -> rusqlite::Result<()> {
        stats::write(conn, &self.samples)?;
        stats::versions::write(conn, &self.samples)?;
        users::write(conn, &self.samples)?;
        self.samples.clear();
        Ok(())
    }

    /// Counts a job that moved.
    pub(super) fn moved(&mut self, place: &Place, transition: Transition) {
        let from = transition.from().map(State::name);
        self.count(place, from, Some(transition.to().name()));
    }

    /// Counts a job that is not at a place any more.
    pub(super) fn left(&mut self, place: &Place, state: State) {
        self.count(place, Some(state.name()), None);
    }

    /// Counts a job that is at a place now.
    pub(super) fn joined(&mut self, place: &Place, state: State) {
        self.count(place, None, Some(state.name()));
    }

    fn count(&mut self, place: &Place, from: Option<StateName>, to: Option<StateName>) {
        // Most requests are about jobs of one place that all move alike.
        if let Some(last) = self.moves[self.floor..].last_mut()
            && (last.from, last.to) == (from, to)
            && last.place == *place
        {
            last.jobs += 1;
        } else {
            self.moves.push(Move {
                place: place.clone(),
                from,
                to,
                jobs: 1,
            });
        }
    }

    /// Writes the counts, so that a claim in the same transaction sees them.
    pub(super) fn flush_counts(&mut self, conn: &Connection) -> rusqlite::Result<()> {
        let mut counts = BTreeMap::new();
        let mut ready = BTreeMap::new();
        let mut running = BTreeMap::new();
        for Move {
            place,
            from,
            to,
            jobs,
        } in self.moves.drain(..)
        {
            for (state, by) in [(from, -jobs), (to, jobs)] {
                let Some(state) = state else { continue };
                *counts.entry((state, place.queue)).or_insert(0) += by;
                match state {
                    StateName::Pending if !place.is_aside => {
                        *ready.entry(place.clone()).or_insert(0) += by
                    }
                    StateName::Running if !place.limit_key.is_empty() => {
                        let key = (place.queue, place.limit_key.clone());
                        let runs: &mut Runs = running.entry(key).or_default();
                        runs.by += by;
                        runs.gave_back |= by < 0;
                    }
                    _ => {}
                }
            }
        }
        self.floor = 0;
        write_counts(conn, counts)?;
        write_lanes(conn, ready)?;
        write_keys(conn, running)
    }

    /// Writes the events after the last of the outbox, and gives the number of the last.
    pub(super) fn flush_events(&mut self, conn: &Connection) -> Result<i64, StoreError> {
        // Eight rows at a time: most of the cost of a small insert is the statement.
        const ROWS: usize = 8;
        const EIGHT: &str = "INSERT INTO events (seq, at, type, job, state, attempt, data)
            VALUES (?, ?, ?, ?, ?, ?, ?), (?, ?, ?, ?, ?, ?, ?), (?, ?, ?, ?, ?, ?, ?), (?, ?, ?, ?, ?, ?, ?),
                   (?, ?, ?, ?, ?, ?, ?), (?, ?, ?, ?, ?, ?, ?), (?, ?, ?, ?, ?, ?, ?), (?, ?, ?, ?, ?, ?, ?)";
        const ONE: &str = "INSERT INTO events (seq, at, type, job, state, attempt, data)
            VALUES (?, ?, ?, ?, ?, ?, ?)";
        if self.events.is_empty() {
            return Ok(0);
        }
        let mut seq = events::last(conn)?;
        let jobs = self.events.iter().map(|event| &event.job);
        let jobs = jobs.map(|job| job.as_ref().map(|(job, ..)| job.as_bytes()));
        blocks::note(conn, seq + 1, jobs)?;
        let mut eight = conn.prepare_cached(EIGHT)?;
        let mut one = conn.prepare_cached(ONE)?;
        for chunk in self.events.chunks(ROWS) {
            let statement = if chunk.len() == ROWS {
                &mut eight
            } else {
                &mut one
            };
            let per_run = if chunk.len() == ROWS { ROWS } else { 1 };
            for rows in chunk.chunks(per_run) {
                let mut column = 0;
                for event in rows {
                    seq += 1;
                    bind(statement, &mut column, seq, event)?;
                }
                statement.raw_execute()?;
            }
        }
        self.events.clear();
        Ok(seq)
    }
}

fn bind(
    statement: &mut rusqlite::Statement<'_>,
    column: &mut usize,
    seq: i64,
    event: &Happened,
) -> rusqlite::Result<()> {
    let mut next = |value: &dyn rusqlite::ToSql| {
        *column += 1;
        statement.raw_bind_parameter(*column, value)
    };
    next(&seq)?;
    next(&event.at.as_millis())?;
    next(&event.kind.as_str())?;
    next(
        &event
            .job
            .as_ref()
            .map(|(job, ..)| job.as_bytes().as_slice()),
    )?;
    next(&event.job.as_ref().map(|(_, state, _)| state.as_str()))?;
    next(&event.job.as_ref().map(|(.., attempt)| *attempt))?;
    next(&event.data)
}

fn write_counts(
    conn: &Connection,
    counts: BTreeMap<(StateName, i64), i64>,
) -> rusqlite::Result<()> {
    const COUNT: &str = "INSERT INTO counts (state, queue, jobs) VALUES (?1, ?2, ?3)
        ON CONFLICT DO UPDATE SET jobs = jobs + excluded.jobs";
    let mut statement = conn.prepare_cached(COUNT)?;
    for ((state, queue), by) in counts.into_iter().filter(|(_, by)| *by != 0) {
        statement.execute(params![state.as_str(), queue, by])?;
    }
    Ok(())
}

fn write_lanes(conn: &Connection, ready: BTreeMap<Place, i64>) -> rusqlite::Result<()> {
    // A lane that comes to life joins the end of its queue's round.
    const READY: &str = "INSERT INTO lanes (queue, priority, limit_key, ready, turn)
        VALUES (?1, ?2, ?3, ?4, (SELECT served FROM queues WHERE id = ?1))
        ON CONFLICT DO UPDATE SET ready = ready + excluded.ready";
    const EMPTY: &str = "DELETE FROM lanes
        WHERE queue = ?1 AND priority = ?2 AND limit_key = ?3 AND ready = 0";
    for (place, by) in ready.into_iter().filter(|(_, by)| *by != 0) {
        let lane: [Value; 3] = [
            place.queue.into(),
            place.priority.into(),
            String::from(place.limit_key).into(),
        ];
        let more = lane.iter().cloned().chain([by.into()]);
        conn.prepare_cached(READY)?
            .execute(params_from_iter(more))?;
        if by < 0 {
            conn.prepare_cached(EMPTY)?
                .execute(params_from_iter(&lane))?;
        }
    }
    Ok(())
}

fn write_keys(conn: &Connection, running: BTreeMap<(i64, Box<str>), Runs>) -> rusqlite::Result<()> {
    const RUNNING: &str = "INSERT INTO limit_keys (queue, limit_key, running) VALUES (?1, ?2, ?3)
        ON CONFLICT DO UPDATE SET running = running + excluded.running";
    const SHUT: &str = "SELECT 1 FROM limit_keys
        WHERE queue = ?1 AND limit_key = ?2 AND shut = 1 AND opens_at IS NULL";
    const IDLE: &str =
        "DELETE FROM limit_keys WHERE queue = ?1 AND limit_key = ?2 AND running = 0 AND shut = 0
        AND concurrency IS NULL AND rate IS NULL AND full_at_us IS NULL";
    for ((queue, key), Runs { by, gave_back }) in running {
        if by != 0 {
            conn.prepare_cached(RUNNING)?
                .execute(params![queue, key, by])?;
        }
        if gave_back {
            // The next claim looks whether there is room for it, and shuts it again if there is none.
            if conn.prepare_cached(SHUT)?.exists(params![queue, key])? {
                keys::open(conn, queue, &key)?;
            }
            conn.prepare_cached(IDLE)?.execute(params![queue, key])?;
        }
    }
    Ok(())
}
