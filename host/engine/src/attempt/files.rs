//! The files in the store's work folder that attempts write their outputs to.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{fs, io};

use runner_model::{JobId, PortName};
use runner_store::{Store, StoreError};

/// One output of one attempt, until it becomes a blob.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WorkFile {
    pub(crate) job: JobId,
    pub(crate) attempt: u32,
    pub(crate) output: PortName,
}

impl WorkFile {
    /// Where it lies.
    pub(crate) fn path(&self, work: &Path) -> PathBuf {
        work.join(format!("{}.{}.{}", self.job, self.attempt, self.output))
    }

    /// Reads a file's name; none if it is not one of these.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        let mut parts = name.splitn(3, '.');
        Some(Self {
            job: parts.next()?.parse().ok()?,
            attempt: parts.next()?.parse().ok()?,
            output: {
                // One that was begun again beside what a checkpoint covers.
                let output = parts.next()?;
                let output = output.trim_end_matches('~');
                PortName::try_from(output.to_owned()).ok()?
            },
        })
    }
}

/// Deletes what an earlier process left in the work folder, but for what a checkpoint covers of a job that may go on.
pub(crate) async fn sweep(store: &Arc<dyn Store>) {
    let Ok(entries) = fs::read_dir(store.blob_work_dir()) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let file = name.to_str().and_then(WorkFile::parse);
        let is_covered = match (&file, name.to_str()) {
            (Some(file), Some(name)) => is_covered(store, file.job, name).await,
            _ => false,
        };
        if !is_covered {
            delete(&entry.path());
        }
    }
}

/// Whether a job's checkpoint needs a file. If that cannot be told, it does.
async fn is_covered(store: &Arc<dyn Store>, job: JobId, name: &str) -> bool {
    match store.checkpoint(job).await {
        Ok(Some(checkpoint)) => checkpoint.outputs.iter().any(|output| output.file == name),
        Ok(None) | Err(StoreError::NoJob(_)) => false,
        Err(_) => true,
    }
}

/// Deletes files of an attempt that nothing needs any more.
pub(crate) fn delete_all<'a>(paths: impl Iterator<Item = &'a PathBuf>) {
    paths.for_each(|path| delete(path));
}

/// Deletes what attempts of jobs left in the work folder.
pub(crate) fn forget_files(work: &Path, jobs: &[JobId]) {
    if !jobs.is_empty() {
        forget(work, |file| jobs.contains(&file.job));
    }
}

/// Deletes what the attempts before one left, of a job that begins anew: what a checkpoint covered that is none any more.
pub(super) fn forget_older(work: &Path, job: JobId, attempt: u32) {
    forget(work, |file| file.job == job && file.attempt < attempt);
}

fn forget(work: &Path, is_rubbish: impl Fn(&WorkFile) -> bool) {
    let Ok(entries) = fs::read_dir(work) else {
        return;
    };
    for entry in entries.flatten() {
        let file = entry.file_name().to_str().and_then(WorkFile::parse);
        if file.is_some_and(|file| is_rubbish(&file)) {
            delete(&entry.path());
        }
    }
}

/// A file that cannot be deleted is only in the way, and said.
fn delete(path: &Path) {
    let deleted = if path.is_dir() {
        fs::remove_dir_all(path)
    } else {
        fs::remove_file(path)
    };
    match deleted {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => {
            tracing::warn!(path = %path.display(), %error, "cannot delete a leftover");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_older_attempts_left_goes_and_nothing_else() {
        let work = tempfile::tempdir().unwrap();
        let job: JobId = "01890a5d-ac96-774b-bcce-b302099a8057".parse().unwrap();
        let other: JobId = "01890a5d-ac96-774b-bcce-b302099a8058".parse().unwrap();
        let names = [
            format!("{job}.1.data"),
            format!("{job}.2.data~"),
            format!("{job}.3.data"),
            format!("{other}.1.data"),
            "upload-7".to_owned(),
        ];
        for name in &names {
            fs::write(work.path().join(name), "x").unwrap();
        }
        forget_older(work.path(), job, 3);
        let left: Vec<bool> = names
            .iter()
            .map(|name| work.path().join(name).exists())
            .collect();
        assert_eq!(left, [false, false, true, true, true]);
    }

    #[test]
    fn a_name_is_read_as_it_was_written_and_others_are_not() {
        let job: JobId = "01890a5d-ac96-774b-bcce-b302099a8057".parse().unwrap();
        let file = WorkFile {
            job,
            attempt: 12,
            output: PortName::try_from("data".to_owned()).unwrap(),
        };
        let path = file.path(Path::new("/work"));
        let name = path.file_name().unwrap().to_str().unwrap();
        assert_eq!(WorkFile::parse(&format!("{name}~")), Some(file.clone()));
        assert_eq!(WorkFile::parse(name), Some(file));
        for other in [
            "upload-7",
            "x.1.data",
            &format!("{job}.data"),
            &format!("{job}.1."),
        ] {
            assert_eq!(WorkFile::parse(other), None, "{other}");
        }
    }
}
