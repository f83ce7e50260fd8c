//! Who is next.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use rusqlite::Connection;

use crate::sqlite::rows::rows;

/// Which lanes give how many jobs, and in which order.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// The lanes that give.
    pub(super) lanes: Vec<Lane>,
    /// Indexes of `lanes`, one for every job, in the order of the turns.
    pub(super) order: Vec<usize>,
    /// The queues that give, with their turn and the claims they gave so far.
    pub(super) queues: Vec<(i64, i64, i64)>,
}

/// A lane and what it gives.
#[derive(Debug)]
pub(super) struct Lane {
    pub(super) queue: i64,
    pub(super) priority: i64,
    pub(super) limit_key: Box<str>,
    pub(super) turn: i64,
    pub(super) takes: i64,
    ready: i64,
}

/// Lanes of a queue by their indexes in the plan: the higher priority first, then the lower turn.
type Lanes = BinaryHeap<Reverse<(Reverse<i64>, i64, usize)>>;

/// A queue that has jobs and room.
struct Queue {
    id: i64,
    weight: i64,
    served: i64,
    room: i64,
    turn: i64,
    /// Its lanes that may still give, once they were looked at.
    lanes: Option<Lanes>,
}

pub(in crate::sqlite) const QUEUES: &str = "SELECT q.id, q.turn, q.weight, q.served,
        min(p.jobs, coalesce(q.concurrency - coalesce(r.jobs, 0), p.jobs))
    FROM counts p
    JOIN queues q ON q.id = p.queue
    LEFT JOIN counts r ON r.state = 'running' AND r.queue = p.queue
    WHERE p.state = 'pending' AND p.jobs > 0 AND q.paused = 0";

pub(in crate::sqlite) const LANES: &str =
    "SELECT priority, limit_key, ready, turn FROM lanes INDEXED BY lanes_in_turn
    WHERE queue = ?1 AND open = 1 ORDER BY priority DESC, turn, limit_key LIMIT ?2";

pub(super) fn plan(conn: &Connection, most: usize) -> rusqlite::Result<Plan> {
    let mut plan = Plan::default();
    let mut queues = queues(conn)?;
    let mut last_turn = last_turn(conn)?;
    let mut turns: BinaryHeap<Reverse<(i64, usize)>> = queues
        .iter()
        .enumerate()
        .map(|(index, queue)| Reverse((queue.turn, index)))
        .collect();
    while plan.order.len() < most
        && let Some(Reverse((_, index))) = turns.pop()
    {
        let queue = &mut queues[index];
        let left = most - plan.order.len();
        if queue.lanes.is_none() {
            queue.lanes = Some(lanes(conn, queue.id, left, &mut plan.lanes)?);
        }
        let gives = queue.weight.max(1).min(queue.room).min(left as i64);
        let gave = (0..gives).take_while(|_| give(queue, &mut plan)).count() as i64;
        queue.room -= gave;
        last_turn += 1;
        queue.turn = last_turn;
        if gave > 0 && queue.room > 0 {
            turns.push(Reverse((queue.turn, index)));
        }
    }
    plan.queues = queues
        .iter()
        .filter(|queue| queue.lanes.is_some())
        .map(|queue| (queue.id, queue.turn, queue.served))
        .collect();
    Ok(plan)
}

/// Lets a queue give one job. False if no lane of it has one.
fn give(queue: &mut Queue, plan: &mut Plan) -> bool {
    let Some(lanes) = &mut queue.lanes else {
        return false;
    };
    let Some(Reverse((priority, _, index))) = lanes.pop() else {
        return false;
    };
    let lane = &mut plan.lanes[index];
    queue.served += 1;
    lane.turn = queue.served;
    lane.takes += 1;
    lane.ready -= 1;
    plan.order.push(index);
    if lane.ready > 0 {
        lanes.push(Reverse((priority, lane.turn, index)));
    }
    true
}

fn queues(conn: &Connection) -> rusqlite::Result<Vec<Queue>> {
    let mut statement = conn.prepare_cached(QUEUES)?;
    let queues = statement.query_map([], |row| {
        Ok(Queue {
            id: row.get(0)?,
            turn: row.get(1)?,
            weight: row.get(2)?,
            served: row.get(3)?,
            room: row.get(4)?,
            lanes: None,
        })
    })?;
    queues
        .filter(|queue| queue.as_ref().map_or(true, |queue| queue.room > 0))
        .collect()
}

fn last_turn(conn: &Connection) -> rusqlite::Result<i64> {
    const LAST: &str = "SELECT coalesce(max(turn), 0) FROM queues";
    conn.prepare_cached(LAST)?.query_row([], |row| row.get(0))
}

/// The first lanes of a queue. More than it can give from would never be looked at: a lane that gave goes behind all
/// others of its priority.
fn lanes(
    conn: &Connection,
    queue: i64,
    most: usize,
    all: &mut Vec<Lane>,
) -> rusqlite::Result<Lanes> {
    let mut statement = conn.prepare_cached(LANES)?;
    let mut found = statement.query((queue, rows(most)))?;
    let mut heap = BinaryHeap::new();
    while let Some(row) = found.next()? {
        let lane = Lane {
            queue,
            priority: row.get(0)?,
            limit_key: row.get(1)?,
            ready: row.get(2)?,
            turn: row.get(3)?,
            takes: 0,
        };
        if lane.ready > 0 {
            heap.push(Reverse((Reverse(lane.priority), lane.turn, all.len())));
            all.push(lane);
        }
    }
    Ok(heap)
}
