//! Folders that no store of this process has open: looked at, copied, checked and put back. Another process may have
//! them open, unless something is put back there.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use runner_model::Timestamp;
use rusqlite::Connection;

use super::backup::Upkeep;
use super::blobs::{Files, hash, sync};
use super::collect::BeingPut;
use super::rows::{digest, named, time_if, unsigned};
use super::{migrate, open};
use crate::error::StoreError;
use crate::types::{Backup, Folder, Restored};

/// What a store keeps, of all that lies in its folder.
const PARTS: [&str; 4] = ["runner.db", "runner.db-wal", "runner.db-shm", "blobs"];

fn upkeep(folder: &Path) -> Upkeep {
    Upkeep {
        database: folder.join("runner.db"),
        files: Files {
            blobs: folder.join("blobs"),
            work: folder.join("work"),
            armed: None,
            being_put: BeingPut::default(),
        },
    }
}

/// Looks at the database in a folder and changes nothing; none if there is none.
pub fn inspect(folder: &Path) -> Result<Option<Folder>, StoreError> {
    let upkeep = upkeep(folder);
    if !upkeep.database.is_file() {
        return Ok(None);
    }
    let conn = open::reader(&upkeep.database)?;
    let schema: i64 = conn.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let mut found = Folder {
        schema: unsigned(schema),
        newest_schema: migrate::NEWEST,
        wrong: upkeep.quick_check()?,
        newest_time: None,
        plugins: Vec::new(),
    };
    // What a newer version made may have other tables; what was never begun has none.
    if found.wrong.is_empty() && (1..=found.newest_schema).contains(&found.schema) {
        found.newest_time = newest_time(&conn)?;
        found.plugins = active_plugins(&conn, &upkeep.files)?;
    }
    Ok(Some(found))
}

fn newest_time(conn: &Connection) -> Result<Option<Timestamp>, StoreError> {
    const NEWEST: &str =
        "SELECT max(at) AS at FROM (SELECT at FROM events ORDER BY seq DESC LIMIT 1000)";
    let mut statement = conn.prepare(NEWEST)?;
    let mut rows = statement.query([])?;
    match rows.next()? {
        Some(row) => time_if(row, "at"),
        None => Ok(None),
    }
}

fn active_plugins(
    conn: &Connection,
    files: &Files,
) -> Result<Vec<(runner_model::ProcessorName, PathBuf)>, StoreError> {
    const ACTIVE: &str = "SELECT p.name, v.digest FROM plugins p JOIN plugin_versions v ON v.n = p.active ORDER BY p.name";
    let mut statement = conn.prepare(ACTIVE)?;
    let mut rows = statement.query([])?;
    let mut plugins = Vec::new();
    while let Some(row) = rows.next()? {
        let name: String = row.get("name")?;
        let path = files.path(digest(row, "digest")?);
        plugins.push((named("processor name", name)?, path));
    }
    Ok(plugins)
}

/// Copies the store in a folder into a new folder, whether or not a process has it open.
pub fn backup(folder: &Path, to: &Path) -> Result<Backup, StoreError> {
    upkeep(folder).backup(to)
}

/// What is wrong with a backup: its database, its schema, and each of its blobs, which are read to the end.
pub fn check_backup(folder: &Path) -> Result<Vec<String>, StoreError> {
    const BLOBS: &str = "SELECT digest, size, marked_at IS NOT NULL AS marked FROM blobs";
    let Some(found) = inspect(folder)? else {
        return Ok(vec!["there is no database in it".to_owned()]);
    };
    let mut wrong = found.wrong;
    if found.schema > found.newest_schema {
        wrong.push(format!(
            "a newer version of runner made it: its schema is {}, and this version knows {}",
            found.schema, found.newest_schema
        ));
    }
    if !wrong.is_empty() || found.schema == 0 {
        return Ok(wrong);
    }
    let Upkeep { database, files } = upkeep(folder);
    let conn = open::reader(&database)?;
    let mut statement = conn.prepare(BLOBS)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let digest = digest(row, "digest")?;
        let is_marked: bool = row.get("marked")?;
        match hash(&files.path(digest), &mut io::sink()) {
            Ok(blob) if blob.digest == digest => {}
            Ok(_) => wrong.push(format!("the bytes of blob {digest} are others")),
            // The collector was faster than the backup.
            Err(StoreError::File { source, .. })
                if is_marked && source.kind() == io::ErrorKind::NotFound => {}
            Err(error) => wrong.push(error.to_string()),
        }
    }
    Ok(wrong)
}

/// Puts a backup in the place of what is in a folder, which nobody may have open. What was there is moved aside; until
/// that moment nothing of it is changed.
pub fn restore(from: &Path, folder: &Path, now: Timestamp) -> Result<Restored, StoreError> {
    let staged = folder.join("restoring");
    if staged.exists() {
        fs::remove_dir_all(&staged).map_err(StoreError::file("remove", &staged))?;
    }
    let backup = upkeep(from).backup(&staged)?;
    let mut aside = None;
    for part in PARTS {
        let path = folder.join(part);
        if path.exists() {
            let place = folder.join(format!("replaced-{:015}", now.as_millis()));
            fs::create_dir_all(&place).map_err(StoreError::file("create", &place))?;
            fs::rename(&path, place.join(part)).map_err(StoreError::file("move", &path))?;
            aside = Some(place);
        }
    }
    // The database last: without it there is nothing to start on.
    for part in ["blobs", "runner.db"] {
        let path = staged.join(part);
        fs::rename(&path, folder.join(part)).map_err(StoreError::file("move", &path))?;
    }
    fs::remove_dir(&staged).map_err(StoreError::file("remove", &staged))?;
    sync(folder)?;
    Ok(Restored {
        backup: Backup {
            folder: folder.to_owned(),
            ..backup
        },
        aside,
    })
}
