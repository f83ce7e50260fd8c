//! What is done to many jobs: begun, read, aborted, and walked portion by portion.

mod read;
mod walk;

use std::time::Duration;

use runner_model::{ActionId, Timestamp};
use rusqlite::{Connection, params};

#[cfg(test)]
pub(super) use self::read::{OPEN, page_sql};
pub(super) use self::read::{list, open_ones, owner_of, view};
pub(super) use self::walk::{act, portion};
use super::rows::rows;
use super::txn::Txn;
use crate::error::StoreError;
use crate::types::{Action, ActionJobs, ActionState, NewAction};

/// How long one that is over is kept.
const KEPT: Duration = Duration::from_secs(30 * 24 * 60 * 60);

pub(super) fn begin(txn: &mut Txn<'_>, action: &NewAction) -> Result<ActionId, StoreError> {
    const BEGIN: &str = "INSERT INTO actions (id, verb, name, filter, said, named, owner, created_by, dry_run, state,
            cursor, before, matched, created_at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)";
    const JOB: &str = "INSERT INTO action_jobs (action, place, job) VALUES (?1, ?2, ?3)";
    const BEFORE: &str = "SELECT coalesce(max(n), 0) + 1 FROM jobs";
    let conn = txn.conn;
    let as_json =
        |what: serde_json::Result<String>| what.map_err(|why| StoreError::corrupt("action")(&why));
    let before: i64 = conn
        .prepare_cached(BEFORE)?
        .query_row([], |row| row.get(0))?;
    let (filter, said, named, state, cursor) = match &action.which {
        ActionJobs::Named(jobs) => (None, None, Some(rows(jobs.len())), ActionState::Running, 0),
        ActionJobs::Fitting { filter, said } => {
            let filter = as_json(serde_json::to_string(filter))?;
            (
                Some(filter),
                Some(said),
                None,
                ActionState::Counting,
                before,
            )
        }
    };
    // There is nothing to be counted of those that are named.
    let is_over = action.is_dry_run && named.is_some();
    conn.prepare_cached(BEGIN)?.execute(params![
        action.id.as_bytes(),
        as_json(serde_json::to_string(&action.verb))?,
        action.verb.as_str(),
        filter,
        said,
        named,
        action.owner,
        action.created_by,
        action.is_dry_run,
        state.as_str(),
        cursor,
        before,
        named.unwrap_or(0),
        txn.now.as_millis(),
    ])?;
    let n = conn.last_insert_rowid();
    if let ActionJobs::Named(jobs) = &action.which {
        let mut add = conn.prepare_cached(JOB)?;
        for (place, job) in jobs.iter().enumerate() {
            add.execute(params![n, rows(place), job.as_bytes()])?;
        }
    }
    if is_over {
        finish(txn, n, ActionState::Done)?;
    }
    txn.rung.actions += 1;
    Ok(action.id)
}

/// Writes that an action is over. The jobs that were named one by one are of no more use.
fn finish(txn: &mut Txn<'_>, n: i64, state: ActionState) -> Result<(), StoreError> {
    const FINISH: &str = "UPDATE actions SET state = ?2, finished_at = ?3 WHERE n = ?1";
    const UNNAME: &str = "DELETE FROM action_jobs WHERE action = ?1";
    txn.conn
        .prepare_cached(FINISH)?
        .execute(params![n, state.as_str(), txn.now.as_millis()])?;
    txn.conn.prepare_cached(UNNAME)?.execute([n])?;
    txn.rung.actions += 1;
    Ok(())
}

pub(super) fn abort(txn: &mut Txn<'_>, id: ActionId) -> Result<Action, StoreError> {
    let (n, action) = read::find(txn.conn, id)?;
    if action.finished_at.is_some() {
        return Err(StoreError::ActionOver {
            action: id,
            state: action.state.as_str(),
        });
    }
    finish(txn, n, ActionState::Aborted)?;
    view(txn.conn, id)
}

/// Forgets at most so many of those that are long over.
pub(super) fn forget(conn: &Connection, now: Timestamp, most: usize) -> Result<usize, StoreError> {
    const FORGET: &str = "DELETE FROM actions WHERE n IN (SELECT n FROM
            (SELECT n, finished_at FROM actions ORDER BY n LIMIT ?1) WHERE finished_at < ?2)";
    let before = now.as_millis() - i64::try_from(KEPT.as_millis()).unwrap_or(i64::MAX);
    Ok(conn.prepare_cached(FORGET)?.execute((rows(most), before))?)
}
