//! The rows of jobs that are filled in.

use std::collections::BTreeMap;

use runner_model::{Digest, StateName, Timestamp};
use rusqlite::{Connection, params};
use sha2::{Digest as _, Sha256};

use super::Fill;
use super::groups::{Batch, Errors, Failed};
use super::life::{Life, PROCESSORS, QUEUES, Run};
use crate::error::StoreError;
use crate::sqlite::events::{self, blocks};
use crate::sqlite::names::Names;
use crate::sqlite::rows::{rows, signed};
use crate::sqlite::spans::Spans;
use crate::sqlite::stats::{self, Outcome, Sample};
use crate::sqlite::users;
use crate::types::EventType;

/// As many events as are kept at the most, and for how long.
const EVENTS_FOR_MS: i64 = 24 * 60 * 60 * 1_000;
const MOST_EVENTS: u64 = 1_000_000;
const EVENTS_PER_JOB: u64 = 3;

/// What is gathered on the way, and the numbers of names.
pub(super) struct Rows {
    processors: Vec<i64>,
    queues: Vec<i64>,
    plugins: Vec<i64>,
    node: i64,
    counts: BTreeMap<(StateName, i64), i64>,
    errors: Errors,
    batch: Batch,
    samples: Vec<Sample>,
    spans: Spans,
    events: Vec<Event>,
    /// Jobs from this number and time on still have events.
    events_from: (u64, i64),
}

struct Event {
    at: i64,
    kind: EventType,
    job: [u8; 16],
    state: StateName,
    attempt: usize,
}

impl Rows {
    pub(super) fn new(conn: &Connection, what: Fill) -> Result<Self, StoreError> {
        const NODE: &str = "INSERT INTO nodes (name, started_at, expires_at, gone_at)
            VALUES ('before', ?1, ?2, ?2) RETURNING n";
        let mut names = Names::default();
        let began = what.until_ms - what.over_ms;
        let mut plugins = Vec::new();
        let mut processors = Vec::new();
        for name in PROCESSORS {
            processors.push(names.processor(conn, name)?);
            plugins.push(plugin(conn, name, began)?);
        }
        let queues: Result<Vec<_>, _> = PROCESSORS
            .iter()
            .chain(&QUEUES)
            .map(|name| names.queue(conn, name))
            .collect();
        Ok(Self {
            processors,
            queues: queues?,
            plugins,
            node: conn.query_row(NODE, (began, what.until_ms), |row| row.get(0))?,
            counts: BTreeMap::new(),
            errors: Errors::default(),
            batch: Batch::nth(1),
            samples: Vec::new(),
            spans: Spans::default(),
            events: Vec::new(),
            events_from: (
                what.jobs.saturating_sub(MOST_EVENTS / EVENTS_PER_JOB),
                what.until_ms - EVENTS_FOR_MS,
            ),
        })
    }

    /// Writes a job and all that belongs to it.
    pub(super) fn add(&mut self, conn: &Connection, job: &Life) -> Result<(), StoreError> {
        let n = signed(job.number) + 1;
        let id = id(job);
        self.insert_job(conn, n, id, job)?;
        self.spans.came(n, job.created_at);
        insert_extra(conn, n, job)?;
        for (index, run) in job.attempts.iter().enumerate() {
            self.insert_attempt(conn, n, id, job, index + 1, run)?;
        }
        if job.log_lines > 0 {
            insert_log(conn, n, job)?;
        }
        if job.is_batch_item {
            const ITEM: &str = "INSERT INTO batch_items (batch, job, phase) VALUES (?1, ?2, 2)";
            conn.prepare_cached(ITEM)?.execute((self.batch.n, n))?;
            self.batch.add(job, id);
        }
        let place = (job.state, self.queues[job.queue]);
        *self.counts.entry(place).or_default() += 1;
        if job.number >= self.events_from.0 && job.created_at >= self.events_from.1 {
            self.tell(id, job);
        }
        Ok(())
    }

    fn insert_job(
        &self,
        conn: &Connection,
        n: i64,
        id: [u8; 16],
        job: &Life,
    ) -> Result<(), StoreError> {
        const INSERT: &str = "INSERT INTO jobs (n, id, processor, queue, limit_key, priority, state, due_at, attempt,
                failures, max_attempts, bonds, plugin, created_at, started_at, finished_at, inputs, extra, created_by,
                error_code, error_message, params, result)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 3, ?11, ?12, ?13, ?14, ?15, 0, ?16, ?17, ?18, ?19, ?20,
                ?21)";
        let last = job.attempts.last();
        let failure = last.and_then(|run| run.failure.as_ref());
        let (code, message) = match (failure, job.state) {
            (Some((code, message)), _) => (Some(code.as_str()), Some(message.as_str())),
            (None, StateName::Cancelled) => (Some("cancelled"), Some("it was cancelled")),
            _ => (None, None),
        };
        let number = job.number;
        let params = format!(
            r#"{{"order":{number},"format":"pdf","copies":{}}}"#,
            number % 7
        );
        let result = (job.state == StateName::Completed).then(|| {
            format!(
                r#"{{"records":{},"bytes":{}}}"#,
                number % 977,
                number % 90_001
            )
        });
        conn.prepare_cached(INSERT)?.execute(params![
            n,
            id,
            self.processors[job.processor],
            self.queues[job.queue],
            job.limit_key,
            job.priority,
            job.state.as_str(),
            last.map_or(job.created_at, |run| run.started_at - run.waited_ms),
            rows(job.attempts.len()),
            rows(job.failures()),
            if job.is_batch_item { 4 } else { 0 },
            self.plugins[job.processor],
            job.created_at,
            last.map(|run| run.started_at),
            job.finished_at,
            if job.title.is_some() || !job.tags.is_empty() {
                2
            } else {
                0
            },
            job.created_by,
            code,
            message,
            params,
            result,
        ])?;
        Ok(())
    }

    fn insert_attempt(
        &mut self,
        conn: &Connection,
        n: i64,
        id: [u8; 16],
        job: &Life,
        number: usize,
        run: &Run,
    ) -> Result<(), StoreError> {
        const INSERT: &str = "INSERT INTO attempts (job, number, node, plugin, started_at, ended_at, code, message,
                queue_ms, fuel, fuel_exact, peak_memory_bytes, wall_ms, frozen_ms, input_bytes, output_bytes,
                log_bytes, http_requests)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 1, ?11, ?12, 0, 0, 0, ?13, 0)";
        const FAILED: &str = "INSERT INTO error_jobs (error, job) VALUES (?1, ?2)";
        let wall_ms = run.ended_at - run.started_at;
        let plugin = self.plugins[job.processor];
        conn.prepare_cached(INSERT)?.execute(params![
            n,
            rows(number),
            self.node,
            plugin,
            run.started_at,
            run.ended_at,
            run.failure.as_ref().map(|(code, _)| code.as_str()),
            run.failure.as_ref().map(|(_, message)| message),
            run.waited_ms,
            signed(run.fuel),
            signed(run.memory_bytes),
            wall_ms,
            signed(job.log_lines * LINE_WEIGHT),
        ])?;
        if let Some((code, message)) = &run.failure
            && run.outcome != StateName::Cancelled
        {
            let error = self.errors.add(&Failed {
                processor: self.processors[job.processor],
                plugin,
                job: id,
                code: *code,
                message,
                at: run.ended_at,
            });
            if run.outcome == StateName::Failed {
                conn.prepare_cached(FAILED)?.execute((error, n))?;
            }
        }
        self.samples.push(Sample {
            at: Timestamp::from_millis(run.ended_at),
            processor: self.processors[job.processor],
            queue: self.queues[job.queue],
            version: Some(plugin),
            user: job.created_by.as_deref().map(Box::from),
            outcome: Outcome::of(run.outcome),
            wall_ms: wall_ms.unsigned_abs(),
            queue_ms: run.waited_ms.unsigned_abs(),
            fuel: run.fuel,
            memory_bytes: run.memory_bytes,
        });
        Ok(())
    }

    fn tell(&mut self, id: [u8; 16], job: &Life) {
        let mut event = |at, state: StateName, attempt| {
            let kind = match (state, attempt) {
                (StateName::Pending, 0) => EventType::JobCreated,
                _ => EventType::of(state),
            };
            self.events.push(Event {
                at,
                kind,
                job: id,
                state,
                attempt,
            });
        };
        event(job.created_at, StateName::Pending, 0);
        for (index, run) in job.attempts.iter().enumerate() {
            event(run.started_at, StateName::Running, index + 1);
            event(run.ended_at, run.outcome, index + 1);
            if run.outcome == StateName::Retrying {
                event(run.ended_at + 1_000, StateName::Pending, index + 1);
            }
        }
        if job.attempts.is_empty() {
            event(job.finished_at, StateName::Cancelled, 0);
        }
    }

    /// Writes the batch whose items came, and begins another.
    pub(super) fn end_batch(&mut self, conn: &Connection) -> Result<(), StoreError> {
        Ok(self.batch.end(conn)?)
    }

    /// Writes what was gathered in a portion whose last job came at that time, and does what upkeep would have done.
    pub(super) fn end_portion(&mut self, conn: &Connection, at: i64) -> Result<(), StoreError> {
        const EVENT: &str =
            "INSERT INTO events (at, type, job, state, attempt) VALUES (?1, ?2, ?3, ?4, ?5)";
        stats::write(conn, &self.samples)?;
        users::write(conn, &self.samples)?;
        self.samples.clear();
        let now = Timestamp::from_millis(at);
        let all = usize::MAX;
        while stats::sum_up(conn, now, all)? + users::sum_up(conn, now)? > 0 {}
        while stats::forget(conn, now, all)? + users::forget(conn, now, all)? > 0 {}
        self.spans.flush(conn)?;
        self.events.sort_by_key(|event| event.at);
        let jobs = self.events.iter().map(|event| Some(&event.job));
        blocks::note(conn, events::last(conn)? + 1, jobs)?;
        let mut insert = conn.prepare_cached(EVENT)?;
        for event in self.events.drain(..) {
            insert.execute(params![
                event.at,
                event.kind.as_str(),
                event.job,
                event.state.as_str(),
                rows(event.attempt),
            ])?;
        }
        Ok(())
    }

    /// Writes what was gathered of all jobs.
    pub(super) fn finish(self, conn: &Connection) -> Result<(), StoreError> {
        const COUNT: &str = "INSERT INTO counts (state, queue, jobs) VALUES (?1, ?2, ?3)";
        for ((state, queue), jobs) in self.counts {
            conn.execute(COUNT, params![state.as_str(), queue, jobs])?;
        }
        Ok(self.errors.write(conn)?)
    }
}

/// A UUIDv7 of the job's time (RFC 9562, section 5.7).
fn id(job: &Life) -> [u8; 16] {
    let millis = u128::from(job.created_at.unsigned_abs()) << 80;
    let rest = job.bits & ((1 << 80) - 1);
    let bits = millis | (rest & !(0xf << 76 | 0x3 << 62)) | 0x7 << 76 | 0x2 << 62;
    bits.to_be_bytes()
}

fn plugin(conn: &Connection, name: &str, at: i64) -> Result<i64, StoreError> {
    const ADD: &str = "INSERT INTO plugin_versions (digest, name, version, source, size, added_at)
        VALUES (?1, ?2, '1.0.0', 'installed', 500000, ?3) RETURNING n";
    // Nobody asks for its bytes: no job of it is run again.
    let digest = Digest::new(Sha256::digest(name).into());
    Ok(conn.query_row(ADD, params![digest.as_bytes(), name, at], |row| row.get(0))?)
}

fn insert_extra(conn: &Connection, n: i64, job: &Life) -> Result<(), StoreError> {
    const EXTRA: &str = "INSERT INTO job_extras (job, title, tags) VALUES (?1, ?2, ?3)";
    const TAG: &str = "INSERT INTO job_tags (tag, job) VALUES (?1, ?2)";
    const PROGRESS: &str = "INSERT INTO progress (job, attempt, at, said) VALUES (?1, ?2, ?3, ?4)";
    if job.title.is_some() || !job.tags.is_empty() {
        let tags = (!job.tags.is_empty()).then(|| serde_json::json!(job.tags).to_string());
        conn.prepare_cached(EXTRA)?
            .execute(params![n, job.title, tags])?;
    }
    for tag in &job.tags {
        conn.prepare_cached(TAG)?.execute(params![tag, n])?;
    }
    if job.has_progress && !job.attempts.is_empty() {
        let said = r#"{"done":100,"total":100,"failed":0,"message":null,"step":null}"#;
        let attempt = rows(job.attempts.len());
        conn.prepare_cached(PROGRESS)?
            .execute(params![n, attempt, job.finished_at, said])?;
    }
    Ok(())
}

/// What each line counts for.
const LINE_WEIGHT: u64 = 60;

/// The log of its last attempt.
fn insert_log(conn: &Connection, n: i64, job: &Life) -> Result<(), StoreError> {
    const LOG: &str = "INSERT INTO logs (job, attempt, bytes, dropped) VALUES (?1, ?2, ?3, 0)";
    const LINE: &str = "INSERT INTO log_lines (job, attempt, number, weight, at_ms, level, message)
        VALUES (?1, ?2, ?3, ?4, ?5, 'info', ?6)";
    let attempt = rows(job.attempts.len());
    let Some(run) = job.attempts.last() else {
        return Ok(());
    };
    for line in 0..job.log_lines {
        let message = format!("step {line} of order {}", job.number);
        conn.prepare_cached(LINE)?.execute(params![
            n,
            attempt,
            signed(line),
            signed(LINE_WEIGHT),
            run.started_at,
            message
        ])?;
    }
    let bytes = signed(job.log_lines * LINE_WEIGHT);
    conn.prepare_cached(LOG)?.execute((n, attempt, bytes))?;
    Ok(())
}
