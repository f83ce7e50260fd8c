//! What attempts leave for those after them: progress and checkpoints.

use std::collections::BTreeMap;

use runner_model::{JobId, Progress};
use rusqlite::{Connection, OptionalExtension, params};

use super::held::{find_held, must_hold};
use super::rows;
use super::txn::Txn;
use crate::error::StoreError;
use crate::types::{Checkpoint, Fence};

pub(super) fn save_progress(txn: &Txn<'_>, said: &[(Fence, Progress)]) -> Result<(), StoreError> {
    const SAVE: &str =
        "INSERT OR REPLACE INTO progress (job, attempt, at, said) VALUES (?1, ?2, ?3, ?4)";
    for (fence, progress) in said {
        if let Some(held) = find_held(txn.conn, *fence)? {
            let said = serde_json::json!(progress).to_string();
            txn.conn.prepare_cached(SAVE)?.execute(params![
                held.n,
                held.attempt,
                txn.now.as_millis(),
                said
            ])?;
        }
    }
    Ok(())
}

pub(super) fn save(txn: &Txn<'_>, fence: Fence, checkpoint: &Checkpoint) -> Result<(), StoreError> {
    const SAVE: &str =
        "INSERT OR REPLACE INTO checkpoints (job, attempt, at, plugin_version, outputs, state)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let held = must_hold(txn.conn, fence)?;
    let outputs: BTreeMap<&str, u64> = checkpoint
        .outputs
        .iter()
        .map(|(name, length)| (name.as_str(), *length))
        .collect();
    txn.conn.prepare_cached(SAVE)?.execute(params![
        held.n,
        held.attempt,
        txn.now.as_millis(),
        checkpoint.plugin_version,
        serde_json::json!(outputs).to_string(),
        checkpoint.state,
    ])?;
    Ok(())
}

/// A job that gave its result goes on from nothing. One that failed may be retried, and keeps its checkpoint.
pub(super) fn forget(conn: &Connection, job: i64) -> rusqlite::Result<()> {
    const DELETE: &str = "DELETE FROM checkpoints WHERE job = ?1";
    conn.prepare_cached(DELETE)?.execute([job])?;
    Ok(())
}

pub(super) fn load(conn: &Connection, job: JobId) -> Result<Option<Checkpoint>, StoreError> {
    const LOAD: &str = "SELECT c.attempt, c.plugin_version, c.outputs, c.state
        FROM checkpoints c JOIN jobs j ON j.n = c.job WHERE j.id = ?1";
    type Found = (u32, String, String, Vec<u8>);
    let found: Option<Found> = conn
        .prepare_cached(LOAD)?
        .query_row([job.as_bytes()], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })
        .optional()?;
    let Some((attempt, plugin_version, outputs, state)) = found else {
        return Ok(None);
    };
    let outputs: BTreeMap<String, u64> =
        serde_json::from_str(&outputs).map_err(|why| StoreError::corrupt("checkpoint")(&why))?;
    let outputs = outputs
        .into_iter()
        .map(|(name, length)| Ok((rows::named("output name", name)?, length)))
        .collect::<Result<_, StoreError>>()?;
    Ok(Some(Checkpoint {
        attempt,
        plugin_version,
        outputs,
        state,
    }))
}
