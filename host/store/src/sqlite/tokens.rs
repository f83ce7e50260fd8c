//! Tokens without their text, and whose things are.

use std::collections::BTreeMap;

use runner_model::{BatchId, Digest, JobId, StateName, Timestamp};
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::rows::{named, parsed, rows, time, time_if, unsigned};
use super::sessions;
use super::txn::Txn;
use crate::error::StoreError;
use crate::types::{NewToken, StoredToken, TokenId};

const COLUMNS: &str =
    "SELECT n, name, role, hash, created_at, created_by, expires_at, rate, used_at FROM tokens";

fn from_row(row: &Row<'_>) -> Result<StoredToken, StoreError> {
    Ok(StoredToken {
        id: TokenId(row.get("n")?),
        name: named("name of a token", row.get::<_, String>("name")?)?,
        role: parsed("role", row.get_ref("role")?.as_str().unwrap_or_default())?,
        hash: row.get("hash")?,
        created_at: time(row, "created_at")?,
        created_by: row.get("created_by")?,
        expires_at: time_if(row, "expires_at")?,
        rate: row
            .get::<_, Option<String>>("rate")?
            .map(|rate| parsed("rate", &rate))
            .transpose()?,
        used_at: time_if(row, "used_at")?,
    })
}

pub(super) fn list(conn: &Connection) -> Result<Vec<StoredToken>, StoreError> {
    let mut statement = conn.prepare_cached(&format!("{COLUMNS} ORDER BY name, n"))?;
    let mut rows = statement.query([])?;
    let mut tokens = Vec::new();
    while let Some(row) = rows.next()? {
        tokens.push(from_row(row)?);
    }
    Ok(tokens)
}

fn find(conn: &Connection, id: TokenId) -> Result<Option<StoredToken>, StoreError> {
    let mut statement = conn.prepare_cached(&format!("{COLUMNS} WHERE n = ?1"))?;
    let mut rows = statement.query([id.0])?;
    rows.next()?.map(from_row).transpose()
}

pub(super) fn add(txn: &mut Txn<'_>, token: &NewToken) -> Result<StoredToken, StoreError> {
    const OTHER: &str = "SELECT role FROM tokens
        WHERE name = ?1 AND role <> ?2 AND coalesce(expires_at, ?3 + 1) > ?3 LIMIT 1";
    const ADD: &str =
        "INSERT INTO tokens (name, role, hash, created_at, created_by, expires_at, rate)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    let conn = txn.conn;
    let other: Option<String> = conn
        .prepare_cached(OTHER)?
        .query_row(
            params![
                token.name.as_str(),
                token.role.as_str(),
                txn.now.as_millis()
            ],
            |row| row.get(0),
        )
        .optional()?;
    if let Some(role) = other {
        return Err(StoreError::TokenRole {
            name: token.name.clone(),
            role: parsed("role", &role)?,
        });
    }
    conn.prepare_cached(ADD)?.execute(params![
        token.name.as_str(),
        token.role.as_str(),
        token.hash,
        txn.now.as_millis(),
        token.created_by,
        token.expires_at.map(Timestamp::as_millis),
        token.rate.map(|rate| rate.to_string()),
    ])?;
    let id = TokenId(conn.last_insert_rowid());
    txn.rung.access += 1;
    find(conn, id)?.ok_or_else(|| StoreError::NoToken(id.to_string()))
}

pub(super) fn revoke(txn: &mut Txn<'_>, id: TokenId) -> Result<StoredToken, StoreError> {
    const REVOKE: &str = "DELETE FROM tokens WHERE n = ?1";
    let token = find(txn.conn, id)?.ok_or_else(|| StoreError::NoToken(id.to_string()))?;
    txn.conn.prepare_cached(REVOKE)?.execute([id.0])?;
    sessions::end_of_token(txn.conn, token.hash)?;
    txn.rung.access += 1;
    Ok(token)
}

pub(super) fn used(txn: &Txn<'_>, id: TokenId, at: Timestamp) -> Result<(), StoreError> {
    // Two nodes may tell it in either order.
    const USED: &str = "UPDATE tokens SET used_at = max(coalesce(used_at, ?2), ?2) WHERE n = ?1";
    txn.conn
        .prepare_cached(USED)?
        .execute((id.0, at.as_millis()))?;
    Ok(())
}

pub(super) fn owner_of(conn: &Connection, job: JobId) -> Result<Option<String>, StoreError> {
    const OWNER: &str = "SELECT created_by FROM jobs WHERE id = ?1";
    let mut statement = conn.prepare_cached(OWNER)?;
    let owner = statement.query_row([job.as_bytes()], |row| row.get(0));
    owner.optional()?.ok_or(StoreError::NoJob(job))
}

pub(super) fn owner_of_batch(
    conn: &Connection,
    batch: BatchId,
) -> Result<Option<String>, StoreError> {
    const OWNER: &str = "SELECT created_by FROM batches WHERE id = ?1";
    let mut statement = conn.prepare_cached(OWNER)?;
    let owner = statement.query_row([batch.as_bytes()], |row| row.get(0));
    owner.optional()?.ok_or(StoreError::NoBatch(batch))
}

/// Jobs that are counted, newest first.
const MOST_COUNTED: usize = 20_000;

pub(super) const COUNTS: &str = "SELECT state, count(*) FROM
        (SELECT state FROM jobs INDEXED BY jobs_by_creator WHERE created_by = ?1 ORDER BY n DESC LIMIT ?2)
        GROUP BY state";

pub(super) fn counts_of(
    conn: &Connection,
    owner: &str,
) -> Result<(BTreeMap<StateName, u64>, bool), StoreError> {
    let mut statement = conn.prepare_cached(COUNTS)?;
    let mut found = statement.query(params![owner, rows(MOST_COUNTED)])?;
    let mut counts = BTreeMap::new();
    while let Some(row) = found.next()? {
        let state = parsed("state", row.get_ref(0)?.as_str().unwrap_or_default())?;
        counts.insert(state, unsigned(row.get(1)?));
    }
    let sum: u64 = counts.values().sum();
    Ok((counts, sum >= MOST_COUNTED as u64))
}

/// Bytes that many jobs share are looked for among so many of them, in inputs and outputs each.
pub(super) const HAS_BYTES: &str = "SELECT EXISTS (
        SELECT 1 FROM (SELECT job FROM job_inputs INDEXED BY job_inputs_by_digest
            WHERE digest = ?1 ORDER BY job DESC LIMIT 10000) i
        CROSS JOIN jobs j ON j.n = i.job WHERE j.created_by = ?2)
    OR EXISTS (
        SELECT 1 FROM (SELECT job FROM job_outputs INDEXED BY job_outputs_by_digest
            WHERE digest = ?1 ORDER BY job DESC LIMIT 10000) o
        CROSS JOIN jobs j ON j.n = o.job WHERE j.created_by = ?2)
    OR EXISTS (SELECT 1 FROM uploads WHERE digest = ?1 AND owner = ?2)";

pub(super) fn has_bytes(
    conn: &Connection,
    owner: &str,
    digest: Digest,
) -> Result<bool, StoreError> {
    let mut statement = conn.prepare_cached(HAS_BYTES)?;
    Ok(statement.query_row(params![digest.as_bytes(), owner], |row| row.get(0))?)
}
