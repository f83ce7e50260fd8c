//! Batches as they are read.

use runner_model::{BatchId, JobId, Timestamp};
use rusqlite::{Connection, OptionalExtension, Row};

use crate::error::StoreError;
use crate::sqlite::rows::{rows, time, time_if, unsigned};
use crate::types::{Batch, BatchState, Page, PageToken};

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

pub(in crate::sqlite) fn page(
    conn: &Connection,
    created_by: Option<&str>,
    after: Option<PageToken>,
    most: usize,
) -> Result<Page<Batch>, StoreError> {
    let mut statement = conn.prepare_cached(&page_sql(created_by.is_some()))?;
    let below = after.map_or(i64::MAX, |token| token.0);
    let most_rows = rows(most + 1);
    let mut found = match created_by {
        Some(by) => statement.query((below, most_rows, by))?,
        None => statement.query((below, most_rows))?,
    };
    let mut items = Vec::new();
    while let Some(row) = found.next()? {
        items.push((row.get::<_, i64>(0)?, from_row(conn, row)?));
    }
    let is_more = items.len() > most;
    items.truncate(most);
    Ok(Page {
        next: items.last().filter(|_| is_more).map(|(n, _)| PageToken(*n)),
        items: items.into_iter().map(|(_, batch)| batch).collect(),
        is_cut_short: false,
    })
}

/// The SQL of a page, of all batches or of those of one.
pub(in crate::sqlite) fn page_sql(is_of_one: bool) -> String {
    let (index, whose) = match is_of_one {
        true => ("INDEXED BY batches_by_creator", "b.created_by = ?3 AND"),
        false => ("", ""),
    };
    format!(
        "SELECT {COLUMNS} FROM batches b {index} LEFT JOIN jobs j ON j.n = b.then_job
         WHERE {whose} b.n < ?1 ORDER BY b.n DESC LIMIT ?2"
    )
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
