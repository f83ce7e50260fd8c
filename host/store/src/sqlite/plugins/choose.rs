//! Which of a plugin's versions runs, as somebody chooses.

use runner_model::{Digest, ProcessorName};
use rusqlite::OptionalExtension;

use super::{Known, Why, find, owner, run, tell};
use crate::error::StoreError;
use crate::sqlite::txn::Txn;

/// A version of that name which could run, by its digest.
fn could_run(txn: &Txn<'_>, name: &ProcessorName, digest: Digest) -> Result<Known, StoreError> {
    let none = || StoreError::NoVersion {
        name: name.clone(),
        digest,
    };
    let known = find(txn.conn, digest)?
        .filter(|known| known.name.as_deref() == Some(name.as_str()))
        .ok_or_else(none)?;
    if let Some(at) = known.removed_at {
        let name = name.clone();
        return Err(StoreError::VersionRemoved { name, digest, at });
    }
    // Only a taken name is a matter of choice; bytes that do not run stay refused.
    match &known.refused {
        Some(refusal) if refusal.code != "name_taken" => Err(none()),
        _ => Ok(known),
    }
}

/// The number of a version that runs or ran, for a job that is to run on it.
pub(in crate::sqlite) fn runnable(
    txn: &Txn<'_>,
    name: &ProcessorName,
    digest: Digest,
) -> Result<i64, StoreError> {
    let known = could_run(txn, name, digest)?;
    if known.refused.is_some() {
        let name = name.clone();
        return Err(StoreError::NoVersion { name, digest });
    }
    Ok(known.n)
}

pub(in crate::sqlite) fn activate(
    txn: &mut Txn<'_>,
    name: &ProcessorName,
    digest: Digest,
) -> Result<(), StoreError> {
    const CLEAR: &str =
        "UPDATE plugin_versions SET refused_code = NULL, refused = NULL WHERE n = ?1";
    let known = could_run(txn, name, digest)?;
    txn.conn.prepare_cached(CLEAR)?.execute([known.n])?;
    run(txn, name, (&known.source, known.n), Why::Chosen)?;
    tell(txn, Some(name), digest, "active");
    Ok(())
}

/// What a rollback of a name goes back to: of the versions that could run, the one that did last, but for the one that
/// does.
macro_rules! previous {
    ($columns:literal, $name:literal, $active:literal) => {
        concat!(
            "SELECT ",
            $columns,
            " FROM plugin_versions w WHERE w.name = ",
            $name,
            " AND w.n <> ",
            $active,
            " AND w.ran IS NOT NULL AND w.removed_at IS NULL
               AND w.refused_code IS NULL ORDER BY w.ran DESC LIMIT 1"
        )
    };
}
pub(super) use previous;

pub(in crate::sqlite) fn rollback(
    txn: &mut Txn<'_>,
    name: &ProcessorName,
) -> Result<Digest, StoreError> {
    const PREVIOUS: &str = previous!("w.n, w.source, w.digest", "?1", "?2");
    let owner = owner(txn.conn, name)?.ok_or_else(|| StoreError::NoPlugin(name.clone()))?;
    let previous: Option<(i64, String, [u8; 32])> = txn
        .conn
        .prepare_cached(PREVIOUS)?
        .query_row((name.as_str(), owner.active), |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .optional()?;
    let (n, source, digest) = previous.ok_or_else(|| StoreError::NoPrevious(name.clone()))?;
    let digest = Digest::new(digest);
    run(txn, name, (&source, n), Why::Chosen)?;
    tell(txn, Some(name), digest, "active");
    Ok(digest)
}
