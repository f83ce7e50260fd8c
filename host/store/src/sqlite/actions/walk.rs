//! One portion of what is done to many jobs: looked up by a reader, and done by the writer to each job for itself.

use std::collections::{BTreeMap, HashMap};

use runner_model::{ActionId, ActionVerb, JobId};
use rusqlite::{Connection, params};

use super::read::json;
use super::{finish, read};
use crate::error::StoreError;
use crate::sqlite::held::{self, Wanted};
use crate::sqlite::rows::rows;
use crate::sqlite::txn::Txn;
use crate::sqlite::{cancel, change, checkpoints, clear, lists, verbs};
use crate::types::{
    Acted, ActionFailures, ActionPortion, ActionState, AttemptWish, Cancelled, JobChange,
    JobFilter, Paused, Resumed,
};

/// How many more are looked at when they are only counted.
const COUNTED_AT_ONCE: usize = 10;

/// Where an action stands.
struct Standing {
    n: i64,
    state: ActionState,
    cursor: i64,
    before: i64,
    is_dry_run: bool,
    failures: BTreeMap<String, ActionFailures>,
}

fn standing(conn: &Connection, action: ActionId) -> Result<Option<Standing>, StoreError> {
    const FIND: &str = "SELECT n, state, cursor, before, dry_run, failures FROM actions
        WHERE id = ?1 AND finished_at IS NULL";
    let mut statement = conn.prepare_cached(FIND)?;
    let mut found = statement.query([action.as_bytes()])?;
    let Some(row) = found.next()? else {
        return Ok(None);
    };
    let state: String = row.get("state")?;
    Ok(Some(Standing {
        n: row.get("n")?,
        state: ActionState::from_name(&state)
            .ok_or_else(|| StoreError::corrupt("action")(&state))?,
        cursor: row.get("cursor")?,
        before: row.get("before")?,
        is_dry_run: row.get("dry_run")?,
        failures: json(row, "failures")?,
    }))
}

pub(in crate::sqlite) fn portion(
    conn: &Connection,
    action: ActionId,
    most: usize,
) -> Result<Option<ActionPortion>, StoreError> {
    const WHICH: &str = "SELECT filter, owner FROM actions WHERE n = ?1";
    let Some(now) = standing(conn, action)? else {
        return Ok(None);
    };
    let (filter, owner): (Option<String>, Option<String>) = conn
        .prepare_cached(WHICH)?
        .query_row([now.n], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let (jobs, next) = match filter {
        None => named(conn, &now, most)?,
        Some(filter) => {
            let filter: JobFilter =
                serde_json::from_str(&filter).map_err(|why| StoreError::corrupt("action")(&why))?;
            let most = match now.state {
                ActionState::Counting => most.saturating_mul(COUNTED_AT_ONCE),
                _ => most,
            };
            lists::ids(conn, &filter, now.cursor, most)?
        }
    };
    Ok(Some(ActionPortion {
        action,
        n: now.n,
        state: now.state,
        from: now.cursor,
        next,
        owner,
        on: HashMap::new(),
        refused: HashMap::new(),
        verb: read::view(conn, action)?.verb,
        jobs,
    }))
}

/// The next of the jobs that are named, and where those after them begin.
fn named(
    conn: &Connection,
    now: &Standing,
    most: usize,
) -> Result<(Vec<JobId>, Option<i64>), StoreError> {
    const NEXT: &str =
        "SELECT job FROM action_jobs WHERE action = ?1 AND place >= ?2 ORDER BY place LIMIT ?3";
    let mut statement = conn.prepare_cached(NEXT)?;
    let found = statement.query_map((now.n, now.cursor, rows(most)), |row| row.get(0))?;
    let jobs: Vec<JobId> = found
        .map(|id| id.map(JobId::from_bytes))
        .collect::<Result<_, _>>()?;
    let next = (jobs.len() == most).then(|| now.cursor + rows(most));
    Ok((jobs, next))
}

/// What became of one job.
enum Outcome {
    Changed(Option<AttemptWish>),
    Unchanged,
    Failed(&'static str, String),
}

pub(in crate::sqlite) fn act(
    txn: &mut Txn<'_>,
    portion: &ActionPortion,
) -> Result<Acted, StoreError> {
    const COUNTED: &str = "UPDATE actions SET matched = matched + ?2, cursor = ?3 WHERE n = ?1";
    const BEGUN: &str =
        "UPDATE actions SET matched = matched + ?2, cursor = ?3, state = 'running' WHERE n = ?1";
    const WENT_ON: &str = "UPDATE actions SET changed = changed + ?2, unchanged = unchanged + ?3,
            failed = failed + ?4, failures = ?5, cursor = ?6 WHERE n = ?1";
    let mut acted = Acted::default();
    let Some(now) = standing(txn.conn, portion.action)? else {
        return Ok(acted);
    };
    if (now.state, now.cursor) != (portion.state, portion.from) {
        return Ok(acted);
    }
    txn.rung.actions += 1;
    let cursor = portion.next.unwrap_or(portion.from);
    if portion.is_counted() {
        let count = rows(portion.jobs.len());
        // What came after it is none of its business, neither when it counts nor when it acts.
        let (sql, cursor) = match portion.next {
            Some(next) => (COUNTED, next),
            None => (BEGUN, now.before),
        };
        txn.conn
            .prepare_cached(sql)?
            .execute((portion.n, count, cursor))?;
        if portion.next.is_none() && now.is_dry_run {
            finish(txn, portion.n, ActionState::Done)?;
        }
        return Ok(acted);
    }
    let (mut changed, mut unchanged, mut failed) = (0, 0, 0);
    let mut failures = now.failures;
    for job in &portion.jobs {
        match one(txn, portion, *job, &mut acted)? {
            Outcome::Changed(wish) => {
                changed += 1;
                acted.wanted.extend(wish);
            }
            Outcome::Unchanged => unchanged += 1,
            Outcome::Failed(code, message) => {
                failed += 1;
                let first = || ActionFailures {
                    count: 0,
                    job: *job,
                    message,
                };
                failures.entry(code.to_owned()).or_insert_with(first).count += 1;
            }
        }
    }
    let failures =
        serde_json::to_string(&failures).map_err(|why| StoreError::corrupt("action")(&why))?;
    txn.conn.prepare_cached(WENT_ON)?.execute(params![
        portion.n, changed, unchanged, failed, failures, cursor
    ])?;
    if portion.next.is_none() {
        finish(txn, portion.n, ActionState::Done)?;
    }
    Ok(acted)
}

/// Does it to one job. What cannot be done to that one is taken back alone.
fn one(
    txn: &mut Txn<'_>,
    portion: &ActionPortion,
    job: JobId,
    acted: &mut Acted,
) -> Result<Outcome, StoreError> {
    if let Some((code, message)) = portion.refused.get(&job) {
        return Ok(Outcome::Failed(code, message.clone()));
    }
    match txn.apart(|txn| try_one(txn, portion, job, acted))? {
        Ok(outcome) => Ok(outcome),
        Err(error) => match code(&error) {
            Some(code) => Ok(Outcome::Failed(code, error.to_string())),
            None => Err(error),
        },
    }
}

/// Why something cannot be done to a job, for programs; none if it is not the job.
fn code(error: &StoreError) -> Option<&'static str> {
    Some(match error {
        StoreError::NoJob(_) => "not_found",
        StoreError::Illegal(_) | StoreError::WrongState { .. } | StoreError::Stopping(_) => {
            "illegal_state"
        }
        StoreError::JobVersionRemoved { .. }
        | StoreError::VersionRemoved { .. }
        | StoreError::NoVersion { .. } => "version_removed",
        StoreError::NoOutput { .. } => "invalid",
        StoreError::Duplicate { .. } => "duplicate",
        _ => return None,
    })
}

fn try_one(
    txn: &mut Txn<'_>,
    portion: &ActionPortion,
    job: JobId,
    acted: &mut Acted,
) -> Result<Outcome, StoreError> {
    let held = held::find(txn, job)?;
    if portion.owner.is_some() && held.created_by.as_deref() != portion.owner.as_deref() {
        // Others' jobs are not there.
        return Err(StoreError::NoJob(job));
    }
    let verb = portion.verb;
    let is_wanted = match verb {
        ActionVerb::Cancel => held.wanted == Wanted::Cancel,
        ActionVerb::Pause => held.wanted == Wanted::Pause,
        ActionVerb::Priority { priority } => held.place.priority == i64::from(priority.get()),
        _ => false,
    };
    let is_undone = verb == ActionVerb::Resume && held.wanted == Wanted::Pause;
    if is_wanted || (verb.is_done_in(held.state) && !is_undone) {
        return Ok(Outcome::Unchanged);
    }
    let wish = match verb {
        ActionVerb::Cancel => match cancel::cancel(txn, job)? {
            Cancelled::Done => None,
            Cancelled::Stopping(fence) => Some(AttemptWish::Stop(fence)),
        },
        ActionVerb::Pause => match verbs::pause(txn, job)? {
            Paused::Done => None,
            Paused::Pausing(fence) => Some(AttemptWish::Pause(fence)),
        },
        ActionVerb::Resume => match verbs::resume(txn, job)? {
            Resumed::Done(_) | Resumed::Thawing(_) => None,
            Resumed::Unmarked(fence) => Some(AttemptWish::GoOn(fence)),
        },
        ActionVerb::Retry { .. } => {
            match portion.on.get(&job) {
                Some(version) => verbs::retry_on(txn, job, *version)?,
                None => verbs::retry(txn, job)?,
            };
            None
        }
        ActionVerb::Promote => {
            verbs::promote(txn, job)?;
            None
        }
        ActionVerb::Delete => {
            let has_files = checkpoints::has_files(txn.conn, held.n)?;
            clear::delete(txn, job)?;
            acted.left_files.extend(has_files.then_some(job));
            None
        }
        ActionVerb::Priority { priority } => {
            change::change(txn, job, &[JobChange::Priority(priority)])?;
            None
        }
    };
    Ok(Outcome::Changed(wish))
}
