//! Limit keys whose lanes are shut, and open again.

use rusqlite::{Connection, params};

use super::place::PRIORITIES;

/// Opens the lanes of a limit key: the next claim looks at them again.
pub(super) fn open(conn: &Connection, queue: i64, key: &str) -> rusqlite::Result<()> {
    const OPEN: &str = "UPDATE limit_keys SET shut = 0, opens_at = NULL
        WHERE queue = ?1 AND limit_key = ?2";
    conn.prepare_cached(OPEN)?.execute(params![queue, key])?;
    set_lanes(conn, queue, key, 1)
}

/// Shuts the lanes of a limit key.
pub(super) fn shut(
    conn: &Connection,
    queue: i64,
    key: &str,
    opens_at: Option<i64>,
) -> rusqlite::Result<()> {
    const SHUT: &str = "INSERT INTO limit_keys (queue, limit_key, shut, opens_at)
        VALUES (?1, ?2, 1, ?3)
        ON CONFLICT DO UPDATE SET shut = 1, opens_at = excluded.opens_at";
    conn.prepare_cached(SHUT)?
        .execute(params![queue, key, opens_at])?;
    set_lanes(conn, queue, key, 0)
}

/// A key has one lane for each priority.
fn set_lanes(conn: &Connection, queue: i64, key: &str, open: i64) -> rusqlite::Result<()> {
    const SET: &str =
        "UPDATE lanes SET open = ?4 WHERE queue = ?1 AND priority = ?2 AND limit_key = ?3";
    let mut set = conn.prepare_cached(SET)?;
    for priority in PRIORITIES {
        set.execute(params![queue, priority, key, open])?;
    }
    Ok(())
}
