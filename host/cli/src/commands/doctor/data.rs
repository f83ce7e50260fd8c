//! The data folder, and the database in it.

use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use jiff::Timestamp;
use runner_engine::DataDir;
use runner_model::ByteSize;
use runner_store::Folder;

use super::Finding;
use crate::terminal::span;

/// With less room than this, jobs fail soon, or at once.
const LITTLE_BYTES: u64 = 2 << 30;
const TOO_LITTLE_BYTES: u64 = 128 << 20;

/// How far the newest entry may be ahead of the clock, in milliseconds.
const AHEAD_MS: i64 = 5_000;

/// No clock that is right shows less: 2025 began then, in seconds.
const LONG_AGO: i64 = 1_735_689_600;

/// What is to be said of the folder itself.
pub(super) fn folder(folder: &Path) -> Vec<Finding> {
    let place = folder.display();
    let mut findings = Vec::new();
    match fs::metadata(folder) {
        Ok(meta) if meta.is_dir() => findings.push(rights(folder)),
        Ok(_) => findings.push(Finding::bad(
            "data folder",
            format!("{place} is no folder"),
            "move it away, or choose another place: --data-dir DIR",
        )),
        Err(error) if error.kind() == io::ErrorKind::NotFound => findings.push(Finding::good(
            "data folder",
            format!("there is no {place} yet: the first start makes it"),
        )),
        Err(error) => findings.push(Finding::bad(
            "data folder",
            format!("cannot look at {place}: {error}"),
            "give this user the right to, or choose another place: --data-dir DIR",
        )),
    }
    findings.extend(secrets(folder));
    if folder.is_dir() {
        findings.push(match DataDir::is_in_use(folder) {
            Ok(true) => Finding::good("lock", "a server has the data folder"),
            Ok(false) => Finding::good("lock", "no server has the data folder"),
            Err(error) => Finding::bad(
                "lock",
                format!("cannot tell whether a server has the data folder: {error}"),
                "its file system must have locks (flock); network file systems may have none",
            ),
        });
    }
    findings.push(room(folder));
    findings
}

fn rights(folder: &Path) -> Finding {
    let place = folder.display();
    match tempfile::tempfile_in(folder) {
        Ok(_) => Finding::good("data folder", format!("{place} can be written to")),
        Err(error) => Finding::bad(
            "data folder",
            format!("{place} cannot be written to: {error}"),
            format!("run this as the user whose server it is, or: chown -R \"$USER\" {place}"),
        ),
    }
}

/// What nobody else may read.
fn secrets(folder: &Path) -> Vec<Finding> {
    let open = ["token", "secret.key"].into_iter().filter_map(|name| {
        let path = folder.join(name);
        let mode = fs::metadata(&path).ok()?.permissions().mode();
        (mode & 0o077 != 0).then(|| {
            let path = path.display();
            Finding::doubtful(
                "rights",
                format!("others than its owner may use {path}"),
                format!("chmod 600 {path}"),
            )
        })
    });
    open.collect()
}

fn room(folder: &Path) -> Finding {
    // Of a folder that is not there yet, its first parent that is says it.
    let there = folder.ancestors().find(|place| place.is_dir());
    let Some(there) = there.or(Some(Path::new("."))) else {
        return Finding::good("disk", "there is none to look at");
    };
    let free = match rustix::fs::statvfs(there) {
        Ok(disk) => disk.f_bavail.saturating_mul(disk.f_frsize),
        Err(error) => {
            let text = format!("cannot tell how much room {} has: {error}", there.display());
            return Finding::doubtful("disk", text, "look at it with df");
        }
    };
    let text = format!("{} free", ByteSize(free));
    const HINT: &str = "delete old jobs (runner queue clean) and backups, or choose a folder on another disk: --data-dir DIR";
    match free {
        0..TOO_LITTLE_BYTES => Finding::bad("disk", text, HINT),
        TOO_LITTLE_BYTES..LITTLE_BYTES => Finding::doubtful("disk", text, HINT),
        _ => Finding::good("disk", text),
    }
}

/// What is in the database, and what is to be said of that.
pub(super) fn database(folder: &Path) -> (Option<Folder>, Vec<Finding>) {
    const BACKUP: &str =
        "stop the server and put a backup back: runner backup list, runner backup restore";
    let found = match runner_store::inspect(folder) {
        Ok(Some(found)) => found,
        Ok(None) => {
            return (
                None,
                vec![Finding::good("database", "there is none yet"), clock(None)],
            );
        }
        Err(error) => {
            let finding = Finding::bad("database", format!("it cannot be read: {error}"), BACKUP);
            return (None, vec![finding, clock(None)]);
        }
    };
    let (schema, newest) = (found.schema, found.newest_schema);
    let mut findings = vec![if schema > newest {
        Finding::bad(
            "schema",
            format!(
                "a newer version of runner made the database: schema {schema}, and this version knows {newest}"
            ),
            "use that version, or restore a backup of before",
        )
    } else if schema < newest {
        Finding::good(
            "schema",
            format!(
                "{schema} of {newest}: the next start brings it up to date, and older versions cannot read it then"
            ),
        )
    } else {
        Finding::good("schema", format!("{schema}, the newest"))
    }];
    findings.push(match found.wrong.first() {
        None => Finding::good("database", "it is whole"),
        Some(first) => {
            let text = format!("it is damaged, {} places: {first}", found.wrong.len());
            Finding::bad("database", text, BACKUP)
        }
    });
    findings.push(clock(
        found.newest_time.map(runner_model::Timestamp::as_millis),
    ));
    (Some(found), findings)
}

fn clock(newest: Option<i64>) -> Finding {
    judge(Timestamp::now(), newest)
}

fn judge(now: Timestamp, newest: Option<i64>) -> Finding {
    const HINT: &str = "set the clock, or have it kept by NTP: timedatectl set-ntp true";
    if now.as_second() < LONG_AGO {
        return Finding::bad("clock", format!("it shows {now:.0}"), HINT);
    }
    let newest = newest.and_then(|millis| Timestamp::from_millisecond(millis).ok());
    match newest {
        Some(newest) if newest.as_millisecond() > now.as_millisecond() + AHEAD_MS => {
            let text = format!(
                "it is {} behind the newest entry of the database: what is due waits as long",
                span(now, newest)
            );
            Finding::doubtful("clock", text, HINT)
        }
        _ => Finding::good("clock", format!("{now:.0}")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Health;
    use super::*;

    #[test]
    fn a_clock_behind_the_database_is_doubtful_and_one_of_long_ago_is_wrong() {
        let now: Timestamp = "2026-03-01T12:00:00Z".parse().unwrap();
        let millis = now.as_millisecond();
        assert_eq!(judge(now, None).health, Health::Good);
        assert_eq!(judge(now, Some(millis + 4_000)).health, Health::Good);
        let behind = judge(now, Some(millis + 3_600_000));
        assert_eq!(behind.health, Health::Doubtful);
        assert!(
            behind.text.starts_with("it is 1h 0m behind"),
            "{}",
            behind.text
        );
        assert_eq!(judge(Timestamp::UNIX_EPOCH, None).health, Health::Bad);
    }
}
