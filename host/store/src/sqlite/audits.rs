//! The audit log: written, read page by page, and forgotten in the end.

use std::time::Duration;

use runner_model::Timestamp;
use rusqlite::types::Value;
use rusqlite::{Connection, Row, params, params_from_iter};

use super::rows::{parsed, rows, time};
use super::txn::Txn;
use crate::error::StoreError;
use crate::types::{Audit, AuditFilter, AuditOutcome, NewAudit, Page, PageToken, TokenId};

/// How long they are kept, and how many at the most.
const KEPT: Duration = Duration::from_secs(400 * 24 * 60 * 60);
const MOST_KEPT: i64 = 1_000_000;

/// Rows that one page looks at.
const BUDGET: usize = 5_000;

pub(super) fn write(txn: &Txn<'_>, what: &NewAudit) -> Result<(), StoreError> {
    const WRITE: &str =
        "INSERT INTO audits (at, name, token, role, remote, route, object, status, code)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    txn.conn.prepare_cached(WRITE)?.execute(params![
        txn.now.as_millis(),
        what.name,
        what.token.map(|id| id.0),
        what.role.as_str(),
        what.remote,
        what.route,
        what.object,
        what.status,
        what.code,
    ])?;
    Ok(())
}

/// The walk goes down by number, of one name by its index, and through a bounded number of rows.
pub(super) fn sql(filter: &AuditFilter, most: usize) -> (String, Vec<Value>) {
    let mut values = Vec::new();
    let mut value = |value: Value| {
        values.push(value);
        // The first is where the page begins.
        format!("?{}", values.len() + 1)
    };
    let text = |text: &str| Value::from(text.to_owned());
    let walk = match &filter.name {
        Some(name) => format!(
            "SELECT n FROM audits INDEXED BY audits_by_name WHERE name = {} AND n < ?1",
            value(text(name))
        ),
        None => "SELECT n FROM audits WHERE n < ?1".to_owned(),
    };
    let mut conditions = vec!["1".to_owned()];
    if let Some(object) = &filter.object {
        conditions.push(format!("a.object = {}", value(text(object))));
    }
    if let Some(route) = &filter.route {
        conditions.push(format!("instr(a.route, {}) > 0", value(text(route))));
    }
    if let Some(from) = filter.from {
        conditions.push(format!("a.at >= {}", value(from.as_millis().into())));
    }
    if let Some(before) = filter.before {
        conditions.push(format!("a.at < {}", value(before.as_millis().into())));
    }
    match filter.outcome {
        Some(AuditOutcome::Done) => conditions.push("a.status < 400".to_owned()),
        Some(AuditOutcome::Refused) => conditions.push("a.status >= 400".to_owned()),
        None => {}
    }
    let sql = format!(
        "SELECT a.* FROM ({walk} ORDER BY n DESC LIMIT {BUDGET}) w
         CROSS JOIN audits a ON a.n = w.n WHERE {} LIMIT {}",
        conditions.join(" AND "),
        most + 1
    );
    (sql, values)
}

pub(super) fn page(
    conn: &Connection,
    filter: &AuditFilter,
    after: Option<PageToken>,
    most: usize,
) -> Result<Page<Audit>, StoreError> {
    let below = after.map_or(i64::MAX, |token| token.0);
    let (sql, values) = sql(filter, most);
    let all = std::iter::once(Value::from(below)).chain(values);
    let mut statement = conn.prepare_cached(&sql)?;
    let mut found = statement.query(params_from_iter(all))?;
    let mut items = Vec::new();
    while let Some(row) = found.next()? {
        items.push(from_row(row)?);
    }
    let is_full = items.len() > most;
    let next = if is_full {
        items.truncate(most);
        items.last().map(|last| last.number)
    } else {
        last_looked_at(conn, filter, below)?
    };
    Ok(Page {
        items,
        next: next.map(PageToken),
        is_cut_short: !is_full && next.is_some(),
    })
}

/// The last row of a walk that ended because it had looked at enough; none if there was no more.
fn last_looked_at(
    conn: &Connection,
    filter: &AuditFilter,
    below: i64,
) -> Result<Option<i64>, StoreError> {
    use rusqlite::OptionalExtension as _;
    const OF_ALL: &str = "SELECT n FROM audits WHERE n < ?1 ORDER BY n DESC LIMIT 1 OFFSET ?2";
    const OF_ONE: &str = "SELECT n FROM audits INDEXED BY audits_by_name
        WHERE name = ?3 AND n < ?1 ORDER BY n DESC LIMIT 1 OFFSET ?2";
    let before = rows(BUDGET - 1);
    let found = match &filter.name {
        Some(name) => conn
            .prepare_cached(OF_ONE)?
            .query_row(params![below, before, name], |row| row.get(0)),
        None => conn
            .prepare_cached(OF_ALL)?
            .query_row(params![below, before], |row| row.get(0)),
    };
    Ok(found.optional()?)
}

fn from_row(row: &Row<'_>) -> Result<Audit, StoreError> {
    Ok(Audit {
        number: row.get("n")?,
        at: time(row, "at")?,
        what: NewAudit {
            name: row.get("name")?,
            token: row.get::<_, Option<i64>>("token")?.map(TokenId),
            role: parsed("role", row.get_ref("role")?.as_str().unwrap_or_default())?,
            remote: row.get("remote")?,
            route: row.get("route")?,
            object: row.get("object")?,
            status: row.get("status")?,
            code: row.get("code")?,
        },
    })
}

/// Forgets at most so many of the oldest.
pub(super) fn forget(conn: &Connection, now: Timestamp, most: usize) -> Result<usize, StoreError> {
    const FORGET: &str = "DELETE FROM audits WHERE n IN (SELECT n FROM
            (SELECT n, at FROM audits ORDER BY n LIMIT ?1)
            WHERE at < ?2 OR n <= (SELECT max(n) FROM audits) - ?3)";
    let before = now.as_millis() - i64::try_from(KEPT.as_millis()).unwrap_or(i64::MAX);
    Ok(conn
        .prepare_cached(FORGET)?
        .execute((rows(most), before, MOST_KEPT))?)
}
