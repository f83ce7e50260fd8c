//! What lies in a data folder of plugins: their bytes, their code, and what is remembered of them.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use runner_model::ByteSize;

/// The folders of a data folder that plugins leave something in.
const FOLDERS: [&str; 3] = ["blobs", "cache", "work"];

/// The files that there are, with their sizes.
#[derive(Debug, Default)]
pub(crate) struct Disk(BTreeMap<PathBuf, u64>);

impl Disk {
    pub(crate) fn of(data: &Path) -> io::Result<Self> {
        let mut files = BTreeMap::new();
        for folder in FOLDERS {
            list(&data.join(folder), &mut files)?;
        }
        Ok(Self(files))
    }

    /// The files that were not there before.
    pub(crate) fn more_than(&self, before: &Self) -> Vec<&Path> {
        let files = self.0.keys().filter(|file| !before.0.contains_key(*file));
        files.map(PathBuf::as_path).collect()
    }

    pub(crate) fn files(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn bytes(&self) -> ByteSize {
        ByteSize(self.0.values().sum())
    }
}

fn list(folder: &Path, files: &mut BTreeMap<PathBuf, u64>) -> io::Result<()> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        other => other?,
    };
    for entry in entries {
        let entry = entry?;
        match entry.metadata() {
            Ok(about) if about.is_dir() => list(&entry.path(), files)?,
            Ok(about) => drop(files.insert(entry.path(), about.len())),
            // It went while it was looked at.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
