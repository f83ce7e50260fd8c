//! What plugins were refused. It decides nothing over what they may reach, which is the grants' alone.

use runner_model::{HttpGrant, ProcessorName};
use rusqlite::{Connection, Row, params};

use super::rows::{named, time};
use super::tally::Happened;
use super::txn::Txn;
use crate::error::StoreError;
use crate::types::{EventType, NewRefusal, RefusalId, StoredRefusal, WantRefused};

const COLUMNS: &str = "SELECT n, plugin, want, refused_at, refused_by FROM refusals";

fn from_row(row: &Row<'_>) -> Result<StoredRefusal, StoreError> {
    let want: String = row.get("want")?;
    Ok(StoredRefusal {
        id: RefusalId(row.get("n")?),
        plugin: named("processor name", row.get::<_, String>("plugin")?)?,
        want: serde_json::from_str(&want).map_err(|why| StoreError::corrupt("want")(&why))?,
        refused_at: time(row, "refused_at")?,
        refused_by: row.get("refused_by")?,
    })
}

pub(super) fn list(
    conn: &Connection,
    plugin: &ProcessorName,
) -> Result<Vec<StoredRefusal>, StoreError> {
    let mut statement = conn.prepare_cached(&format!("{COLUMNS} WHERE plugin = ?1 ORDER BY n"))?;
    let mut rows = statement.query([plugin.as_str()])?;
    let mut refusals = Vec::new();
    while let Some(row) = rows.next()? {
        refusals.push(from_row(row)?);
    }
    Ok(refusals)
}

pub(super) fn refuse(txn: &mut Txn<'_>, new: &NewRefusal) -> Result<WantRefused, StoreError> {
    const INSERT: &str = "INSERT INTO refusals (plugin, want, refused_at, refused_by)
        VALUES (?1, ?2, ?3, ?4) RETURNING n";
    let stood = list(txn.conn, &new.plugin)?;
    if let Some(known) = stood.into_iter().find(|stood| stood.want == new.want) {
        return Ok(WantRefused::Known(known));
    }
    let row = params![
        new.plugin.as_str(),
        serde_json::json!(new.want).to_string(),
        txn.now.as_millis(),
        new.by,
    ];
    let n: i64 = txn
        .conn
        .prepare_cached(INSERT)?
        .query_row(row, |row| row.get(0))?;
    let refusal = StoredRefusal {
        id: RefusalId(n),
        plugin: new.plugin.clone(),
        want: new.want.clone(),
        refused_at: txn.now,
        refused_by: new.by.clone(),
    };
    tell(txn, &refusal, "refused");
    Ok(WantRefused::New(refusal))
}

pub(super) fn unrefuse(
    txn: &mut Txn<'_>,
    plugin: &ProcessorName,
    id: RefusalId,
) -> Result<StoredRefusal, StoreError> {
    let found = list(txn.conn, plugin)?
        .into_iter()
        .find(|refusal| refusal.id == id)
        .ok_or_else(|| StoreError::NoRefusal(id.to_string()))?;
    delete(txn, &found)?;
    Ok(found)
}

/// A grant is given: whoever gives it does not refuse any more what it gives something of.
pub(super) fn given(
    txn: &mut Txn<'_>,
    plugin: &ProcessorName,
    grant: &HttpGrant,
) -> Result<(), StoreError> {
    for refusal in list(txn.conn, plugin)? {
        if grant.gives(&refusal.want) {
            delete(txn, &refusal)?;
        }
    }
    Ok(())
}

fn delete(txn: &mut Txn<'_>, refusal: &StoredRefusal) -> Result<(), StoreError> {
    const DELETE: &str = "DELETE FROM refusals WHERE n = ?1";
    txn.conn.prepare_cached(DELETE)?.execute([refusal.id.0])?;
    tell(txn, refusal, "unrefused");
    Ok(())
}

fn tell(txn: &mut Txn<'_>, refusal: &StoredRefusal, what: &str) {
    let data = serde_json::json!({
        "plugin": {
            "name": refusal.plugin,
            "state": what,
            "refusal": refusal.id.0,
            "want": refusal.want,
        },
    });
    txn.tally.happened(Happened {
        at: txn.now,
        kind: EventType::PluginChanged,
        job: None,
        data: Some(data.to_string()),
    });
}
