//! From a file to its bytes, or to why there are none. A file in the folder may be anything: opening it must not hang,
//! and reading it must end.

use std::fs::{self, File, Metadata};
use std::io::{self, ErrorKind, Read as _};
use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _, OpenOptionsExt as _};
use std::path::Path;

use runner_model::ByteSize;
use runner_sandbox::MOST_COMPONENT_BYTES;
use rustix::fs::OFlags;

use super::settle::{Kind, Stamp};

/// What reading a file came to.
#[derive(Debug)]
pub(super) enum Taken {
    /// All its bytes, as they were all the time.
    Bytes(Vec<u8>),
    /// It is not what belongs here.
    Refused(Reason),
    /// It changed meanwhile, or went.
    Changed,
    /// The host failed.
    Failed(io::Error),
}

/// Why a file is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reason {
    pub(super) code: &'static str,
    pub(super) message: String,
    pub(super) hint: &'static str,
}

/// The names of the folder's entries that may be plugins.
pub(super) fn scan(folder: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        names.extend(super::watch::plugin_name(&entry?.file_name()));
    }
    Ok(names)
}

/// How a file looks now, links followed; none if there is none of that name.
pub(super) fn look(path: &Path) -> Option<Stamp> {
    match fs::metadata(path) {
        Ok(metadata) => Some(stamp(&metadata, kind(&metadata))),
        // What cannot be looked at is, if anything, a link that leads nowhere.
        Err(_) => fs::symlink_metadata(path)
            .ok()
            .map(|link| stamp(&link, Kind::BrokenLink)),
    }
}

fn kind(metadata: &Metadata) -> Kind {
    let kind = metadata.file_type();
    if kind.is_file() {
        Kind::File
    } else if kind.is_dir() {
        Kind::Folder
    } else {
        Kind::Special
    }
}

fn stamp(metadata: &Metadata, kind: Kind) -> Stamp {
    let nanos = |seconds: i64, nanos: i64| i128::from(seconds) * 1_000_000_000 + i128::from(nanos);
    Stamp {
        kind,
        device: metadata.dev(),
        inode: metadata.ino(),
        size: metadata.size(),
        modified: nanos(metadata.mtime(), metadata.mtime_nsec()),
        changed: nanos(metadata.ctime(), metadata.ctime_nsec()),
    }
}

/// Reads a file that has settled in a state.
pub(super) fn take(path: &Path, settled: &Stamp) -> Taken {
    match settled.kind {
        Kind::File if settled.size > MOST_COMPONENT_BYTES => {
            return Taken::Refused(too_large(settled.size));
        }
        Kind::File => {}
        other => return Taken::Refused(no_file(path, other)),
    }
    match read(path, settled) {
        Ok(Some(bytes)) => Taken::Bytes(bytes),
        Ok(None) => Taken::Changed,
        Err(error) => failed(error),
    }
}

fn read(path: &Path, settled: &Stamp) -> io::Result<Option<Vec<u8>>> {
    // Should a pipe have taken the file's place since the look, opening it does not wait for its other end.
    let flags = OFlags::NONBLOCK.bits().cast_signed();
    let file = File::options().read(true).custom_flags(flags).open(path)?;
    let is_settled = || -> io::Result<bool> {
        let metadata = file.metadata()?;
        Ok(stamp(&metadata, kind(&metadata)) == *settled)
    };
    if !is_settled()? {
        return Ok(None);
    }
    let mut bytes = Vec::with_capacity(usize::try_from(settled.size).unwrap_or_default());
    (&file).take(settled.size + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 == settled.size && is_settled()?).then_some(bytes))
}

fn failed(error: io::Error) -> Taken {
    match error.kind() {
        ErrorKind::NotFound => Taken::Changed,
        ErrorKind::PermissionDenied => Taken::Refused(Reason {
            code: "unreadable",
            message: "runner may not read it".to_owned(),
            hint: "let the user that runs the server read it: chmod a+r",
        }),
        _ => Taken::Failed(error),
    }
}

fn too_large(size: u64) -> Reason {
    Reason {
        code: "too_large",
        message: format!(
            "it has {}; at most {} are taken",
            ByteSize(size),
            ByteSize(MOST_COMPONENT_BYTES)
        ),
        hint: "strip it, or take data out of it and give it to jobs as an input",
    }
}

fn no_file(path: &Path, kind: Kind) -> Reason {
    let hint = "put the .wasm file itself here";
    let message = match kind {
        Kind::Folder => "it is a folder".to_owned(),
        Kind::BrokenLink => match fs::read_link(path) {
            Ok(to) => format!("it is a link to {}, which is not there", to.display()),
            Err(_) => "it cannot be looked at".to_owned(),
        },
        Kind::Special | Kind::File => {
            let kind = fs::metadata(path).map(|metadata| metadata.file_type());
            match kind {
                Ok(kind) if kind.is_fifo() => "it is a pipe".to_owned(),
                Ok(kind) if kind.is_socket() => "it is a socket".to_owned(),
                _ => "it is no regular file".to_owned(),
            }
        }
    };
    Reason {
        code: "no_file",
        message,
        hint,
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;
    use std::path::PathBuf;

    use rustix::fs::{CWD, FileType, Mode, mknodat};
    use tempfile::TempDir;

    use super::*;

    fn folder() -> (TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.wasm");
        (folder, path)
    }

    fn refused(path: &Path) -> Reason {
        match take(path, &look(path).unwrap()) {
            Taken::Refused(reason) => reason,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_file_is_read_whole_and_through_a_link_too() {
        let (folder, path) = folder();
        let own = folder.path().join("built");
        fs::write(&own, "bytes").unwrap();
        symlink(&own, &path).unwrap();
        let Taken::Bytes(bytes) = take(&path, &look(&path).unwrap()) else {
            panic!("it was not taken");
        };
        assert_eq!(bytes, b"bytes");
    }

    #[test]
    fn what_is_no_file_is_refused_without_opening_it() {
        let (_folder, path) = folder();
        fs::create_dir(&path).unwrap();
        assert_eq!(refused(&path).message, "it is a folder");
        fs::remove_dir(&path).unwrap();

        symlink("/nowhere/a.wasm", &path).unwrap();
        assert_eq!(
            refused(&path).message,
            "it is a link to /nowhere/a.wasm, which is not there"
        );
        fs::remove_file(&path).unwrap();

        let mode = Mode::RUSR | Mode::WUSR;
        mknodat(CWD, &path, FileType::Fifo, mode, 0).unwrap();
        assert_eq!(refused(&path).message, "it is a pipe");
        // Even if it was a file when it was looked at.
        let settled = Stamp {
            kind: Kind::File,
            ..look(&path).unwrap()
        };
        assert!(matches!(take(&path, &settled), Taken::Changed));
    }

    #[test]
    fn a_file_of_a_gibibyte_is_refused_unread() {
        let (_folder, path) = folder();
        File::create(&path).unwrap().set_len(1 << 30).unwrap();
        assert_eq!(
            refused(&path).message,
            "it has 1.0 GiB; at most 256.0 MiB are taken"
        );
    }

    #[test]
    fn a_file_that_changed_since_it_settled_is_not_taken() {
        let (_folder, path) = folder();
        fs::write(&path, "one").unwrap();
        let settled = look(&path).unwrap();
        fs::write(&path, "three").unwrap();
        assert!(matches!(take(&path, &settled), Taken::Changed));
        fs::remove_file(&path).unwrap();
        assert!(matches!(take(&path, &settled), Taken::Changed));
        assert_eq!(look(&path), None);
    }

    #[test]
    fn a_file_that_may_not_be_read_is_refused_and_a_failing_disk_is_not_its_fault() {
        // The tests may run as root, who may read everything.
        let refused = failed(ErrorKind::PermissionDenied.into());
        assert!(matches!(refused, Taken::Refused(reason) if reason.code == "unreadable"));
        assert!(matches!(
            failed(io::Error::from_raw_os_error(5)),
            Taken::Failed(_)
        ));
    }

    #[test]
    fn a_scan_finds_what_may_be_plugins() {
        let (folder, path) = folder();
        for name in ["a.wasm", ".b.wasm", "c.wasm.part", "d.txt"] {
            fs::write(folder.path().join(name), "").unwrap();
        }
        assert_eq!(scan(folder.path()).unwrap(), ["a.wasm"]);
        assert!(look(&path).is_some());
    }
}
