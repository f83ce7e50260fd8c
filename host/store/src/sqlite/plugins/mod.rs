//! Plugins and their versions. A name belongs to its first source.

mod choose;
mod read;
mod remove;
mod take;

use runner_model::{Descriptor, Digest, ProcessorName, Timestamp};
use rusqlite::{Connection, OptionalExtension, Row, params};

pub(super) use self::choose::{activate, rollback, runnable};
pub(super) use self::read::{active, by_digest, stranded, versions, versions_of};
pub(super) use self::remove::{remove_plugin, remove_version};
pub(super) use self::take::install;
use super::rows::time_if;
use super::tally::Happened;
use super::txn::Txn;
use super::{cache, grants};
use crate::error::StoreError;
use crate::types::{EventType, Refusal};

/// A version of a plugin that is known.
struct Known {
    n: i64,
    name: Option<String>,
    source: String,
    refused: Option<Refusal>,
    removed_at: Option<Timestamp>,
}

fn find(conn: &Connection, digest: Digest) -> Result<Option<Known>, StoreError> {
    const FIND: &str = "SELECT n, name, source, refused_code, refused, removed_at
        FROM plugin_versions WHERE digest = ?1";
    let mut statement = conn.prepare_cached(FIND)?;
    let mut rows = statement.query([digest.as_bytes()])?;
    let known = |row: &Row<'_>| -> Result<Known, StoreError> {
        Ok(Known {
            n: row.get(0)?,
            name: row.get(1)?,
            source: row.get(2)?,
            refused: refusal(row)?,
            removed_at: time_if(row, "removed_at")?,
        })
    };
    rows.next()?.map(known).transpose()
}

fn refusal(row: &Row<'_>) -> rusqlite::Result<Option<Refusal>> {
    let code: Option<String> = row.get("refused_code")?;
    let message: Option<String> = row.get("refused")?;
    Ok(code.map(|code| Refusal {
        code,
        message: message.unwrap_or_default(),
    }))
}

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

/// Whether a version is what its source offers, or one that somebody chose among what there is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Why {
    Offered,
    Chosen,
}

/// Lets a version run, and gives its name to its source.
fn run(
    txn: &Txn<'_>,
    name: &ProcessorName,
    (source, n): (&str, i64),
    why: Why,
) -> Result<(), StoreError> {
    const FIRST: &str =
        "INSERT INTO plugins (name, source, active, offered) VALUES (?1, ?2, ?3, ?3)";
    const OFFERED: &str =
        "UPDATE plugins SET source = ?2, active = ?3, offered = ?3 WHERE name = ?1";
    const CHOSEN: &str = "UPDATE plugins SET active = ?3 WHERE name = ?1 AND source = ?2";
    const RAN: &str = "UPDATE plugin_versions
        SET ran = (SELECT coalesce(max(ran), 0) + 1 FROM plugin_versions) WHERE n = ?1";
    let owner = owner(txn.conn, name)?;
    let sql = match &owner {
        None => FIRST,
        Some(owner) if owner.source == source && why == Why::Chosen => CHOSEN,
        Some(_) => OFFERED,
    };
    txn.conn
        .prepare_cached(sql)?
        .execute(params![name.as_str(), source, n])?;
    if owner.as_ref().is_none_or(|owner| owner.active != n) {
        txn.conn.prepare_cached(RAN)?.execute([n])?;
    }
    if owner.is_some_and(|owner| owner.source != source) {
        // What the jobs of one plugin keep for each other is nothing for those of another.
        cache::clear(txn, name)?;
    }
    let descriptor: Option<Descriptor> = grants::descriptor_of(txn.conn, n)?;
    // Grants that wait for the first plugin of a name are for the one that begins to run.
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
