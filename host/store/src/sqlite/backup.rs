//! Backups, and looking whether the database is whole: on connections of their own, while the store goes on.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use super::blobs::{Files, sync};
use super::rows::{digest, unsigned};
use crate::error::StoreError;
use crate::types::Backup;

/// What upkeep works on.
pub(super) struct Upkeep {
    pub(super) database: PathBuf,
    pub(super) files: Files,
}

/// Room that is left free beside two databases.
const SPARE: u64 = 16 * 1024 * 1024;

impl Upkeep {
    /// Copies the database and links the blobs into a new folder. What is there at the end is whole: a backup that
    /// is cut short has another name.
    pub(super) fn backup(&self, folder: &Path) -> Result<Backup, StoreError> {
        if folder.exists() {
            let taken = io::Error::from(io::ErrorKind::AlreadyExists);
            return Err(StoreError::file("make a backup in", folder)(taken));
        }
        let parent = folder.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(parent).map_err(StoreError::file("create", parent))?;
        let conn = self.open()?;
        self.check_room(&conn, parent)?;
        let partial = partial(folder);
        if partial.exists() {
            fs::remove_dir_all(&partial).map_err(StoreError::file("remove", &partial))?;
        }
        let made = self.fill(&conn, &partial).and_then(|made| {
            fs::rename(&partial, folder).map_err(StoreError::file("rename to", folder))?;
            sync(parent)?;
            Ok(made)
        });
        if made.is_err() {
            // What is left of it would only take room.
            let _ = fs::remove_dir_all(&partial);
        }
        Ok(Backup {
            folder: folder.to_owned(),
            ..made?
        })
    }

    fn open(&self) -> Result<Connection, StoreError> {
        let conn = Connection::open_with_flags(&self.database, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        conn.busy_timeout(std::time::Duration::from_secs(30))?;
        Ok(conn)
    }

    fn check_room(&self, conn: &Connection, parent: &Path) -> Result<(), StoreError> {
        let number = |pragma: &str| -> Result<u64, StoreError> {
            let number: i64 = conn.pragma_query_value(None, pragma, |row| row.get(0))?;
            Ok(unsigned(number))
        };
        let size = number("page_count")?.saturating_mul(number("page_size")?);
        let needed = size.saturating_mul(2).saturating_add(SPARE);
        let free = rustix::fs::statvfs(parent)
            .map(|disk| disk.f_bavail.saturating_mul(disk.f_frsize))
            .map_err(|error| StoreError::file("look at the disk of", parent)(error.into()))?;
        if free < needed {
            return Err(StoreError::NoSpace {
                path: parent.to_owned(),
                free,
                needed,
            });
        }
        Ok(())
    }

    fn fill(&self, conn: &Connection, folder: &Path) -> Result<Backup, StoreError> {
        let blobs = folder.join("blobs");
        fs::create_dir_all(&blobs).map_err(StoreError::file("create", &blobs))?;
        let database = folder.join("runner.db");
        conn.execute("VACUUM INTO ?1", [database.to_string_lossy()])?;
        let copy = Connection::open_with_flags(&database, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        let mut made = Backup {
            folder: folder.to_owned(),
            database_bytes: fs::metadata(&database)
                .map_err(StoreError::file("look at", &database))?
                .len(),
            blobs: 0,
            blob_bytes: 0,
        };
        let there = Files {
            blobs,
            ..self.files.clone()
        };
        self.link_blobs(&copy, &there, &mut made)?;
        sync(&database)?;
        sync(&there.blobs)?;
        sync(folder)?;
        Ok(made)
    }

    /// Brings the files of all blobs that the copy knows.
    fn link_blobs(
        &self,
        copy: &Connection,
        there: &Files,
        made: &mut Backup,
    ) -> Result<(), StoreError> {
        const BLOBS: &str = "SELECT digest, size, marked_at IS NOT NULL AS marked FROM blobs";
        let mut statement = copy.prepare(BLOBS)?;
        let mut found = statement.query([])?;
        while let Some(row) = found.next()? {
            let digest = digest(row, "digest")?;
            let is_marked: bool = row.get("marked")?;
            let (from, to) = (self.files.path(digest), there.path(digest));
            if let Some(folder) = to.parent() {
                fs::create_dir_all(folder).map_err(StoreError::file("create", folder))?;
            }
            let brought = fs::hard_link(&from, &to).or_else(|error| match error.kind() {
                io::ErrorKind::NotFound => Err(error),
                // Another disk, or a file system without links.
                _ => fs::copy(&from, &to).map(drop),
            });
            match brought {
                Ok(()) => {
                    made.blobs += 1;
                    made.blob_bytes += unsigned(row.get("size")?);
                }
                // The collector was faster.
                Err(error) if is_marked && error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(StoreError::file("copy", from)(error)),
            }
        }
        Ok(())
    }

    /// What is wrong with the database.
    pub(super) fn quick_check(&self) -> Result<Vec<String>, StoreError> {
        let conn = self.open()?;
        let mut statement = conn.prepare("PRAGMA quick_check")?;
        let found = statement.query_map([], |row| row.get::<_, String>(0))?;
        let mut wrong = Vec::new();
        for said in found {
            let said = said?;
            if said != "ok" {
                wrong.push(said);
            }
        }
        Ok(wrong)
    }
}

/// The name of a backup that is being made.
fn partial(folder: &Path) -> PathBuf {
    let mut name = folder.as_os_str().to_owned();
    name.push(".partial");
    PathBuf::from(name)
}
