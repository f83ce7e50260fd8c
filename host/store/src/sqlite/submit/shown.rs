//! A job that was just taken, as it stands, without another look at its rows.

use runner_model::Transition;
use rusqlite::{Connection, OptionalExtension};

use super::{first_due, submit_one};
use crate::error::StoreError;
use crate::sqlite::txn::Txn;
use crate::sqlite::{jobs, onces, rows};
use crate::types::{Job, NewJob, Once, Submitted};

/// Takes a job and says how it stands.
pub(in crate::sqlite) fn submit_shown(
    txn: &mut Txn<'_>,
    once: Option<&Once>,
    job: NewJob,
) -> Result<(Submitted, Job), StoreError> {
    let submitted = match once {
        None => submit_one(txn, &job)?,
        // As a list of one, so that the same key may be sent again by either way.
        Some(once) => match onces::once(txn, once, |txn| Ok(vec![submit_one(txn, &job)?]))?[..] {
            [submitted] => submitted,
            _ => return Err(StoreError::KeyReused(once.key.clone())),
        },
    };
    // The answer of a key may be of long ago; what waits for others may have moved already; sizes of inputs are rows.
    let is_as_given = submitted.is_new()
        && once.is_none()
        && job.after.is_empty()
        && job.job_inputs.is_empty()
        && job.inputs.is_empty()
        && job.stat_inputs.is_empty();
    let shown = if is_as_given {
        as_given(txn, job)?
    } else {
        jobs::get(txn.conn, submitted.job())?
    };
    Ok((submitted, shown))
}

/// A job that waits for nothing but its time, as [`jobs::get`] would read it.
fn as_given(txn: &Txn<'_>, job: NewJob) -> Result<Job, StoreError> {
    let (due_at, start) = first_due(&job, txn.now);
    let transition = Transition::submit(runner_model::Entry::Free(start));
    let queue = match job.queue {
        Some(queue) => queue,
        None => rows::named("queue name", job.processor.as_str().to_owned())?,
    };
    let plugin = match job.plugin {
        Some(digest) => Some((digest, version(txn.conn, digest)?)),
        None => None,
    };
    Ok(Job {
        id: job.id,
        processor: job.processor,
        queue,
        limit_key: job.limit_key,
        batch: None,
        state: transition.to(),
        priority: job.priority,
        params: job.params,
        result: None,
        error: None,
        progress: None,
        attempt: 0,
        failures: 0,
        max_attempts: job.max_attempts,
        limits: job.limits,
        about: job.about,
        created_at: txn.now,
        due_at,
        expires_at: job.expires_at,
        started_at: None,
        finished_at: None,
        is_stopping: false,
        plugin,
        usage: None,
        inputs: Vec::new(),
        stat_inputs: Vec::new(),
        outputs: Vec::new(),
        after: Vec::new(),
        needed_by: Vec::new(),
    })
}

fn version(conn: &Connection, digest: runner_model::Digest) -> rusqlite::Result<Option<String>> {
    const FIND: &str = "SELECT version FROM plugin_versions WHERE digest = ?1";
    Ok(conn
        .prepare_cached(FIND)?
        .query_row([digest.as_bytes()], |row| row.get(0))
        .optional()?
        .flatten())
}
