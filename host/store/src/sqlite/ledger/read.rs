//! The tables of a store, row by row.

use std::path::Path;

use runner_model::{BatchId, JobId, StateName};
use rusqlite::{Connection, Row};

use super::{
    AttemptRow, BatchRow, BlobRow, CheckpointRow, EventRow, FileRow, FiringRow, JobRow, NodeRow,
    QueueRow,
};
use crate::error::StoreError;
use crate::sqlite::blobs::place_in;
use crate::sqlite::rows::{digest, digest_if, job_id, parsed, time, time_if, unsigned};

fn all<T>(
    conn: &Connection,
    sql: &str,
    read: impl Fn(&Row<'_>) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    let mut statement = conn.prepare(sql)?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read(row)?);
    }
    Ok(found)
}

fn state(row: &Row<'_>) -> Result<StateName, StoreError> {
    parsed("state", row.get_ref("state")?.as_str().unwrap_or_default())
}

/// An id as SQLite writes bytes.
fn of_hex(text: &str) -> Result<JobId, StoreError> {
    let number =
        u128::from_str_radix(text, 16).map_err(|why| StoreError::corrupt("job id")(&why))?;
    Ok(JobId::from_bytes(number.to_be_bytes()))
}

pub(super) fn jobs(conn: &Connection) -> Result<Vec<JobRow>, StoreError> {
    const JOBS: &str = "SELECT j.n, j.id, p.name AS processor, q.name AS queue, j.limit_key, j.state, j.attempt,
            j.failures, j.crashes, v.digest AS plugin, j.created_at, j.expires_at, j.error_code, j.result, e.title,
            e.description, e.uniqueness,
            (SELECT group_concat(hex(other.id)) FROM waits_for f JOIN jobs other ON other.n = f.needed
                WHERE f.job = j.n) AS after,
            (SELECT on_failure FROM waits w WHERE w.job = j.n) AS on_failure,
            (SELECT b.id FROM batch_items i JOIN batches b ON b.n = i.batch WHERE i.job = j.n) AS batch
        FROM jobs j JOIN processors p ON p.id = j.processor JOIN queues q ON q.id = j.queue
            LEFT JOIN job_extras e ON e.job = j.n LEFT JOIN plugin_versions v ON v.n = j.plugin
        ORDER BY j.n";
    all(conn, JOBS, |row| {
        let after: Option<String> = row.get("after")?;
        let after = after
            .iter()
            .flat_map(|ids| ids.split(','))
            .map(of_hex)
            .collect::<Result<_, _>>()?;
        Ok(JobRow {
            n: row.get("n")?,
            id: job_id(row, "id")?,
            processor: row.get("processor")?,
            queue: row.get("queue")?,
            limit_key: row.get("limit_key")?,
            state: state(row)?,
            attempt: row.get("attempt")?,
            failures: row.get("failures")?,
            crashes: row.get("crashes")?,
            plugin: digest_if(row, "plugin")?,
            created_at: time(row, "created_at")?,
            expires_at: time_if(row, "expires_at")?,
            error_code: row.get("error_code")?,
            result: row.get("result")?,
            title: row.get("title")?,
            description: row.get("description")?,
            unique: row.get("uniqueness")?,
            after,
            on_failure: row.get("on_failure")?,
            batch: row
                .get::<_, Option<[u8; 16]>>("batch")?
                .map(BatchId::from_bytes),
        })
    })
}

pub(super) fn attempts(conn: &Connection) -> Result<Vec<AttemptRow>, StoreError> {
    const ATTEMPTS: &str =
        "SELECT a.job, a.number, a.node, v.digest AS plugin, a.started_at, a.ended_at, a.code
        FROM attempts a LEFT JOIN plugin_versions v ON v.n = a.plugin ORDER BY a.job, a.number";
    all(conn, ATTEMPTS, |row| {
        Ok(AttemptRow {
            job: row.get("job")?,
            number: row.get("number")?,
            node: row.get("node")?,
            plugin: digest_if(row, "plugin")?,
            started_at: time(row, "started_at")?,
            ended_at: time(row, "ended_at")?,
            code: row.get("code")?,
        })
    })
}

pub(super) fn files(conn: &Connection) -> Result<Vec<FileRow>, StoreError> {
    const FILES: &str = "SELECT job, name, digest, NULL AS attempt, NULL AS partial FROM job_inputs
        UNION ALL SELECT job, name, digest, attempt, partial FROM job_outputs ORDER BY job, name";
    all(conn, FILES, |row| {
        let attempt: Option<u32> = row.get("attempt")?;
        let partial: Option<bool> = row.get("partial")?;
        Ok(FileRow {
            job: row.get("job")?,
            name: row.get("name")?,
            digest: digest(row, "digest")?,
            made: attempt.zip(partial),
        })
    })
}

pub(super) fn blobs(conn: &Connection, folder: &Path) -> Result<Vec<BlobRow>, StoreError> {
    const BLOBS: &str = "SELECT digest, size FROM blobs";
    all(conn, BLOBS, |row| {
        let digest = digest(row, "digest")?;
        Ok(BlobRow {
            digest,
            size: unsigned(row.get("size")?),
            path: place_in(&folder.join("blobs"), digest),
        })
    })
}

pub(super) fn events(conn: &Connection) -> Result<Vec<EventRow>, StoreError> {
    const EVENTS: &str = "SELECT seq, at, type, job, state, attempt, data FROM events ORDER BY seq";
    all(conn, EVENTS, |row| {
        let job: Option<[u8; 16]> = row.get("job")?;
        let job = match job {
            Some(id) => Some((JobId::from_bytes(id), state(row)?, row.get("attempt")?)),
            None => None,
        };
        Ok(EventRow {
            seq: row.get("seq")?,
            at: time(row, "at")?,
            kind: row.get("type")?,
            job,
            data: row.get("data")?,
        })
    })
}

pub(super) fn queues(conn: &Connection) -> Result<Vec<QueueRow>, StoreError> {
    const QUEUES: &str = "SELECT name, concurrency, rate, key_concurrency, key_rate FROM queues";
    all(conn, QUEUES, |row| {
        Ok(QueueRow {
            name: row.get(0)?,
            concurrency: row.get(1)?,
            rate: row.get(2)?,
            key_concurrency: row.get(3)?,
            key_rate: row.get(4)?,
        })
    })
}

pub(super) fn batches(conn: &Connection) -> Result<Vec<BatchRow>, StoreError> {
    const BATCHES: &str =
        "SELECT b.id, b.title, b.state, b.total, b.max_parallel, j.id AS then_id, b.finished_at
        FROM batches b LEFT JOIN jobs j ON j.n = b.then_job ORDER BY b.n";
    all(conn, BATCHES, |row| {
        Ok(BatchRow {
            id: BatchId::from_bytes(row.get(0)?),
            title: row.get(1)?,
            state: row.get(2)?,
            total: unsigned(row.get(3)?),
            max_parallel: row.get(4)?,
            then: row.get::<_, Option<[u8; 16]>>(5)?.map(JobId::from_bytes),
            finished_at: time_if(row, "finished_at")?,
        })
    })
}

pub(super) fn firings(conn: &Connection) -> Result<Vec<FiringRow>, StoreError> {
    const FIRINGS: &str = "SELECT s.name, f.due_at, f.outcome, j.id FROM firings f JOIN schedules s ON s.n = f.schedule
            LEFT JOIN jobs j ON j.n = f.job ORDER BY s.name, f.due_at";
    all(conn, FIRINGS, |row| {
        Ok(FiringRow {
            schedule: row.get(0)?,
            due_at: time(row, "due_at")?,
            outcome: row.get(2)?,
            job: row.get::<_, Option<[u8; 16]>>(3)?.map(JobId::from_bytes),
        })
    })
}

pub(super) fn nodes(conn: &Connection) -> Result<Vec<NodeRow>, StoreError> {
    const NODES: &str = "SELECT n, started_at, gone_at FROM nodes ORDER BY n";
    all(conn, NODES, |row| {
        Ok(NodeRow {
            lease: row.get(0)?,
            started_at: time(row, "started_at")?,
            gone_at: time_if(row, "gone_at")?,
        })
    })
}

pub(super) fn checkpoints(conn: &Connection) -> Result<Vec<CheckpointRow>, StoreError> {
    const CHECKPOINTS: &str = "SELECT job, attempt, outputs FROM checkpoints ORDER BY job";
    all(conn, CHECKPOINTS, |row| {
        Ok(CheckpointRow {
            job: row.get(0)?,
            attempt: row.get(1)?,
            outputs: row.get(2)?,
        })
    })
}

pub(super) fn ends(conn: &Connection) -> Result<Vec<(String, u64, u64)>, StoreError> {
    // What is not in the hours yet is read from the minutes.
    const ENDS: &str = "SELECT outcome, sum(count) FILTER (WHERE span = 60),
            sum(count) FILTER (WHERE span = iif(at < hours_until / 3600000 * 3600000, 3600, 60))
        FROM stats, control GROUP BY outcome ORDER BY outcome";
    all(conn, ENDS, |row| {
        let count = |column| row.get::<_, Option<i64>>(column);
        let (minutes, hours) = (count(1)?.unwrap_or(0), count(2)?.unwrap_or(0));
        Ok((row.get(0)?, unsigned(minutes), unsigned(hours)))
    })
}

pub(super) fn failures(conn: &Connection) -> Result<u64, StoreError> {
    const FAILURES: &str = "SELECT coalesce(sum(count), 0) FROM errors";
    Ok(unsigned(conn.query_row(FAILURES, [], |row| row.get(0))?))
}
