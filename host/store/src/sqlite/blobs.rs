//! Bytes by their digest: files first, then their rows, so that a row never names bytes that are not there.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use runner_model::Digest;
use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest as _, Sha256};

use super::collect::{BeingPut, Keeps};
use super::rows::{signed, unsigned};
use super::txn::Txn;
use crate::error::StoreError;
use crate::failpoint::{Armed, failpoint};
use crate::types::Blob;

/// The files of the blobs.
#[derive(Debug, Clone)]
pub(super) struct Files {
    pub(super) blobs: PathBuf,
    pub(super) work: PathBuf,
    pub(super) armed: Option<Armed>,
    pub(super) being_put: BeingPut,
}

/// Bytes at their place, kept there until their row is written.
pub(super) type Placed = (Blob, Keeps);

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

    /// Brings bytes to their place, and makes them durable there.
    pub(super) fn put_bytes(&self, bytes: &[u8]) -> Result<Placed, StoreError> {
        let blob = Blob {
            digest: Digest::new(Sha256::digest(bytes).into()),
            size: bytes.len() as u64,
        };
        let keeps = self.being_put.keep(blob.digest);
        if !self.path(blob.digest).exists() {
            let temporary = self.temporary();
            fs::write(&temporary, bytes).map_err(StoreError::file("write", &temporary))?;
            self.place(&temporary, blob.digest)?;
        }
        Ok((blob, keeps))
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

    /// Brings a file to its place: moves one of the work folder, copies any other.
    pub(super) fn put_file(&self, path: &Path) -> Result<Placed, StoreError> {
        if path.starts_with(&self.work) {
            let blob = hash(path, &mut io::sink())?;
            let keeps = self.being_put.keep(blob.digest);
            if self.path(blob.digest).exists() {
                fs::remove_file(path).map_err(StoreError::file("remove", path))?;
            } else {
                self.place(path, blob.digest)?;
            }
            return Ok((blob, keeps));
        }
        let temporary = self.temporary();
        let mut copy =
            File::create_new(&temporary).map_err(StoreError::file("create", &temporary))?;
        let hashed = hash(path, &mut copy).and_then(|blob| {
            let keeps = self.being_put.keep(blob.digest);
            if !self.path(blob.digest).exists() {
                self.place(&temporary, blob.digest)?;
                return Ok(((blob, keeps), true));
            }
            Ok(((blob, keeps), false))
        });
        if !matches!(hashed, Ok((_, true))) {
            // What is left of it is in the work folder, which is swept at start.
            let _ = fs::remove_file(&temporary);
        }
        hashed.map(|(placed, _)| placed)
    }

    fn temporary(&self) -> PathBuf {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        self.work
            .join(format!("blob-{}-{number}", std::process::id()))
    }

    fn place(&self, from: &Path, digest: Digest) -> Result<(), StoreError> {
        let to = self.path(digest);
        let folder = to.parent().unwrap_or(&self.blobs);
        sync(from)?;
        if !folder.exists() {
            fs::create_dir_all(folder).map_err(StoreError::file("create", folder))?;
            sync(&self.blobs)?;
        }
        failpoint!(self.armed, BlobRename);
        fs::rename(from, &to).map_err(StoreError::file("rename to", &to))?;
        sync(folder)
    }
}

/// Makes a file's bytes, or a folder's names, durable.
pub(super) fn sync(path: &Path) -> Result<(), StoreError> {
    File::open(path)
        .and_then(|file| file.sync_all())
        .map_err(StoreError::file("sync", path))
}

/// What a file's bytes would be known by.
pub(super) fn look(path: &Path) -> Result<Blob, StoreError> {
    hash(path, &mut io::sink())
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

pub(super) fn insert(txn: &Txn<'_>, blob: Blob) -> Result<Blob, StoreError> {
    const INSERT: &str = "INSERT INTO blobs (digest, size, added_at) VALUES (?1, ?2, ?3)
        ON CONFLICT DO UPDATE SET marked_at = NULL";
    txn.conn.prepare_cached(INSERT)?.execute(params![
        blob.digest.as_bytes(),
        signed(blob.size),
        txn.now.as_millis()
    ])?;
    Ok(blob)
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
