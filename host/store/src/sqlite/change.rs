//! Somebody changes a job that waits, or what people say of one.

use runner_model::{Event, JobId, State, StateName, Timestamp};
use rusqlite::{ToSql, params};

use super::held::{self, Held};
use super::place::Place;
use super::submit::extra;
use super::txn::Txn;
use super::verbs::step;
use crate::error::StoreError;
use crate::types::JobChange;

pub(super) fn change(
    txn: &mut Txn<'_>,
    job: JobId,
    changes: &[JobChange],
) -> Result<StateName, StoreError> {
    let held = held::find(txn, job)?;
    if !changes.iter().all(JobChange::is_about) {
        must_wait(&held)?;
    }
    for change in changes {
        // Each sees what the one before it did.
        let held = held::find(txn, job)?;
        one(txn, &held, change)?;
    }
    let held = held::find(txn, job)?;
    txn.noted(held.id, held.attempt, held.state.name(), "fields");
    Ok(held.state.name())
}

fn must_wait(held: &Held) -> Result<(), StoreError> {
    let hint = match held.state {
        state if state.is_end() => "it ended: submit another",
        State::Running => "it runs: pause it, or wait for its end",
        _ if held.lease.is_some() => "its attempt is frozen: it goes on as it began",
        _ => return Ok(()),
    };
    Err(StoreError::WrongState {
        state: held.state.name(),
        verb: "changed",
        hint,
    })
}

fn one(txn: &mut Txn<'_>, held: &Held, change: &JobChange) -> Result<(), StoreError> {
    match change {
        JobChange::Priority(priority) => set_priority(txn, held, i64::from(priority.get())),
        JobChange::RunAt(at) => set_time(txn, held, at.unwrap_or(txn.now)),
        JobChange::ExpiresAt(at) => {
            const SET: &str = "UPDATE jobs SET expires_at = ?2 WHERE n = ?1";
            txn.rung.timed += 1;
            set(txn, SET, held.n, &at.map(Timestamp::as_millis))
        }
        JobChange::MaxAttempts(most) => {
            const SET: &str = "UPDATE jobs SET max_attempts = ?2 WHERE n = ?1";
            set(txn, SET, held.n, &(*most).max(1))
        }
        JobChange::Title(text) => about(txn, held, "title", text.as_ref()),
        JobChange::Description(text) => about(txn, held, "description", text.as_ref()),
        JobChange::Metadata(text) => about(txn, held, "metadata", text.as_ref()),
        JobChange::Tags(tags) => {
            const NONE: &str = "DELETE FROM job_tags WHERE job = ?1";
            txn.conn.prepare_cached(NONE)?.execute([held.n])?;
            extra::insert_tags(txn.conn, held.n, tags)?;
            about(txn, held, "tags", extra::tags(tags).as_ref())
        }
    }
}

fn set(txn: &Txn<'_>, sql: &str, n: i64, value: &dyn ToSql) -> Result<(), StoreError> {
    txn.conn.prepare_cached(sql)?.execute(params![n, value])?;
    Ok(())
}

/// A job that waits in a lane changes it.
fn set_priority(txn: &mut Txn<'_>, held: &Held, priority: i64) -> Result<(), StoreError> {
    const SET: &str = "UPDATE jobs SET priority = ?2 WHERE n = ?1";
    set(txn, SET, held.n, &priority)?;
    let place = Place {
        priority,
        ..held.place.clone()
    };
    txn.tally.left(&held.place, held.state);
    txn.tally.joined(&place, held.state);
    Ok(())
}

fn set_time(txn: &mut Txn<'_>, held: &Held, at: Timestamp) -> Result<(), StoreError> {
    const SET: &str = "UPDATE jobs SET due_at = ?2 WHERE n = ?1";
    // One that could have run already keeps its place before those that came later.
    let is_past = at <= txn.now;
    if held.state == State::Pending && is_past {
        return Ok(());
    }
    set(txn, SET, held.n, &at.as_millis())?;
    txn.rung.timed += 1;
    match held.state {
        State::Pending => step(txn, held, held.state.on(Event::Postpone)?),
        State::Scheduled | State::Retrying if is_past => {
            step(txn, held, held.state.on(Event::Due)?)
        }
        _ => Ok(()),
    }
}

fn about(
    txn: &Txn<'_>,
    held: &Held,
    column: &'static str,
    text: Option<&String>,
) -> Result<(), StoreError> {
    const HAS: &str = "UPDATE jobs SET extra = 2 WHERE n = ?1 AND extra = 0";
    let sql = format!(
        "INSERT INTO job_extras (job, {column}) VALUES (?1, ?2)
         ON CONFLICT DO UPDATE SET {column} = excluded.{column}"
    );
    set(txn, &sql, held.n, &text)?;
    txn.conn.prepare_cached(HAS)?.execute([held.n])?;
    Ok(())
}
