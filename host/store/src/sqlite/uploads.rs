//! Bytes that are sent ahead of a job: kept for a day, and forgotten.

use std::time::Duration;

use runner_model::{Timestamp, UploadId};
use rusqlite::{Connection, params};

use super::rows::{digest, rows, time, unsigned};
use super::txn::Txn;
use super::{blobs, onces};
use crate::error::StoreError;
use crate::types::{Blob, NewUpload, Once, Upload};

/// How long they are kept without a job.
const KEPT: Duration = Duration::from_secs(24 * 60 * 60);

pub(super) fn keep(
    txn: &mut Txn<'_>,
    once: Option<&Once>,
    upload: &NewUpload,
) -> Result<Upload, StoreError> {
    let id = match once {
        Some(once) => onces::once(txn, once, |txn| add(txn, upload))?,
        None => add(txn, upload)?,
    };
    find(txn.conn, id)
}

fn add(txn: &Txn<'_>, upload: &NewUpload) -> Result<UploadId, StoreError> {
    const ADD: &str = "INSERT INTO uploads (id, digest, media_type, owner, created_at)
        VALUES (?1, ?2, ?3, ?4, ?5)";
    blobs::name(txn.conn, upload.digest)?;
    txn.conn.prepare_cached(ADD)?.execute(params![
        upload.id.as_bytes(),
        upload.digest.as_bytes(),
        upload.media_type,
        upload.owner,
        txn.now.as_millis(),
    ])?;
    Ok(upload.id)
}

pub(super) fn find(conn: &Connection, id: UploadId) -> Result<Upload, StoreError> {
    const FIND: &str = "SELECT u.digest, b.size, u.media_type, u.owner, u.created_at FROM uploads u
        JOIN blobs b ON b.digest = u.digest WHERE u.id = ?1";
    let mut statement = conn.prepare_cached(FIND)?;
    let mut found = statement.query([id.as_bytes()])?;
    let row = found.next()?.ok_or(StoreError::NoUpload(id))?;
    let created_at = time(row, "created_at")?;
    Ok(Upload {
        id,
        blob: Blob {
            digest: digest(row, "digest")?,
            size: unsigned(row.get("size")?),
        },
        media_type: row.get("media_type")?,
        owner: row.get("owner")?,
        created_at,
        expires_at: created_at.after(KEPT),
    })
}

/// Forgets at most so many of those that were kept for long enough.
pub(super) fn forget(conn: &Connection, now: Timestamp, most: usize) -> Result<usize, StoreError> {
    const FORGET: &str = "DELETE FROM uploads WHERE n IN (
            SELECT n FROM uploads INDEXED BY uploads_by_time WHERE created_at <= ?1 LIMIT ?2)";
    let before = now.as_millis() - i64::try_from(KEPT.as_millis()).unwrap_or(i64::MAX);
    Ok(conn.prepare_cached(FORGET)?.execute((before, rows(most)))?)
}
