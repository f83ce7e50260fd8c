//! Versions go. Their rows stay, since jobs name them and whoever asks is told; their bytes are the collector's.

use runner_model::{Digest, ProcessorName};
use rusqlite::params;

use super::{find, owner, tell};
use crate::error::StoreError;
use crate::sqlite::cache;
use crate::sqlite::txn::Txn;
use crate::types::Removed;

pub(in crate::sqlite) fn remove_version(
    txn: &mut Txn<'_>,
    name: &ProcessorName,
    digest: Digest,
) -> Result<Removed, StoreError> {
    const REMOVE: &str = "UPDATE plugin_versions SET removed_at = ?2 WHERE n = ?1";
    let known = find(txn.conn, digest)?
        .filter(|known| known.name.as_deref() == Some(name.as_str()))
        .ok_or_else(|| StoreError::NoVersion {
            name: name.clone(),
            digest,
        })?;
    if let Some(at) = known.removed_at {
        let name = name.clone();
        return Err(StoreError::VersionRemoved { name, digest, at });
    }
    if owner(txn.conn, name)?.is_some_and(|owner| owner.active == known.n) {
        let name = name.clone();
        return Err(StoreError::VersionActive { name, digest });
    }
    txn.conn
        .prepare_cached(REMOVE)?
        .execute(params![known.n, txn.now.as_millis()])?;
    tell(txn, Some(name), digest, "removed");
    Ok(Removed {
        versions: vec![digest],
        at: txn.now,
    })
}

/// Removes all that was accepted under a name. What was refused because the name was taken stays, for somebody to
/// activate.
pub(in crate::sqlite) fn remove_plugin(
    txn: &mut Txn<'_>,
    name: &ProcessorName,
) -> Result<Removed, StoreError> {
    const FREE: &str = "DELETE FROM plugins WHERE name = ?1";
    const ALL: &str = "SELECT digest FROM plugin_versions
        WHERE name = ?1 AND refused_code IS NULL AND removed_at IS NULL ORDER BY n DESC";
    const REMOVE: &str = "UPDATE plugin_versions SET removed_at = ?2
        WHERE name = ?1 AND refused_code IS NULL AND removed_at IS NULL";
    if txn.conn.prepare_cached(FREE)?.execute([name.as_str()])? == 0 {
        return Err(StoreError::NoPlugin(name.clone()));
    }
    let versions: Vec<Digest> = {
        let mut statement = txn.conn.prepare_cached(ALL)?;
        let digests = statement.query_map([name.as_str()], |row| row.get(0).map(Digest::new))?;
        digests.collect::<Result<_, _>>()?
    };
    txn.conn
        .prepare_cached(REMOVE)?
        .execute(params![name.as_str(), txn.now.as_millis()])?;
    cache::clear(txn, name)?;
    for digest in &versions {
        tell(txn, Some(name), *digest, "removed");
    }
    Ok(Removed {
        versions,
        at: txn.now,
    })
}
