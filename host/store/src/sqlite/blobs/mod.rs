//! Bytes by their digest: files first, then their rows, so that a row never names bytes that are not there.

mod put;

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use runner_model::Digest;
use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest as _, Sha256};

pub(super) use self::put::Placed;
use super::collect::BeingPut;
use super::rows::{signed, unsigned};
use super::txn::Txn;
use crate::error::StoreError;
use crate::failpoint::Armed;
use crate::types::{Blob, NewBlob};

/// The files of the blobs.
#[derive(Debug, Clone)]
pub(super) struct Files {
    pub(super) blobs: PathBuf,
    pub(super) work: PathBuf,
    pub(super) armed: Option<Armed>,
    pub(super) being_put: BeingPut,
}

/// Where the bytes of a digest lie in the folder of the blobs.
pub(super) fn place_in(blobs: &Path, digest: Digest) -> PathBuf {
    let hex = digest.hex();
    blobs.join(&hex[..2]).join(hex)
}

impl Files {
    /// Where the bytes of a digest lie.
    pub(super) fn path(&self, digest: Digest) -> PathBuf {
        place_in(&self.blobs, digest)
    }

    /// Removes bytes whose row is gone, unless they are being put again.
    pub(super) fn remove(&self, digest: Digest) -> Result<(), StoreError> {
        let path = self.path(digest);
        let removed = self
            .being_put
            .unless_put(digest, || fs::remove_file(&path))
            .unwrap_or(Ok(()));
        match removed {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(StoreError::file("remove", path)(error))
            }
            _ => Ok(()),
        }
    }
}

/// Makes a file's bytes, or a folder's names, durable.
pub(super) fn sync(path: &Path) -> Result<(), StoreError> {
    File::open(path)
        .and_then(|file| file.sync_all())
        .map_err(StoreError::file("sync", path))
}

/// What bytes would be known by.
pub(super) fn look(new: &NewBlob) -> Result<Blob, StoreError> {
    match new {
        NewBlob::File(path) => hash(path, &mut io::sink()),
        NewBlob::Bytes(bytes) => Ok(Blob {
            digest: Digest::new(Sha256::digest(bytes).into()),
            size: bytes.len() as u64,
        }),
    }
}

pub(super) fn hash(path: &Path, copy: &mut dyn Write) -> Result<Blob, StoreError> {
    let mut file = File::open(path).map_err(StoreError::file("open", path))?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 256 * 1024];
    let mut size = 0;
    loop {
        let read = file
            .read(&mut buffer)
            .map_err(StoreError::file("read", path))?;
        if read == 0 {
            break;
        }
        hasher.update(&buffer[..read]);
        copy.write_all(&buffer[..read])
            .map_err(StoreError::file("copy", path))?;
        size += read as u64;
    }
    Ok(Blob {
        digest: Digest::new(hasher.finalize().into()),
        size,
    })
}

pub(super) fn insert(txn: &Txn<'_>, blob: Blob) -> Result<(), StoreError> {
    const INSERT: &str = "INSERT INTO blobs (digest, size, added_at) VALUES (?1, ?2, ?3)
        ON CONFLICT DO UPDATE SET marked_at = NULL";
    txn.conn.prepare_cached(INSERT)?.execute(params![
        blob.digest.as_bytes(),
        signed(blob.size),
        txn.now.as_millis()
    ])?;
    Ok(())
}

/// Names a blob in a row that is about to be written: it must be there, and the collector lets it be from now on.
pub(super) fn name(conn: &Connection, digest: Digest) -> Result<(), StoreError> {
    const MARKED: &str = "SELECT marked_at FROM blobs WHERE digest = ?1";
    const UNMARK: &str = "UPDATE blobs SET marked_at = NULL WHERE digest = ?1";
    let marked: Option<Option<i64>> = conn
        .prepare_cached(MARKED)?
        .query_row([digest.as_bytes()], |row| row.get(0))
        .optional()?;
    match marked {
        None => Err(StoreError::NoBlob(digest)),
        Some(None) => Ok(()),
        Some(Some(_)) => {
            conn.prepare_cached(UNMARK)?.execute([digest.as_bytes()])?;
            Ok(())
        }
    }
}

pub(super) fn find(conn: &Connection, digest: Digest) -> Result<Blob, StoreError> {
    const FIND: &str = "SELECT size FROM blobs WHERE digest = ?1";
    let size: Option<i64> = conn
        .prepare_cached(FIND)?
        .query_row([digest.as_bytes()], |row| row.get(0))
        .optional()?;
    size.map(|size| Blob {
        digest,
        size: unsigned(size),
    })
    .ok_or(StoreError::NoBlob(digest))
}
