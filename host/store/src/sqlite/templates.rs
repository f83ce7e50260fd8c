//! Templates as they are kept.

use runner_model::ScheduleName;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::rows::named;
use super::txn::Txn;
use crate::error::StoreError;
use crate::types::Template;

pub(super) fn put(txn: &Txn<'_>, template: &Template) -> Result<(), StoreError> {
    const PUT: &str =
        "INSERT OR REPLACE INTO templates (name, description, body, updated_at, updated_by)
        VALUES (?1, ?2, ?3, ?4, ?5)";
    txn.conn.prepare_cached(PUT)?.execute(params![
        template.name.as_str(),
        template.description,
        template.body,
        txn.now.as_millis(),
        template.updated_by,
    ])?;
    Ok(())
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<(String, Option<String>, String, Option<String>)> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
}

type Parts = (String, Option<String>, String, Option<String>);

fn template((name, description, body, updated_by): Parts) -> Result<Template, StoreError> {
    Ok(Template {
        name: named("template name", name)?,
        description,
        body,
        updated_by,
    })
}

pub(super) fn find(conn: &Connection, name: &ScheduleName) -> Result<Template, StoreError> {
    const FIND: &str = "SELECT name, description, body, updated_by FROM templates WHERE name = ?1";
    let found = conn
        .prepare_cached(FIND)?
        .query_row([name.as_str()], from_row)
        .optional()?;
    found
        .ok_or_else(|| StoreError::NoTemplate(name.clone()))
        .and_then(template)
}

pub(super) fn list(conn: &Connection) -> Result<Vec<Template>, StoreError> {
    const LIST: &str = "SELECT name, description, body, updated_by FROM templates ORDER BY name";
    let mut statement = conn.prepare_cached(LIST)?;
    let found = statement.query_map([], from_row)?;
    found.map(|parts| template(parts?)).collect()
}

pub(super) fn delete(txn: &Txn<'_>, name: &ScheduleName) -> Result<(), StoreError> {
    const DELETE: &str = "DELETE FROM templates WHERE name = ?1";
    match txn.conn.prepare_cached(DELETE)?.execute([name.as_str()])? {
        0 => Err(StoreError::NoTemplate(name.clone())),
        _ => Ok(()),
    }
}
