//! Who is next.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use runner_model::Timestamp;
use rusqlite::{Connection, params};

use super::page::{After, page};
use crate::error::StoreError;
use crate::sqlite::gates::{self, Brake, QueueGate};
use crate::sqlite::keys;
use crate::sqlite::txn::Txn;

/// Which lanes give how many jobs, and in which order.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// The lanes that give.
    pub(super) lanes: Vec<Lane>,
    /// Indexes of `lanes`, one for every job, in the order of the turns.
    pub(super) order: Vec<usize>,
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

/// A queue that has jobs.
struct Queue {
    gate: QueueGate,
    /// How many it may still give.
    room: i64,
    turn: i64,
    /// Jobs it gave, and those of them that took a token.
    gave: i64,
    began: i64,
    /// Its lanes that may still give, as far as they were looked at.
    lanes: Lanes,
    /// Where more lanes are.
    more: Option<After>,
}

/// A limit key of which a lane was looked at.
struct Key {
    brake: Brake,
    room: i64,
    /// Jobs that took a token.
    began: i64,
    /// Whether a lane of it was passed over for want of room.
    is_shut: bool,
}

/// Decides who is next, and keeps account of what that takes from queues and keys.
pub(super) struct Planner {
    now: Timestamp,
    queues: Vec<Queue>,
    keys: HashMap<(usize, Box<str>), Key>,
}

impl Planner {
    pub(super) fn new(conn: &Connection, now: Timestamp) -> Result<Self, StoreError> {
        let queues = gates::queues(conn)?.into_iter().map(|gate| Queue {
            room: gate.room(now).map_or(0, |room| room.min(gate.pending)),
            turn: gate.turn,
            gave: 0,
            began: 0,
            lanes: Lanes::new(),
            more: Some(After::start()),
            gate,
        });
        Ok(Self {
            now,
            queues: queues.collect(),
            keys: HashMap::new(),
        })
    }

    /// Takes room for one job that waits beside the lanes; false if there is none. One that begins needs a token,
    /// one that goes on does not.
    pub(super) fn take_aside(
        &mut self,
        conn: &Connection,
        (queue, limit_key): (i64, &str),
        begins: Begins,
    ) -> Result<bool, StoreError> {
        let Some(index) = self.queues.iter().position(|found| found.gate.id == queue) else {
            return Ok(false);
        };
        let found = &self.queues[index];
        let slots = found.gate.slots().map_or(0, |slots| slots - found.gave);
        let room = match begins {
            Begins::Anew => found.room,
            Begins::Again => slots,
        };
        if room <= 0 {
            return Ok(false);
        }
        if !limit_key.is_empty() && found.gate.keys.any {
            let key = self.key(conn, index, limit_key)?;
            let room = match begins {
                Begins::Anew => key.room,
                Begins::Again => key.brake.slots().unwrap_or(0) - key.began,
            };
            if room <= 0 {
                return Ok(false);
            }
            key.room -= 1;
            key.brake.running += i64::from(begins == Begins::Again);
            key.began += i64::from(begins == Begins::Anew);
        }
        let found = &mut self.queues[index];
        found.room = (found.room - 1).max(0);
        found.gave += 1;
        found.began += i64::from(begins == Begins::Anew);
        Ok(true)
    }

    /// Gives back what [`Self::take_aside`] took for a job that begins anew.
    pub(super) fn give_back(&mut self, (queue, limit_key): (i64, &str)) {
        let Some(index) = self.queues.iter().position(|found| found.gate.id == queue) else {
            return;
        };
        let found = &mut self.queues[index];
        found.room += 1;
        found.gave -= 1;
        found.began -= 1;
        if let Some(key) = self.keys.get_mut(&(index, limit_key.into())) {
            key.room += 1;
            key.began -= 1;
        }
    }

    fn key(
        &mut self,
        conn: &Connection,
        queue: usize,
        limit_key: &str,
    ) -> Result<&mut Key, StoreError> {
        use std::collections::hash_map::Entry;
        match self.keys.entry((queue, limit_key.into())) {
            Entry::Occupied(known) => Ok(known.into_mut()),
            Entry::Vacant(place) => {
                let brake = gates::key(conn, &self.queues[queue].gate, limit_key)?;
                Ok(place.insert(Key {
                    room: brake.room(self.now).unwrap_or(0),
                    brake,
                    began: 0,
                    is_shut: false,
                }))
            }
        }
    }

    /// Plans at most so many jobs of the lanes.
    pub(super) fn plan(&mut self, conn: &Connection, most: usize) -> Result<Plan, StoreError> {
        let mut plan = Plan::default();
        let mut last_turn = last_turn(conn)?;
        let mut turns: BinaryHeap<Reverse<(i64, usize)>> = self
            .queues
            .iter()
            .enumerate()
            .filter(|(_, queue)| queue.room > 0)
            .map(|(index, queue)| Reverse((queue.turn, index)))
            .collect();
        while plan.order.len() < most
            && let Some(Reverse((_, index))) = turns.pop()
        {
            let left = i64::try_from(most - plan.order.len()).unwrap_or(i64::MAX);
            let queue = &self.queues[index];
            let gives = queue.gate.weight.max(1).min(queue.room).min(left);
            let mut gave = 0;
            while gave < gives && self.give(conn, index, left, &mut plan)? {
                gave += 1;
            }
            let queue = &mut self.queues[index];
            queue.room -= gave;
            last_turn += 1;
            queue.turn = last_turn;
            if gave > 0 && queue.room > 0 {
                turns.push(Reverse((queue.turn, index)));
            }
        }
        Ok(plan)
    }

    /// Lets a queue give one job. False if no lane of it has one.
    fn give(
        &mut self,
        conn: &Connection,
        index: usize,
        left: i64,
        plan: &mut Plan,
    ) -> Result<bool, StoreError> {
        loop {
            self.look_further(conn, index, left, plan)?;
            let queue = &mut self.queues[index];
            let Some(Reverse((priority, _, lane))) = queue.lanes.pop() else {
                return Ok(false);
            };
            let has_limit = queue.gate.keys.any && !plan.lanes[lane].limit_key.is_empty();
            if has_limit {
                let limit_key = plan.lanes[lane].limit_key.clone();
                let key = self.key(conn, index, &limit_key)?;
                if key.room <= 0 {
                    key.is_shut = true;
                    continue;
                }
                key.room -= 1;
                key.began += 1;
            }
            let queue = &mut self.queues[index];
            queue.gate.served += 1;
            queue.gave += 1;
            queue.began += 1;
            let lane_index = lane;
            let lane = &mut plan.lanes[lane_index];
            lane.turn = queue.gate.served;
            lane.takes += 1;
            lane.ready -= 1;
            plan.order.push(lane_index);
            if lane.ready > 0 {
                queue.lanes.push(Reverse((priority, lane.turn, lane_index)));
            }
            return Ok(true);
        }
    }

    /// Looks at more lanes of a queue if the next may be among them. Each lane that is looked at gives a job or is
    /// shut, so that none is looked at in vain twice.
    fn look_further(
        &mut self,
        conn: &Connection,
        index: usize,
        left: i64,
        plan: &mut Plan,
    ) -> Result<(), StoreError> {
        let queue = &mut self.queues[index];
        while let Some(after) = &queue.more {
            let is_known =
                queue
                    .lanes
                    .peek()
                    .is_some_and(|Reverse((Reverse(priority), turn, _))| {
                        (Reverse(*priority), *turn) <= (Reverse(after.priority), after.turn)
                    });
            if is_known {
                break;
            }
            let (rows, more) = page(conn, queue.gate.id, after, left.max(1))?;
            queue.more = more;
            for row in rows.into_iter().filter(|row| row.ready > 0) {
                let place = Reverse((Reverse(row.priority), row.turn, plan.lanes.len()));
                queue.lanes.push(place);
                plan.lanes.push(Lane {
                    queue: queue.gate.id,
                    priority: row.priority,
                    limit_key: row.limit_key,
                    turn: row.turn,
                    takes: 0,
                    ready: row.ready,
                });
            }
        }
        Ok(())
    }

    /// Writes what was taken from queues and keys, and shuts those that have no room left.
    pub(super) fn write(self, txn: &mut Txn<'_>) -> Result<(), StoreError> {
        const TURN: &str = "UPDATE queues SET turn = ?2, served = ?3 WHERE id = ?1";
        const TOKENS: &str = "UPDATE queues SET full_at_us = ?2, opens_at = ?3 WHERE id = ?1";
        let now = self.now;
        for queue in &self.queues {
            let gate = &queue.gate;
            if queue.turn != gate.turn {
                txn.conn
                    .prepare_cached(TURN)?
                    .execute((gate.id, queue.turn, gate.served))?;
            }
            let Some(bucket) = gate.brake.bucket_after(queue.began, now) else {
                continue;
            };
            // While none of its jobs waits, nobody need be woken for a token.
            let opens_at = gate
                .brake
                .opens_after(queue.began, now)
                .filter(|_| gate.pending > queue.gave && !gate.is_paused)
                .map(Timestamp::as_millis);
            if queue.began > 0 || opens_at != gate.opens_at {
                txn.conn
                    .prepare_cached(TOKENS)?
                    .execute((gate.id, bucket.stored(), opens_at))?;
                txn.rung.timed += u64::from(opens_at.is_some());
            }
        }
        for ((queue, limit_key), key) in &self.keys {
            write_key(txn, self.queues[*queue].gate.id, limit_key, key, now)?;
        }
        Ok(())
    }
}

fn write_key(
    txn: &mut Txn<'_>,
    queue: i64,
    limit_key: &str,
    key: &Key,
    now: Timestamp,
) -> Result<(), StoreError> {
    const TOKENS: &str = "INSERT INTO limit_keys (queue, limit_key, full_at_us) VALUES (?1, ?2, ?3)
        ON CONFLICT DO UPDATE SET full_at_us = excluded.full_at_us";
    if key.began > 0
        && let Some(bucket) = key.brake.bucket_after(key.began, now)
    {
        txn.conn
            .prepare_cached(TOKENS)?
            .execute(params![queue, limit_key, bucket.stored()])?;
    }
    if key.is_shut || key.room <= 0 {
        // Full by number: it opens when a job of it ends. Full by number and without a token: then too, and is shut
        // again until there is one.
        let running = key.brake.running + key.began;
        let is_full = key.brake.concurrency.is_some_and(|most| running >= most);
        let opens_at = key
            .brake
            .opens_after(key.began, now)
            .filter(|_| !is_full)
            .map(Timestamp::as_millis);
        keys::shut(txn.conn, queue, limit_key, opens_at)?;
        txn.rung.timed += u64::from(opens_at.is_some());
    }
    Ok(())
}

/// Whether a job begins, or goes on where it was frozen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Begins {
    Anew,
    Again,
}

fn last_turn(conn: &Connection) -> rusqlite::Result<i64> {
    const LAST: &str = "SELECT coalesce(max(turn), 0) FROM queues";
    conn.prepare_cached(LAST)?.query_row([], |row| row.get(0))
}
