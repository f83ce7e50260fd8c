//! What a webhook is to be told: the outbox, through its filter.

use runner_model::{BatchId, JobId};
use rusqlite::{Connection, OptionalExtension as _, params};
use serde_json::Value;

use super::super::events;
use crate::error::StoreError;
use crate::types::{EventFilter, Facts, Found, StoredEvent};

/// Events that one look goes through.
const MOST_LOOKED_AT: i64 = 10_000;

/// The types are names of ours.
pub(in crate::sqlite) fn sql(filter: &EventFilter) -> String {
    let types: Vec<String> = filter.events.iter().map(|of| format!("'{of}'")).collect();
    let of_type = match types.as_slice() {
        [] => String::new(),
        some => format!(" AND type IN ({})", some.join(", ")),
    };
    format!(
        "SELECT seq, at, type, job, state, attempt, data FROM events
         WHERE seq > ?1 AND seq <= ?2{of_type} ORDER BY seq"
    )
}

pub(in crate::sqlite) fn look(
    conn: &Connection,
    filter: &EventFilter,
    after: i64,
    most: usize,
) -> Result<Found, StoreError> {
    const FIRST: &str = "SELECT coalesce(min(seq), 0) FROM events";
    let first: i64 = conn
        .prepare_cached(FIRST)?
        .query_row([], |row| row.get(0))?;
    let last = events::last(conn)?;
    // Nothing is kept of what came before the first.
    let begin = after.max(first - 1);
    let end = begin.saturating_add(MOST_LOOKED_AT).min(last);
    let mut found = Found {
        events: Vec::new(),
        seen: begin.max(end),
        missed: u64::try_from(begin - after).unwrap_or(0),
    };
    let mut statement = conn.prepare_cached(&sql(filter))?;
    let mut rows = statement.query((begin, end))?;
    while found.events.len() < most
        && let Some(row) = rows.next()?
    {
        let event = events::from_row(row)?;
        if !filter.asks_for_facts() || filter.fits(&facts(conn, &event)?) {
            found.events.push(event);
        }
    }
    if found.events.len() >= most
        && let Some(event) = found.events.last()
    {
        found.seen = event.seq;
    }
    Ok(found)
}

/// What an event is about. Of a job that was deleted nothing is known.
fn facts(conn: &Connection, event: &StoredEvent) -> Result<Facts, StoreError> {
    if let Some((job, ..)) = &event.job {
        return of_job(conn, job);
    }
    let data = event.data.as_deref().unwrap_or_default();
    let data: Value = serde_json::from_str(data).unwrap_or_default();
    let text = |name: &str| data[name].as_str().map(str::to_owned);
    Ok(Facts {
        processor: text("processor").or_else(|| text("plugin")),
        queue: text("queue"),
        batch: text("batch").and_then(|id| id.parse().ok()),
        tags: Vec::new(),
        alert: text("alert"),
    })
}

fn of_job(conn: &Connection, job: &JobId) -> Result<Facts, StoreError> {
    const JOB: &str = "SELECT j.n, p.name, q.name, (SELECT b.id FROM batch_items i
            CROSS JOIN batches b ON b.n = i.batch WHERE i.job = j.n)
        FROM jobs j CROSS JOIN processors p ON p.id = j.processor CROSS JOIN queues q ON q.id = j.queue
        WHERE j.id = ?1";
    const TAGS: &str = "SELECT tag FROM job_tags WHERE job = ?1";
    let known = conn
        .prepare_cached(JOB)?
        .query_row(params![job.as_bytes()], |row| {
            let facts = Facts {
                processor: row.get(1)?,
                queue: row.get(2)?,
                batch: row.get::<_, Option<[u8; 16]>>(3)?.map(BatchId::from_bytes),
                tags: Vec::new(),
                alert: None,
            };
            Ok((row.get::<_, i64>(0)?, facts))
        })
        .optional()?;
    let Some((n, mut facts)) = known else {
        return Ok(Facts::default());
    };
    let mut tags = conn.prepare_cached(TAGS)?;
    let tags = tags.query_map([n], |row| row.get(0))?;
    facts.tags = tags.collect::<Result<_, _>>()?;
    Ok(facts)
}
