//! Jobs come in.

use runner_model::{Entry, Start, Transition};
use rusqlite::{Connection, OptionalExtension, params};

use super::blobs;
use super::place::Place;
use super::rows::rows;
use super::txn::Txn;
use crate::error::StoreError;
use crate::types::NewJob;

/// Params longer than this stand in a row of their own, so that a change of state does not write them again.
const LONG_PARAMS: usize = 2_048;

pub(super) fn submit(txn: &mut Txn<'_>, jobs: &[NewJob]) -> Result<(), StoreError> {
    for job in jobs {
        submit_one(txn, job)?;
    }
    Ok(())
}

fn submit_one(txn: &mut Txn<'_>, job: &NewJob) -> Result<(), StoreError> {
    const INSERT: &str =
        "INSERT INTO jobs (id, processor, queue, limit_key, priority, state, due_at,
            expires_at, max_attempts, plugin, created_at, inputs, extra, created_by, params)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)";
    let due_at = job.run_at.unwrap_or(txn.now);
    let start = if due_at > txn.now {
        Start::Later
    } else {
        Start::Now
    };
    let transition = Transition::submit(Entry::Free(start));
    let queue = job
        .queue
        .as_ref()
        .map_or(job.processor.as_str(), |queue| queue.as_str());
    let place = Place {
        queue: txn.names.queue(txn.conn, queue)?,
        priority: i64::from(job.priority.get()),
        limit_key: job.limit_key.as_ref().map_or("", |key| key.as_str()).into(),
    };
    let processor = txn.names.processor(txn.conn, job.processor.as_str())?;
    let plugin = plugin(txn.conn, job)?;
    let extra = Extra::of(job);
    let inserted = txn.conn.prepare_cached(INSERT)?.execute(params![
        job.id.as_bytes(),
        processor,
        place.queue,
        place.limit_key,
        place.priority,
        transition.to().name().as_str(),
        due_at.as_millis(),
        job.expires_at.map(|at| at.as_millis()),
        job.max_attempts,
        plugin,
        txn.now.as_millis(),
        rows(job.inputs.len()),
        extra.is_some(),
        job.about.created_by,
        (job.params.len() <= LONG_PARAMS).then_some(&job.params),
    ]);
    match inserted {
        Ok(_) => {}
        Err(rusqlite::Error::SqliteFailure(error, _))
            if error.extended_code == rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE =>
        {
            return Err(StoreError::JobExists(job.id));
        }
        Err(error) => return Err(error.into()),
    }
    if extra.is_some() || !job.inputs.is_empty() || !job.about.tags.is_empty() {
        let n = txn.conn.last_insert_rowid();
        if let Some(extra) = extra {
            extra.insert(txn.conn, n)?;
        }
        insert_inputs(txn.conn, n, job)?;
        insert_tags(txn.conn, n, job)?;
    }
    if job.expires_at.is_some() {
        txn.rung.timed += 1;
    }
    txn.moved(&place, job.id, 0, transition, None);
    Ok(())
}

fn plugin(conn: &Connection, job: &NewJob) -> Result<Option<i64>, StoreError> {
    const FIND: &str = "SELECT n FROM plugin_versions WHERE digest = ?1";
    let Some(digest) = job.plugin else {
        return Ok(None);
    };
    let found = conn
        .prepare_cached(FIND)?
        .query_row([digest.as_bytes()], |row| row.get(0))
        .optional()?;
    match found {
        Some(n) => Ok(Some(n)),
        None => Err(StoreError::NoVersion {
            name: job.processor.clone(),
            digest,
        }),
    }
}

/// What few jobs have.
struct Extra<'j> {
    job: &'j NewJob,
    tags: Option<String>,
    backoff: Option<String>,
}

impl<'j> Extra<'j> {
    fn of(job: &'j NewJob) -> Option<Self> {
        let about = &job.about;
        let is_plain = job.params.len() <= LONG_PARAMS
            && job.limits.is_none()
            && job.backoff.is_none()
            && about.title.is_none()
            && about.description.is_none()
            && about.metadata.is_none()
            && about.tags.is_empty();
        (!is_plain).then(|| Self {
            job,
            tags: (!about.tags.is_empty()).then(|| serde_json::json!(about.tags).to_string()),
            backoff: job
                .backoff
                .map(|backoff| serde_json::json!(backoff).to_string()),
        })
    }

    fn insert(&self, conn: &Connection, n: i64) -> rusqlite::Result<()> {
        const INSERT: &str = "INSERT INTO job_extras
                (job, params, title, description, tags, metadata, limits, backoff)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
        let about = &self.job.about;
        conn.prepare_cached(INSERT)?.execute(params![
            n,
            (self.job.params.len() > LONG_PARAMS).then_some(&self.job.params),
            about.title,
            about.description,
            self.tags,
            about.metadata,
            self.job.limits,
            self.backoff,
        ])?;
        Ok(())
    }
}

fn insert_inputs(conn: &Connection, n: i64, job: &NewJob) -> Result<(), StoreError> {
    const INSERT: &str =
        "INSERT INTO job_inputs (job, name, digest, media_type) VALUES (?1, ?2, ?3, ?4)";
    for input in &job.inputs {
        blobs::name(conn, input.digest)?;
        conn.prepare_cached(INSERT)?.execute(params![
            n,
            input.name.as_str(),
            input.digest.as_bytes(),
            input.media_type,
        ])?;
    }
    Ok(())
}

fn insert_tags(conn: &Connection, n: i64, job: &NewJob) -> rusqlite::Result<()> {
    const INSERT: &str = "INSERT OR IGNORE INTO job_tags (tag, job) VALUES (?1, ?2)";
    for tag in &job.about.tags {
        conn.prepare_cached(INSERT)?.execute(params![tag, n])?;
    }
    Ok(())
}
