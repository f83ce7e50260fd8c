//! What stands between a pending job and a slot: one judgement for the claim and for whoever asks why a job waits.

use runner_model::{Bucket, Rate, Timestamp};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, Row};

use super::rows::parsed;
use crate::error::StoreError;

/// Why a gate is shut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shut {
    /// Somebody paused it.
    Paused,
    /// As many run as may.
    Full { running: i64, limit: i64 },
    /// There is no token; the next comes then.
    NoToken(Timestamp),
}

/// How many may run at once, and how often one may begin.
#[derive(Debug, Clone, Copy)]
pub(super) struct Brake {
    pub(super) running: i64,
    pub(super) concurrency: Option<i64>,
    pub(super) rate: Option<Rate>,
    pub(super) bucket: Bucket,
}

impl Brake {
    /// How many more may begin now, at least one, or why none may.
    pub(super) fn room(&self, now: Timestamp) -> Result<i64, Shut> {
        let slots = self.slots()?;
        let Some(rate) = self.rate else {
            return Ok(slots);
        };
        match self.bucket.tokens(rate, now) {
            0 => Err(Shut::NoToken(self.bucket.next(rate, now))),
            tokens => Ok(slots.min(i64::from(tokens))),
        }
    }

    /// The same for a job that began before and goes on: it needs no token.
    pub(super) fn slots(&self) -> Result<i64, Shut> {
        let running = self.running;
        match self.concurrency {
            Some(limit) if running >= limit => Err(Shut::Full { running, limit }),
            Some(limit) => Ok(limit - running),
            None => Ok(i64::MAX),
        }
    }

    /// The bucket after so many have begun; none without a rate.
    pub(super) fn bucket_after(&self, count: i64, now: Timestamp) -> Option<Bucket> {
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        self.rate.map(|rate| self.bucket.take(rate, now, count))
    }

    /// When there is a token again, once so many have begun; none if there is one or no rate.
    pub(super) fn opens_after(&self, count: i64, now: Timestamp) -> Option<Timestamp> {
        let (rate, bucket) = (self.rate?, self.bucket_after(count, now)?);
        (bucket.tokens(rate, now) == 0).then(|| bucket.next(rate, now))
    }
}

/// A queue's gate.
#[derive(Debug, Clone)]
pub(super) struct QueueGate {
    pub(super) id: i64,
    pub(super) turn: i64,
    pub(super) weight: i64,
    pub(super) served: i64,
    pub(super) is_paused: bool,
    pub(super) pending: i64,
    pub(super) opens_at: Option<i64>,
    pub(super) brake: Brake,
    pub(super) keys: KeyDefaults,
}

/// What holds for the limit keys of a queue.
#[derive(Debug, Clone, Copy)]
pub(super) struct KeyDefaults {
    concurrency: Option<i64>,
    rate: Option<Rate>,
    /// Whether any key has a limit: its own, or one that all have.
    pub(super) any: bool,
}

/// What [`QueueGate::from_row`] reads, of a queue `q`, its pending jobs `p` and its running ones `r`.
macro_rules! gate {
    ($from:literal) => {
        concat!(
            "SELECT q.id, q.turn, q.weight, q.served, q.paused, coalesce(p.jobs, 0), coalesce(r.jobs, 0),
                q.concurrency, q.rate, q.full_at_us, q.key_concurrency, q.key_rate, q.key_limits, q.opens_at ",
            $from
        )
    };
}

impl QueueGate {
    pub(super) fn from_row(row: &Row<'_>) -> Result<Self, StoreError> {
        let (concurrency, rate) = (row.get(10)?, rate(row, 11)?);
        let key_limits: i64 = row.get(12)?;
        Ok(Self {
            id: row.get(0)?,
            turn: row.get(1)?,
            weight: row.get(2)?,
            served: row.get(3)?,
            is_paused: row.get(4)?,
            pending: row.get(5)?,
            opens_at: row.get(13)?,
            brake: Brake {
                running: row.get(6)?,
                concurrency: row.get(7)?,
                rate: self::rate(row, 8)?,
                bucket: bucket(row, 9)?,
            },
            keys: KeyDefaults {
                concurrency,
                rate,
                any: key_limits > 0 || concurrency.is_some() || rate.is_some(),
            },
        })
    }

    /// How many of its jobs may begin now, or why none may.
    pub(super) fn room(&self, now: Timestamp) -> Result<i64, Shut> {
        if self.is_paused {
            return Err(Shut::Paused);
        }
        self.brake.room(now)
    }

    /// The same for jobs that began before and go on.
    pub(super) fn slots(&self) -> Result<i64, Shut> {
        if self.is_paused {
            return Err(Shut::Paused);
        }
        self.brake.slots()
    }
}

pub(super) fn rate(row: &Row<'_>, column: usize) -> Result<Option<Rate>, StoreError> {
    match row.get_ref(column)? {
        ValueRef::Null => Ok(None),
        text => Ok(Some(parsed("rate", text.as_str().unwrap_or_default())?)),
    }
}

fn bucket(row: &Row<'_>, column: usize) -> Result<Bucket, StoreError> {
    let stored: Option<i64> = row.get(column)?;
    Ok(stored.map_or(Bucket::FULL, Bucket::from_stored))
}

/// The gates of all queues that have pending jobs.
pub(super) const QUEUES: &str = gate!(
    "FROM counts p CROSS JOIN queues q ON q.id = p.queue
     LEFT JOIN counts r ON r.state = 'running' AND r.queue = p.queue
     WHERE p.state = 'pending' AND p.jobs > 0"
);

pub(super) fn queues(conn: &Connection) -> Result<Vec<QueueGate>, StoreError> {
    let mut statement = conn.prepare_cached(QUEUES)?;
    let mut rows = statement.query([])?;
    let mut gates = Vec::new();
    while let Some(row) = rows.next()? {
        gates.push(QueueGate::from_row(row)?);
    }
    Ok(gates)
}

/// The gate of one queue.
pub(super) fn queue(conn: &Connection, id: i64) -> Result<QueueGate, StoreError> {
    const QUEUE: &str = gate!(
        "FROM queues q LEFT JOIN counts p ON p.state = 'pending' AND p.queue = q.id
         LEFT JOIN counts r ON r.state = 'running' AND r.queue = q.id WHERE q.id = ?1"
    );
    let mut statement = conn.prepare_cached(QUEUE)?;
    let mut rows = statement.query([id])?;
    match rows.next()? {
        Some(row) => QueueGate::from_row(row),
        None => Err(StoreError::corrupt("queue")(&"it is not there")),
    }
}

/// The brake of a limit key in a queue.
pub(super) fn key(
    conn: &Connection,
    queue: &QueueGate,
    limit_key: &str,
) -> Result<Brake, StoreError> {
    const KEY: &str = "SELECT running, concurrency, rate, full_at_us FROM limit_keys
        WHERE queue = ?1 AND limit_key = ?2";
    let mut brake = Brake {
        running: 0,
        concurrency: queue.keys.concurrency,
        rate: queue.keys.rate,
        bucket: Bucket::FULL,
    };
    let mut statement = conn.prepare_cached(KEY)?;
    let mut rows = statement.query((queue.id, limit_key))?;
    if let Some(row) = rows.next()? {
        brake.running = row.get(0)?;
        brake.concurrency = row.get::<_, Option<i64>>(1)?.or(brake.concurrency);
        brake.rate = rate(row, 2)?.or(brake.rate);
        brake.bucket = bucket(row, 3)?;
    }
    Ok(brake)
}

/// Whether everything is paused.
pub(super) fn is_everything_paused(conn: &Connection) -> Result<bool, StoreError> {
    const PAUSED: &str = "SELECT paused FROM control WHERE one = 1";
    let paused: Option<bool> = conn
        .prepare_cached(PAUSED)?
        .query_row([], |row| row.get(0))
        .optional()?;
    Ok(paused.unwrap_or(false))
}
