//! How full queues are and were: looked at each minute, kept for as long as statistics by the minute are.

use std::cmp::Reverse;
use std::time::Duration;

use runner_model::{StateName, Timestamp};
use rusqlite::{Connection, OptionalExtension};

use super::rows::{rows, signed, unsigned};
use super::{counts, queues};
use crate::error::StoreError;
use crate::types::{Depth, DepthPoint, Span, StatFilter};

/// The number of all queues together.
const ALL: i64 = 0;

/// How many queues of a minute are kept, the fullest ones.
const MOST_QUEUES: usize = 50;

/// How long they are kept, in milliseconds: 7 days.
const KEPT_FOR: i64 = 7 * Span::Day.millis();

/// The queues in which jobs are ready or run.
pub(super) fn now(conn: &Connection, now: Timestamp) -> Result<Vec<Depth>, StoreError> {
    let mut waiting = queues::waiting_since(conn, None)?;
    let counts = counts::counts(conn)?;
    let depths = counts.queues.into_iter().filter_map(|(queue, states)| {
        let count = |state| states.get(&state).copied().unwrap_or(0);
        let (ready, running) = (count(StateName::Pending), count(StateName::Running));
        let since = waiting.remove(&queue);
        (ready + running > 0).then(|| Depth {
            oldest: since.map_or(Duration::ZERO, |since| now.since(since)),
            queue,
            ready,
            running,
        })
    });
    Ok(depths.collect())
}

/// Keeps how full queues are in the minute that it is. What was kept of it before is raised.
pub(super) fn keep(
    conn: &Connection,
    now: Timestamp,
    mut depths: Vec<Depth>,
) -> Result<(), StoreError> {
    const KEEP: &str = "INSERT INTO depths (queue, at, ready, running, oldest)
        VALUES (?1, ?2, ?3, ?4, ?5)
        ON CONFLICT DO UPDATE SET ready = max(ready, excluded.ready),
            running = max(running, excluded.running), oldest = max(oldest, excluded.oldest)";
    if depths.is_empty() {
        return Ok(());
    }
    let at = Span::Minute.begin(now).as_millis();
    let mut statement = conn.prepare_cached(KEEP)?;
    let mut keep = |queue, (ready, running, oldest): (u64, u64, Duration)| {
        let oldest = i64::try_from(oldest.as_millis()).unwrap_or(i64::MAX);
        statement.execute((queue, at, signed(ready), signed(running), oldest))
    };
    let all = depths.iter().fold((0, 0, Duration::ZERO), |all, one| {
        (
            all.0 + one.ready,
            all.1 + one.running,
            all.2.max(one.oldest),
        )
    });
    keep(ALL, all)?;
    depths.sort_by_key(|one| Reverse(one.ready + one.running));
    for one in depths.into_iter().take(MOST_QUEUES) {
        let queue = queues::find(conn, &one.queue)?;
        keep(queue, (one.ready, one.running, one.oldest))?;
    }
    Ok(())
}

pub(super) const READ: &str = "SELECT at, ready, running, oldest FROM depths
    WHERE queue = ?1 AND at >= ?2 AND at < ?3 ORDER BY at";

/// How full a queue, or all together, was within a time.
pub(super) fn read(conn: &Connection, filter: &StatFilter) -> Result<Vec<DepthPoint>, StoreError> {
    const FIND: &str = "SELECT id FROM queues WHERE name = ?1";
    let queue = match &filter.queue {
        None => Some(ALL),
        Some(queue) => conn
            .prepare_cached(FIND)?
            .query_row([queue.as_str()], |row| row.get(0))
            .optional()?,
    };
    let mut points: Vec<DepthPoint> = Vec::new();
    let Some(queue) = queue else {
        return Ok(points);
    };
    let mut statement = conn.prepare_cached(READ)?;
    let time = (filter.from.as_millis(), filter.until.as_millis());
    let mut found = statement.query((queue, time.0, time.1))?;
    while let Some(row) = found.next()? {
        let point = DepthPoint {
            at: filter.span.begin(Timestamp::from_millis(row.get(0)?)),
            ready: unsigned(row.get(1)?),
            running: unsigned(row.get(2)?),
            oldest: Duration::from_millis(unsigned(row.get(3)?)),
        };
        match points.last_mut() {
            Some(last) if last.at == point.at => {
                last.ready = last.ready.max(point.ready);
                last.running = last.running.max(point.running);
                last.oldest = last.oldest.max(point.oldest);
            }
            _ => points.push(point),
        }
    }
    Ok(points)
}

/// Forgets at most so many that are too old.
pub(super) fn forget(conn: &Connection, now: Timestamp, most: usize) -> Result<usize, StoreError> {
    const FORGET: &str = "DELETE FROM depths WHERE (queue, at) IN (
            SELECT queue, at FROM depths INDEXED BY depths_by_time WHERE at < ?1 LIMIT ?2)";
    let before = now.as_millis() - KEPT_FOR;
    let mut forget = conn.prepare_cached(FORGET)?;
    Ok(forget.execute((before, rows(most)))?)
}
