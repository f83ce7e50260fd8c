//! The jobs of each lane, taken.

use std::collections::{HashMap, VecDeque};

use runner_model::{Backoff, Digest, Event, JobId, Priority, State, Timestamp};
use rusqlite::{Connection, OptionalExtension, params};

use super::plan::{Lane, plan};
use crate::error::StoreError;
use crate::sqlite::place::Place;
use crate::sqlite::txn::Txn;
use crate::sqlite::{jobs, nodes, rows};
use crate::types::{Claimed, Fence, Lease};

/// A row that was taken, before what stands in other rows.
struct Taken {
    n: i64,
    plugin: Option<i64>,
    has_extra: bool,
    has_inputs: bool,
    job: Claimed,
}

pub(in crate::sqlite) fn claim(
    txn: &mut Txn<'_>,
    lease: Lease,
    most: usize,
) -> Result<Vec<Claimed>, StoreError> {
    const QUEUE: &str = "UPDATE queues SET turn = ?2, served = ?3 WHERE id = ?1";
    const LANE: &str =
        "UPDATE lanes SET turn = ?4 WHERE queue = ?1 AND priority = ?2 AND limit_key = ?3";
    nodes::check(txn, lease)?;
    let plan = plan(txn.conn, most)?;
    for (id, turn, served) in plan.queues {
        txn.conn
            .prepare_cached(QUEUE)?
            .execute((id, turn, served))?;
    }
    let mut taken = Vec::with_capacity(plan.lanes.len());
    for lane in plan.lanes {
        if lane.takes == 0 {
            taken.push(VecDeque::new());
            continue;
        }
        txn.conn.prepare_cached(LANE)?.execute(params![
            lane.queue,
            lane.priority,
            lane.limit_key,
            lane.turn
        ])?;
        taken.push(take(txn, lease, lane)?);
    }
    let mut plugins = HashMap::new();
    let mut claimed = Vec::with_capacity(plan.order.len());
    for index in plan.order {
        if let Some(taken) = taken[index].pop_front() {
            claimed.push(complete(txn, &mut plugins, taken)?);
        }
    }
    txn.done.claimed |= !claimed.is_empty();
    Ok(claimed)
}

pub(in crate::sqlite) const TAKE: &str = "UPDATE jobs
    SET state = ?1, attempt = attempt + 1, lease = ?2, started_at = ?3, wanted = NULL
    WHERE n IN (SELECT n FROM jobs INDEXED BY jobs_ready
                WHERE state = 'pending' AND queue = ?4 AND priority = ?5 AND limit_key = ?6
                ORDER BY due_at, n LIMIT ?7)
    RETURNING n, id, processor, attempt, failures, max_attempts, plugin, created_at, due_at, inputs, extra,
              created_by, params";

fn take(txn: &mut Txn<'_>, lease: Lease, lane: Lane) -> Result<VecDeque<Taken>, StoreError> {
    let transition = State::Pending.on(Event::Claim)?;
    let queue = txn.names.queue_name(txn.conn, lane.queue)?;
    let queue: runner_model::QueueName = rows::named("queue name", queue)?;
    let priority =
        Priority::try_from(lane.priority).map_err(|why| StoreError::corrupt("priority")(&why))?;
    let place = Place {
        queue: lane.queue,
        priority: lane.priority,
        limit_key: lane.limit_key,
    };
    let mut taken = Vec::new();
    let conn = txn.conn;
    let mut statement = conn.prepare_cached(TAKE)?;
    let mut found = statement.query(params![
        transition.to().name().as_str(),
        lease.0,
        txn.now.as_millis(),
        place.queue,
        place.priority,
        place.limit_key,
        lane.takes,
    ])?;
    while let Some(row) = found.next()? {
        let fence = Fence {
            job: JobId::from_bytes(row.get(1)?),
            attempt: row.get(3)?,
            lease,
        };
        let processor = txn.names.processor_name(conn, row.get(2)?)?;
        taken.push(Taken {
            n: row.get(0)?,
            plugin: row.get(6)?,
            has_extra: row.get(10)?,
            has_inputs: row.get::<_, i64>(9)? > 0,
            job: Claimed {
                fence,
                processor: rows::named("processor name", processor)?,
                queue: queue.clone(),
                params: row.get::<_, Option<String>>(12)?.unwrap_or_default(),
                priority,
                failures: row.get(4)?,
                max_attempts: row.get(5)?,
                limits: None,
                backoff: Backoff::default(),
                plugin: None,
                inputs: Vec::new(),
                created_by: row.get(11)?,
                created_at: Timestamp::from_millis(row.get(7)?),
                due_at: Timestamp::from_millis(row.get(8)?),
                started_at: txn.now,
            },
        });
    }
    drop(found);
    drop(statement);
    // RETURNING keeps no order.
    taken.sort_unstable_by_key(|taken| (taken.job.due_at, taken.n));
    for Taken { job, .. } in &taken {
        txn.moved(&place, job.fence.job, job.fence.attempt, transition, None);
    }
    Ok(taken.into())
}

/// Adds what stands in other rows.
fn complete(
    txn: &Txn<'_>,
    plugins: &mut HashMap<i64, Digest>,
    taken: Taken,
) -> Result<Claimed, StoreError> {
    let mut job = taken.job;
    if let Some(n) = taken.plugin {
        job.plugin = Some(plugin(txn.conn, plugins, n)?);
    }
    if taken.has_extra {
        add_extra(txn.conn, taken.n, &mut job)?;
    }
    if taken.has_inputs {
        job.inputs = jobs::inputs(txn.conn, taken.n)?;
    }
    Ok(job)
}

fn plugin(
    conn: &Connection,
    known: &mut HashMap<i64, Digest>,
    n: i64,
) -> Result<Digest, StoreError> {
    const FIND: &str = "SELECT digest FROM plugin_versions WHERE n = ?1";
    if let Some(digest) = known.get(&n) {
        return Ok(*digest);
    }
    let bytes = conn
        .prepare_cached(FIND)?
        .query_row([n], |row| row.get(0))?;
    let digest = Digest::new(bytes);
    known.insert(n, digest);
    Ok(digest)
}

fn add_extra(conn: &Connection, n: i64, job: &mut Claimed) -> Result<(), StoreError> {
    const FIND: &str = "SELECT params, limits, backoff FROM job_extras WHERE job = ?1";
    type Extra = (Option<String>, Option<String>, Option<String>);
    let found: Option<Extra> = conn
        .prepare_cached(FIND)?
        .query_row([n], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    if let Some((params, limits, backoff)) = found {
        if let Some(params) = params {
            job.params = params;
        }
        job.limits = limits;
        if let Some(backoff) = backoff {
            job.backoff = serde_json::from_str(&backoff)
                .map_err(|why| StoreError::corrupt("backoff")(&why))?;
        }
    }
    Ok(())
}
