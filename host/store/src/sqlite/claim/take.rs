//! The jobs of each lane, taken.

use std::collections::HashMap;

use runner_model::{Backoff, Digest, Event, JobId, Priority, QueueName, State, Timestamp};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::plan::Plan;
use super::{Plugins, Version};
use crate::error::StoreError;
use crate::sqlite::place::Place;
use crate::sqlite::txn::Txn;
use crate::sqlite::{jobs, rows, stat_inputs};
use crate::types::{AttemptStart, Claimed, Fence, Lease};

/// A row that was taken, before what stands in other rows.
pub(super) struct Taken {
    n: i64,
    plugin: Option<i64>,
    has_extra: bool,
    has_inputs: bool,
    job: Claimed,
}

/// What [`Taken::from_row`] reads of a row that was claimed.
macro_rules! taken {
    ($update:literal) => {
        concat!(
            $update,
            " RETURNING n, id, processor, attempt, failures, max_attempts, plugin, created_at, due_at, inputs, extra,
              created_by, params, started_at"
        )
    };
}
pub(super) use taken;

pub(super) fn take_all(
    txn: &mut Txn<'_>,
    lease: Lease,
    plan: Plan,
) -> Result<Vec<Claimed>, StoreError> {
    const LANE: &str =
        "UPDATE lanes SET turn = ?4 WHERE queue = ?1 AND priority = ?2 AND limit_key = ?3";
    let mut next = Vec::with_capacity(plan.order.len());
    let mut lanes = Vec::with_capacity(plan.lanes.len());
    for lane in plan.lanes {
        let place = Place {
            queue: lane.queue,
            priority: lane.priority,
            limit_key: lane.limit_key,
            is_aside: false,
        };
        let from = next.len();
        if lane.takes > 0 {
            txn.conn.prepare_cached(LANE)?.execute(params![
                place.queue,
                place.priority,
                place.limit_key,
                lane.turn
            ])?;
            look(txn.conn, &place, lane.takes, &mut next)?;
        }
        lanes.push((place, from..next.len()));
    }
    let mut taken = take(txn, lease, &lanes, &next)?;
    let mut plugins = Plugins::new();
    let mut claimed = Vec::with_capacity(plan.order.len());
    for index in plan.order {
        if let Some(taken) = lanes[index].1.next().and_then(|at| taken[at].take()) {
            claimed.push(taken.complete(txn.conn, &mut plugins)?);
        }
    }
    Ok(claimed)
}

/// A lane's place, and which of the numbers are its jobs'.
type Lanes = [(Place, std::ops::Range<usize>)];

pub(in crate::sqlite) const NEXT: &str = "SELECT n FROM jobs INDEXED BY jobs_ready
     WHERE state = 'pending' AND lease IS NULL AND crashes < 2
       AND queue = ?1 AND priority = ?2 AND limit_key = ?3
     ORDER BY due_at, n LIMIT ?4";

/// Looks who is next in a lane.
fn look(conn: &Connection, place: &Place, most: i64, next: &mut Vec<i64>) -> rusqlite::Result<()> {
    let mut statement = conn.prepare_cached(NEXT)?;
    let mut found = statement.query(params![place.queue, place.priority, place.limit_key, most])?;
    while let Some(row) = found.next()? {
        next.push(row.get(0)?);
    }
    Ok(())
}

// One statement for the jobs of all lanes: with a lane for each of ten limit keys, ten statements took twice as long.
pub(in crate::sqlite) const TAKE: &str = taken!(
    "UPDATE jobs SET state = ?1, attempt = attempt + 1, lease = ?2, started_at = ?3, wanted = NULL
     WHERE n IN (SELECT value FROM json_each(?4)) AND state = 'pending'"
);

/// Takes jobs; each stands where its number does.
fn take(
    txn: &mut Txn<'_>,
    lease: Lease,
    lanes: &Lanes,
    next: &[i64],
) -> Result<Vec<Option<Taken>>, StoreError> {
    let mut taken: Vec<Option<Taken>> = std::iter::repeat_with(|| None).take(next.len()).collect();
    if next.is_empty() {
        return Ok(taken);
    }
    let transition = State::Pending.on(Event::Claim)?;
    let mut places: HashMap<i64, (usize, usize)> = HashMap::with_capacity(next.len());
    let mut of_lanes = Vec::with_capacity(lanes.len());
    for (lane, (place, range)) in lanes.iter().enumerate() {
        of_lanes.push(names(txn, place)?);
        places.extend(range.clone().map(|at| (next[at], (lane, at))));
    }
    let conn = txn.conn;
    let mut statement = conn.prepare_cached(TAKE)?;
    let mut found = statement.query(params![
        transition.to().name().as_str(),
        lease.0,
        txn.now.as_millis(),
        numbers(next),
    ])?;
    // RETURNING keeps no order.
    while let Some(row) = found.next()? {
        let Some((lane, at)) = places.get(&row.get(0)?).copied() else {
            continue;
        };
        let (queue, priority) = &of_lanes[lane];
        let job = Taken::from_row(txn, row, lease, (queue, *priority), AttemptStart::Fresh)?;
        taken[at] = Some(job);
    }
    for (place, range) in lanes {
        for Taken { job, .. } in taken[range.clone()].iter().flatten() {
            txn.moved(place, job.fence.job, job.fence.attempt, transition, None);
        }
    }
    Ok(taken)
}

/// Numbers as a JSON list.
fn numbers(all: &[i64]) -> String {
    let texts: Vec<String> = all.iter().map(i64::to_string).collect();
    format!("[{}]", texts.join(","))
}

/// The queue's name and the priority of a place.
pub(super) fn names(txn: &mut Txn<'_>, place: &Place) -> Result<(QueueName, Priority), StoreError> {
    let queue = txn.names.queue_name(txn.conn, place.queue)?;
    let priority =
        Priority::try_from(place.priority).map_err(|why| StoreError::corrupt("priority")(&why))?;
    Ok((rows::named("queue name", queue)?, priority))
}

impl Taken {
    pub(super) fn from_row(
        txn: &mut Txn<'_>,
        row: &Row<'_>,
        lease: Lease,
        (queue, priority): (&QueueName, Priority),
        start: AttemptStart,
    ) -> Result<Self, StoreError> {
        let fence = Fence {
            job: JobId::from_bytes(row.get(1)?),
            attempt: row.get(3)?,
            lease,
        };
        let processor = txn.names.processor_name(txn.conn, row.get(2)?)?;
        Ok(Self {
            n: row.get(0)?,
            plugin: row.get(6)?,
            has_extra: row.get::<_, i64>(10)? == 1,
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
                plugin_removed_at: None,
                inputs: Vec::new(),
                stat_inputs: Vec::new(),
                created_by: row.get(11)?,
                created_at: Timestamp::from_millis(row.get(7)?),
                due_at: Timestamp::from_millis(row.get(8)?),
                started_at: Timestamp::from_millis(row.get(13)?),
                start,
            },
        })
    }

    /// Adds what stands in other rows.
    pub(super) fn complete(
        self,
        conn: &Connection,
        plugins: &mut Plugins,
    ) -> Result<Claimed, StoreError> {
        let mut job = self.job;
        if let Some(n) = self.plugin {
            let (digest, removed_at) = plugin(conn, plugins, n)?;
            (job.plugin, job.plugin_removed_at) = (Some(digest), removed_at);
        }
        if self.has_extra {
            add_extra(conn, self.n, &mut job)?;
        }
        if self.has_inputs {
            job.inputs = jobs::inputs(conn, self.n)?;
            job.stat_inputs = stat_inputs::unmade(conn, self.n, &job.inputs)?;
        }
        Ok(job)
    }
}

fn plugin(conn: &Connection, known: &mut Plugins, n: i64) -> Result<Version, StoreError> {
    const FIND: &str = "SELECT digest, removed_at FROM plugin_versions WHERE n = ?1";
    if let Some(version) = known.get(&n) {
        return Ok(*version);
    }
    let version = conn.prepare_cached(FIND)?.query_row([n], |row| {
        let removed_at: Option<i64> = row.get(1)?;
        let digest = Digest::new(row.get(0)?);
        Ok((digest, removed_at.map(Timestamp::from_millis)))
    })?;
    known.insert(n, version);
    Ok(version)
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
