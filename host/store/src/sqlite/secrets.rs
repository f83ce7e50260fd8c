//! Secrets, sealed: no value comes here.

use runner_model::SecretName;
use rusqlite::{Connection, Row, params};

use super::rows::{named, time};
use super::txn::Txn;
use crate::error::StoreError;
use crate::types::SealedSecret;

const COLUMNS: &str = "SELECT name, nonce, sealed, set_at, set_by FROM secrets";

fn from_row(row: &Row<'_>) -> Result<SealedSecret, StoreError> {
    Ok(SealedSecret {
        name: named("name of a secret", row.get::<_, String>("name")?)?,
        nonce: row.get("nonce")?,
        sealed: row.get("sealed")?,
        set_at: time(row, "set_at")?,
        set_by: row.get("set_by")?,
    })
}

pub(super) fn list(conn: &Connection) -> Result<Vec<SealedSecret>, StoreError> {
    let mut statement = conn.prepare_cached(&format!("{COLUMNS} ORDER BY name"))?;
    let mut rows = statement.query([])?;
    let mut secrets = Vec::new();
    while let Some(row) = rows.next()? {
        secrets.push(from_row(row)?);
    }
    Ok(secrets)
}

pub(super) fn find(
    conn: &Connection,
    name: &SecretName,
) -> Result<Option<SealedSecret>, StoreError> {
    let mut statement = conn.prepare_cached(&format!("{COLUMNS} WHERE name = ?1"))?;
    let mut rows = statement.query([name.as_str()])?;
    rows.next()?.map(from_row).transpose()
}

pub(super) fn set(txn: &Txn<'_>, secret: &SealedSecret) -> Result<bool, StoreError> {
    const SET: &str = "INSERT OR REPLACE INTO secrets (name, nonce, sealed, set_at, set_by)
        VALUES (?1, ?2, ?3, ?4, ?5)";
    let is_new = find(txn.conn, &secret.name)?.is_none();
    txn.conn.prepare_cached(SET)?.execute(params![
        secret.name.as_str(),
        secret.nonce,
        secret.sealed,
        txn.now.as_millis(),
        secret.set_by,
    ])?;
    Ok(is_new)
}

pub(super) fn delete(txn: &Txn<'_>, name: &SecretName) -> Result<(), StoreError> {
    const DELETE: &str = "DELETE FROM secrets WHERE name = ?1";
    match txn.conn.prepare_cached(DELETE)?.execute([name.as_str()])? {
        0 => Err(StoreError::NoSecret(name.clone())),
        _ => Ok(()),
    }
}
