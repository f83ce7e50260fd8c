//! Blobs that nothing names go: marked first, removed an hour later. Whoever names a marked one in between unmarks it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use runner_model::{Digest, Timestamp};
use rusqlite::{Connection, params};

use super::rows::{digest, rows, time, time_if, unsigned};
use super::txn::Txn;
use crate::error::StoreError;
use crate::types::{BlobCursor, Collected};

/// How long a blob that nothing names is kept.
const GRACE: Duration = Duration::from_secs(60 * 60);

/// Blobs that are being put: their files are there, and their rows are not yet.
#[derive(Debug, Clone, Default)]
pub(super) struct BeingPut(Arc<Mutex<HashMap<Digest, usize>>>);

/// Keeps a blob from being removed for as long as it lives.
#[derive(Debug)]
pub(super) struct Keeps {
    all: BeingPut,
    digest: Digest,
}

impl BeingPut {
    pub(super) fn keep(&self, digest: Digest) -> Keeps {
        *self.lock().entry(digest).or_default() += 1;
        Keeps {
            all: self.clone(),
            digest,
        }
    }

    /// Does something to a file unless its blob is being put; nobody puts it meanwhile.
    pub(super) fn unless_put<T>(&self, digest: Digest, task: impl FnOnce() -> T) -> Option<T> {
        let all = self.lock();
        (!all.contains_key(&digest)).then(task)
    }

    pub(super) fn has(&self, digest: Digest) -> bool {
        self.lock().contains_key(&digest)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Digest, usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Keeps {
    fn drop(&mut self) {
        let mut all = self.all.lock();
        if let Some(count) = all.get_mut(&self.digest) {
            *count -= 1;
            if *count == 0 {
                all.remove(&self.digest);
            }
        }
    }
}

pub(super) const WALK: &str = "SELECT digest, size, added_at, marked_at FROM blobs
    WHERE digest > ?1 ORDER BY digest LIMIT ?2";

pub(super) const NAMED: &str = "SELECT 1 WHERE EXISTS (SELECT 1 FROM job_inputs WHERE digest = ?1)
    OR EXISTS (SELECT 1 FROM job_outputs WHERE digest = ?1)
    OR EXISTS (SELECT 1 FROM uploads WHERE digest = ?1)
    OR EXISTS (SELECT 1 FROM plugin_versions WHERE digest = ?1 AND removed_at IS NULL)";

/// Looks at so many blobs. Gives what it did; the files of those that are gone can go once this is committed.
pub(super) fn collect(
    txn: &Txn<'_>,
    being_put: &BeingPut,
    from: Option<BlobCursor>,
    most: usize,
) -> Result<Collected, StoreError> {
    const MARK: &str = "UPDATE blobs SET marked_at = ?2 WHERE digest = ?1";
    const REMOVE: &str = "DELETE FROM blobs WHERE digest = ?1";
    let seen = look(txn.conn, from, most)?;
    let mut collected = Collected {
        next: (seen.len() == most)
            .then(|| seen.last().map(|last| BlobCursor(*last.digest.as_bytes())))
            .flatten(),
        ..Collected::default()
    };
    for blob in seen {
        let is_named = txn
            .conn
            .prepare_cached(NAMED)?
            .exists([blob.digest.as_bytes()])?;
        let is_old = |since: Timestamp| txn.now.since(since) >= GRACE;
        let mark = |at: Option<i64>| -> Result<(), StoreError> {
            txn.conn
                .prepare_cached(MARK)?
                .execute(params![blob.digest.as_bytes(), at])?;
            Ok(())
        };
        match blob.marked_at {
            Some(_) if is_named => mark(None)?,
            Some(marked_at) if is_old(marked_at) && !being_put.has(blob.digest) => {
                txn.conn
                    .prepare_cached(REMOVE)?
                    .execute([blob.digest.as_bytes()])?;
                collected.removed += 1;
                collected.bytes += blob.size;
                collected.gone.push(blob.digest);
            }
            None if !is_named && is_old(blob.added_at) => {
                mark(Some(txn.now.as_millis()))?;
                collected.marked += 1;
            }
            _ => {}
        }
    }
    Ok(collected)
}

struct Seen {
    digest: Digest,
    size: u64,
    added_at: Timestamp,
    marked_at: Option<Timestamp>,
}

fn look(conn: &Connection, from: Option<BlobCursor>, most: usize) -> Result<Vec<Seen>, StoreError> {
    // An empty blob sorts before every digest.
    let from = from.map_or(Vec::new(), |cursor| cursor.0.to_vec());
    let mut statement = conn.prepare_cached(WALK)?;
    let mut found = statement.query(params![from, rows(most)])?;
    let mut seen = Vec::new();
    while let Some(row) = found.next()? {
        seen.push(Seen {
            digest: digest(row, "digest")?,
            size: unsigned(row.get("size")?),
            added_at: time(row, "added_at")?,
            marked_at: time_if(row, "marked_at")?,
        });
    }
    Ok(seen)
}
