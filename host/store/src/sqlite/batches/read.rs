//! Batches as they are read.

use runner_model::{BatchId, JobId, Timestamp};
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row, params_from_iter};

use crate::error::StoreError;
use crate::sqlite::rows::{time, time_if, unsigned};
use crate::types::{Batch, BatchFilter, BatchState, Page, PageToken};

/// The number of a batch.
pub(in crate::sqlite) fn find(conn: &Connection, id: BatchId) -> Result<i64, StoreError> {
    const FIND: &str = "SELECT n FROM batches WHERE id = ?1";
    conn.prepare_cached(FIND)?
        .query_row([id.as_bytes()], |row| row.get(0))
        .optional()?
        .ok_or(StoreError::NoBatch(id))
}

const COLUMNS: &str =
    "b.n, b.id, b.title, b.metadata, b.created_by, b.state, b.sealed, b.max_parallel, b.total,
    b.completed, b.failed, b.skipped, b.cancelled, b.created_at, b.finished_at, j.id AS then_id";

pub(in crate::sqlite) fn view(conn: &Connection, id: BatchId) -> Result<Batch, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM batches b LEFT JOIN jobs j ON j.n = b.then_job WHERE b.id = ?1"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let mut found = statement.query([id.as_bytes()])?;
    let row = found.next()?.ok_or(StoreError::NoBatch(id))?;
    from_row(conn, row)
}

/// Rows that one page looks at.
const BUDGET: usize = 5_000;

pub(in crate::sqlite) fn page(
    conn: &Connection,
    filter: &BatchFilter,
    after: Option<PageToken>,
    most: usize,
) -> Result<Page<Batch>, StoreError> {
    let sql = page_sql(filter, most);
    let below = Value::from(after.map_or(i64::MAX, |token| token.0));
    let values: Vec<Value> = std::iter::once(below).chain(sql.values).collect();
    let mut items = Vec::new();
    {
        let mut statement = conn.prepare_cached(&sql.page)?;
        let mut found = statement.query(params_from_iter(&values))?;
        while let Some(row) = found.next()? {
            items.push((row.get::<_, i64>("n")?, from_row(conn, row)?));
        }
    }
    let is_full = items.len() > most;
    let next = if is_full {
        items.truncate(most);
        items.last().map(|(n, _)| *n)
    } else {
        // Where the walk ended, if it had looked at enough.
        let mut statement = conn.prepare_cached(&sql.last)?;
        let count = statement.parameter_count();
        statement
            .query_row(params_from_iter(&values[..count]), |row| row.get(0))
            .optional()?
    };
    Ok(Page {
        items: items.into_iter().map(|(_, batch)| batch).collect(),
        next: next.map(PageToken),
        is_cut_short: !is_full && next.is_some(),
    })
}

/// The SQL of a page, and of the last row that it looks at.
pub(in crate::sqlite) struct PageSql {
    pub(in crate::sqlite) page: String,
    last: String,
    /// All but the first, which is where the page begins.
    values: Vec<Value>,
}

/// The walk goes down by number, of those that somebody made by an index, and through a bounded number of rows.
pub(in crate::sqlite) fn page_sql(filter: &BatchFilter, most: usize) -> PageSql {
    let mut values = Vec::new();
    let mut value = |value: Value| {
        values.push(value);
        format!("?{}", values.len() + 1)
    };
    let walk = match &filter.created_by {
        Some(by) => format!(
            "SELECT n FROM batches INDEXED BY batches_by_creator WHERE created_by = {} AND n < ?1",
            value(by.clone().into())
        ),
        None => "SELECT n FROM batches WHERE n < ?1".to_owned(),
    };
    let mut conditions = vec!["1".to_owned()];
    if let Some(state) = filter.state {
        conditions.push(format!(
            "b.state = {}",
            value(state.as_str().to_owned().into())
        ));
    }
    if let Some(from) = filter.created_from {
        conditions.push(format!(
            "b.created_at >= {}",
            value(from.as_millis().into())
        ));
    }
    if let Some(before) = filter.created_before {
        conditions.push(format!(
            "b.created_at < {}",
            value(before.as_millis().into())
        ));
    }
    if let Some(words) = &filter.text {
        let words = value(words.to_lowercase().into());
        conditions.push(format!("instr(lower(coalesce(b.title, '')), {words}) > 0"));
    }
    PageSql {
        page: format!(
            "SELECT {COLUMNS} FROM ({walk} ORDER BY n DESC LIMIT {BUDGET}) w
             CROSS JOIN batches b ON b.n = w.n LEFT JOIN jobs j ON j.n = b.then_job WHERE {} LIMIT {}",
            conditions.join(" AND "),
            most + 1
        ),
        last: format!("{walk} ORDER BY n DESC LIMIT 1 OFFSET {}", BUDGET - 1),
        values,
    }
}

fn from_row(conn: &Connection, row: &Row<'_>) -> Result<Batch, StoreError> {
    let number = |column| row.get::<_, i64>(column).map(unsigned);
    let state: String = row.get("state")?;
    let (total, running) = (number("total")?, running(conn, row.get("n")?)?);
    let (completed, failed) = (number("completed")?, number("failed")?);
    let (skipped, cancelled) = (number("skipped")?, number("cancelled")?);
    Ok(Batch {
        id: BatchId::from_bytes(row.get("id")?),
        title: row.get("title")?,
        metadata: row.get("metadata")?,
        created_by: row.get("created_by")?,
        state: BatchState::from_name(&state)
            .ok_or_else(|| StoreError::corrupt("state of a batch")(&state))?,
        is_sealed: row.get("sealed")?,
        max_parallel: row.get("max_parallel")?,
        total,
        pending: total.saturating_sub(running + completed + failed + skipped + cancelled),
        running,
        completed,
        failed,
        skipped,
        cancelled,
        then: row
            .get::<_, Option<[u8; 16]>>("then_id")?
            .map(JobId::from_bytes),
        created_at: time(row, "created_at")?,
        finished_at: time_if(row, "finished_at")?.map(|at: Timestamp| at),
    })
}

/// Those of the items it let go of that run: there are never many of those.
fn running(conn: &Connection, batch: i64) -> Result<u64, StoreError> {
    const RUNNING: &str = "SELECT count(*) FROM batch_items i INDEXED BY batch_items_let_go
        CROSS JOIN jobs j ON j.n = i.job WHERE i.batch = ?1 AND i.phase = 1 AND j.state = 'running'";
    let running: i64 = conn
        .prepare_cached(RUNNING)?
        .query_row([batch], |row| row.get(0))?;
    Ok(unsigned(running))
}

/// The batch that holds a job back, if one does.
pub(in crate::sqlite) fn of_item(
    conn: &Connection,
    job: i64,
) -> Result<Option<BatchId>, StoreError> {
    const OF: &str = "SELECT b.id FROM batch_items i INDEXED BY batch_items_by_job
        CROSS JOIN batches b ON b.n = i.batch WHERE i.job = ?1 AND i.phase = 0";
    batch_id(conn, OF, job)
}

/// The batch at whose end a job runs.
pub(in crate::sqlite) fn end_of(
    conn: &Connection,
    job: i64,
) -> Result<Option<BatchId>, StoreError> {
    const OF: &str = "SELECT id FROM batches WHERE then_job = ?1 AND finished_at IS NULL";
    batch_id(conn, OF, job)
}

fn batch_id(conn: &Connection, sql: &str, job: i64) -> Result<Option<BatchId>, StoreError> {
    let id: Option<[u8; 16]> = conn
        .prepare_cached(sql)?
        .query_row([job], |row| row.get(0))
        .optional()?;
    Ok(id.map(BatchId::from_bytes))
}
