//! Jobs that wait for others: what they wait for, and how they hear of its end.
//!
//! The end of a job is told in portions: a job may have a hundred thousand others that wait for it, and each of those
//! more. What is left to tell is a table, so that nothing is recursive and nothing is lost with the process.

use runner_model::{Event, FailureCode, Feeds, JobId, Released, Start, State, StateName};
use rusqlite::{Connection, OptionalExtension, params};

use super::held::{self, Held, bond};
use super::rows::{job_id, parsed, rows};
use super::txn::Txn;
use super::{batches, bonds, inputs};
use crate::error::StoreError;
use crate::types::{JobInput, NewJob};

/// Jobs that are told in the transaction of an end; the rest hears by [`crate::WorkStore::due`].
const AT_ONCE: usize = 64;

/// A job that another waits for.
pub(super) struct Needed {
    n: i64,
    id: JobId,
    state: StateName,
    feeds: Feeds,
}

/// What a job waits for, found before it is taken.
pub(super) struct Needs {
    all: Vec<Needed>,
    /// How many have not ended.
    pending: usize,
    /// What happens to it because one did not complete, and which.
    ends: Option<(Event, JobId, StateName)>,
}

/// Finds what a job is to wait for. Only what is there already can be named, so that there are no circles.
pub(super) fn find(txn: &Txn<'_>, job: &NewJob) -> Result<Needs, StoreError> {
    const FIND: &str = "SELECT n, state FROM jobs WHERE id = ?1";
    let mut needs = Needs {
        all: Vec::new(),
        pending: 0,
        ends: None,
    };
    let fed = job.job_inputs.iter().map(|input| (input.job, Feeds::Input));
    let waited = job.after.iter().map(|after| (*after, Feeds::Nothing));
    for (id, feeds) in fed.chain(waited) {
        if needs.all.iter().any(|needed| needed.id == id) {
            continue;
        }
        let found: Option<(i64, String)> = txn
            .conn
            .prepare_cached(FIND)?
            .query_row([id.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let (n, state) = found.ok_or(StoreError::NoDependency {
            job: job.id,
            after: id,
        })?;
        let state: StateName = parsed("state", &state)?;
        if !state.is_end() {
            needs.pending += 1;
        } else if let Released::Ends(event) = job.on_failure.decide(state, feeds) {
            needs.ends.get_or_insert((event, id, state));
        }
        needs.all.push(Needed {
            n,
            id,
            state,
            feeds,
        });
    }
    Ok(needs)
}

impl Needs {
    /// Whether the job waits at first.
    pub(super) const fn is_waiting(&self) -> bool {
        self.pending > 0 || self.ends.is_some()
    }

    /// Writes down what a job that was just taken waits for.
    pub(super) fn insert(&self, txn: &Txn<'_>, n: i64, job: &NewJob) -> Result<(), StoreError> {
        const WAITS: &str = "INSERT INTO waits (job, pending, on_failure, ends, ended_by)
            VALUES (?1, ?2, ?3, ?4, ?5)
            ON CONFLICT DO UPDATE SET pending = pending + excluded.pending, on_failure = excluded.on_failure,
                ends = excluded.ends, ended_by = excluded.ended_by";
        const FOR: &str = "INSERT INTO waits_for (needed, job, told) VALUES (?1, ?2, ?3)";
        if self.is_waiting() {
            txn.conn.prepare_cached(WAITS)?.execute(params![
                n,
                rows(self.pending),
                job.on_failure.as_str(),
                self.ends.map(|(event, ..)| event_name(event)),
                self.ends.map(|(_, by, _)| *by.as_bytes()),
            ])?;
        }
        for needed in &self.all {
            txn.conn
                .prepare_cached(FOR)?
                .execute((needed.n, n, needed.state.is_end()))?;
            if !needed.state.is_end() {
                bonds::add(txn, needed.n, bond::NEEDED)?;
            }
        }
        for input in &job.job_inputs {
            self.insert_input(txn.conn, n, input)?;
        }
        Ok(())
    }

    fn insert_input(&self, conn: &Connection, n: i64, input: &JobInput) -> Result<(), StoreError> {
        const REFER: &str =
            "INSERT INTO job_input_refs (job, name, source, output) VALUES (?1, ?2, ?3, ?4)";
        let Some(source) = self.all.iter().find(|needed| needed.id == input.job) else {
            return Ok(());
        };
        if source.state == StateName::Completed
            && inputs::output(conn, source.n, input.output.as_str())?.is_none()
        {
            return Err(StoreError::NoOutput {
                job: source.id,
                output: input.output.clone(),
                state: source.state,
            });
        }
        debug_assert!(source.feeds == Feeds::Input);
        conn.prepare_cached(REFER)?.execute(params![
            n,
            input.name.as_str(),
            source.n,
            input.output.as_str()
        ])?;
        Ok(())
    }
}

const FAIL: &str = "fail";
const SKIP: &str = "skip";

const fn event_name(event: Event) -> &'static str {
    match event {
        Event::Skip => SKIP,
        _ => FAIL,
    }
}

/// Takes note that a job ended that others wait for.
pub(super) fn is_to_be_told(txn: &mut Txn<'_>, n: i64) -> Result<(), StoreError> {
    const ADD: &str = "INSERT OR REPLACE INTO to_tell (needed, after) VALUES (?1, 0)";
    txn.conn.prepare_cached(ADD)?.execute([n])?;
    txn.done.to_tell = true;
    Ok(())
}

/// A job that ended lives again: those that have not heard of its end go on waiting.
pub(super) fn is_not_to_be_told(txn: &Txn<'_>, n: i64) -> Result<(), StoreError> {
    const DELETE: &str = "DELETE FROM to_tell WHERE needed = ?1";
    txn.conn.prepare_cached(DELETE)?.execute([n])?;
    Ok(())
}

/// Tells the first portion, if anything of this transaction is to be told.
pub(super) fn tell_some(txn: &mut Txn<'_>) -> Result<(), StoreError> {
    if txn.done.to_tell {
        tell(txn, AT_ONCE)?;
    }
    Ok(())
}

/// What was told.
pub(super) struct Told {
    pub(super) jobs: usize,
    pub(super) is_more: bool,
}

pub(super) const NEXT_TO_TELL: &str = "SELECT t.needed, t.after, j.state, j.id
    FROM to_tell t CROSS JOIN jobs j ON j.n = t.needed ORDER BY t.needed LIMIT 1";

pub(super) const WAITING: &str = "SELECT job FROM waits_for
    WHERE needed = ?1 AND job > ?2 AND told = 0 ORDER BY job LIMIT ?3";

/// Tells at most so many jobs of ends that they wait for.
pub(super) fn tell(txn: &mut Txn<'_>, most: usize) -> Result<Told, StoreError> {
    const GO_ON: &str = "UPDATE to_tell SET after = ?2 WHERE needed = ?1";
    let mut told = 0;
    while told < most {
        let Some((needed, after, end, by)) = next_to_tell(txn.conn)? else {
            txn.done.to_tell = false;
            return Ok(Told {
                jobs: told,
                is_more: false,
            });
        };
        let portion = most - told;
        let waiting = waiting(txn.conn, needed, after, portion)?;
        for job in &waiting {
            tell_one(txn, *job, (needed, by, end))?;
        }
        match waiting.last() {
            Some(last) if waiting.len() == portion => {
                txn.conn.prepare_cached(GO_ON)?.execute((needed, last))?;
            }
            _ => is_not_to_be_told(txn, needed)?,
        }
        // One that nobody waits for any more counts too, so that the portion has an end.
        told += waiting.len().max(1);
    }
    let is_more = next_to_tell(txn.conn)?.is_some();
    txn.done.to_tell = is_more;
    Ok(Told {
        jobs: told,
        is_more,
    })
}

type ToTell = (i64, i64, StateName, JobId);

fn next_to_tell(conn: &Connection) -> Result<Option<ToTell>, StoreError> {
    let mut statement = conn.prepare_cached(NEXT_TO_TELL)?;
    let mut found = statement.query([])?;
    let Some(row) = found.next()? else {
        return Ok(None);
    };
    let state = parsed("state", row.get_ref(2)?.as_str().unwrap_or_default())?;
    Ok(Some((row.get(0)?, row.get(1)?, state, job_id(row, "id")?)))
}

fn waiting(
    conn: &Connection,
    needed: i64,
    after: i64,
    most: usize,
) -> Result<Vec<i64>, StoreError> {
    let mut statement = conn.prepare_cached(WAITING)?;
    let found = statement.query_map(params![needed, after, rows(most)], |row| row.get(0))?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// Tells one job of the end of one that it waits for.
fn tell_one(
    txn: &mut Txn<'_>,
    job: i64,
    (needed, by, end): (i64, JobId, StateName),
) -> Result<(), StoreError> {
    const TOLD: &str = "UPDATE waits_for SET told = 1 WHERE needed = ?1 AND job = ?2";
    const POLICY: &str = "SELECT on_failure FROM waits WHERE job = ?1";
    const FEEDS: &str = "SELECT 1 FROM job_input_refs WHERE job = ?1 AND source = ?2";
    const ONE_LESS: &str = "UPDATE waits SET pending = pending - 1 WHERE job = ?1";
    const ENDS: &str = "UPDATE waits SET pending = pending - 1, ends = coalesce(ends, ?2),
            ended_by = coalesce(ended_by, ?3) WHERE job = ?1";
    let conn = txn.conn;
    conn.prepare_cached(TOLD)?.execute((needed, job))?;
    let policy: Option<String> = conn
        .prepare_cached(POLICY)?
        .query_row([job], |row| row.get(0))
        .optional()?;
    // One that ended meanwhile waits for nothing.
    let Some(policy) = policy else {
        return Ok(());
    };
    let policy: runner_model::OnFailure = parsed("policy", &policy)?;
    let feeds = if conn.prepare_cached(FEEDS)?.exists((job, needed))? {
        Feeds::Input
    } else {
        Feeds::Nothing
    };
    match policy.decide(end, feeds) {
        Released::OneLess => conn.prepare_cached(ONE_LESS)?.execute([job])?,
        Released::Ends(event) => {
            conn.prepare_cached(ENDS)?
                .execute(params![job, event_name(event), by.as_bytes()])?
        }
    };
    match held::find_n(txn, job)? {
        Some(held) => consider(txn, &held),
        None => Ok(()),
    }
}

/// Lets a blocked job go on, or end, if what it waits for allows or demands it.
pub(super) fn consider(txn: &mut Txn<'_>, held: &Held) -> Result<(), StoreError> {
    const READ: &str = "SELECT pending, ends, ended_by FROM waits WHERE job = ?1";
    // One that is paused hears once it is resumed.
    if held.state.name() != StateName::Blocked {
        return Ok(());
    }
    type Row = (i64, Option<String>, Option<[u8; 16]>);
    let row: Option<Row> = txn
        .conn
        .prepare_cached(READ)?
        .query_row([held.n], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let (pending, ends, by) = row.unwrap_or_default();
    if let Some(ends) = ends {
        let by = JobId::from_bytes(by.unwrap_or_default());
        return end(txn, held, &ends, by);
    }
    if pending > 0 || batches::is_held_back(txn, held)? {
        return Ok(());
    }
    match inputs::resolve(txn, held.n)? {
        Ok(()) => start(txn, held),
        Err(missing) => {
            let message = format!(
                "its input needs the output `{}` of job {}, which did not make it: retry that job first",
                missing.output, missing.source
            );
            fail(txn, held, Event::DependencyFailed, &message)
        }
    }
}

fn start(txn: &mut Txn<'_>, held: &Held) -> Result<(), StoreError> {
    const START: &str = "UPDATE jobs SET state = ?2, due_at = ?3 WHERE n = ?1";
    let start = if held.due_at > txn.now {
        Start::Later
    } else {
        Start::Now
    };
    let transition = held.state.on(Event::Unblock(start))?;
    txn.conn.prepare_cached(START)?.execute((
        held.n,
        transition.to().name().as_str(),
        held.due_at.max(txn.now).as_millis(),
    ))?;
    forget(txn, held.n)?;
    txn.moved(&held.place, held.id, held.attempt, transition, None);
    Ok(())
}

fn end(txn: &mut Txn<'_>, held: &Held, ends: &str, by: JobId) -> Result<(), StoreError> {
    let (event, message) = if ends == SKIP {
        let message = format!("it was skipped: job {by}, which it waited for, did not complete");
        (Event::Skip, message)
    } else {
        let message = format!(
            "job {by}, which it waited for, did not complete: retry that one, then this; or submit with \
             `on_failure: run` if it should run all the same"
        );
        (Event::DependencyFailed, message)
    };
    fail(txn, held, event, &message)
}

fn fail(txn: &mut Txn<'_>, held: &Held, event: Event, message: &str) -> Result<(), StoreError> {
    let code = match event {
        Event::Skip => FailureCode::Skipped,
        _ => FailureCode::DependencyFailed,
    };
    bonds::end_waiting(txn, held, event, code, message)
}

/// A job does not wait any more.
pub(super) fn forget(txn: &Txn<'_>, n: i64) -> Result<(), StoreError> {
    const FORGET: &str = "DELETE FROM waits WHERE job = ?1";
    txn.conn.prepare_cached(FORGET)?.execute([n])?;
    Ok(())
}

/// The same for one that ended, if it may have been waiting.
pub(super) fn forget_if_blocked(txn: &Txn<'_>, held: &Held) -> Result<(), StoreError> {
    let was_blocked =
        held.state == State::Blocked || held.state.paused_from() == Some(StateName::Blocked);
    if was_blocked {
        forget(txn, held.n)
    } else {
        Ok(())
    }
}
