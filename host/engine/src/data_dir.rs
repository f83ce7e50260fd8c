//! The folder that a node keeps everything in, and the lock that makes it this node's.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, flock};

/// The folder of one node, locked for as long as this is held.
#[derive(Debug)]
pub struct DataDir {
    folder: PathBuf,
    /// Closing it gives the lock back, also when the process is killed.
    _lock: File,
}

/// Why a folder cannot be this node's.
#[derive(Debug, thiserror::Error)]
pub enum DataDirError {
    /// Another process has it.
    #[error(
        "{0} is in use by another runner: stop that one, or choose another folder with --data-dir"
    )]
    InUse(PathBuf),
    /// It cannot be made, read or written.
    #[error("cannot use the data folder {path}: {source}")]
    File {
        /// The file or folder.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
}

impl DataDir {
    /// Makes the folder if it is missing, and locks it.
    pub fn open(folder: &Path) -> Result<Self, DataDirError> {
        let failed = |path: &Path| {
            let path = path.to_owned();
            move |source| DataDirError::File { path, source }
        };
        for inner in ["", "plugins", "work"] {
            let path = folder.join(inner);
            fs::create_dir_all(&path).map_err(failed(&path))?;
        }
        let path = folder.join("lock");
        let lock = File::options()
            .create(true)
            .write(true)
            .truncate(false)
            .open(&path)
            .map_err(failed(&path))?;
        match flock(&lock, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => Ok(Self {
                folder: folder.to_owned(),
                _lock: lock,
            }),
            Err(rustix::io::Errno::WOULDBLOCK) => Err(DataDirError::InUse(folder.to_owned())),
            Err(error) => Err(failed(&path)(error.into())),
        }
    }

    /// Whether a process has the folder, without making anything.
    pub fn is_in_use(folder: &Path) -> io::Result<bool> {
        let lock = match File::open(folder.join("lock")) {
            Ok(lock) => lock,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
            Err(error) => return Err(error),
        };
        match flock(&lock, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => Ok(false),
            Err(rustix::io::Errno::WOULDBLOCK) => Ok(true),
            Err(error) => Err(error.into()),
        }
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.folder
    }

    /// The inbox for plugins.
    pub fn plugins(&self) -> PathBuf {
        self.folder.join("plugins")
    }
}
