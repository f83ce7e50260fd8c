//! Pages of jobs, newest first.
//!
//! A page walks down one index, the narrowest that the filter allows, and looks at a bounded number of rows: a filter
//! that fits few of many costs several pages, never one that takes seconds.

use runner_model::{JobId, StateName};
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use super::{jobs, spans};
use crate::error::StoreError;
use crate::types::{Job, JobFilter, Page, PageToken};

/// Rows that one page looks at where they lie side by side, and where an index leads all over the table: each is then a
/// page of the file of its own.
const SIDE_BY_SIDE: usize = 5_000;
const SCATTERED: usize = 2_000;

/// How much of a job's params is searched for words, in characters.
const MOST_SEARCHED: usize = 4_096;

/// SQL with its values.
struct Sql {
    /// What the walk goes down: gives `n`, from ?1 downwards to ?2.
    walk: String,
    /// Rows that it goes through at the most.
    budget: usize,
    /// What must hold of a job `j`.
    conditions: String,
    values: Vec<Value>,
}

pub(super) fn page(
    conn: &Connection,
    filter: &JobFilter,
    after: Option<PageToken>,
    most: usize,
) -> Result<Page<Job>, StoreError> {
    let sql = sql(filter, range(conn, filter, after)?);
    let mut items = Vec::new();
    {
        let mut statement = conn.prepare_cached(&page_sql(&sql, jobs::COLUMNS, most))?;
        let mut rows = statement.query(params_from_iter(&sql.values))?;
        while let Some(row) = rows.next()? {
            items.push((row.get::<_, i64>("n")?, jobs::from_row(row)?));
        }
    }
    let is_full = items.len() > most;
    let next = if is_full {
        items.truncate(most);
        items.last().map(|(n, _)| *n)
    } else {
        last_looked_at(conn, &sql)?
    };
    Ok(Page {
        items: items.into_iter().map(|(_, job)| job).collect(),
        next: next.map(PageToken),
        is_cut_short: !is_full && next.is_some(),
    })
}

/// The numbers among which the jobs of a page are: from the first up to the second, without it.
fn range(
    conn: &Connection,
    filter: &JobFilter,
    after: Option<PageToken>,
) -> Result<(i64, i64), StoreError> {
    let mut range = (i64::MIN, after.map_or(i64::MAX, |token| token.0));
    if let Some(from) = filter.created_from {
        range.0 = spans::first_from(conn, from.as_millis())?.unwrap_or(i64::MAX);
    }
    if let Some(before) = filter.created_before {
        let end = spans::end_before(conn, before.as_millis())?.unwrap_or(i64::MIN);
        range.1 = range.1.min(end);
    }
    Ok(range)
}

/// The next at most so many jobs below a number, newest first, and the number below which those after them are.
pub(super) fn ids(
    conn: &Connection,
    filter: &JobFilter,
    below: i64,
    most: usize,
) -> Result<(Vec<JobId>, Option<i64>), StoreError> {
    let sql = sql(filter, range(conn, filter, Some(PageToken(below)))?);
    let mut found: Vec<(i64, JobId)> = Vec::new();
    {
        let mut statement = conn.prepare_cached(&page_sql(&sql, "j.n, j.id", most))?;
        let mut rows = statement.query(params_from_iter(&sql.values))?;
        while let Some(row) = rows.next()? {
            found.push((row.get(0)?, JobId::from_bytes(row.get(1)?)));
        }
    }
    let next = if found.len() > most {
        found.truncate(most);
        found.last().map(|(n, _)| *n)
    } else {
        last_looked_at(conn, &sql)?
    };
    Ok((found.into_iter().map(|(_, id)| id).collect(), next))
}

fn page_sql(sql: &Sql, columns: &str, most: usize) -> String {
    // CROSS JOIN keeps the walk outermost, and so its order.
    format!(
        "SELECT {columns} FROM ({walk} ORDER BY 1 DESC LIMIT {budget}) w
         CROSS JOIN jobs j ON j.n = w.n {joins} WHERE {conditions} LIMIT {limit}",
        walk = sql.walk,
        budget = sql.budget,
        joins = jobs::JOINS,
        conditions = sql.conditions,
        limit = most + 1,
    )
}

/// The SQL of a page, to be explained.
#[cfg(test)]
pub(super) fn explained(filter: &JobFilter) -> String {
    page_sql(&sql(filter, (0, i64::MAX)), jobs::COLUMNS, 50)
}

/// The last row of a walk that ended because it had looked at enough; none if there was no more.
fn last_looked_at(conn: &Connection, sql: &Sql) -> Result<Option<i64>, StoreError> {
    use rusqlite::OptionalExtension;
    let last = format!(
        "{walk} ORDER BY 1 DESC LIMIT 1 OFFSET {before}",
        walk = sql.walk,
        before = sql.budget - 1
    );
    let mut statement = conn.prepare_cached(&last)?;
    let count = statement.parameter_count();
    Ok(statement
        .query_row(params_from_iter(&sql.values[..count]), |row| row.get(0))
        .optional()?)
}

fn sql(filter: &JobFilter, (from, below): (i64, i64)) -> Sql {
    let mut values: Vec<Value> = vec![below.into(), from.into()];
    let mut value = |value: Value| {
        values.push(value);
        format!("?{}", values.len())
    };
    let text = |text: &str| Value::from(text.to_owned());
    let mut budget = SCATTERED;
    // The walk's own value comes first, so that the walk can be asked alone.
    let walk = if let Some((first, last)) = &filter.ids {
        let id = |id: &JobId| Value::Blob(id.as_bytes().to_vec());
        let (first, last) = (value(id(first)), value(id(last)));
        format!(
            "SELECT n FROM jobs INDEXED BY sqlite_autoindex_jobs_1
             WHERE id >= {first} AND id <= {last} AND n < ?1"
        )
    } else if let Some(batch) = filter.batch {
        let batch = value(Value::Blob(batch.as_bytes().to_vec()));
        format!(
            "SELECT job AS n FROM batch_items
             WHERE batch = (SELECT n FROM batches WHERE id = {batch}) AND job < ?1 AND job >= ?2"
        )
    } else if let Some(error) = filter.error {
        let error = value(error.0.into());
        format!("SELECT job AS n FROM error_jobs WHERE error = {error} AND job < ?1 AND job >= ?2")
    } else if let Some(tag) = &filter.tag {
        let tag = value(text(tag));
        format!("SELECT job AS n FROM job_tags WHERE tag = {tag} AND job < ?1 AND job >= ?2")
    } else if let Some(by) = &filter.created_by {
        let by = value(text(by));
        format!(
            "SELECT n FROM jobs INDEXED BY jobs_by_creator WHERE created_by = {by} AND n < ?1 AND n >= ?2"
        )
    } else if let Some(walk) = by_state(&filter.states) {
        walk.to_owned()
    } else if let Some(queue) = &filter.queue {
        let queue = value(text(queue.as_str()));
        format!(
            "SELECT n FROM jobs INDEXED BY jobs_by_queue
             WHERE queue = (SELECT id FROM queues WHERE name = {queue}) AND n < ?1 AND n >= ?2"
        )
    } else if let Some(processor) = &filter.processor {
        let processor = value(text(processor.as_str()));
        format!(
            "SELECT n FROM jobs INDEXED BY jobs_by_processor
             WHERE processor = (SELECT id FROM processors WHERE name = {processor}) AND n < ?1 AND n >= ?2"
        )
    } else {
        budget = SIDE_BY_SIDE;
        "SELECT n FROM jobs WHERE n < ?1 AND n >= ?2".to_owned()
    };
    let mut conditions = vec!["1".to_owned()];
    if !filter.states.is_empty() {
        let states = filter.states.iter().map(|state| format!("'{state}'"));
        conditions.push(format!(
            "j.state IN ({})",
            states.collect::<Vec<_>>().join(", ")
        ));
    }
    if let Some(queue) = &filter.queue {
        conditions.push(format!("q.name = {}", value(text(queue.as_str()))));
    }
    if let Some(processor) = &filter.processor {
        conditions.push(format!("p.name = {}", value(text(processor.as_str()))));
    }
    // What is not walked down must be looked for.
    if let (Some(batch), Some(_)) = (filter.batch, &filter.ids) {
        conditions.push(format!(
            "EXISTS (SELECT 1 FROM batch_items i JOIN batches b ON b.n = i.batch WHERE i.job = j.n AND b.id = {})",
            value(Value::Blob(batch.as_bytes().to_vec()))
        ));
    }
    let walks_elsewhere = filter.batch.is_some() || filter.ids.is_some();
    if let Some(error) = filter.error.filter(|_| walks_elsewhere) {
        conditions.push(format!(
            "EXISTS (SELECT 1 FROM error_jobs e WHERE e.error = {} AND e.job = j.n)",
            value(error.0.into())
        ));
    }
    let walks_elsewhere = walks_elsewhere || filter.error.is_some();
    if let Some(tag) = filter.tag.as_ref().filter(|_| walks_elsewhere) {
        conditions.push(format!(
            "EXISTS (SELECT 1 FROM job_tags t WHERE t.tag = {} AND t.job = j.n)",
            value(text(tag))
        ));
    }
    if let Some(by) = &filter.created_by {
        conditions.push(format!("j.created_by = {}", value(text(by))));
    }
    if let Some(code) = filter.failure {
        conditions.push(format!("j.error_code = {}", value(text(code.as_str()))));
    }
    if let Some(from) = filter.created_from {
        conditions.push(format!(
            "j.created_at >= {}",
            value(from.as_millis().into())
        ));
    }
    if let Some(before) = filter.created_before {
        conditions.push(format!(
            "j.created_at < {}",
            value(before.as_millis().into())
        ));
    }
    if let Some(words) = &filter.text {
        conditions.push(searched(words, &mut value));
    }
    Sql {
        walk,
        budget,
        conditions: conditions.join(" AND "),
        values,
    }
}

/// What must hold of a job with these words in it. A part of an id may be written with hyphens.
fn searched(words: &str, value: &mut impl FnMut(Value) -> String) -> String {
    let words = words.to_lowercase();
    let digits: String = words.chars().filter(|c| *c != '-').collect();
    let is_of_id = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    let words = value(words.into());
    let texts = ["x.title", "x.description", "x.tags"].map(|text| format!("coalesce({text}, '')"));
    let mut conditions = vec![format!(
        "instr(lower({} || ' ' || substr(coalesce(j.params, x.params, ''), 1, {MOST_SEARCHED})), {words}) > 0",
        texts.join(" || ' ' || ")
    )];
    if is_of_id {
        let digits = value(digits.into());
        conditions.push(format!("instr(lower(hex(j.id)), {digits}) > 0"));
    }
    format!("({})", conditions.join(" OR "))
}

/// A walk over the jobs of these states alone, if an index has them.
fn by_state(states: &[StateName]) -> Option<&'static str> {
    match states {
        [] => None,
        [StateName::Running] => Some(
            "SELECT n FROM jobs INDEXED BY jobs_leased WHERE lease IS NOT NULL AND n < ?1 AND n >= ?2",
        ),
        [StateName::Failed] => Some(
            "SELECT n FROM jobs INDEXED BY jobs_failed WHERE state = 'failed' AND n < ?1 AND n >= ?2",
        ),
        [StateName::Cancelled] => Some(
            "SELECT n FROM jobs INDEXED BY jobs_cancelled WHERE state = 'cancelled' AND n < ?1 AND n >= ?2",
        ),
        some if some.iter().all(|state| !state.is_end()) => Some(
            "SELECT n FROM jobs INDEXED BY jobs_open WHERE finished_at IS NULL AND n < ?1 AND n >= ?2",
        ),
        _ => None,
    }
}
