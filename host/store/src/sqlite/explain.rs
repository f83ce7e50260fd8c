//! Why a job does not run, by the judgement that decides at a claim.

use runner_model::{Digest, JobId, LimitKey, PausedFrom, QueueName, State, Timestamp};
use rusqlite::{Connection, OptionalExtension, params};

use super::gates::{self, QueueGate, Shut};
use super::rows::{self, named, unsigned};
use super::{batches, inputs};
use crate::error::StoreError;
use crate::types::{Explanation, Reason};

/// How many ids are named of those that hold something.
const NAMED: usize = 20;

/// How far is counted.
const FAR: i64 = 1_000;

/// What of a job decides.
struct Asked {
    n: i64,
    state: State,
    queue: i64,
    queue_name: QueueName,
    priority: i64,
    limit_key: String,
    due_at: Timestamp,
    failures: u32,
    max_attempts: u32,
    crashes: u32,
    node: Option<String>,
    /// The version of its plugin, if that was removed, and when.
    removed: Option<(Digest, Timestamp)>,
}

pub(super) fn explain(
    conn: &Connection,
    job: JobId,
    now: Timestamp,
) -> Result<Explanation, StoreError> {
    let asked = find(conn, job)?;
    let state = asked.state.name();
    let reasons = match asked.state {
        State::Running | State::Completed | State::Failed | State::Cancelled => Vec::new(),
        _ => reasons(conn, &asked, now)?,
    };
    Ok(Explanation { state, reasons })
}

fn find(conn: &Connection, job: JobId) -> Result<Asked, StoreError> {
    const FIND: &str =
        "SELECT j.n, j.state, j.paused_from, j.queue, q.name, j.priority, j.limit_key, j.due_at,
            j.failures, j.max_attempts, j.crashes, o.name, v.digest, v.removed_at
        FROM jobs j CROSS JOIN queues q ON q.id = j.queue LEFT JOIN nodes o ON o.n = j.lease
            LEFT JOIN plugin_versions v ON v.n = j.plugin AND v.removed_at IS NOT NULL
        WHERE j.id = ?1";
    let mut statement = conn.prepare_cached(FIND)?;
    let mut found = statement.query([job.as_bytes()])?;
    let row = found.next()?.ok_or(StoreError::NoJob(job))?;
    Ok(Asked {
        n: row.get(0)?,
        state: rows::state(row)?,
        queue: row.get(3)?,
        queue_name: named("queue name", row.get::<_, String>(4)?)?,
        priority: row.get(5)?,
        limit_key: row.get(6)?,
        due_at: rows::time(row, "due_at")?,
        failures: row.get(8)?,
        max_attempts: row.get(9)?,
        crashes: row.get(10)?,
        node: row.get(11)?,
        removed: rows::digest_if(row, "digest")?.zip(rows::time_if(row, "removed_at")?),
    })
}

fn reasons(conn: &Connection, asked: &Asked, now: Timestamp) -> Result<Vec<Reason>, StoreError> {
    let mut reasons = Vec::new();
    if gates::is_everything_paused(conn)? {
        reasons.push(Reason::EverythingPaused);
    }
    let gate = gates::queue(conn, asked.queue)?;
    // A frozen attempt began before: it needs a slot and no token.
    let goes_on = asked.node.is_some();
    let room = if goes_on {
        gate.slots()
    } else {
        gate.room(now)
    };
    match room {
        Err(Shut::Paused) => {
            reasons.push(Reason::QueuePaused {
                queue: asked.queue_name.clone(),
            });
            // Behind a pause there may be more.
            if let Err(shut) = gate.brake.room(now) {
                reasons.push(of_queue(conn, asked, shut)?);
            }
        }
        Err(shut) => reasons.push(of_queue(conn, asked, shut)?),
        Ok(_) => {}
    }
    reasons.extend(of_key(conn, asked, &gate, goes_on, now)?);
    reasons.extend(own(conn, asked)?);
    // One that is frozen goes on with the code that it has.
    if let (Some((digest, at)), false) = (asked.removed, goes_on) {
        reasons.push(Reason::VersionRemoved { digest, at });
    }
    if asked.state == State::Pending && !goes_on {
        reasons.extend(turn(conn, asked)?);
    }
    Ok(reasons)
}

fn of_queue(conn: &Connection, asked: &Asked, shut: Shut) -> Result<Reason, StoreError> {
    const HOLDERS: &str = "SELECT id FROM jobs INDEXED BY jobs_leased
        WHERE lease IS NOT NULL AND state = 'running' AND queue = ?1 ORDER BY n LIMIT ?2";
    let queue = asked.queue_name.clone();
    Ok(match shut {
        Shut::Paused => Reason::QueuePaused { queue },
        Shut::NoToken(next_at) => Reason::QueueRate { queue, next_at },
        Shut::Full { running, limit } => Reason::QueueFull {
            queue,
            running: unsigned(running),
            limit: unsigned(limit),
            holders: inputs::ids(conn, HOLDERS, (asked.queue, rows::rows(NAMED)))?,
        },
    })
}

fn of_key(
    conn: &Connection,
    asked: &Asked,
    gate: &QueueGate,
    goes_on: bool,
    now: Timestamp,
) -> Result<Option<Reason>, StoreError> {
    const HOLDERS: &str = "SELECT id FROM jobs INDEXED BY jobs_leased WHERE lease IS NOT NULL
        AND state = 'running' AND queue = ?1 AND limit_key = ?2 ORDER BY n LIMIT ?3";
    if asked.limit_key.is_empty() || !gate.keys.any {
        return Ok(None);
    }
    let brake = gates::key(conn, gate, &asked.limit_key)?;
    let room = if goes_on {
        brake.slots()
    } else {
        brake.room(now)
    };
    let Err(shut) = room else {
        return Ok(None);
    };
    let key: LimitKey = named("limit key", asked.limit_key.clone())?;
    Ok(match shut {
        Shut::Paused => None,
        Shut::NoToken(next_at) => Some(Reason::KeyRate { key, next_at }),
        Shut::Full { running, limit } => {
            let values = params![asked.queue, asked.limit_key, rows::rows(NAMED)];
            Some(Reason::KeyFull {
                key,
                running: unsigned(running),
                limit: unsigned(limit),
                holders: inputs::ids(conn, HOLDERS, values)?,
            })
        }
    })
}

/// What lies in the job itself.
fn own(conn: &Connection, asked: &Asked) -> Result<Option<Reason>, StoreError> {
    Ok(match asked.state {
        State::Blocked => {
            if let Some(batch) = batches::of_item(conn, asked.n)? {
                return Ok(Some(Reason::HeldBack { batch }));
            }
            if let Some(batch) = batches::end_of(conn, asked.n)? {
                return Ok(Some(Reason::BatchEnd { batch }));
            }
            let (jobs, count) = inputs::still_needed(conn, asked.n, NAMED)?;
            Some(Reason::Dependencies { count, jobs })
        }
        State::Scheduled => Some(Reason::Scheduled { at: asked.due_at }),
        State::Retrying => Some(Reason::BackingOff {
            until: asked.due_at,
            failures: asked.failures,
            max_attempts: asked.max_attempts,
        }),
        State::Paused(from) => Some(Reason::Paused {
            from: PausedFrom::state(from).name(),
        }),
        State::Pending => match &asked.node {
            Some(node) => Some(Reason::Thawing { node: node.clone() }),
            None if asked.crashes >= runner_model::SUSPECT_CRASHES => Some(Reason::RunsAlone {
                crashes: asked.crashes,
            }),
            None => None,
        },
        _ => None,
    })
}

/// Jobs that go before one that waits in a lane; none if it is the first there.
fn turn(conn: &Connection, asked: &Asked) -> Result<Option<Reason>, StoreError> {
    const HIGHER: &str =
        "SELECT coalesce(sum(ready), 0) FROM lanes WHERE queue = ?1 AND priority > ?2 AND open = 1";
    if asked.crashes >= runner_model::SUSPECT_CRASHES {
        return Ok(None);
    }
    let higher: i64 = conn
        .prepare_cached(HIGHER)?
        .query_row((asked.queue, asked.priority), |row| row.get(0))?;
    let older: Option<i64> = conn
        .prepare_cached(OLDER)?
        .query_row(
            params![
                asked.queue,
                asked.priority,
                asked.limit_key,
                asked.due_at.as_millis(),
                asked.n,
                FAR
            ],
            |row| row.get(0),
        )
        .optional()?;
    let ahead = higher.saturating_add(older.unwrap_or(0)).min(FAR);
    Ok((ahead > 0).then(|| Reason::Turn {
        ahead: unsigned(ahead),
    }))
}

pub(super) const OLDER: &str = "SELECT count(*) FROM (SELECT 1 FROM jobs INDEXED BY jobs_ready
    WHERE state = 'pending' AND lease IS NULL AND crashes < 2 AND queue = ?1 AND priority = ?2
      AND limit_key = ?3 AND (due_at, n) < (?4, ?5) LIMIT ?6)";
