//! Jobs that wait beside the lanes: those that this node froze, and those that must run alone.

use std::time::Duration;

use runner_model::{Event, State};
use rusqlite::params;

use super::Plugins;
use super::plan::{Begins, Planner};
use super::take::{Taken, names, taken};
use crate::error::StoreError;
use crate::sqlite::held::{self, Held, held};
use crate::sqlite::rows::rows;
use crate::sqlite::txn::Txn;
use crate::types::{AttemptStart, Claimed, Lease};

/// What the jobs that must run alone mean for a claim.
pub(super) enum Suspects {
    /// Nothing.
    None,
    /// One runs on the node: nothing is claimed beside it.
    RunsAlone,
    /// One waited long enough: the node takes nothing new until it is empty.
    MakesRoom,
    /// The node is empty, and this one goes first.
    Next(Held),
}

/// How long a job that must run alone waits for a node that happens to be empty, before one makes room for it.
const PATIENCE: Duration = Duration::from_secs(30);

/// How many of them a claim looks at: there are few, and those that end are gone from the index.
const MOST: usize = 256;

pub(in crate::sqlite) const SUSPECTS: &str = held!(
    "INDEXED BY jobs_suspect
     WHERE crashes >= 2 AND finished_at IS NULL AND state IN ('pending', 'running') ORDER BY due_at, n LIMIT ?1"
);

pub(super) fn suspects(
    txn: &mut Txn<'_>,
    (lease, is_clearing): (Lease, bool),
    planner: &mut Planner,
) -> Result<Suspects, StoreError> {
    let all = held::all(txn, SUSPECTS, [rows(MOST)])?;
    let runs_here = |held: &Held| held.state == State::Running && held.lease == Some(lease);
    if all.iter().any(runs_here) {
        return Ok(Suspects::RunsAlone);
    }
    // One that a node has frozen runs there or nowhere, and beside others as before.
    let waiting: Vec<Held> = all
        .into_iter()
        .filter(|held| held.state == State::Pending && held.lease.is_none())
        .collect();
    let stop_clearing = |txn: &Txn<'_>| match is_clearing {
        true => set_clearing(txn, lease, 0),
        false => Ok(()),
    };
    if waiting.is_empty() {
        stop_clearing(txn)?;
        return Ok(Suspects::None);
    }
    let is_empty = !runs_something(txn, lease)?;
    for suspect in waiting {
        let is_patient = txn.now.since(suspect.due_at) < PATIENCE;
        if !is_empty && (is_patient || is_another_clearing(txn, lease)?) {
            return Ok(Suspects::None);
        }
        let place = (suspect.place.queue, &*suspect.place.limit_key);
        if !planner.take_aside(txn.conn, place, Begins::Anew)? {
            continue;
        }
        if is_empty {
            stop_clearing(txn)?;
            return Ok(Suspects::Next(suspect));
        }
        planner.give_back(place);
        set_clearing(txn, lease, 1)?;
        return Ok(Suspects::MakesRoom);
    }
    stop_clearing(txn)?;
    Ok(Suspects::None)
}

fn runs_something(txn: &Txn<'_>, lease: Lease) -> Result<bool, StoreError> {
    const RUNS: &str =
        "SELECT 1 FROM jobs INDEXED BY jobs_leased WHERE lease = ?1 AND state = 'running' LIMIT 1";
    Ok(txn.conn.prepare_cached(RUNS)?.exists([lease.0])?)
}

fn is_another_clearing(txn: &Txn<'_>, lease: Lease) -> Result<bool, StoreError> {
    const OTHER: &str = "SELECT 1 FROM nodes INDEXED BY nodes_alive
        WHERE gone_at IS NULL AND clearing = 1 AND n <> ?1";
    Ok(txn.conn.prepare_cached(OTHER)?.exists([lease.0])?)
}

fn set_clearing(txn: &Txn<'_>, lease: Lease, clearing: i64) -> Result<(), StoreError> {
    const SET: &str = "UPDATE nodes SET clearing = ?2 WHERE n = ?1 AND clearing <> ?2";
    txn.conn.prepare_cached(SET)?.execute((lease.0, clearing))?;
    Ok(())
}

pub(super) fn take_suspect(
    txn: &mut Txn<'_>,
    lease: Lease,
    suspect: Held,
) -> Result<Vec<Claimed>, StoreError> {
    const TAKE: &str = taken!(
        "UPDATE jobs SET state = ?1, attempt = attempt + 1, lease = ?2, started_at = ?3, wanted = NULL WHERE n = ?4"
    );
    let mut plugins = Plugins::new();
    let claimed = take_one(
        txn,
        lease,
        &suspect,
        TAKE,
        AttemptStart::Fresh,
        &mut plugins,
    )?;
    Ok(claimed.into_iter().collect())
}

pub(in crate::sqlite) const THAWED: &str = held!(
    "INDEXED BY jobs_thawed
     WHERE state = 'pending' AND lease IS NOT NULL AND lease = ?1 ORDER BY due_at, n LIMIT ?2"
);

/// Takes at most so many of the jobs that this node froze and somebody resumed.
pub(super) fn take_thawed(
    txn: &mut Txn<'_>,
    lease: Lease,
    planner: &mut Planner,
    most: usize,
) -> Result<Vec<Claimed>, StoreError> {
    // The attempt goes on: its number and its beginning stay.
    const THAW: &str = taken!(
        "UPDATE jobs SET state = ?1, lease = ?2, started_at = coalesce(started_at, ?3), wanted = NULL WHERE n = ?4"
    );
    let waiting = held::all(txn, THAWED, (lease.0, rows(most)))?;
    let mut plugins = Plugins::new();
    let mut claimed = Vec::new();
    for thawed in waiting {
        // One that is to be cancelled is the node's to stop.
        if thawed.wanted == held::Wanted::Cancel {
            continue;
        }
        let place = (thawed.place.queue, &*thawed.place.limit_key);
        if planner.take_aside(txn.conn, place, Begins::Again)? {
            let start = AttemptStart::Thawed;
            claimed.extend(take_one(txn, lease, &thawed, THAW, start, &mut plugins)?);
        }
    }
    Ok(claimed)
}

fn take_one(
    txn: &mut Txn<'_>,
    lease: Lease,
    held: &Held,
    sql: &str,
    start: AttemptStart,
    plugins: &mut Plugins,
) -> Result<Option<Claimed>, StoreError> {
    let transition = State::Pending.on(Event::Claim)?;
    let (queue, priority) = names(txn, &held.place)?;
    let conn = txn.conn;
    let taken = {
        let mut statement = conn.prepare_cached(sql)?;
        let mut rows = statement.query(params![
            transition.to().name().as_str(),
            lease.0,
            txn.now.as_millis(),
            held.n,
        ])?;
        let Some(row) = rows.next()? else {
            return Ok(None);
        };
        Taken::from_row(txn, row, lease, (&queue, priority), start)?
    };
    let job = taken.complete(conn, plugins)?;
    txn.moved(&held.place, held.id, job.fence.attempt, transition, None);
    Ok(Some(job))
}
