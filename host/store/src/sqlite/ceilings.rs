//! How much an operator lets jobs ask for.

use runner_model::{Limit, ProcessorName};
use rusqlite::{Connection, params};

use super::rows::{named, signed, time, unsigned};
use super::tally::Happened;
use super::txn::Txn;
use crate::error::StoreError;
use crate::types::{CeilingChange, EventType, StoredCeiling};

pub(super) fn list(conn: &Connection) -> Result<Vec<StoredCeiling>, StoreError> {
    const LIST: &str =
        "SELECT plugin, name, value, set_at, set_by FROM ceilings ORDER BY plugin, name";
    let mut statement = conn.prepare_cached(LIST)?;
    let mut rows = statement.query([])?;
    let mut ceilings = Vec::new();
    while let Some(row) = rows.next()? {
        let plugin: String = row.get("plugin")?;
        let name: String = row.get("name")?;
        ceilings.push(StoredCeiling {
            plugin: match plugin.is_empty() {
                true => None,
                false => Some(named("processor name", plugin)?),
            },
            limit: Limit::from_name(&name).map_err(|why| StoreError::corrupt("limit")(&why))?,
            value: unsigned(row.get("value")?),
            set_at: time(row, "set_at")?,
            set_by: row.get("set_by")?,
        });
    }
    Ok(ceilings)
}

pub(super) fn set(txn: &mut Txn<'_>, change: &CeilingChange) -> Result<(), StoreError> {
    const SET: &str = "INSERT OR REPLACE INTO ceilings (plugin, name, value, set_at, set_by)
        VALUES (?1, ?2, ?3, ?4, ?5)";
    const RESET: &str = "DELETE FROM ceilings WHERE plugin = ?1 AND name = ?2";
    let plugin = change.plugin.as_ref().map_or("", ProcessorName::as_str);
    for (limit, value) in &change.changes {
        match value {
            Some(value) => txn.conn.prepare_cached(SET)?.execute(params![
                plugin,
                limit.name(),
                signed(*value),
                txn.now.as_millis(),
                change.by,
            ])?,
            None => txn
                .conn
                .prepare_cached(RESET)?
                .execute([plugin, limit.name()])?,
        };
    }
    let limits: Vec<&str> = change
        .changes
        .iter()
        .map(|(limit, _)| limit.name())
        .collect();
    let data = serde_json::json!({
        "plugin": {"name": change.plugin, "state": "limited", "limits": limits},
    });
    txn.tally.happened(Happened {
        at: txn.now,
        kind: EventType::PluginChanged,
        job: None,
        data: Some(data.to_string()),
    });
    Ok(())
}
