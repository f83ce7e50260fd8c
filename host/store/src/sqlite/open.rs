//! Opening: connections and their settings.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use crate::clock::{Clock, SystemClock};
use crate::error::StoreError;
use crate::failpoint::Armed;

/// Where and how a store is opened.
#[derive(Clone)]
pub struct Options {
    /// The folder: `runner.db`, `blobs/` and `work/` in it.
    pub folder: PathBuf,
    /// Where the time comes from.
    pub clock: Arc<dyn Clock>,
    /// Threads that read.
    pub readers: usize,
    /// The most requests that share a commit.
    pub group: usize,
    /// How many pages of 4 KiB the database may have; as many as the disk holds if none.
    pub most_pages: Option<u32>,
    /// Where the process is to die; nothing happens without the cargo feature `failpoints`.
    pub failpoint: Option<Armed>,
}

impl Options {
    /// As it is usual, in that folder.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
            clock: Arc::new(SystemClock),
            readers: 2,
            group: 256,
            most_pages: None,
            failpoint: None,
        }
    }

    pub(super) fn database(&self) -> PathBuf {
        self.folder.join("runner.db")
    }
}

/// How long SQLite itself waits for a lock. The writer then tries again, and so nobody hears of it.
const BUSY: Duration = Duration::from_secs(2);

/// Pages that the log may hold before the writer moves them into the database: 8 MiB. A page that is written many
/// times meanwhile is moved once.
const CHECKPOINT_PAGES: i64 = 2_000;

/// How long the log is made at the start: what it holds between two checkpoints, and a large group more.
const LOG_BYTES: u64 = 10 * 1024 * 1024;

/// Makes the write-ahead log as long as it will be. To sync bytes that are written over took 0.3 ms, to sync bytes
/// that make a file longer 3.6 ms: without this the first few thousand commits after each start are slow.
///
/// SQLite reads frames up to the first that does not bear the log's salt, and so never sees the zeros
/// (<https://sqlite.org/fileformat2.html#walformat>).
pub(super) fn lengthen_log(database: &Path) -> Result<(), StoreError> {
    let mut path = database.as_os_str().to_owned();
    path.push("-wal");
    let path = PathBuf::from(path);
    let lengthen = || -> io::Result<()> {
        // Appended, so that a frame that another handle writes at the same moment is not written over.
        let mut log = File::options().append(true).open(&path)?;
        let zeros = vec![0; 256 * 1024];
        let mut length = log.metadata()?.len();
        while length < LOG_BYTES {
            log.write_all(&zeros)?;
            length += zeros.len() as u64;
        }
        log.sync_all()
    };
    match lengthen() {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(StoreError::file("lengthen", path)(error))
        }
        _ => Ok(()),
    }
}

/// A connection that writes.
pub(super) fn writer(path: &Path) -> Result<Connection, StoreError> {
    let conn = Connection::open(path)?;
    conn.busy_timeout(BUSY)?;
    conn.pragma_update(None, "journal_mode", "wal")?;
    // A commit is on disk when it returns, in WAL mode too.
    conn.pragma_update(None, "synchronous", "full")?;
    conn.pragma_update(None, "foreign_keys", true)?;
    conn.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES)?;
    conn.pragma_update(None, "cache_size", -32 * 1024)?;
    conn.pragma_update(None, "temp_store", "memory")?;
    conn.set_prepared_statement_cache_capacity(128);
    Ok(conn)
}

/// A connection that reads.
pub(super) fn reader(path: &Path) -> Result<Connection, StoreError> {
    let conn = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    conn.busy_timeout(BUSY)?;
    conn.pragma_update(None, "query_only", true)?;
    conn.pragma_update(None, "cache_size", -8 * 1024)?;
    conn.pragma_update(None, "temp_store", "memory")?;
    conn.set_prepared_statement_cache_capacity(64);
    Ok(conn)
}
