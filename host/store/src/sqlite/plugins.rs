//! Plugins and their versions. A name belongs to its first source.

use runner_model::{Digest, ProcessorName};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::rows::{digest, named, signed, time, unsigned};
use super::tally::Happened;
use super::txn::Txn;
use super::{blobs, grants};
use crate::error::StoreError;
use crate::types::{EventType, Installed, NewVersion, PluginVersion, Refusal};

pub(super) fn install(txn: &mut Txn<'_>, version: &NewVersion) -> Result<Installed, StoreError> {
    if let Some(known) = find(txn.conn, version.digest)? {
        return again(txn, version, &known);
    }
    blobs::name(txn.conn, version.digest)?;
    let (descriptor, mut refused) = match &version.descriptor {
        Ok(descriptor) => (Some(descriptor), None),
        Err(refusal) => (None, Some(refusal.clone())),
    };
    if let Some(descriptor) = descriptor
        && let Some(owner) = owner(txn.conn, &descriptor.name)?
        && owner.source != version.source
    {
        refused = Some(name_taken(&descriptor.name, &owner.source, version.digest));
    }
    let n = insert(txn, version, refused.as_ref())?;
    match (descriptor, refused) {
        (Some(descriptor), None) => {
            run(txn, &descriptor.name, &version.source, n)?;
            tell(txn, Some(&descriptor.name), version.digest, "active");
            Ok(Installed::Active)
        }
        (descriptor, refused) => {
            let name = descriptor.map(|descriptor| &descriptor.name);
            tell(txn, name, version.digest, "refused");
            Ok(refused.map_or(Installed::Known, Installed::Refused))
        }
    }
}

fn name_taken(name: &ProcessorName, owner: &str, digest: Digest) -> Refusal {
    let owner = match owner {
        "bundled" | "installed" => format!("the {owner} plugin"),
        file => format!("the plugin from {file}"),
    };
    Refusal {
        code: "name_taken".to_owned(),
        message: format!(
            "the name `{name}` belongs to {owner}; to let this one have it: \
             runner plugin activate {name}@{digest}"
        ),
    }
}

/// A version of a plugin that is known.
struct Known {
    n: i64,
    name: Option<String>,
    source: String,
    refused: Option<Refusal>,
}

fn find(conn: &Connection, digest: Digest) -> Result<Option<Known>, StoreError> {
    const FIND: &str =
        "SELECT n, name, source, refused_code, refused FROM plugin_versions WHERE digest = ?1";
    Ok(conn
        .prepare_cached(FIND)?
        .query_row([digest.as_bytes()], |row| {
            Ok(Known {
                n: row.get(0)?,
                name: row.get(1)?,
                source: row.get(2)?,
                refused: refusal(row)?,
            })
        })
        .optional()?)
}

fn refusal(row: &Row<'_>) -> rusqlite::Result<Option<Refusal>> {
    let code: Option<String> = row.get("refused_code")?;
    let message: Option<String> = row.get("refused")?;
    Ok(code.map(|code| Refusal {
        code,
        message: message.unwrap_or_default(),
    }))
}

/// The same bytes once more. From the source that owns the name they run, as when an older file is put back, or when a
/// file that was refused for its name gets the name that owns the plugin; unless they are what the source offered last:
/// then somebody may have activated another version since, and the source has nothing new to say.
fn again(txn: &mut Txn<'_>, version: &NewVersion, known: &Known) -> Result<Installed, StoreError> {
    const ACCEPT: &str = "UPDATE plugin_versions
        SET source = ?2, refused_code = NULL, refused = NULL WHERE n = ?1";
    let Some(name) = &known.name else {
        let refused = known.refused.clone();
        return Ok(refused.map_or(Installed::Known, Installed::Refused));
    };
    let name: ProcessorName = named("processor name", name.as_str())?;
    let Some(owner) = owner(txn.conn, &name)? else {
        return Ok(Installed::Known);
    };
    let is_active = owner.active == known.n;
    if owner.source != version.source {
        return Ok(if is_active {
            Installed::Known
        } else {
            Installed::Refused(name_taken(&name, &owner.source, version.digest))
        });
    }
    // Whoever installs a version by hand means it.
    if owner.offered == known.n && (is_active || version.source != INSTALLED) {
        return Ok(Installed::Known);
    }
    txn.conn
        .prepare_cached(ACCEPT)?
        .execute(params![known.n, version.source])?;
    run(txn, &name, &version.source, known.n)?;
    if is_active {
        return Ok(Installed::Known);
    }
    tell(txn, Some(&name), version.digest, "active");
    Ok(Installed::Active)
}

/// The source of what somebody installs by hand.
const INSTALLED: &str = "installed";

/// Whom a name belongs to.
struct Owner {
    source: String,
    active: i64,
    offered: i64,
}

fn owner(conn: &Connection, name: &ProcessorName) -> Result<Option<Owner>, StoreError> {
    const OWNER: &str = "SELECT source, active, offered FROM plugins WHERE name = ?1";
    Ok(conn
        .prepare_cached(OWNER)?
        .query_row([name.as_str()], |row| {
            Ok(Owner {
                source: row.get(0)?,
                active: row.get(1)?,
                offered: row.get(2)?,
            })
        })
        .optional()?)
}

fn insert(
    txn: &Txn<'_>,
    version: &NewVersion,
    refused: Option<&Refusal>,
) -> Result<i64, StoreError> {
    const INSERT: &str = "INSERT INTO plugin_versions
            (digest, name, version, source, descriptor, size, added_at, refused_code, refused)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    let descriptor = version.descriptor.as_ref().ok();
    txn.conn.prepare_cached(INSERT)?.execute(params![
        version.digest.as_bytes(),
        descriptor.map(|descriptor| descriptor.name.as_str()),
        descriptor.map(|descriptor| &descriptor.version),
        version.source,
        descriptor.map(|descriptor| serde_json::json!(descriptor).to_string()),
        signed(version.size),
        txn.now.as_millis(),
        refused.map(|refusal| &refusal.code),
        refused.map(|refusal| &refusal.message),
    ])?;
    Ok(txn.conn.last_insert_rowid())
}

/// Lets a version run that its source offers.
fn run(txn: &Txn<'_>, name: &ProcessorName, source: &str, n: i64) -> Result<(), StoreError> {
    const RUN: &str = "INSERT INTO plugins (name, source, active, offered) VALUES (?1, ?2, ?3, ?3)
        ON CONFLICT DO UPDATE SET source = excluded.source, active = excluded.active,
            offered = excluded.offered";
    txn.conn
        .prepare_cached(RUN)?
        .execute(params![name.as_str(), source, n])?;
    began(txn, name, source, n)
}

/// Grants that wait for the first plugin of a name are for the one that begins to run.
fn began(txn: &Txn<'_>, name: &ProcessorName, source: &str, n: i64) -> Result<(), StoreError> {
    let descriptor = grants::descriptor_of(txn.conn, n)?;
    grants::began(txn, name, source, descriptor.as_ref())
}

fn tell(txn: &mut Txn<'_>, name: Option<&ProcessorName>, digest: Digest, what: &str) {
    let data = serde_json::json!({"plugin": {"name": name, "digest": digest, "state": what}});
    txn.tally.happened(Happened {
        at: txn.now,
        kind: EventType::PluginChanged,
        job: None,
        data: Some(data.to_string()),
    });
}

pub(super) fn activate(
    txn: &mut Txn<'_>,
    name: &ProcessorName,
    digest: Digest,
) -> Result<(), StoreError> {
    const CLEAR: &str =
        "UPDATE plugin_versions SET refused_code = NULL, refused = NULL WHERE n = ?1";
    let no_version = || StoreError::NoVersion {
        name: name.clone(),
        digest,
    };
    let known = find(txn.conn, digest)?.ok_or_else(no_version)?;
    // Only a taken name is a matter of choice; bytes that do not run stay refused.
    let may_run = known
        .refused
        .as_ref()
        .is_none_or(|refusal| refusal.code == "name_taken");
    if known.name.as_deref() != Some(name.as_str()) || !may_run {
        return Err(no_version());
    }
    const CHOOSE: &str = "UPDATE plugins SET active = ?2 WHERE name = ?1 AND source = ?3";
    txn.conn.prepare_cached(CLEAR)?.execute([known.n])?;
    let chosen =
        txn.conn
            .prepare_cached(CHOOSE)?
            .execute(params![name.as_str(), known.n, known.source])?;
    if chosen == 0 {
        run(txn, name, &known.source, known.n)?;
    }
    tell(txn, Some(name), digest, "active");
    Ok(())
}

const VERSIONS: &str = "SELECT v.*, p.active IS NOT NULL AS is_active FROM plugin_versions v
    LEFT JOIN plugins p ON p.name = v.name AND p.active = v.n";

fn version(row: &Row<'_>) -> Result<PluginVersion, StoreError> {
    let name: Option<String> = row.get("name")?;
    let descriptor: Option<String> = row.get("descriptor")?;
    Ok(PluginVersion {
        digest: digest(row, "digest")?,
        size: unsigned(row.get("size")?),
        name: name.map(|name| named("processor name", name)).transpose()?,
        descriptor: descriptor
            .map(|json| serde_json::from_str(&json))
            .transpose()
            .map_err(|why| StoreError::corrupt("descriptor")(&why))?,
        source: row.get("source")?,
        added_at: time(row, "added_at")?,
        is_active: row.get("is_active")?,
        refused: refusal(row)?,
    })
}

pub(super) fn versions(conn: &Connection) -> Result<Vec<PluginVersion>, StoreError> {
    let mut statement = conn.prepare_cached(&format!("{VERSIONS} ORDER BY v.name, v.n DESC"))?;
    let mut rows = statement.query([])?;
    let mut versions = Vec::new();
    while let Some(row) = rows.next()? {
        versions.push(version(row)?);
    }
    Ok(versions)
}

pub(super) fn by_digest(
    conn: &Connection,
    digest: Digest,
) -> Result<Option<PluginVersion>, StoreError> {
    let mut statement = conn.prepare_cached(&format!("{VERSIONS} WHERE v.digest = ?1"))?;
    let mut rows = statement.query([digest.as_bytes()])?;
    rows.next()?.map(version).transpose()
}

pub(super) fn active(
    conn: &Connection,
    name: &ProcessorName,
) -> Result<Option<PluginVersion>, StoreError> {
    let mut statement =
        conn.prepare_cached(&format!("{VERSIONS} WHERE v.name = ?1 AND p.active = v.n"))?;
    let mut rows = statement.query([name.as_str()])?;
    rows.next()?.map(version).transpose()
}
