//! What attempts leave for those after them: progress and checkpoints.

use std::borrow::Cow;
use std::collections::BTreeMap;

use runner_model::{JobId, Progress};
use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};

use super::held::{find_held, must_hold};
use super::rows;
use super::txn::Txn;
use crate::error::StoreError;
use crate::types::{Checkpoint, CoveredOutput, Fence};

/// An output as the column `outputs` holds it, under its name.
#[derive(Serialize, Deserialize)]
struct Covered<'a> {
    media_type: Cow<'a, str>,
    file: Cow<'a, str>,
    size: u64,
}

impl<'a> From<&'a CoveredOutput> for Covered<'a> {
    fn from(output: &'a CoveredOutput) -> Self {
        Self {
            media_type: Cow::Borrowed(&output.media_type),
            file: Cow::Borrowed(&output.file),
            size: output.size,
        }
    }
}

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

pub(super) fn save(
    txn: &mut Txn<'_>,
    fence: Fence,
    checkpoint: &Checkpoint,
) -> Result<(), StoreError> {
    const SAVE: &str =
        "INSERT OR REPLACE INTO checkpoints (job, attempt, at, plugin_version, outputs, state)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let held = must_hold(txn.conn, fence)?;
    let outputs: BTreeMap<&str, Covered<'_>> = checkpoint
        .outputs
        .iter()
        .map(|output| (output.name.as_str(), Covered::from(output)))
        .collect();
    txn.conn.prepare_cached(SAVE)?.execute(params![
        held.n,
        held.attempt,
        txn.now.as_millis(),
        checkpoint.plugin_version,
        serde_json::json!(outputs).to_string(),
        checkpoint.state,
    ])?;
    txn.done.saved = true;
    Ok(())
}

/// A job that gave its result goes on from nothing. One that failed may be retried, and keeps its checkpoint.
pub(super) fn forget(conn: &Connection, job: i64) -> rusqlite::Result<()> {
    const DELETE: &str = "DELETE FROM checkpoints WHERE job = ?1";
    conn.prepare_cached(DELETE)?.execute([job])?;
    Ok(())
}

/// Whether a job has a checkpoint that covers outputs.
pub(super) fn has_files(conn: &Connection, job: i64) -> rusqlite::Result<bool> {
    const HAS: &str = "SELECT 1 FROM checkpoints WHERE job = ?1 AND outputs <> '{}'";
    conn.prepare_cached(HAS)?.exists([job])
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
    let outputs: BTreeMap<String, Covered<'_>> =
        serde_json::from_str(&outputs).map_err(|why| StoreError::corrupt("checkpoint")(&why))?;
    let outputs = outputs
        .into_iter()
        .map(|(name, covered)| {
            Ok(CoveredOutput {
                name: rows::named("output name", name)?,
                media_type: covered.media_type.into_owned(),
                file: covered.file.into_owned(),
                size: covered.size,
            })
        })
        .collect::<Result<_, StoreError>>()?;
    Ok(Some(Checkpoint {
        attempt,
        plugin_version,
        outputs,
        state,
    }))
}
