//! Unique keys: who has one, and until when.

use runner_model::{JobId, StateName, Unique, UniqueScope};
use rusqlite::{OptionalExtension, params};

use super::held::bond;
use super::rows::{job_id, parsed, rows};
use super::txn::Txn;
use crate::error::StoreError;

/// Whose key it is: a scope's number, and the processor or queue in it.
type Scope = (i64, i64);

fn scope(unique: &Unique, processor: i64, queue: i64) -> Scope {
    match unique.scope {
        UniqueScope::Global => (0, 0),
        UniqueScope::Processor => (1, processor),
        UniqueScope::Queue => (2, queue),
    }
}

/// Who has a key.
pub(super) enum Key {
    /// Nobody, and nobody had it.
    Free,
    /// Somebody had it, and the window is over.
    Over,
    /// That job.
    Held(Holder),
}

/// A job that has a key.
pub(super) struct Holder {
    pub(super) n: i64,
    pub(super) id: JobId,
    pub(super) state: StateName,
}

pub(super) const HOLDER: &str =
    "SELECT j.n, j.id, j.state, u.ends_at FROM unique_keys u CROSS JOIN jobs j ON j.n = u.job
    WHERE u.scope = ?1 AND u.of = ?2 AND u.key = ?3";

/// Finds out who has a key now.
pub(super) fn key(
    txn: &Txn<'_>,
    unique: &Unique,
    (processor, queue): (i64, i64),
) -> Result<Key, StoreError> {
    let (scope, of) = scope(unique, processor, queue);
    let mut statement = txn.conn.prepare_cached(HOLDER)?;
    let mut found = statement.query(params![scope, of, unique.key.as_str()])?;
    let Some(row) = found.next()? else {
        return Ok(Key::Free);
    };
    let ends_at: Option<i64> = row.get(3)?;
    if ends_at.is_some_and(|ends_at| ends_at <= txn.now.as_millis()) {
        return Ok(Key::Over);
    }
    Ok(Key::Held(Holder {
        n: row.get(0)?,
        id: job_id(row, "id")?,
        state: parsed("state", row.get_ref(2)?.as_str().unwrap_or_default())?,
    }))
}

/// Clears a key whose window is over, so that another may hold it.
pub(super) fn clear(
    txn: &Txn<'_>,
    unique: &Unique,
    (processor, queue): (i64, i64),
) -> Result<(), StoreError> {
    // Apart, since an INSERT that may replace rows has to be ready to take itself back, whether there are any or not.
    const OVER: &str = "DELETE FROM unique_keys WHERE scope = ?1 AND of = ?2 AND key = ?3";
    let (scope, of) = scope(unique, processor, queue);
    txn.conn
        .prepare_cached(OVER)?
        .execute(params![scope, of, unique.key.as_str()])?;
    Ok(())
}

/// Gives a job a key that is free.
pub(super) fn hold(
    txn: &Txn<'_>,
    job: i64,
    unique: &Unique,
    (processor, queue): (i64, i64),
) -> Result<(), StoreError> {
    const HOLD: &str = "INSERT INTO unique_keys (scope, of, key, job, ends_at)
        VALUES (?1, ?2, ?3, ?4, ?5)";
    let (scope, of) = scope(unique, processor, queue);
    let ends_at = unique
        .hold
        .as_window()
        .map(|window| txn.now.after(window).as_millis());
    txn.conn.prepare_cached(HOLD)?.execute(params![
        scope,
        of,
        unique.key.as_str(),
        job,
        ends_at
    ])?;
    Ok(())
}

/// The bond that a job with such a key has, all its life: the row is written with it.
pub(super) fn bond_of(unique: &Unique) -> i64 {
    match unique.hold.as_window() {
        Some(_) => 0,
        None => bond::UNIQUE,
    }
}

/// A job ended: whatever it held until then is free.
pub(super) fn release(txn: &Txn<'_>, job: i64) -> Result<(), StoreError> {
    const RELEASE: &str = "DELETE FROM unique_keys WHERE job = ?1 AND ends_at IS NULL";
    txn.conn.prepare_cached(RELEASE)?.execute([job])?;
    Ok(())
}

/// A job that ended is to live again: it takes its key back, unless another has it by now.
pub(super) fn take_back(
    txn: &Txn<'_>,
    job: i64,
    (processor, queue): (i64, i64),
) -> Result<(), StoreError> {
    const SPEC: &str = "SELECT uniqueness FROM job_extras WHERE job = ?1";
    let spec: Option<Option<String>> = txn
        .conn
        .prepare_cached(SPEC)?
        .query_row([job], |row| row.get(0))
        .optional()?;
    let Some(spec) = spec.flatten() else {
        return Ok(());
    };
    let unique: Unique =
        serde_json::from_str(&spec).map_err(|why| StoreError::corrupt("unique key")(&why))?;
    if unique.hold.as_window().is_some() {
        return Ok(());
    }
    match key(txn, &unique, (processor, queue))? {
        Key::Held(other) if other.n != job => {
            return Err(StoreError::Duplicate {
                existing: other.id,
                key: unique.key.to_string(),
                state: other.state,
                can_replace: true,
            });
        }
        Key::Held(_) => return Ok(()),
        Key::Over => clear(txn, &unique, (processor, queue))?,
        Key::Free => {}
    }
    hold(txn, job, &unique, (processor, queue))
}

/// Forgets at most so many keys whose window is over; gives how many.
pub(super) fn forget(txn: &Txn<'_>, most: usize) -> Result<usize, StoreError> {
    const FORGET: &str = "DELETE FROM unique_keys WHERE (scope, of, key) IN (
            SELECT scope, of, key FROM unique_keys INDEXED BY unique_keys_ending
            WHERE ends_at IS NOT NULL AND ends_at <= ?1 LIMIT ?2)";
    Ok(txn
        .conn
        .prepare_cached(FORGET)?
        .execute((txn.now.as_millis(), rows(most)))?)
}
