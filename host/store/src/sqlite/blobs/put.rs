//! Bringing bytes to their places, one blob or thousands. All of a group are written under names of their own and synced before
//! the first is moved to its place, and the folders that they came into are synced before anybody hears of it.
//!
//! What many can share they do: syncs go on side by side, which journals and disks do at the cost of a few, and a folder is synced
//! once for all that came into it. What fails leaves no row, and nothing under another name; what was moved by then stays, whole and
//! under its digest, since others may have found it there meanwhile.

use std::collections::{BTreeSet, HashSet};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::thread;

use runner_model::Digest;

use super::{Files, hash, look, sync};
use crate::error::StoreError;
use crate::failpoint::failpoint;
use crate::sqlite::collect::Keeps;
use crate::types::{Blob, NewBlob};

/// How many syncs go on side by side.
const SYNCERS: usize = 16;

/// Bytes at their places.
pub(in crate::sqlite) struct Placed {
    /// In the order in which they were given.
    pub(in crate::sqlite) blobs: Vec<Blob>,
    /// They stay until this goes: by then their rows must be written.
    pub(in crate::sqlite) keeps: Vec<Keeps>,
}

impl Files {
    /// Brings bytes to their places, and makes them durable there.
    pub(in crate::sqlite) fn put(&self, all: Vec<NewBlob>) -> Result<Placed, StoreError> {
        let mut group = Group {
            files: self,
            staged: Vec::new(),
            spare: Vec::new(),
            met: HashSet::new(),
            folders: BTreeSet::new(),
            placed: Placed {
                blobs: Vec::with_capacity(all.len()),
                keeps: Vec::new(),
            },
        };
        for new in all {
            group.stage(new)?;
        }
        group.place()
    }

    fn temporary(&self) -> Temporary {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("blob-{}-{number}", std::process::id());
        Temporary(self.work.join(name))
    }
}

/// A file of ours in the work folder. It goes with this unless it was moved.
struct Temporary(PathBuf);

impl Drop for Temporary {
    fn drop(&mut self) {
        // What cannot be removed is in the work folder, which is swept at start.
        let _ = fs::remove_file(&self.0);
    }
}

/// A file in the work folder whose bytes are a blob's.
enum Staged {
    /// It was made for this.
    Ours(Temporary),
    /// It was given. If it is not moved, whoever gave it still has it.
    Given(PathBuf),
}

impl Staged {
    fn path(&self) -> &Path {
        match self {
            Self::Ours(temporary) => &temporary.0,
            Self::Given(path) => path,
        }
    }
}

/// Blobs that are put together.
struct Group<'a> {
    files: &'a Files,
    staged: Vec<(Digest, Staged)>,
    /// Files that were given, and whose bytes are there without them.
    spare: Vec<PathBuf>,
    met: HashSet<Digest>,
    /// Where the places of all are, also of bytes that are there: whoever moved them may not have come to sync it.
    folders: BTreeSet<PathBuf>,
    placed: Placed,
}

impl Group<'_> {
    fn stage(&mut self, new: NewBlob) -> Result<(), StoreError> {
        let blob = match new {
            NewBlob::File(path) if !path.starts_with(&self.files.work) => {
                let temporary = self.files.temporary();
                let mut copy = File::create_new(&temporary.0)
                    .map_err(StoreError::file("create", &temporary.0))?;
                let blob = hash(&path, &mut copy)?;
                if self.is_new(blob.digest) {
                    self.staged.push((blob.digest, Staged::Ours(temporary)));
                }
                blob
            }
            NewBlob::File(_) | NewBlob::Bytes(_) => {
                let blob = look(&new)?;
                match (new, self.is_new(blob.digest)) {
                    (NewBlob::File(path), true) => {
                        self.staged.push((blob.digest, Staged::Given(path)));
                    }
                    (NewBlob::File(path), false) => self.spare.push(path),
                    (NewBlob::Bytes(bytes), true) => {
                        let temporary = self.files.temporary();
                        fs::write(&temporary.0, bytes)
                            .map_err(StoreError::file("write", &temporary.0))?;
                        self.staged.push((blob.digest, Staged::Ours(temporary)));
                    }
                    (NewBlob::Bytes(_), false) => {}
                }
                blob
            }
        };
        self.placed.blobs.push(blob);
        Ok(())
    }

    /// Whether the bytes of a digest have to be brought to their place. From here on nobody removes them there.
    fn is_new(&mut self, digest: Digest) -> bool {
        if !self.met.insert(digest) {
            return false;
        }
        self.placed.keeps.push(self.files.being_put.keep(digest));
        let place = self.files.path(digest);
        let folder = place.parent().unwrap_or(&self.files.blobs);
        self.folders.insert(folder.to_owned());
        !place.exists()
    }

    fn place(self) -> Result<Placed, StoreError> {
        side_by_side(&self.staged, |(_, staged)| sync(staged.path()))?;
        for folder in &self.folders {
            fs::create_dir_all(folder).map_err(StoreError::file("create", folder))?;
        }
        // Also if they were there: whoever made them may not have come to sync it. One that is unchanged costs next to nothing.
        if !self.folders.is_empty() {
            sync(&self.files.blobs)?;
        }
        for (digest, staged) in &self.staged {
            failpoint!(self.files.armed, BlobRename);
            let to = self.files.path(*digest);
            fs::rename(staged.path(), &to).map_err(StoreError::file("rename to", &to))?;
        }
        let folders: Vec<PathBuf> = self.folders.into_iter().collect();
        side_by_side(&folders, |folder| sync(folder))?;
        for path in self.spare {
            // It may be one that was moved: somebody gave it twice.
            let _ = fs::remove_file(path);
        }
        Ok(self.placed)
    }
}

/// Does something to each, a few at a time. After a failure no more are begun.
fn side_by_side<T: Sync>(
    all: &[T],
    task: impl Fn(&T) -> Result<(), StoreError> + Sync,
) -> Result<(), StoreError> {
    let next = AtomicUsize::new(0);
    let work = || -> Result<(), StoreError> {
        while let Some(one) = all.get(next.fetch_add(1, Ordering::Relaxed)) {
            task(one).inspect_err(|_| next.store(all.len(), Ordering::Relaxed))?;
        }
        Ok(())
    };
    thread::scope(|scope| {
        // Where there are no threads to be had, this one does it all.
        let helpers: Vec<_> = (1..SYNCERS.min(all.len()))
            .map_while(|_| {
                let named = thread::Builder::new().name("store-sync".to_owned());
                named.spawn_scoped(scope, work).ok()
            })
            .collect();
        let mut done = work();
        for helper in helpers {
            done = done.and(helper.join().expect("a sync does not panic"));
        }
        done
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;
    use crate::sqlite::collect::BeingPut;

    fn files(folder: &Path) -> Files {
        let files = Files {
            blobs: folder.join("blobs"),
            work: folder.join("work"),
            armed: None,
            being_put: BeingPut::default(),
        };
        fs::create_dir_all(&files.blobs).unwrap();
        fs::create_dir_all(&files.work).unwrap();
        files
    }

    fn text(text: &str) -> NewBlob {
        NewBlob::Bytes(text.as_bytes().to_vec())
    }

    fn left_in(folder: &Path) -> usize {
        fs::read_dir(folder).unwrap().count()
    }

    #[test]
    fn a_group_is_at_its_places_and_each_text_was_written_once() {
        let folder = tempfile::tempdir().unwrap();
        let files = files(folder.path());
        let elsewhere = folder.path().join("elsewhere");
        fs::write(&elsewhere, "text 1").unwrap();
        let given = files.work.join("given");
        fs::write(&given, "text 2").unwrap();
        let mut all: Vec<NewBlob> = (0..100)
            .map(|n| text(&format!("text {}", n % 50)))
            .collect();
        all.push(NewBlob::File(elsewhere.clone()));
        all.push(NewBlob::File(given.clone()));
        all.push(NewBlob::File(given));
        let placed = files.put(all).unwrap();
        assert_eq!((placed.blobs.len(), placed.keeps.len()), (103, 50));
        assert_eq!(placed.blobs[1], placed.blobs[51]);
        assert_eq!(placed.blobs[1], placed.blobs[100]);
        assert_eq!(placed.blobs[2], placed.blobs[102]);
        for (number, blob) in placed.blobs[..50].iter().enumerate() {
            let read = fs::read_to_string(files.path(blob.digest)).unwrap();
            assert_eq!(read, format!("text {number}"));
        }
        assert!(elsewhere.exists(), "what lies elsewhere is copied");
        assert_eq!(left_in(&files.work), 0);
    }

    #[test]
    fn what_fails_leaves_nothing_in_the_work_folder_but_what_was_given() {
        let folder = tempfile::tempdir().unwrap();
        let files = files(folder.path());
        let given = files.work.join("given");
        fs::write(&given, "given").unwrap();
        let missing = files.work.join("missing");
        let all = vec![
            text("a"),
            NewBlob::File(given.clone()),
            NewBlob::File(missing),
        ];
        assert!(files.put(all).is_err());
        assert!(given.exists());
        assert_eq!(left_in(&files.work), 1);
        // A file where a folder is to be.
        let blob = look(&text("b")).unwrap();
        let place = files.path(blob.digest);
        fs::write(place.parent().unwrap(), "in the way").unwrap();
        assert!(files.put(vec![text("a"), text("b"), text("c")]).is_err());
        assert_eq!(left_in(&files.work), 1);
        assert!(!files.being_put.has(blob.digest), "nothing is kept for it");
    }

    #[test]
    fn each_is_done_once_and_a_failure_is_told() {
        let all: Vec<usize> = (0..1_000).collect();
        let done = Mutex::new(Vec::new());
        side_by_side(&all, |one| {
            done.lock().unwrap().push(*one);
            Ok(())
        })
        .unwrap();
        let mut done = done.into_inner().unwrap();
        done.sort_unstable();
        assert_eq!(done, all);
        let failed = side_by_side(&all, |one| match one {
            500 => Err(StoreError::Closed),
            _ => Ok(()),
        });
        assert!(matches!(failed, Err(StoreError::Closed)));
        side_by_side(&[], |_: &usize| Err(StoreError::Closed)).unwrap();
    }
}
