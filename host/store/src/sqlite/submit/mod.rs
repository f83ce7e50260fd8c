//! Jobs come in.

pub(super) mod extra;
mod replace;
mod shown;

use runner_model::{Entry, OnDuplicate, Start, Timestamp, Transition, Unique};
use rusqlite::{Connection, OptionalExtension, params};

use self::extra::Extra;
pub(super) use self::shown::submit_shown;
use super::place::Place;
use super::rows::rows;
use super::txn::Txn;
use super::uniques::Key;
use super::{blobs, held, jobs, stat_inputs, uniques, waits};
use crate::error::StoreError;
use crate::types::{Blob, Job, NewJob, Submitted};

/// Params longer than this stand in a row of their own, so that a change of state does not write them again.
const LONG_PARAMS: usize = 2_048;

pub(super) fn submit(txn: &mut Txn<'_>, jobs: &[NewJob]) -> Result<Vec<Submitted>, StoreError> {
    let mut submitted = Vec::with_capacity(jobs.len());
    for job in jobs {
        submitted.push(submit_one(txn, job)?);
    }
    Ok(submitted)
}

/// What a submit would do. All of it is taken back.
pub(super) fn would_submit(
    txn: &mut Txn<'_>,
    all: &[NewJob],
) -> Result<Vec<(Submitted, Job)>, StoreError> {
    txn.undone(|txn| {
        for input in all.iter().flat_map(|job| &job.inputs) {
            let (digest, size) = (input.digest, input.size);
            blobs::insert(txn, Blob { digest, size })?;
        }
        let submitted = submit(txn, all)?;
        let shown = |one: Submitted| Ok((one, jobs::get(txn.conn, one.job())?));
        submitted.into_iter().map(shown).collect()
    })
}

fn submit_one(txn: &mut Txn<'_>, job: &NewJob) -> Result<Submitted, StoreError> {
    take(txn, job, None)
}

/// What is done to a job that is held back, once it has its number.
type Hold<'h> = &'h mut dyn FnMut(&mut Txn<'_>, i64) -> Result<(), StoreError>;

/// Takes a job that waits, blocked, for more than it says itself; `hold` writes down for what.
pub(super) fn submit_item(
    txn: &mut Txn<'_>,
    job: &NewJob,
    mut hold: impl FnMut(&mut Txn<'_>, i64) -> Result<(), StoreError>,
) -> Result<Submitted, StoreError> {
    take(txn, job, Some(&mut hold))
}

fn take(txn: &mut Txn<'_>, job: &NewJob, hold: Option<Hold<'_>>) -> Result<Submitted, StoreError> {
    let queue = job
        .queue
        .as_ref()
        .map_or(job.processor.as_str(), |queue| queue.as_str());
    let place = Place {
        queue: txn.names.queue(txn.conn, queue)?,
        priority: i64::from(job.priority.get()),
        limit_key: job.limit_key.as_ref().map_or("", |key| key.as_str()).into(),
        is_aside: false,
    };
    let processor = txn.names.processor(txn.conn, job.processor.as_str())?;
    if let Some(unique) = &job.unique {
        match uniques::key(txn, unique, (processor, place.queue))? {
            Key::Free => {}
            Key::Over => uniques::clear(txn, unique, (processor, place.queue))?,
            Key::Held(other) => return duplicate(txn, (job, processor), unique, &other),
        }
    }
    insert(txn, job, processor, &place, hold)?;
    Ok(Submitted::Created(job.id))
}

/// Since when a job may run, or from when on.
fn first_due(job: &NewJob, now: Timestamp) -> (Timestamp, Start) {
    let due_at = job.run_at.unwrap_or(now);
    let start = if due_at > now {
        Start::Later
    } else {
        Start::Now
    };
    (due_at, start)
}

/// What becomes of a job when another has its unique key.
fn duplicate(
    txn: &mut Txn<'_>,
    (job, processor): (&NewJob, i64),
    unique: &Unique,
    other: &uniques::Holder,
) -> Result<Submitted, StoreError> {
    let refused = |can_replace| StoreError::Duplicate {
        existing: other.id,
        key: unique.key.to_string(),
        state: other.state,
        can_replace,
    };
    match unique.on_duplicate {
        OnDuplicate::Return => Ok(Submitted::Duplicate(other.id)),
        OnDuplicate::Skip => Ok(Submitted::Skipped(other.id)),
        OnDuplicate::Reject => Err(refused(true)),
        OnDuplicate::Replace => {
            let held = held::find(txn, other.id)?;
            let waits = held.lease.is_none()
                && !held.state.is_end()
                && held.state != runner_model::State::Running;
            if !waits {
                return Err(refused(false));
            }
            replace::replace(txn, &held, (job, processor))?;
            Ok(Submitted::Replaced(other.id))
        }
    }
}

/// Takes a job as one of its own.
fn insert(
    txn: &mut Txn<'_>,
    job: &NewJob,
    processor: i64,
    place: &Place,
    hold: Option<Hold<'_>>,
) -> Result<(), StoreError> {
    const INSERT: &str =
        "INSERT INTO jobs (id, processor, queue, limit_key, priority, state, due_at,
            expires_at, max_attempts, plugin, created_at, inputs, extra, created_by, params, bonds)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)";
    let needs = (!job.after.is_empty() || !job.job_inputs.is_empty())
        .then(|| waits::find(txn, job))
        .transpose()?;
    let (due_at, start) = first_due(job, txn.now);
    let entry = match &needs {
        _ if hold.is_some() => Entry::Waiting,
        Some(needs) if needs.is_waiting() || !job.job_inputs.is_empty() => Entry::Waiting,
        _ => Entry::Free(start),
    };
    let transition = Transition::submit(entry);
    let plugin = plugin(txn.conn, job)?;
    let extra = Extra::of(job)?;
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
        rows(job.inputs.len() + job.stat_inputs.len()),
        extra.as_ref().map_or(0, Extra::kind),
        job.about.created_by,
        (job.params.len() <= LONG_PARAMS).then_some(&job.params),
        job.unique.as_ref().map_or(0, uniques::bond_of),
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
    let n = txn.conn.last_insert_rowid();
    txn.tally.came(n, txn.now);
    let has_inputs = !job.inputs.is_empty() || !job.stat_inputs.is_empty();
    if extra.is_some() || has_inputs || !job.about.tags.is_empty() {
        if let Some(extra) = extra {
            extra.insert(txn.conn, n)?;
        }
        insert_inputs(txn.conn, n, job)?;
        extra::insert_tags(txn.conn, n, &job.about.tags)?;
    }
    if job.expires_at.is_some() {
        txn.rung.timed += 1;
    }
    txn.moved(place, job.id, 0, transition, None);
    // Before anything that may end it at once, so that its end gives the key back.
    if let Some(unique) = &job.unique {
        uniques::hold(txn, n, unique, (processor, place.queue))?;
    }
    if let Some(hold) = hold {
        hold(txn, n)?;
    }
    if let Some(needs) = needs {
        needs.insert(txn, n, job)?;
        // What it waits for may have ended before it came.
        if entry == Entry::Waiting
            && let Some(held) = held::find_n(txn, n)?
        {
            waits::consider(txn, &held)?;
        }
    }
    Ok(())
}

fn plugin(conn: &Connection, job: &NewJob) -> Result<Option<i64>, StoreError> {
    const FIND: &str = "SELECT n FROM plugin_versions WHERE digest = ?1 AND removed_at IS NULL";
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
    stat_inputs::insert(conn, n, job)
}
