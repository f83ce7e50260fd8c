//! Jobs and their attempts as they are read.

use runner_model::{BatchId, JobId, Priority};
use rusqlite::{Connection, Row};

use super::rows::{self, code_if, digest_if, job_id, named, time, time_if, unsigned, usage};
use crate::error::StoreError;
use crate::types::{About, Attempt, Input, Job, JobError, Output};

/// What [`from_row`] reads, of a job `j`.
pub(super) const COLUMNS: &str = "j.n, j.id, j.limit_key, j.state, j.paused_from, j.priority,
    coalesce(j.params, x.params) AS params, j.result, j.error_code, j.error_message, j.error_detail, j.attempt,
    j.failures, j.max_attempts, j.created_by, j.created_at, j.due_at, j.expires_at, j.started_at, j.finished_at,
    j.wanted, x.title, x.description, x.tags, x.metadata, x.limits, p.name AS processor, q.name AS queue,
    v.digest AS plugin_digest, v.version AS plugin_version, r.said AS progress,
    CASE WHEN j.bonds & 4 THEN (SELECT b.id FROM batch_items i INDEXED BY batch_items_by_job
        CROSS JOIN batches b ON b.n = i.batch WHERE i.job = j.n) END AS batch_id";

/// Whatever [`COLUMNS`] needs besides a job `j`.
pub(super) const JOINS: &str = "CROSS JOIN processors p ON p.id = j.processor
    CROSS JOIN queues q ON q.id = j.queue
    LEFT JOIN job_extras x ON x.job = j.n
    LEFT JOIN plugin_versions v ON v.n = j.plugin
    LEFT JOIN progress r ON r.job = j.n";

pub(super) fn from_row(row: &Row<'_>) -> Result<Job, StoreError> {
    let limit_key: String = row.get("limit_key")?;
    let json = |what, column: &str| -> Result<Option<serde_json::Value>, StoreError> {
        row.get::<_, Option<String>>(column)?
            .map(|json| serde_json::from_str(&json))
            .transpose()
            .map_err(|why| StoreError::corrupt(what)(&why))
    };
    let tags = json("list of tags", "tags")?
        .map(serde_json::from_value)
        .transpose()
        .map_err(|why| StoreError::corrupt("list of tags")(&why))?;
    let progress = json("progress", "progress")?
        .map(serde_json::from_value)
        .transpose()
        .map_err(|why| StoreError::corrupt("progress")(&why))?;
    let version: Option<String> = row.get("plugin_version")?;
    Ok(Job {
        id: job_id(row, "id")?,
        processor: named("processor name", row.get::<_, String>("processor")?)?,
        queue: named("queue name", row.get::<_, String>("queue")?)?,
        limit_key: (!limit_key.is_empty())
            .then(|| named("limit key", limit_key))
            .transpose()?,
        batch: row
            .get::<_, Option<[u8; 16]>>("batch_id")?
            .map(BatchId::from_bytes),
        state: rows::state(row)?,
        priority: Priority::try_from(row.get::<_, i64>("priority")?)
            .map_err(|why| StoreError::corrupt("priority")(&why))?,
        params: row.get::<_, Option<String>>("params")?.unwrap_or_default(),
        result: row.get("result")?,
        error: error(row)?,
        progress,
        attempt: row.get("attempt")?,
        failures: row.get("failures")?,
        max_attempts: row.get("max_attempts")?,
        limits: row.get("limits")?,
        about: About {
            title: row.get("title")?,
            description: row.get("description")?,
            tags: tags.unwrap_or_default(),
            metadata: row.get("metadata")?,
            created_by: row.get("created_by")?,
        },
        created_at: time(row, "created_at")?,
        due_at: time(row, "due_at")?,
        expires_at: time_if(row, "expires_at")?,
        started_at: time_if(row, "started_at")?,
        finished_at: time_if(row, "finished_at")?,
        is_stopping: row.get::<_, Option<String>>("wanted")?.as_deref() == Some("cancel"),
        plugin: digest_if(row, "plugin_digest")?.map(|digest| (digest, version)),
        usage: None,
        inputs: Vec::new(),
        stat_inputs: Vec::new(),
        outputs: Vec::new(),
        after: Vec::new(),
        needed_by: Vec::new(),
    })
}

fn error(row: &Row<'_>) -> Result<Option<JobError>, StoreError> {
    let Some(code) = code_if(row, "error_code")? else {
        return Ok(None);
    };
    Ok(Some(JobError {
        code,
        message: row
            .get::<_, Option<String>>("error_message")?
            .unwrap_or_default(),
        detail: row.get("error_detail")?,
    }))
}

/// How many of the jobs that one waits for are shown.
const MOST_NEEDED: usize = 1_000;

pub(super) fn get(conn: &Connection, id: JobId) -> Result<Job, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM jobs j {JOINS} WHERE j.id = ?1");
    let (n, mut job) = {
        let mut statement = conn.prepare_cached(&sql)?;
        let mut found = statement.query([id.as_bytes()])?;
        let row = found.next()?.ok_or(StoreError::NoJob(id))?;
        (row.get("n")?, from_row(row)?)
    };
    job.inputs = inputs(conn, n)?;
    job.stat_inputs = super::stat_inputs::asked(conn, n)?;
    job.outputs = outputs(conn, n)?;
    job.usage = last_usage(conn, n)?;
    job.after = super::inputs::needed(conn, n, MOST_NEEDED)?;
    job.needed_by = super::inputs::needed_by(conn, n, MOST_NEEDED)?;
    Ok(job)
}

pub(super) fn get_those(conn: &Connection, ids: &[JobId]) -> Result<Vec<Job>, StoreError> {
    let found = ids.iter().map(|id| get(conn, *id));
    found
        .filter(|found| !matches!(found, Err(StoreError::NoJob(_))))
        .collect()
}

/// The number of a job.
fn number(conn: &Connection, id: JobId) -> Result<i64, StoreError> {
    use rusqlite::OptionalExtension;
    const FIND: &str = "SELECT n FROM jobs WHERE id = ?1";
    conn.prepare_cached(FIND)?
        .query_row([id.as_bytes()], |row| row.get(0))
        .optional()?
        .ok_or(StoreError::NoJob(id))
}

pub(super) fn inputs(conn: &Connection, n: i64) -> Result<Vec<Input>, StoreError> {
    const FIND: &str = "SELECT i.name, i.digest, i.media_type, b.size FROM job_inputs i
        JOIN blobs b ON b.digest = i.digest WHERE i.job = ?1 ORDER BY i.name";
    let mut statement = conn.prepare_cached(FIND)?;
    let mut rows = statement.query([n])?;
    let mut inputs = Vec::new();
    while let Some(row) = rows.next()? {
        inputs.push(Input {
            name: named("input name", row.get::<_, String>("name")?)?,
            digest: rows::digest(row, "digest")?,
            media_type: row.get("media_type")?,
            size: unsigned(row.get("size")?),
        });
    }
    Ok(inputs)
}

pub(super) fn outputs_of(conn: &Connection, id: JobId) -> Result<Vec<Output>, StoreError> {
    outputs(conn, number(conn, id)?)
}

fn outputs(conn: &Connection, n: i64) -> Result<Vec<Output>, StoreError> {
    const FIND: &str =
        "SELECT o.name, o.digest, o.media_type, b.size, o.attempt, o.partial FROM job_outputs o
        JOIN blobs b ON b.digest = o.digest WHERE o.job = ?1 ORDER BY o.name";
    let mut statement = conn.prepare_cached(FIND)?;
    let mut rows = statement.query([n])?;
    let mut outputs = Vec::new();
    while let Some(row) = rows.next()? {
        outputs.push(Output {
            name: named("output name", row.get::<_, String>("name")?)?,
            digest: rows::digest(row, "digest")?,
            media_type: row.get("media_type")?,
            size: unsigned(row.get("size")?),
            attempt: row.get("attempt")?,
            is_partial: row.get("partial")?,
        });
    }
    Ok(outputs)
}

fn last_usage(conn: &Connection, n: i64) -> Result<Option<(runner_model::Usage, u64)>, StoreError> {
    const LAST: &str = "SELECT * FROM attempts WHERE job = ?1 ORDER BY number DESC LIMIT 1";
    let mut statement = conn.prepare_cached(LAST)?;
    let mut rows = statement.query([n])?;
    rows.next()?
        .map(|row| Ok((usage(row)?, unsigned(row.get("queue_ms")?))))
        .transpose()
}

pub(super) fn attempts(conn: &Connection, id: JobId) -> Result<Vec<Attempt>, StoreError> {
    const ENDED: &str = "SELECT a.*, coalesce(o.name, '') AS node_name, v.digest FROM attempts a
        LEFT JOIN nodes o ON o.n = a.node LEFT JOIN plugin_versions v ON v.n = a.plugin
        WHERE a.job = ?1 ORDER BY a.number";
    let n = number(conn, id)?;
    let mut attempts = Vec::new();
    {
        let mut statement = conn.prepare_cached(ENDED)?;
        let mut rows = statement.query([n])?;
        while let Some(row) = rows.next()? {
            let failure = code_if(row, "code")?
                .map(|code| {
                    let message: Option<String> = row.get("message")?;
                    Ok::<_, StoreError>((code, message.unwrap_or_default(), row.get("detail")?))
                })
                .transpose()?;
            attempts.push(Attempt {
                number: row.get("number")?,
                node: row.get("node_name")?,
                plugin: digest_if(row, "digest")?,
                started_at: time(row, "started_at")?,
                ended_at: Some(time(row, "ended_at")?),
                failure,
                queue_ms: unsigned(row.get("queue_ms")?),
                usage: usage(row)?,
            });
        }
    }
    attempts.extend(running(conn, n)?);
    Ok(attempts)
}

/// The attempt that runs: it has no row yet but the job's own.
fn running(conn: &Connection, n: i64) -> Result<Option<Attempt>, StoreError> {
    const RUNNING: &str =
        "SELECT j.attempt, o.name AS node_name, v.digest, j.started_at, j.due_at FROM jobs j
        JOIN nodes o ON o.n = j.lease LEFT JOIN plugin_versions v ON v.n = j.plugin
        WHERE j.n = ?1 AND j.lease IS NOT NULL";
    let mut statement = conn.prepare_cached(RUNNING)?;
    let mut rows = statement.query([n])?;
    let Some(row) = rows.next()? else {
        return Ok(None);
    };
    let started_at = time(row, "started_at")?;
    let waited = started_at.since(time(row, "due_at")?);
    Ok(Some(Attempt {
        number: row.get("attempt")?,
        node: row.get("node_name")?,
        plugin: digest_if(row, "digest")?,
        started_at,
        ended_at: None,
        failure: None,
        queue_ms: u64::try_from(waited.as_millis()).unwrap_or(u64::MAX),
        usage: runner_model::Usage::default(),
    }))
}
