//! What plugins were granted.

use runner_model::{Approval, Descriptor, HttpGrant, HttpWants, ProcessorName};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::rows::{named, parsed, time};
use super::tally::Happened;
use super::txn::Txn;
use super::{plugins, refusals};
use crate::error::StoreError;
use crate::types::{EventType, GrantId, GrantOrigin, Granted, NewGrant, StoredGrant};

const COLUMNS: &str =
    "SELECT n, plugin, origin, body, approval, granted_at, granted_by FROM grants";

fn from_row(row: &Row<'_>) -> Result<StoredGrant, StoreError> {
    let origin: String = row.get("origin")?;
    let body: String = row.get("body")?;
    let approval: Option<String> = row.get("approval")?;
    Ok(StoredGrant {
        id: GrantId(row.get("n")?),
        plugin: named("processor name", row.get::<_, String>("plugin")?)?,
        origin: parsed("origin of a grant", &origin)?,
        grant: serde_json::from_str(&body).map_err(|why| StoreError::corrupt("grant")(&why))?,
        approval: approval
            .map(|json| serde_json::from_str(&json))
            .transpose()
            .map_err(|why| StoreError::corrupt("approval")(&why))?,
        granted_at: time(row, "granted_at")?,
        granted_by: row.get("granted_by")?,
    })
}

pub(super) fn list(
    conn: &Connection,
    plugin: Option<&ProcessorName>,
) -> Result<Vec<StoredGrant>, StoreError> {
    let of_one = format!("{COLUMNS} WHERE plugin = ?1 ORDER BY n");
    let of_all = format!("{COLUMNS} ORDER BY n");
    let mut statement = conn.prepare_cached(if plugin.is_some() { &of_one } else { &of_all })?;
    let mut rows = match plugin {
        Some(plugin) => statement.query([plugin.as_str()])?,
        None => statement.query([])?,
    };
    let mut grants = Vec::new();
    while let Some(row) = rows.next()? {
        grants.push(from_row(row)?);
    }
    Ok(grants)
}

fn by_id(conn: &Connection, id: GrantId) -> Result<Option<StoredGrant>, StoreError> {
    let mut statement = conn.prepare_cached(&format!("{COLUMNS} WHERE n = ?1"))?;
    let mut rows = statement.query([id.0])?;
    rows.next()?.map(from_row).transpose()
}

/// What makes two grants the same one: the target and the methods.
fn what(grant: &HttpGrant) -> String {
    let methods: Vec<&str> = grant.methods.iter().map(|method| method.as_str()).collect();
    format!("{} {}", grant.to, methods.join(","))
}

fn json(value: &impl serde::Serialize) -> String {
    serde_json::json!(value).to_string()
}

/// The approval of the version that runs.
fn approval_now(conn: &Connection, plugin: &ProcessorName) -> Result<Option<Approval>, StoreError> {
    let active = plugins::active(conn, plugin)?;
    Ok(active.and_then(|version| {
        Some(Approval {
            wants: HttpWants::of(&version.descriptor?.wants),
            source: version.source,
        })
    }))
}

pub(super) fn grant(txn: &mut Txn<'_>, new: &NewGrant) -> Result<Granted, StoreError> {
    let approval = approval_now(txn.conn, &new.plugin)?
        .ok_or_else(|| StoreError::NoPlugin(new.plugin.clone()))?;
    let before = find(txn.conn, &new.plugin, GrantOrigin::Command, &new.grant)?;
    let by = new.by.as_deref();
    let id = put(
        txn,
        &new.plugin,
        GrantOrigin::Command,
        &new.grant,
        Some(&approval),
        by,
    )?;
    tell(txn, &new.plugin, id, "granted");
    refusals::given(txn, &new.plugin, &new.grant)?;
    let stored = by_id(txn.conn, id)?
        .ok_or_else(|| StoreError::corrupt("grant")(&"it is gone once it was written"))?;
    Ok(if before.is_some() {
        Granted::Replaced(stored)
    } else {
        Granted::New(stored)
    })
}

fn find(
    conn: &Connection,
    plugin: &ProcessorName,
    origin: GrantOrigin,
    grant: &HttpGrant,
) -> Result<Option<StoredGrant>, StoreError> {
    let mut statement = conn.prepare_cached(&format!(
        "{COLUMNS} WHERE plugin = ?1 AND origin = ?2 AND what = ?3"
    ))?;
    let mut rows = statement.query(params![plugin.as_str(), origin.as_str(), what(grant)])?;
    rows.next()?.map(from_row).transpose()
}

fn put(
    txn: &Txn<'_>,
    plugin: &ProcessorName,
    origin: GrantOrigin,
    grant: &HttpGrant,
    approval: Option<&Approval>,
    by: Option<&str>,
) -> Result<GrantId, StoreError> {
    // Not as one upsert: each of those would take an id, also where it gives none.
    const REPLACE: &str = "UPDATE grants
        SET body = ?4, approval = ?5, granted_at = ?6, granted_by = ?7
        WHERE plugin = ?1 AND origin = ?2 AND what = ?3 RETURNING n";
    const INSERT: &str = "INSERT INTO grants
            (plugin, origin, what, body, approval, granted_at, granted_by)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) RETURNING n";
    let row = params![
        plugin.as_str(),
        origin.as_str(),
        what(grant),
        json(grant),
        approval.map(json),
        txn.now.as_millis(),
        by,
    ];
    let replaced = txn
        .conn
        .prepare_cached(REPLACE)?
        .query_row(row, |row| row.get(0))
        .optional()?;
    match replaced {
        Some(n) => Ok(GrantId(n)),
        None => {
            let mut insert = txn.conn.prepare_cached(INSERT)?;
            Ok(GrantId(insert.query_row(row, |row| row.get(0))?))
        }
    }
}

pub(super) fn revoke(
    txn: &mut Txn<'_>,
    plugin: &ProcessorName,
    id: GrantId,
) -> Result<StoredGrant, StoreError> {
    let found = by_id(txn.conn, id)?
        .filter(|found| found.plugin == *plugin)
        .ok_or_else(|| StoreError::NoGrant(id.to_string()))?;
    if found.origin == GrantOrigin::File {
        return Err(StoreError::GrantOfFile(id));
    }
    delete(txn, &found)?;
    Ok(found)
}

fn delete(txn: &mut Txn<'_>, grant: &StoredGrant) -> Result<(), StoreError> {
    const DELETE: &str = "DELETE FROM grants WHERE n = ?1";
    txn.conn.prepare_cached(DELETE)?.execute([grant.id.0])?;
    tell(txn, &grant.plugin, grant.id, "revoked");
    Ok(())
}

const APPROVE: &str = "UPDATE grants SET approval = ?2 WHERE n = ?1";

pub(super) fn approve(txn: &mut Txn<'_>, plugin: &ProcessorName) -> Result<usize, StoreError> {
    let now =
        approval_now(txn.conn, plugin)?.ok_or_else(|| StoreError::NoPlugin(plugin.clone()))?;
    let mut approved = 0;
    for grant in list(txn.conn, Some(plugin))? {
        let approval = grant.approval.as_ref();
        if approval.is_none_or(|approval| approval.covers(&now.source, &now.wants).is_err()) {
            approved += 1;
            tell(txn, plugin, grant.id, "granted");
            refusals::given(txn, plugin, &grant.grant)?;
        }
        txn.conn
            .prepare_cached(APPROVE)?
            .execute(params![grant.id.0, json(&now)])?;
    }
    Ok(approved)
}

/// A version begins to run. Grants that wait for the first plugin of their name are for it.
pub(super) fn began(
    txn: &Txn<'_>,
    name: &ProcessorName,
    source: &str,
    descriptor: Option<&Descriptor>,
) -> Result<(), StoreError> {
    const FIRST: &str = "UPDATE grants SET approval = ?2 WHERE plugin = ?1 AND approval IS NULL";
    let Some(descriptor) = descriptor else {
        return Ok(());
    };
    let approval = Approval {
        source: source.to_owned(),
        wants: HttpWants::of(&descriptor.wants),
    };
    txn.conn
        .prepare_cached(FIRST)?
        .execute(params![name.as_str(), json(&approval)])?;
    Ok(())
}

pub(super) fn set_file(
    txn: &mut Txn<'_>,
    grants: &[(ProcessorName, HttpGrant)],
) -> Result<(), StoreError> {
    let stood = list(txn.conn, None)?
        .into_iter()
        .filter(|grant| grant.origin == GrantOrigin::File);
    let (stay, go): (Vec<_>, Vec<_>) = stood.partition(|stood| {
        let same = |(plugin, grant): &(_, HttpGrant)| {
            stood.plugin == *plugin && what(grant) == what(&stood.grant)
        };
        grants.iter().any(same)
    });
    for gone in &go {
        delete(txn, gone)?;
    }
    for (plugin, grant) in grants {
        let same = |stood: &StoredGrant| stood.plugin == *plugin && stood.grant == *grant;
        if stay.iter().any(same) {
            continue;
        }
        let approval = approval_now(txn.conn, plugin)?;
        let id = put(
            txn,
            plugin,
            GrantOrigin::File,
            grant,
            approval.as_ref(),
            None,
        )?;
        tell(txn, plugin, id, "granted");
        refusals::given(txn, plugin, grant)?;
    }
    Ok(())
}

fn tell(txn: &mut Txn<'_>, plugin: &ProcessorName, id: GrantId, what: &str) {
    let data = serde_json::json!({"plugin": {"name": plugin, "state": what, "grant": id.0}});
    txn.tally.happened(Happened {
        at: txn.now,
        kind: EventType::PluginChanged,
        job: None,
        data: Some(data.to_string()),
    });
}

/// The descriptor of a version, by its number.
pub(super) fn descriptor_of(conn: &Connection, n: i64) -> Result<Option<Descriptor>, StoreError> {
    const FIND: &str = "SELECT descriptor FROM plugin_versions WHERE n = ?1";
    let json: Option<Option<String>> = conn
        .prepare_cached(FIND)?
        .query_row([n], |row| row.get(0))
        .optional()?;
    json.flatten()
        .map(|json| serde_json::from_str(&json))
        .transpose()
        .map_err(|why| StoreError::corrupt("descriptor")(&why))
}
