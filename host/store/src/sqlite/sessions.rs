//! Sessions as digests of their cookies, and keys that what is handed out is signed with.

use runner_model::Timestamp;
use rusqlite::{Connection, params};

use super::rows::{rows, time};
use super::txn::Txn;
use crate::error::StoreError;
use crate::types::Session;

/// How many a token has at the most.
const MOST_OF_ONE: usize = 100;

pub(super) const LIST: &str =
    "SELECT hash, token, expires_at FROM sessions INDEXED BY sessions_by_end WHERE expires_at > ?1";

pub(super) fn list(conn: &Connection, now: Timestamp) -> Result<Vec<Session>, StoreError> {
    let mut statement = conn.prepare_cached(LIST)?;
    let mut found = statement.query([now.as_millis()])?;
    let mut sessions = Vec::new();
    while let Some(row) = found.next()? {
        sessions.push(Session {
            hash: row.get("hash")?,
            token: row.get("token")?,
            expires_at: time(row, "expires_at")?,
        });
    }
    Ok(sessions)
}

/// Ends the oldest of a token that are too many.
pub(super) const CROWDED: &str = "DELETE FROM sessions WHERE hash IN
    (SELECT hash FROM sessions INDEXED BY sessions_by_token WHERE token = ?1 ORDER BY created_at DESC LIMIT -1 OFFSET ?2)";

pub(super) fn add(txn: &mut Txn<'_>, session: &Session) -> Result<(), StoreError> {
    const ADD: &str =
        "INSERT INTO sessions (hash, token, created_at, expires_at) VALUES (?1, ?2, ?3, ?4)";
    txn.conn.prepare_cached(ADD)?.execute(params![
        session.hash,
        session.token,
        txn.now.as_millis(),
        session.expires_at.as_millis(),
    ])?;
    txn.conn
        .prepare_cached(CROWDED)?
        .execute(params![session.token, rows(MOST_OF_ONE)])?;
    txn.rung.access += 1;
    Ok(())
}

pub(super) fn end(txn: &mut Txn<'_>, hash: [u8; 32]) -> Result<bool, StoreError> {
    const END: &str = "DELETE FROM sessions WHERE hash = ?1";
    let ended = txn.conn.prepare_cached(END)?.execute([hash])? > 0;
    txn.rung.access += u64::from(ended);
    Ok(ended)
}

/// Ends all sessions of a token that is gone.
pub(super) fn end_of_token(conn: &Connection, token: [u8; 32]) -> Result<(), StoreError> {
    const END: &str = "DELETE FROM sessions WHERE token = ?1";
    conn.prepare_cached(END)?.execute([token])?;
    Ok(())
}

pub(super) const FORGET: &str = "DELETE FROM sessions WHERE hash IN
    (SELECT hash FROM sessions INDEXED BY sessions_by_end WHERE expires_at <= ?1 LIMIT ?2)";

/// Forgets at most so many that ended by themselves.
pub(super) fn forget(conn: &Connection, now: Timestamp, most: usize) -> Result<usize, StoreError> {
    let mut statement = conn.prepare_cached(FORGET)?;
    Ok(statement.execute((now.as_millis(), rows(most)))?)
}

pub(super) fn key(txn: &Txn<'_>, name: &str, fresh: [u8; 32]) -> Result<[u8; 32], StoreError> {
    const MAKE: &str = "INSERT INTO keys (name, bytes) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
    const FIND: &str = "SELECT bytes FROM keys WHERE name = ?1";
    let conn = txn.conn;
    conn.prepare_cached(MAKE)?.execute(params![name, fresh])?;
    Ok(conn
        .prepare_cached(FIND)?
        .query_row([name], |row| row.get(0))?)
}
