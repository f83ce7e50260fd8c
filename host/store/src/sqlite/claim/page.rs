//! The lanes of a queue in the order of their turns, a page at a time.

use rusqlite::{Connection, params};

/// A lane as it stands.
#[derive(Debug)]
pub(super) struct LaneRow {
    pub(super) priority: i64,
    pub(super) limit_key: Box<str>,
    pub(super) ready: i64,
    pub(super) turn: i64,
}

/// Where the next page begins: after this lane.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct After {
    pub(super) priority: i64,
    pub(super) turn: i64,
    limit_key: Box<str>,
}

impl After {
    /// The beginning.
    pub(super) fn start() -> Self {
        Self {
            priority: i64::MAX,
            turn: i64::MIN,
            limit_key: "".into(),
        }
    }
}

/// The other lanes of a priority.
pub(in crate::sqlite) const LANES_LEVEL: &str =
    "SELECT priority, limit_key, ready, turn FROM lanes INDEXED BY lanes_in_turn
    WHERE queue = ?1 AND open = 1 AND priority = ?2 AND (turn, limit_key) > (?3, ?4)
    ORDER BY turn, limit_key LIMIT ?5";

/// The lanes of lower priorities.
pub(in crate::sqlite) const LANES_BELOW: &str =
    "SELECT priority, limit_key, ready, turn FROM lanes INDEXED BY lanes_in_turn
    WHERE queue = ?1 AND open = 1 AND priority < ?2 ORDER BY priority DESC, turn, limit_key LIMIT ?3";

/// At most so many lanes after one, and where to go on; none if there are no more.
pub(super) fn page(
    conn: &Connection,
    queue: i64,
    after: &After,
    most: i64,
) -> rusqlite::Result<(Vec<LaneRow>, Option<After>)> {
    let mut lanes = Vec::new();
    if after.priority < i64::MAX {
        let mut statement = conn.prepare_cached(LANES_LEVEL)?;
        let mut rows = statement.query(params![
            queue,
            after.priority,
            after.turn,
            after.limit_key,
            most
        ])?;
        while let Some(row) = rows.next()? {
            lanes.push(from_row(row)?);
        }
    }
    let left = most - i64::try_from(lanes.len()).unwrap_or(most);
    if left > 0 {
        let mut statement = conn.prepare_cached(LANES_BELOW)?;
        let mut rows = statement.query((queue, after.priority, left))?;
        while let Some(row) = rows.next()? {
            lanes.push(from_row(row)?);
        }
    }
    let is_full = i64::try_from(lanes.len()).unwrap_or(most) == most;
    let next = lanes.last().filter(|_| is_full).map(|last| After {
        priority: last.priority,
        turn: last.turn,
        limit_key: last.limit_key.clone(),
    });
    Ok((lanes, next))
}

fn from_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<LaneRow> {
    Ok(LaneRow {
        priority: row.get(0)?,
        limit_key: row.get(1)?,
        ready: row.get(2)?,
        turn: row.get(3)?,
    })
}
