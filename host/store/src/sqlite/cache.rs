//! What the jobs of a processor keep for each other: bytes under keys, for a time, and no more than so many.

use std::time::Duration;

use runner_model::{ProcessorName, Timestamp};
use rusqlite::{Connection, OptionalExtension, params};

use super::rows::{rows, signed, unsigned};
use super::txn::Txn;
use crate::error::StoreError;
use crate::types::Cached;

/// What an entry counts for beside its bytes: its row and its places in two indexes. Otherwise millions of keys without a
/// value would be hardly anything.
const ROW: u64 = 64;

/// What is kept under a key, and when it was used last.
pub(super) struct Found {
    pub(super) value: Cached,
    used_at: Timestamp,
}

/// A use is written down only so long after the last, so that reading does not mean writing.
const COARSE: Duration = Duration::from_secs(60);

impl Found {
    /// Whether its use is to be written down.
    pub(super) fn is_to_be_touched(&self, now: Timestamp) -> bool {
        now.since(self.used_at) >= COARSE
    }
}

pub(super) fn get(
    conn: &Connection,
    processor: &ProcessorName,
    (key, most): (&str, u64),
    now: Timestamp,
) -> Result<Option<Found>, StoreError> {
    // The length of a blob is known without reading it.
    const GET: &str =
        "SELECT length(value), CASE WHEN length(value) <= ?4 THEN value END, used_at FROM cached
        WHERE processor = ?1 AND key = ?2 AND (expires_at IS NULL OR expires_at > ?3)";
    Ok(conn
        .prepare_cached(GET)?
        .query_row(
            params![processor.as_str(), key, now.as_millis(), signed(most)],
            |row| {
                let value: Option<Vec<u8>> = row.get(1)?;
                let bytes = unsigned(row.get(0)?);
                Ok(Found {
                    value: value.map_or(Cached::TooLarge { bytes }, Cached::Value),
                    used_at: Timestamp::from_millis(row.get(2)?),
                })
            },
        )
        .optional()?)
}

pub(super) fn touch(txn: &Txn<'_>, processor: &ProcessorName, key: &str) -> Result<(), StoreError> {
    const TOUCH: &str = "UPDATE cached SET used_at = ?3 WHERE processor = ?1 AND key = ?2";
    txn.conn.prepare_cached(TOUCH)?.execute(params![
        processor.as_str(),
        key,
        txn.now.as_millis()
    ])?;
    Ok(())
}

/// Puts a value, and evicts what was used least.
pub(super) fn put(
    txn: &Txn<'_>,
    (processor, key): (&ProcessorName, &str),
    value: &[u8],
    ttl: Option<Duration>,
    limit_bytes: u64,
) -> Result<bool, StoreError> {
    const PUT: &str = "INSERT INTO cached (processor, key, value, size, expires_at, used_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let bytes = (key.len() + value.len()) as u64;
    remove(txn, processor, key)?;
    if bytes > limit_bytes {
        return Ok(false);
    }
    let size = bytes + ROW;
    txn.conn.prepare_cached(PUT)?.execute(params![
        processor.as_str(),
        key,
        value,
        signed(size),
        ttl.map(|ttl| txn.now.after(ttl).as_millis()),
        txn.now.as_millis(),
    ])?;
    let mut kept = grow(txn, processor, signed(size))?;
    while kept > limit_bytes {
        let freed = evict_one(txn, processor, key)?;
        if freed == 0 {
            break;
        }
        kept = grow(txn, processor, -freed)?;
    }
    Ok(true)
}

/// Adds to the bytes of a cache; gives how many it has.
fn grow(txn: &Txn<'_>, processor: &ProcessorName, by: i64) -> Result<u64, StoreError> {
    const GROW: &str = "INSERT INTO cache_sizes (processor, bytes) VALUES (?1, ?2)
        ON CONFLICT DO UPDATE SET bytes = bytes + excluded.bytes RETURNING bytes";
    let bytes: i64 = txn
        .conn
        .prepare_cached(GROW)?
        .query_row((processor.as_str(), by), |row| row.get(0))?;
    Ok(unsigned(bytes))
}

pub(super) const EVICT: &str = "SELECT key FROM cached INDEXED BY cached_by_use
    WHERE processor = ?1 AND key <> ?2 ORDER BY used_at, key LIMIT 1";

fn evict_one(txn: &Txn<'_>, processor: &ProcessorName, but: &str) -> Result<i64, StoreError> {
    let key: Option<String> = txn
        .conn
        .prepare_cached(EVICT)?
        .query_row((processor.as_str(), but), |row| row.get(0))
        .optional()?;
    match key {
        Some(key) => delete(txn, processor.as_str(), &key),
        None => Ok(0),
    }
}

/// Deletes a value; gives its bytes.
fn delete(txn: &Txn<'_>, processor: &str, key: &str) -> Result<i64, StoreError> {
    const DELETE: &str = "DELETE FROM cached WHERE processor = ?1 AND key = ?2 RETURNING size";
    let size: Option<i64> = txn
        .conn
        .prepare_cached(DELETE)?
        .query_row((processor, key), |row| row.get(0))
        .optional()?;
    Ok(size.unwrap_or(0))
}

pub(super) fn remove(
    txn: &Txn<'_>,
    processor: &ProcessorName,
    key: &str,
) -> Result<(), StoreError> {
    let freed = delete(txn, processor.as_str(), key)?;
    if freed > 0 {
        grow(txn, processor, -freed)?;
    }
    Ok(())
}

pub(super) fn clear(txn: &Txn<'_>, processor: &ProcessorName) -> Result<u64, StoreError> {
    const CLEAR: &str = "DELETE FROM cached WHERE processor = ?1";
    const SIZE: &str = "DELETE FROM cache_sizes WHERE processor = ?1";
    let had = bytes(txn.conn, processor)?;
    txn.conn
        .prepare_cached(CLEAR)?
        .execute([processor.as_str()])?;
    txn.conn
        .prepare_cached(SIZE)?
        .execute([processor.as_str()])?;
    Ok(had)
}

pub(super) fn bytes(conn: &Connection, processor: &ProcessorName) -> Result<u64, StoreError> {
    const BYTES: &str = "SELECT bytes FROM cache_sizes WHERE processor = ?1";
    let bytes: Option<i64> = conn
        .prepare_cached(BYTES)?
        .query_row([processor.as_str()], |row| row.get(0))
        .optional()?;
    Ok(unsigned(bytes.unwrap_or(0)))
}

/// Forgets at most so many values whose time is over.
pub(super) fn forget(txn: &Txn<'_>, most: usize) -> Result<usize, StoreError> {
    const OVER: &str = "SELECT processor, key FROM cached INDEXED BY cached_expiring
        WHERE expires_at <= ?1 LIMIT ?2";
    let over: Vec<(String, String)> = {
        let mut statement = txn.conn.prepare_cached(OVER)?;
        let found = statement.query_map((txn.now.as_millis(), rows(most)), |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
        found.collect::<Result<_, _>>()?
    };
    for (processor, key) in &over {
        let processor: ProcessorName = super::rows::named("processor name", processor.as_str())?;
        remove(txn, &processor, key)?;
    }
    Ok(over.len())
}
