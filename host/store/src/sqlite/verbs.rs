//! What somebody wants of a job: pause, resume, retry, promote; and what a node answers to a pause.

use runner_model::{Digest, Event, JobId, Record, State, StateName, Timestamp, Transition};
use rusqlite::{OptionalExtension, params};

use super::cancel::want;
use super::held::{self, Held, Wanted, find_held};
use super::rows::named;
use super::txn::Txn;
use super::{batches, inputs, plugins, uniques, waits};
use crate::error::StoreError;
use crate::types::{Fence, Frozen, Paused, Resumed};

pub(super) fn pause(txn: &mut Txn<'_>, job: JobId) -> Result<Paused, StoreError> {
    let held = held::find(txn, job)?;
    match (held.state, held.fence()) {
        (State::Running, Some(fence)) => {
            held.state.on(Event::Freeze)?;
            if held.wanted == Wanted::Cancel {
                return Err(StoreError::Stopping(job));
            }
            want(txn, &held, Wanted::Pause)?;
            Ok(Paused::Pausing(fence))
        }
        // It was resumed and waits for a slot; its attempt is frozen still.
        (State::Pending, Some(_)) => {
            if held.wanted == Wanted::Cancel {
                return Err(StoreError::Stopping(job));
            }
            step(txn, &held, held.state.on(Event::Freeze)?)?;
            Ok(Paused::Done)
        }
        _ => {
            step(txn, &held, held.state.on(Event::Pause)?)?;
            Ok(Paused::Done)
        }
    }
}

pub(super) fn resume(txn: &mut Txn<'_>, job: JobId) -> Result<Resumed, StoreError> {
    let held = held::find(txn, job)?;
    match (held.state, held.fence()) {
        (State::Running, Some(fence)) if held.wanted == Wanted::Pause => {
            want(txn, &held, Wanted::Nothing)?;
            Ok(Resumed::Unmarked(fence))
        }
        (State::Paused(_), Some(fence)) => {
            if held.wanted == Wanted::Cancel {
                return Err(StoreError::Stopping(job));
            }
            step(txn, &held, held.state.on(Event::Resume)?)?;
            Ok(Resumed::Thawing(fence))
        }
        _ => go_on(txn, &held),
    }
}

/// Lets a paused job that no node holds go on from where it was.
pub(super) fn go_on(txn: &mut Txn<'_>, held: &Held) -> Result<Resumed, StoreError> {
    let resumed = held.state.on(Event::Resume)?;
    let is_early = resumed.to() == State::Pending && held.due_at > txn.now;
    if is_early {
        // It got another time while it was paused.
        let postponed = resumed.to().on(Event::Postpone)?;
        two_steps(txn, held, resumed, postponed)?;
    } else {
        step(txn, held, resumed)?;
    }
    let now = held::find(txn, held.id)?;
    waits::consider(txn, &now)?;
    Ok(Resumed::Done(held::find(txn, held.id)?.state.name()))
}

/// Takes note of a frozen attempt.
pub(super) fn freeze(txn: &mut Txn<'_>, fence: Fence) -> Result<Frozen, StoreError> {
    let Some(held) = find_held(txn.conn, fence)? else {
        return Ok(Frozen::Stale);
    };
    if held.wanted != Wanted::Pause || held.state != State::Running {
        return Ok(Frozen::Unwanted);
    }
    want(txn, &held, Wanted::Nothing)?;
    step(txn, &held, held.state.on(Event::Freeze)?)?;
    Ok(Frozen::Done)
}

pub(super) fn promote(txn: &mut Txn<'_>, job: JobId) -> Result<StateName, StoreError> {
    const NOW: &str = "UPDATE jobs SET due_at = ?2 WHERE n = ?1";
    let held = held::find(txn, job)?;
    let transition = held.state.on(Event::Promote)?;
    txn.conn
        .prepare_cached(NOW)?
        .execute((held.n, txn.now.as_millis()))?;
    step(txn, &held, transition)?;
    Ok(transition.to().name())
}

/// Lets a job run again, on the version of its plugin that it was submitted for.
pub(super) fn retry(txn: &mut Txn<'_>, job: JobId) -> Result<StateName, StoreError> {
    let held = held::find(txn, job)?;
    let transition = held.state.on(Event::Retry)?;
    if let Some((digest, at)) = removed_version(txn, &held)? {
        return Err(StoreError::JobVersionRemoved { job, digest, at });
    }
    run_again(txn, &held, transition, held.plugin)
}

/// Lets a job run again, on another version of its plugin.
pub(super) fn retry_on(
    txn: &mut Txn<'_>,
    job: JobId,
    version: Digest,
) -> Result<StateName, StoreError> {
    let held = held::find(txn, job)?;
    let transition = held.state.on(Event::Retry)?;
    let processor = txn.names.processor_name(txn.conn, held.processor)?;
    let n = plugins::runnable(txn, &named("processor name", processor)?, version)?;
    run_again(txn, &held, transition, Some(n))
}

/// The version that a job was submitted for, if that was removed, and when.
fn removed_version(txn: &Txn<'_>, held: &Held) -> Result<Option<(Digest, Timestamp)>, StoreError> {
    const REMOVED: &str =
        "SELECT digest, removed_at FROM plugin_versions WHERE n = ?1 AND removed_at IS NOT NULL";
    Ok(txn
        .conn
        .prepare_cached(REMOVED)?
        .query_row([held.plugin], |row| {
            let at = Timestamp::from_millis(row.get(1)?);
            Ok((Digest::new(row.get(0)?), at))
        })
        .optional()?)
}

fn run_again(
    txn: &mut Txn<'_>,
    held: &Held,
    transition: Transition,
    plugin: Option<i64>,
) -> Result<StateName, StoreError> {
    const RETRY: &str = "UPDATE jobs SET state = ?2, due_at = ?3, failures = 0, crashes = 0, patience_ms = 0,
            expires_at = CASE WHEN expires_at > ?3 THEN expires_at END, started_at = NULL, finished_at = NULL,
            error_code = NULL, error_message = NULL, error_detail = NULL, result = NULL, plugin = ?4
        WHERE n = ?1";
    if let Err(missing) = inputs::resolve(txn, held.n)? {
        let source = held::find(txn, missing.source)?;
        return Err(StoreError::NoOutput {
            job: missing.source,
            output: missing.output,
            state: source.state.name(),
        });
    }
    uniques::take_back(txn, held.n, (held.processor, held.place.queue))?;
    waits::is_not_to_be_told(txn, held.n)?;
    batches::item_retried(txn, held)?;
    txn.conn.prepare_cached(RETRY)?.execute(params![
        held.n,
        transition.to().name().as_str(),
        txn.now.as_millis(),
        plugin,
    ])?;
    let place = held.free_place(Record::default());
    txn.moved(&place, held.id, held.attempt, transition, None);
    Ok(transition.to().name())
}

/// Writes and tells one change of state that changes nothing else.
pub(super) fn step(
    txn: &mut Txn<'_>,
    held: &Held,
    transition: Transition,
) -> Result<(), StoreError> {
    write(txn, held, transition.to())?;
    txn.moved(&held.place, held.id, held.attempt, transition, None);
    Ok(())
}

/// Two changes of state that are one to whoever looks.
pub(super) fn two_steps(
    txn: &mut Txn<'_>,
    held: &Held,
    first: Transition,
    second: Transition,
) -> Result<(), StoreError> {
    write(txn, held, second.to())?;
    txn.tally.moved(&held.place, first);
    txn.tally.moved(&held.place, second);
    txn.told(held.id, held.attempt, held.state, second.to(), None);
    Ok(())
}

fn write(txn: &Txn<'_>, held: &Held, to: State) -> Result<(), StoreError> {
    const WRITE: &str = "UPDATE jobs SET state = ?2, paused_from = ?3 WHERE n = ?1";
    txn.conn.prepare_cached(WRITE)?.execute(params![
        held.n,
        to.name().as_str(),
        to.paused_from().map(StateName::as_str),
    ])?;
    Ok(())
}
