//! What there is of plugins.

use runner_model::{Digest, ProcessorName};
use rusqlite::{Connection, Row};

use super::choose::previous;
use super::refusal;
use crate::error::StoreError;
use crate::sqlite::rows::{self, digest, named, time, time_if, unsigned};
use crate::types::PluginVersion;

/// The query of versions that [`version`] reads.
macro_rules! versions {
    ($rest:literal) => {
        concat!(
            "SELECT v.*, p.active IS v.n AS is_active, p.active IS NOT NULL AND v.n IS (",
            previous!("w.n", "v.name", "p.active"),
            ") AS is_previous FROM plugin_versions v LEFT JOIN plugins p ON p.name = v.name ",
            $rest
        )
    };
}

fn version(row: &Row<'_>) -> Result<PluginVersion, StoreError> {
    let name: Option<String> = row.get("name")?;
    let descriptor: Option<String> = row.get("descriptor")?;
    let compile_ms: Option<i64> = row.get("compile_ms")?;
    Ok(PluginVersion {
        digest: digest(row, "digest")?,
        size: unsigned(row.get("size")?),
        name: name.map(|name| named("processor name", name)).transpose()?,
        descriptor: descriptor
            .map(|json| serde_json::from_str(&json))
            .transpose()
            .map_err(|why| StoreError::corrupt("descriptor")(&why))?,
        source: row.get("source")?,
        added_at: time(row, "added_at")?,
        is_active: row.get("is_active")?,
        is_previous: row.get("is_previous")?,
        refused: refusal(row)?,
        removed_at: time_if(row, "removed_at")?,
        compile_ms: compile_ms.map(unsigned),
    })
}

fn all(
    conn: &Connection,
    sql: &str,
    params: impl rusqlite::Params,
) -> Result<Vec<PluginVersion>, StoreError> {
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query(params)?;
    let mut versions = Vec::new();
    while let Some(row) = rows.next()? {
        versions.push(version(row)?);
    }
    Ok(versions)
}

pub(in crate::sqlite) fn versions(conn: &Connection) -> Result<Vec<PluginVersion>, StoreError> {
    const ALL: &str = versions!("WHERE v.removed_at IS NULL ORDER BY v.name, v.n DESC");
    all(conn, ALL, [])
}

pub(in crate::sqlite) fn versions_of(
    conn: &Connection,
    name: &ProcessorName,
) -> Result<Vec<PluginVersion>, StoreError> {
    const OF: &str = versions!("WHERE v.name = ?1 ORDER BY v.n DESC");
    all(conn, OF, [name.as_str()])
}

pub(in crate::sqlite) fn by_digest(
    conn: &Connection,
    digest: Digest,
) -> Result<Option<PluginVersion>, StoreError> {
    const BY: &str = versions!("WHERE v.digest = ?1");
    Ok(all(conn, BY, [digest.as_bytes()])?.pop())
}

pub(in crate::sqlite) fn active(
    conn: &Connection,
    name: &ProcessorName,
) -> Result<Option<PluginVersion>, StoreError> {
    const ACTIVE: &str = versions!("WHERE v.name = ?1 AND p.active = v.n");
    Ok(all(conn, ACTIVE, [name.as_str()])?.pop())
}

pub(in crate::sqlite) fn stranded(
    conn: &Connection,
    name: &ProcessorName,
    most: usize,
) -> Result<usize, StoreError> {
    // Jobs that a node holds are left out: those that run finish, and those that are frozen go on.
    const STRANDED: &str = "SELECT count(*) FROM (SELECT 1 FROM jobs INDEXED BY jobs_open
        WHERE finished_at IS NULL AND lease IS NULL AND plugin IN (
            SELECT n FROM plugin_versions WHERE name = ?1 AND removed_at IS NOT NULL)
        LIMIT ?2)";
    let count: i64 = conn
        .prepare_cached(STRANDED)?
        .query_row((name.as_str(), rows::rows(most)), |row| row.get(0))?;
    Ok(usize::try_from(count).unwrap_or_default())
}
