//! Attempts end: one function for all the ways in which they do.

use runner_model::{
    Backoff, Ending, Event, Failure, FailureCode, Jitter, Record, State, StateName, Timestamp,
    Transition, Usage,
};
use rusqlite::{Connection, OptionalExtension, params};

use super::held::{Held, Wanted, find_held};
use super::rows::signed;
use super::stats::{Outcome, Sample};
use super::txn::Txn;
use super::{blobs, bonds, checkpoints, errors, logs};
use crate::error::StoreError;
use crate::types::{NewOutput, Settled, Settlement};

/// What an attempt leaves at its end.
pub(super) struct End<'s> {
    pub(super) ending: Ending,
    pub(super) failure: Option<&'s Failure>,
    pub(super) result: Option<&'s str>,
    pub(super) usage: &'s Usage,
    pub(super) outputs: &'s [NewOutput],
    pub(super) jitter: Jitter,
}

pub(super) fn settle(
    txn: &mut Txn<'_>,
    settlements: &[Settlement],
) -> Result<Vec<Settled>, StoreError> {
    let mut settled = Vec::with_capacity(settlements.len());
    for settlement in settlements {
        let Some(held) = find_held(txn.conn, settlement.fence)? else {
            settled.push(Settled::Stale);
            continue;
        };
        if !settlement.log.is_empty() {
            let attempt = (held.n, held.attempt);
            logs::append(
                txn.conn,
                attempt,
                &settlement.log,
                settlement.log_limit_bytes,
            )?;
        }
        let end = End {
            ending: settlement.ending,
            failure: settlement.failure.as_ref(),
            result: settlement.result.as_deref(),
            usage: &settlement.usage,
            outputs: &settlement.outputs,
            jitter: settlement.jitter,
        };
        settled.push(end_attempt(txn, &held, &end)?);
    }
    txn.done.settled = true;
    Ok(settled)
}

/// Ends the attempt that holds a job, by the model's verdict.
pub(super) fn end_attempt(
    txn: &mut Txn<'_>,
    held: &Held,
    end: &End<'_>,
) -> Result<Settled, StoreError> {
    let is_running = held.state == State::Running;
    let ending = match end.ending {
        Ending::Succeeded if is_running => Ending::Succeeded,
        // A cancel that came while it ran counts, unless it gave its result first.
        _ if held.wanted == Wanted::Cancel => Ending::Cancelled,
        Ending::Cancelled => Ending::Cancelled,
        // A frozen attempt cannot end by itself, and brings down no process.
        _ if !is_running => Ending::Interrupted,
        other => other,
    };
    let backoff = backoff(txn.conn, held)?;
    let verdict = ending.decide(held.record, &backoff, end.jitter);
    let first = held.state.on(verdict.event)?;
    // It was to be paused, and ended another way first: it waits, paused.
    let second = (held.wanted == Wanted::Pause && !first.to().is_end())
        .then(|| first.to().on(Event::Pause))
        .transpose()?;
    let to = second.map_or(first.to(), Transition::to);
    let error = verdict
        .code
        .map(|code| (code, message(code, end.failure), detail(code, end.failure)));
    let due_at = txn.now.after(verdict.delay);
    let result = end.result.filter(|_| to == State::Completed);
    update(
        txn,
        held,
        to,
        &verdict.record,
        due_at,
        result,
        error.as_ref(),
    )?;
    insert_attempt(txn, held, end.usage, error.as_ref())?;
    let is_whole = to.name() == StateName::Completed;
    if is_whole {
        checkpoints::forget(txn.conn, held.n)?;
        if held.attempt > 1 {
            drop_older_outputs(txn.conn, held)?;
        }
    }
    for output in end.outputs {
        insert_output(txn.conn, held, output, is_whole)?;
    }
    if let Some((code, message, _)) = &error {
        errors::happened(txn, held, to.name(), *code, message)?;
    }
    txn.tally.ended(Sample {
        at: txn.now,
        processor: held.processor,
        queue: held.place.queue,
        version: held.plugin,
        user: held.created_by.clone(),
        outcome: Outcome::of(to.name()),
        wall_ms: end.usage.wall_ms,
        queue_ms: u64::try_from(held.started_at.since(held.due_at).as_millis()).unwrap_or(u64::MAX),
        fuel: end.usage.fuel.0,
        memory_bytes: end.usage.peak_memory_bytes.0,
    });
    let data = error
        .as_ref()
        .map(|(code, ..)| format!("{{\"code\":\"{code}\"}}"));
    let place = held.free_place(verdict.record);
    if held.state == State::Pending {
        // It stood beside the lanes with its frozen attempt.
        txn.tally.left(&held.place, held.state);
        txn.tally.joined(&place, first.to());
    } else {
        txn.tally.moved(&place, first);
    }
    if let Some(second) = second {
        txn.tally.moved(&place, second);
    }
    txn.told(held.id, held.attempt, held.state, to, data);
    if to.is_end() {
        bonds::ended(txn, held, to.name(), verdict.code)?;
    }
    Ok(Settled::Done {
        state: to.name(),
        due_at: (to == State::Retrying).then_some(due_at),
    })
}

type ErrorParts<'e> = (FailureCode, &'e str, Option<&'e str>);

fn message(code: FailureCode, failure: Option<&Failure>) -> &str {
    match failure {
        Some(failure) if failure.code == code => &failure.message,
        _ => match code {
            FailureCode::Poisoned => {
                "the process died under it three times: it is not run again (retry it once the cause is gone)"
            }
            FailureCode::Cancelled => "it was cancelled",
            FailureCode::Interrupted => "the host stopped it: it runs again",
            FailureCode::RetryAfter => "it asked to wait longer than 24 h in all",
            _ => "it failed without a word",
        },
    }
}

fn detail(code: FailureCode, failure: Option<&Failure>) -> Option<&str> {
    failure
        .filter(|failure| failure.code == code)
        .and_then(|failure| failure.detail.as_deref())
}

fn backoff(conn: &Connection, held: &Held) -> Result<Backoff, StoreError> {
    const FIND: &str = "SELECT backoff FROM job_extras WHERE job = ?1";
    if !held.has_extra {
        return Ok(Backoff::default());
    }
    let stored: Option<Option<String>> = conn
        .prepare_cached(FIND)?
        .query_row([held.n], |row| row.get(0))
        .optional()?;
    match stored.flatten() {
        None => Ok(Backoff::default()),
        Some(json) => {
            serde_json::from_str(&json).map_err(|why| StoreError::corrupt("backoff")(&why))
        }
    }
}

fn update(
    txn: &Txn<'_>,
    held: &Held,
    to: State,
    record: &Record,
    due_at: Timestamp,
    result: Option<&str>,
    error: Option<&ErrorParts<'_>>,
) -> Result<(), StoreError> {
    const UPDATE: &str = "UPDATE jobs SET state = ?2, paused_from = ?3, due_at = ?4, failures = ?5, crashes = ?6,
            patience_ms = ?7, finished_at = ?8, lease = NULL, wanted = NULL, result = ?9, error_code = ?10,
            error_message = ?11, error_detail = ?12
        WHERE n = ?1";
    let now = txn.now.as_millis();
    // One that waits again stands behind those that wait already: what brings its node down holds up nobody else.
    let due_at = if to.is_end() { held.due_at } else { due_at };
    txn.conn.prepare_cached(UPDATE)?.execute(params![
        held.n,
        to.name().as_str(),
        to.paused_from().map(StateName::as_str),
        due_at.as_millis(),
        record.failures,
        record.crashes,
        signed(record.patience_ms),
        to.is_end().then_some(now),
        result,
        error.map(|(code, ..)| code.as_str()),
        error.map(|(_, message, _)| message),
        error.and_then(|(.., detail)| *detail),
    ])?;
    Ok(())
}

fn insert_attempt(
    txn: &Txn<'_>,
    held: &Held,
    usage: &Usage,
    error: Option<&ErrorParts<'_>>,
) -> Result<(), StoreError> {
    const INSERT: &str = "INSERT INTO attempts (job, number, node, plugin, started_at, ended_at, code, message,
            detail, queue_ms, fuel, fuel_exact, peak_memory_bytes, wall_ms, frozen_ms, input_bytes, output_bytes,
            log_bytes, http_requests, http_bytes)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)";
    let queue_ms = held.started_at.since(held.due_at).as_millis();
    txn.conn.prepare_cached(INSERT)?.execute(params![
        held.n,
        held.attempt,
        held.lease.map(|lease| lease.0).unwrap_or_default(),
        held.plugin,
        held.started_at.as_millis(),
        txn.now.as_millis(),
        error.map(|(code, ..)| code.as_str()),
        error.map(|(_, message, _)| message),
        error.and_then(|(.., detail)| *detail),
        i64::try_from(queue_ms).unwrap_or(i64::MAX),
        signed(usage.fuel.0),
        usage.fuel_exact,
        signed(usage.peak_memory_bytes.0),
        signed(usage.wall_ms),
        signed(usage.frozen_ms),
        signed(usage.input_bytes.0),
        signed(usage.output_bytes.0),
        signed(usage.log_bytes.0),
        signed(usage.http_requests),
        signed(usage.http_bytes.0),
    ])?;
    Ok(())
}

fn insert_output(
    conn: &Connection,
    held: &Held,
    output: &NewOutput,
    is_whole: bool,
) -> Result<(), StoreError> {
    const INSERT: &str =
        "INSERT OR REPLACE INTO job_outputs (job, name, attempt, digest, media_type, partial)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    blobs::name(conn, output.digest)?;
    conn.prepare_cached(INSERT)?.execute(params![
        held.n,
        output.name.as_str(),
        held.attempt,
        output.digest.as_bytes(),
        output.media_type,
        !is_whole,
    ])?;
    Ok(())
}

/// What earlier attempts left half done is not shown beside a result.
fn drop_older_outputs(conn: &Connection, held: &Held) -> rusqlite::Result<()> {
    const DELETE: &str = "DELETE FROM job_outputs WHERE job = ?1 AND attempt < ?2";
    conn.prepare_cached(DELETE)?
        .execute((held.n, held.attempt))?;
    Ok(())
}
