//! Actions as they are read.

use runner_model::ActionId;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension as _, Row, params_from_iter};

use crate::error::StoreError;
use crate::sqlite::rows::{rows, time, time_if, unsigned};
use crate::types::{Action, ActionFilter, ActionState, Page, PageToken};

/// Rows that one page looks at.
const BUDGET: usize = 5_000;

/// An action, with its number.
pub(super) fn find(conn: &Connection, id: ActionId) -> Result<(i64, Action), StoreError> {
    const FIND: &str = "SELECT * FROM actions WHERE id = ?1";
    let mut statement = conn.prepare_cached(FIND)?;
    let mut found = statement.query([id.as_bytes()])?;
    let row = found.next()?.ok_or(StoreError::NoAction(id))?;
    Ok((row.get("n")?, from_row(row)?))
}

pub(in crate::sqlite) fn view(conn: &Connection, id: ActionId) -> Result<Action, StoreError> {
    find(conn, id).map(|(_, action)| action)
}

pub(in crate::sqlite) fn owner_of(
    conn: &Connection,
    id: ActionId,
) -> Result<Option<String>, StoreError> {
    const OWNER: &str = "SELECT created_by FROM actions WHERE id = ?1";
    let mut statement = conn.prepare_cached(OWNER)?;
    let owner = statement.query_row([id.as_bytes()], |row| row.get(0));
    owner.optional()?.ok_or(StoreError::NoAction(id))
}

pub(in crate::sqlite) const OPEN: &str =
    "SELECT id FROM actions INDEXED BY actions_open WHERE finished_at IS NULL ORDER BY n";

pub(in crate::sqlite) fn open_ones(conn: &Connection) -> Result<Vec<ActionId>, StoreError> {
    let mut statement = conn.prepare_cached(OPEN)?;
    let found = statement.query_map([], |row| row.get(0))?;
    Ok(found
        .map(|id| id.map(ActionId::from_bytes))
        .collect::<Result<_, _>>()?)
}

/// The walk goes down by number, of those that somebody wants by an index, and through a bounded number of rows.
pub(in crate::sqlite) fn page_sql(filter: &ActionFilter, most: usize) -> (String, Vec<Value>) {
    let mut values = Vec::new();
    let mut value = |text: &str| {
        values.push(Value::from(text.to_owned()));
        // The first is where the page begins.
        format!("?{}", values.len() + 1)
    };
    let walk = match &filter.created_by {
        Some(by) => format!(
            "SELECT n FROM actions INDEXED BY actions_by_creator WHERE created_by = {} AND n < ?1",
            value(by)
        ),
        None => "SELECT n FROM actions WHERE n < ?1".to_owned(),
    };
    let mut conditions = vec!["1".to_owned()];
    if let Some(state) = filter.state {
        conditions.push(format!("a.state = {}", value(state.as_str())));
    }
    if let Some(verb) = &filter.verb {
        conditions.push(format!("a.name = {}", value(verb)));
    }
    let sql = format!(
        "SELECT a.*, w.n AS seen FROM ({walk} ORDER BY n DESC LIMIT {BUDGET}) w
         CROSS JOIN actions a ON a.n = w.n WHERE {} LIMIT {}",
        conditions.join(" AND "),
        rows(most + 1)
    );
    (sql, values)
}

pub(in crate::sqlite) fn list(
    conn: &Connection,
    filter: &ActionFilter,
    after: Option<PageToken>,
    most: usize,
) -> Result<Page<Action>, StoreError> {
    let (sql, values) = page_sql(filter, most);
    let below = Value::from(after.map_or(i64::MAX, |token| token.0));
    let mut statement = conn.prepare_cached(&sql)?;
    let mut found = statement.query(params_from_iter(std::iter::once(below).chain(values)))?;
    let mut items = Vec::new();
    while let Some(row) = found.next()? {
        items.push((row.get::<_, i64>("n")?, from_row(row)?));
    }
    let is_more = items.len() > most;
    items.truncate(most);
    Ok(Page {
        next: items.last().filter(|_| is_more).map(|(n, _)| PageToken(*n)),
        items: items.into_iter().map(|(_, action)| action).collect(),
        is_cut_short: false,
    })
}

fn from_row(row: &Row<'_>) -> Result<Action, StoreError> {
    let number = |column| row.get::<_, i64>(column).map(unsigned);
    let corrupt = StoreError::corrupt("action");
    let state: String = row.get("state")?;
    Ok(Action {
        id: ActionId::from_bytes(row.get("id")?),
        verb: json(row, "verb")?,
        said: row.get("said")?,
        named: row.get::<_, Option<i64>>("named")?.map(unsigned),
        created_by: row.get("created_by")?,
        is_dry_run: row.get("dry_run")?,
        state: ActionState::from_name(&state).ok_or_else(|| corrupt(&state))?,
        matched: number("matched")?,
        changed: number("changed")?,
        unchanged: number("unchanged")?,
        failed: number("failed")?,
        failures: json(row, "failures")?,
        created_at: time(row, "created_at")?,
        finished_at: time_if(row, "finished_at")?,
    })
}

/// A column of JSON.
pub(super) fn json<T: serde::de::DeserializeOwned>(
    row: &Row<'_>,
    column: &str,
) -> Result<T, StoreError> {
    let text: String = row.get(column)?;
    serde_json::from_str(&text).map_err(|why| StoreError::corrupt("action")(&why))
}
