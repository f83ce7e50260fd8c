//! Requests that count once, however often they are sent.

use std::time::Duration;

use runner_model::Timestamp;
use rusqlite::{OptionalExtension, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::rows::rows;
use super::txn::Txn;
use crate::error::StoreError;
use crate::types::Once;

/// How long a request is known.
const KNOWN: Duration = Duration::from_secs(24 * 60 * 60);

/// Does something unless the same request did it before; then its answer is the answer.
pub(super) fn once<T: Serialize + DeserializeOwned>(
    txn: &mut Txn<'_>,
    once: &Once,
    task: impl FnOnce(&mut Txn<'_>) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    const FIND: &str = "SELECT request, answer, at FROM onces WHERE owner = ?1 AND key = ?2";
    const KEEP: &str = "INSERT OR REPLACE INTO onces (owner, key, request, at, answer) VALUES (?1, ?2, ?3, ?4, ?5)";
    let known: Option<([u8; 32], String, i64)> = txn
        .conn
        .prepare_cached(FIND)?
        .query_row((&once.owner, &once.key), |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .optional()?;
    if let Some((request, answer, at)) = known
        && txn.now.since(Timestamp::from_millis(at)) < KNOWN
    {
        if request != *once.request.as_bytes() {
            return Err(StoreError::KeyReused(once.key.clone()));
        }
        return serde_json::from_str(&answer).map_err(|why| StoreError::corrupt("answer")(&why));
    }
    let answer = task(txn)?;
    let kept = serde_json::to_string(&answer).map_err(|why| StoreError::corrupt("answer")(&why))?;
    txn.conn.prepare_cached(KEEP)?.execute(params![
        once.owner,
        once.key,
        once.request.as_bytes(),
        txn.now.as_millis(),
        kept,
    ])?;
    Ok(answer)
}

/// Forgets at most so many requests that are no longer known.
pub(super) fn forget(txn: &Txn<'_>, most: usize) -> Result<usize, StoreError> {
    const FORGET: &str = "DELETE FROM onces WHERE (owner, key) IN (
            SELECT owner, key FROM onces INDEXED BY onces_by_time WHERE at <= ?1 LIMIT ?2)";
    let before = txn.now.as_millis() - i64::try_from(KNOWN.as_millis()).unwrap_or(i64::MAX);
    Ok(txn
        .conn
        .prepare_cached(FORGET)?
        .execute((before, rows(most)))?)
}
