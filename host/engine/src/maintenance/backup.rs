//! Backups: one more, and then the oldest go until they are few and small enough.

use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use runner_model::ByteSize;

use crate::engine::Shared;

pub(super) async fn backup(
    shared: &Shared,
    keep: usize,
    disk_percent: u8,
) -> Result<String, String> {
    let folder = shared
        .maintenance
        .backups
        .get()
        .ok_or("this node has no folder for backups")?
        .clone();
    let millis = shared.clock.now().as_millis();
    let place = folder.join(backup_name(millis));
    let made = folder.clone();
    blocking(move || fs::create_dir_all(made)).await?;
    let backup = shared
        .store
        .backup(place)
        .await
        .map_err(|error| error.to_string())?;
    let deleted = blocking(move || prune(&folder, keep.max(1), disk_percent)).await?;
    Ok(format!(
        "{}: {} of database, {} blobs ({}); {deleted} older ones deleted",
        backup.folder.display(),
        ByteSize(backup.database_bytes),
        backup.blobs,
        ByteSize(backup.blob_bytes)
    ))
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T, String> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done.map_err(|error| format!("cannot use the folder for backups: {error}")),
        Err(error) => Err(error.to_string()),
    }
}

/// What a backup of that moment is called. Names sort by time.
pub fn backup_name(millis: i64) -> String {
    format!("runner-{millis:015}")
}

/// The backups in a folder, by their names, and what each takes of the disk.
pub fn backups(folder: &Path) -> io::Result<Vec<(PathBuf, u64)>> {
    let mut places: Vec<PathBuf> = fs::read_dir(folder)?
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .filter(|path| path.join("runner.db").is_file())
        .collect();
    places.sort();
    let sized = places.into_iter().map(|path| {
        let size = size_of(&path)?;
        Ok((path, size))
    });
    sized.collect()
}

/// Deletes the oldest backups beyond a number, and then while all take more than their part of the disk. The newest
/// stays.
fn prune(folder: &Path, keep: usize, disk_percent: u8) -> io::Result<usize> {
    let backups = backups(folder)?;
    let disk = rustix::fs::statvfs(folder)?;
    let part =
        u128::from(disk.f_blocks) * u128::from(disk.f_frsize) * u128::from(disk_percent) / 100;
    let mut all: u128 = backups.iter().map(|(_, size)| u128::from(*size)).sum();
    let mut deleted = 0;
    while backups.len() - deleted > 1 && (backups.len() - deleted > keep || all > part) {
        let (path, size) = &backups[deleted];
        fs::remove_dir_all(path)?;
        all -= u128::from(*size);
        deleted += 1;
    }
    Ok(deleted)
}

/// What a backup takes of the disk: bytes that others have too count in part.
fn size_of(folder: &Path) -> io::Result<u64> {
    let mut size = 0;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let meta = entry.metadata()?;
        size += if meta.is_dir() {
            size_of(&entry.path())?
        } else {
            meta.len() / meta.nlink().max(1)
        };
    }
    Ok(size)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn backup(folder: &Path, name: &str, bytes: usize) {
        let place = folder.join(name);
        fs::create_dir_all(&place).unwrap();
        fs::write(place.join("runner.db"), vec![0; bytes]).unwrap();
    }

    fn left(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn the_oldest_backups_go_and_strangers_folders_stay() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["runner-1", "runner-2", "runner-3"] {
            backup(folder.path(), name, 10);
        }
        fs::create_dir(folder.path().join("a-mine")).unwrap();
        assert_eq!(prune(folder.path(), 2, 20).unwrap(), 1);
        assert_eq!(left(folder.path()), ["a-mine", "runner-2", "runner-3"]);
    }

    #[test]
    fn the_newest_backup_stays_however_large_it_is() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["runner-1", "runner-2"] {
            backup(folder.path(), name, 10);
        }
        assert_eq!(prune(folder.path(), 7, 0).unwrap(), 1);
        assert_eq!(left(folder.path()), ["runner-2"]);
    }
}
