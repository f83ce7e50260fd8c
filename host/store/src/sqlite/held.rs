//! A job as whoever changes its state reads it.

use runner_model::{JobId, Record, State, Timestamp};
use rusqlite::{Connection, Params, Row, params};

use super::place::Place;
use super::rows::{self, job_id};
use super::txn::Txn;
use crate::error::StoreError;
use crate::types::{Fence, Lease};

/// A job as whoever changes its state reads it.
pub(super) struct Held {
    pub(super) n: i64,
    pub(super) id: JobId,
    pub(super) place: Place,
    pub(super) state: State,
    pub(super) attempt: u32,
    /// The node that holds its attempt.
    pub(super) lease: Option<Lease>,
    pub(super) wanted: Wanted,
    pub(super) bonds: i64,
    pub(super) record: Record,
    pub(super) plugin: Option<i64>,
    pub(super) processor: i64,
    pub(super) created_by: Option<Box<str>>,
    pub(super) due_at: Timestamp,
    pub(super) started_at: Timestamp,
    pub(super) has_extra: bool,
}

/// What is wanted of an attempt that a node holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    Nothing,
    Cancel,
    Pause,
}

/// What must be done when a job ends: bits of its `bonds`.
pub(super) mod bond {
    /// Others wait for it.
    pub(in crate::sqlite) const NEEDED: i64 = 1;
    /// It holds a unique key.
    pub(in crate::sqlite) const UNIQUE: i64 = 2;
    /// It is of a batch.
    pub(in crate::sqlite) const BATCH: i64 = 4;
}

/// The query of the columns that [`Held::from_row`] reads.
macro_rules! held {
    ($rest:literal) => {
        concat!(
            "SELECT n, id, queue, priority, limit_key, state, paused_from, attempt, lease, wanted, failures,
                max_attempts, crashes, patience_ms, plugin, due_at, started_at, extra, bonds, processor,
                created_by FROM jobs ",
            $rest
        )
    };
}
pub(super) use held;

impl Held {
    pub(super) fn from_row(row: &Row<'_>) -> Result<Self, StoreError> {
        use rusqlite::types::ValueRef;
        let started_at: Option<i64> = row.get(16)?;
        let lease = row.get::<_, Option<i64>>(8)?.map(Lease);
        let record = Record {
            failures: row.get(10)?,
            max_attempts: row.get(11)?,
            crashes: row.get(12)?,
            patience_ms: rows::unsigned(row.get(13)?),
        };
        Ok(Self {
            n: row.get(0)?,
            id: job_id(row, "id")?,
            place: Place {
                queue: row.get(2)?,
                priority: row.get(3)?,
                limit_key: row.get(4)?,
                is_aside: lease.is_some() || record.is_suspect(),
            },
            state: rows::state(row)?,
            attempt: row.get(7)?,
            lease,
            wanted: match row.get_ref(9)? {
                ValueRef::Text(b"cancel") => Wanted::Cancel,
                ValueRef::Text(b"pause") => Wanted::Pause,
                _ => Wanted::Nothing,
            },
            record,
            plugin: row.get(14)?,
            due_at: Timestamp::from_millis(row.get(15)?),
            started_at: Timestamp::from_millis(started_at.unwrap_or_default()),
            has_extra: row.get::<_, i64>(17)? == 1,
            bonds: row.get(18)?,
            processor: row.get(19)?,
            created_by: row.get(20)?,
        })
    }

    /// What an attempt of it shows; none if no node holds one.
    pub(super) fn fence(&self) -> Option<Fence> {
        self.lease.map(|lease| Fence {
            job: self.id,
            attempt: self.attempt,
            lease,
        })
    }

    /// Where it is counted once no node holds it.
    pub(super) fn free_place(&self, record: Record) -> Place {
        Place {
            is_aside: record.is_suspect(),
            ..self.place.clone()
        }
    }
}

pub(super) const HELD: &str = held!("WHERE id = ?1 AND attempt = ?2 AND lease = ?3");

/// Finds the job that an attempt holds; none if it does not hold it any more.
pub(super) fn find_held(conn: &Connection, fence: Fence) -> Result<Option<Held>, StoreError> {
    let mut statement = conn.prepare_cached(HELD)?;
    let mut found = statement.query(params![fence.job.as_bytes(), fence.attempt, fence.lease.0])?;
    found.next()?.map(Held::from_row).transpose()
}

/// As [`find_held`], where a late attempt is an error.
pub(super) fn must_hold(conn: &Connection, fence: Fence) -> Result<Held, StoreError> {
    find_held(conn, fence)?.ok_or(StoreError::Stale {
        job: fence.job,
        attempt: fence.attempt,
    })
}

/// Finds a job.
pub(super) fn find(txn: &Txn<'_>, job: JobId) -> Result<Held, StoreError> {
    const FIND: &str = held!("WHERE id = ?1");
    all(txn, FIND, [job.as_bytes()])?
        .pop()
        .ok_or(StoreError::NoJob(job))
}

/// Finds a job by its number.
pub(super) fn find_n(txn: &Txn<'_>, n: i64) -> Result<Option<Held>, StoreError> {
    const FIND: &str = held!("WHERE n = ?1");
    Ok(all(txn, FIND, [n])?.pop())
}

/// Finds all the jobs of a [`held!`] query.
pub(super) fn all(txn: &Txn<'_>, sql: &str, params: impl Params) -> Result<Vec<Held>, StoreError> {
    let mut statement = txn.conn.prepare_cached(sql)?;
    let mut rows = statement.query(params)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(Held::from_row(row)?);
    }
    Ok(found)
}
