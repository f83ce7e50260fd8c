//! Jobs go: deleted one by one or by age, and cancelled when their queue is drained. Walks look at a bounded number of
//! rows, however many jobs there are, and say where to go on.

use runner_model::{JobId, StateName, Timestamp};
use rusqlite::{Connection, params};

use super::held::{self, Held, held};
use super::rows::{parsed, rows};
use super::txn::Txn;
use super::{cancel, checkpoints, queues, spans, waits};
use crate::error::StoreError;
use crate::types::{Clean, Cursor, Walked};

/// Rows that one step of a walk looks at for each job that it may do something to.
const LOOKS: usize = 10;

/// Jobs that hear of an end so that a job can be deleted.
const AT_ONCE: usize = 1_000;

pub(super) fn delete(txn: &mut Txn<'_>, job: JobId) -> Result<(), StoreError> {
    let held = held::find(txn, job)?;
    if !held.state.is_end() {
        return Err(StoreError::WrongState {
            state: held.state.name(),
            verb: "deleted",
            hint: "cancel it first",
        });
    }
    // Those that wait for it hear of its end first.
    if is_to_be_told(txn.conn, held.n)? {
        waits::tell(txn, AT_ONCE)?;
    }
    if is_to_be_told(txn.conn, held.n)? {
        return Err(StoreError::WrongState {
            state: held.state.name(),
            verb: "deleted",
            hint: "very many jobs wait for it, and are just hearing of its end: try again in a moment",
        });
    }
    remove(txn, &held)
}

fn is_to_be_told(conn: &Connection, n: i64) -> Result<bool, StoreError> {
    const TOLD: &str = "SELECT 1 FROM to_tell WHERE needed = ?1";
    Ok(conn.prepare_cached(TOLD)?.exists([n])?)
}

/// Removes a job that ended, and all rows that belong to it.
fn remove(txn: &mut Txn<'_>, held: &Held) -> Result<(), StoreError> {
    const DELETE: &str = "DELETE FROM jobs WHERE n = ?1";
    txn.conn.prepare_cached(DELETE)?.execute([held.n])?;
    txn.tally.left(&held.place, held.state);
    Ok(())
}

pub(super) const OLDEST: &str =
    "SELECT n, state, finished_at, created_at FROM jobs WHERE n > ?1 ORDER BY n LIMIT ?2";

pub(super) const OLDEST_OF_QUEUE: &str =
    "SELECT n, state, finished_at, created_at FROM jobs INDEXED BY jobs_by_queue
    WHERE queue = ?3 AND n > ?1 ORDER BY n LIMIT ?2";

/// Deletes jobs that ended long ago. Jobs lie in the order in which they came, so that the walk ends where they are
/// too young to have ended so long ago.
pub(super) fn clean(
    txn: &mut Txn<'_>,
    which: &Clean,
    from: Cursor,
    most: usize,
) -> Result<Walked, StoreError> {
    let before = Timestamp::from_millis(
        txn.now
            .as_millis()
            .saturating_sub(i64::try_from(which.older_than.as_millis()).unwrap_or(i64::MAX)),
    );
    let budget = most.max(1).saturating_mul(LOOKS);
    let seen = match &which.queue {
        Some(queue) => {
            let queue = queues::find(txn.conn, queue)?;
            look(txn.conn, OLDEST_OF_QUEUE, &[from.0, rows(budget), queue])?
        }
        None => look(txn.conn, OLDEST, &[from.0, rows(budget)])?,
    };
    let is_more = seen.len() == budget;
    let mut walked = Walked {
        done: 0,
        left_files: Vec::new(),
        next: is_more.then(|| Cursor(seen.last().map_or(from.0, |last| last.n))),
    };
    spans::forget(txn)?;
    for row in seen {
        if row.created_at > before {
            walked.next = None;
            break;
        }
        let is_wanted = row.state.is_end()
            && (which.states.is_empty() || which.states.contains(&row.state))
            && row.finished_at.is_some_and(|at| at <= before);
        if !is_wanted || is_to_be_told(txn.conn, row.n)? {
            continue;
        }
        if walked.done == most {
            walked.next = Some(Cursor(row.n - 1));
            break;
        }
        if let Some(held) = held::find_n(txn, row.n)? {
            if checkpoints::has_files(txn.conn, held.n)? {
                walked.left_files.push(held.id);
            }
            remove(txn, &held)?;
            walked.done += 1;
        }
    }
    Ok(walked)
}

struct Seen {
    n: i64,
    state: StateName,
    finished_at: Option<Timestamp>,
    created_at: Timestamp,
}

fn look(conn: &Connection, sql: &str, values: &[i64]) -> Result<Vec<Seen>, StoreError> {
    let mut statement = conn.prepare_cached(sql)?;
    let mut found = statement.query(rusqlite::params_from_iter(values))?;
    let mut seen = Vec::new();
    while let Some(row) = found.next()? {
        seen.push(Seen {
            n: row.get(0)?,
            state: parsed("state", row.get_ref(1)?.as_str().unwrap_or_default())?,
            finished_at: row.get::<_, Option<i64>>(2)?.map(Timestamp::from_millis),
            created_at: Timestamp::from_millis(row.get(3)?),
        });
    }
    Ok(seen)
}

pub(super) const OPEN: &str =
    held!("INDEXED BY jobs_open WHERE finished_at IS NULL AND n > ?1 ORDER BY n LIMIT ?2");

/// Cancels what waits in a queue.
pub(super) fn drain(
    txn: &mut Txn<'_>,
    queue: &runner_model::QueueName,
    from: Cursor,
    most: usize,
) -> Result<Walked, StoreError> {
    let queue = queues::find(txn.conn, queue)?;
    let budget = most.max(1).saturating_mul(LOOKS);
    let seen = held::all(txn, OPEN, params![from.0, rows(budget)])?;
    let mut walked = Walked {
        done: 0,
        left_files: Vec::new(),
        next: (seen.len() == budget).then(|| Cursor(seen.last().map_or(from.0, |last| last.n))),
    };
    for held in seen {
        // What ended by a dependency of this walk has ended already.
        let is_there = held.place.queue == queue && held.lease.is_none();
        if !is_there {
            continue;
        }
        if walked.done == most {
            walked.next = Some(Cursor(held.n - 1));
            break;
        }
        if let Some(held) = held::find_n(txn, held.n)?
            && !held.state.is_end()
        {
            cancel::at_once(txn, &held, "its queue was drained")?;
            walked.done += 1;
        }
    }
    Ok(walked)
}
