//! Keeping the folder of compiled code within its bounds.
//!
//! wasmtime's cache removes what is used least, but looks after that only when it writes by itself. Here it reads: code is
//! compiled in a process of its own, beside the folder, and moved into it. So it is looked after here, each time that
//! something was compiled. Two processes may do so at once; what one of them does not find any more, the other removed.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::{BESIDE, Code};

/// How deep code lies in the folder: `modules/`, a folder for each compiler, its files.
const DEPTH: usize = 2;

/// How old a folder is at least that a worker left when it was killed.
const LEFT_BEHIND: Duration = Duration::from_secs(60 * 60);

/// A file of code.
struct Entry {
    path: PathBuf,
    size: u64,
    used: SystemTime,
}

/// Removes what was not used for longest once all code has more than so many bytes, until it has seven tenths of that;
/// but not the code that came last.
pub(super) fn tidy(folder: &Path, most: u64, last: &Code) {
    sweep(folder);
    let mut entries = Vec::new();
    list(folder, DEPTH, &mut entries);
    let mut total: u64 = entries.iter().map(|entry| entry.size).sum();
    if total <= most {
        return;
    }
    entries.retain(|entry| {
        last.files
            .iter()
            .all(|file| folder.join(file) != entry.path)
    });
    entries.sort_by_key(|entry| entry.used);
    let enough = most / 10 * 7;
    for entry in entries {
        if total <= enough {
            break;
        }
        remove(&entry.path);
        total -= entry.size;
    }
}

/// Removes a file of code, and what is known of its use.
pub(super) fn remove(file: &Path) {
    // What cannot be removed now is tried again when the next plugin was compiled.
    let _ = fs::remove_file(file);
    let _ = fs::remove_file(stats_of(file));
}

/// wasmtime writes to it each time that the code is used.
fn stats_of(file: &Path) -> PathBuf {
    file.with_extension("stats")
}

/// Removes what workers left behind that were killed.
fn sweep(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let is_beside = entry.file_name().to_string_lossy().starts_with(BESIDE);
        let modified = entry.metadata().and_then(|about| about.modified()).ok();
        let age = modified.and_then(|modified| modified.elapsed().ok());
        if is_beside && age.is_some_and(|age| age > LEFT_BEHIND) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

fn list(folder: &Path, depth: usize, entries: &mut Vec<Entry>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let (path, Ok(about)) = (entry.path(), entry.metadata()) else {
            continue;
        };
        let name = entry.file_name();
        if about.is_dir() {
            if depth > 0 && !name.to_string_lossy().starts_with(BESIDE) {
                list(&path, depth - 1, entries);
            }
        } else if path.extension().is_none() {
            let used = fs::metadata(stats_of(&path)).and_then(|stats| stats.modified());
            let used = used.or_else(|_| about.modified());
            entries.push(Entry {
                size: about.len(),
                used: used.unwrap_or(SystemTime::UNIX_EPOCH),
                path,
            });
        } else if path.extension().is_some_and(|kind| kind == "stats")
            && !path.with_extension("").exists()
        {
            // Its code was removed while it was being written.
            let _ = fs::remove_file(&path);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs::File;

    use super::*;

    const HOUR: Duration = Duration::from_secs(3_600);

    fn aged(path: &Path, age: Duration) {
        let file = File::open(path).unwrap();
        file.set_modified(SystemTime::now() - age).unwrap();
    }

    #[test]
    fn what_was_not_used_for_longest_goes_first_and_what_came_last_stays() {
        let folder = tempfile::tempdir().unwrap();
        let code = folder.path().join("modules/wasmtime-1");
        fs::create_dir_all(&code).unwrap();
        let put = |name: &str, age: u32| {
            fs::write(code.join(name), [7; 100]).unwrap();
            aged(&code.join(name), HOUR * age);
        };
        // The oldest was used last.
        put("oldest", 9);
        fs::write(code.join("oldest.stats"), "").unwrap();
        put("old", 8);
        fs::write(code.join("old.stats"), "").unwrap();
        aged(&code.join("old.stats"), HOUR * 7);
        put("young", 2);
        put("last", 20);
        fs::write(code.join("gone.stats"), "").unwrap();
        let last = Code {
            millis: 1,
            files: vec!["modules/wasmtime-1/last".into()],
        };
        let left = || {
            let names = fs::read_dir(&code).unwrap();
            let mut names: Vec<String> = names
                .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                .collect();
            names.sort();
            names
        };
        tidy(folder.path(), 400, &last);
        let all = [
            "last",
            "old",
            "old.stats",
            "oldest",
            "oldest.stats",
            "young",
        ];
        assert_eq!(left(), all);
        // More than so many: down to seven tenths.
        tidy(folder.path(), 399, &last);
        assert_eq!(left(), ["last", "oldest", "oldest.stats"]);
        tidy(folder.path(), 0, &last);
        assert_eq!(left(), ["last"]);
    }

    #[test]
    fn what_killed_workers_left_goes_after_a_while() {
        let folder = tempfile::tempdir().unwrap();
        let last = Code {
            millis: 1,
            files: Vec::new(),
        };
        for (name, age) in [("left", HOUR * 2), ("works", HOUR / 60)] {
            let beside = folder.path().join(format!("{BESIDE}{name}"));
            fs::create_dir_all(&beside).unwrap();
            fs::write(beside.join("file"), "x").unwrap();
            aged(&beside, age);
        }
        tidy(folder.path(), 0, &last);
        let left = fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name());
        assert_eq!(left.collect::<Vec<_>>(), [".new-works"]);
        assert!(folder.path().join(".new-works/file").exists());
    }
}
