//! The outbox as it is read and pruned. It is written by the tally.

pub(super) mod begins;
pub(super) mod blocks;

use runner_model::{JobId, Timestamp};
use rusqlite::{Connection, Row, params};

use super::rows::{parsed, rows, signed};
use crate::error::StoreError;
use crate::types::{EventType, JobEvents, StoredEvent};

/// The number of the last event; 0 if there is none.
pub(super) fn last(conn: &Connection) -> Result<i64, StoreError> {
    const LAST: &str = "SELECT coalesce(max(seq), 0) FROM events";
    Ok(conn.prepare_cached(LAST)?.query_row([], |row| row.get(0))?)
}

pub(super) fn since(
    conn: &Connection,
    after: i64,
    most: usize,
) -> Result<Vec<StoredEvent>, StoreError> {
    const SINCE: &str = "SELECT seq, at, type, job, state, attempt, data FROM events
        WHERE seq > ?1 ORDER BY seq LIMIT ?2";
    let mut statement = conn.prepare_cached(SINCE)?;
    let mut found = statement.query(params![after, rows(most)])?;
    let mut events = Vec::new();
    while let Some(row) = found.next()? {
        events.push(from_row(row)?);
    }
    Ok(events)
}

/// Reads an event; its columns come first.
pub(super) fn from_row(row: &Row<'_>) -> Result<StoredEvent, StoreError> {
    let name = row.get_ref(2)?.as_str().unwrap_or_default();
    let job: Option<[u8; 16]> = row.get(3)?;
    Ok(StoredEvent {
        seq: row.get(0)?,
        at: Timestamp::from_millis(row.get(1)?),
        kind: EventType::from_name(name).ok_or_else(|| StoreError::corrupt("event type")(&name))?,
        job: job
            .map(|job| {
                let state = row.get_ref(4)?;
                let state = parsed("state", state.as_str().unwrap_or_default())?;
                Ok::<_, StoreError>((JobId::from_bytes(job), state, row.get(5)?))
            })
            .transpose()?,
        data: row.get(6)?,
    })
}

pub(super) const OF_JOB: &str = "SELECT seq, at, type, job, state, attempt, data FROM events
    WHERE seq > ?1 AND seq <= ?2 AND job = ?3 ORDER BY seq";

/// Blocks of events that one look goes through, and portions of blocks of which it reads what is known.
const MOST_BLOCKS: usize = 64;
const MOST_PORTIONS: usize = 32;

/// The events of a job after one. A look goes through a bounded number of rows, and says how far it came: where it found
/// some it ends soon, since somebody waits for the first of them.
pub(super) fn of_job(
    conn: &Connection,
    job: JobId,
    after: i64,
    most: usize,
) -> Result<JobEvents, StoreError> {
    const FIRST: &str = "SELECT coalesce(min(seq), 0) FROM events";
    let first: i64 = conn
        .prepare_cached(FIRST)?
        .query_row([], |row| row.get(0))?;
    let last = last(conn)?;
    // Nothing is kept of what came before the first.
    let begin = after.max(first - 1);
    let begins = begins::before(conn, job, (begin, last))?;
    if begins > begin {
        let found = look(conn, job, (begins, last), most)?;
        // A clock that was set back misleads. Then it is not the job's first event that is found first.
        let begun = found.events.first().map(|event| event.kind);
        if begun == Some(EventType::JobCreated) {
            return Ok(found);
        }
    }
    look(conn, job, (begin, last), most)
}

/// Looks at events from one number to another.
fn look(
    conn: &Connection,
    job: JobId,
    (begin, last): (i64, i64),
    most: usize,
) -> Result<JobEvents, StoreError> {
    let mut of_job = JobEvents {
        events: Vec::new(),
        seen: begin,
    };
    let mut looked_at = 0;
    let mut statement = conn.prepare_cached(OF_JOB)?;
    for _ in 0..MOST_PORTIONS {
        if of_job.seen >= last || !of_job.events.is_empty() {
            break;
        }
        let range = (blocks::of(of_job.seen + 1), blocks::of(last));
        let (candidates, looked) = blocks::candidates(conn, job.as_bytes(), range)?;
        for block in candidates {
            if of_job.events.len() >= most || looked_at == MOST_BLOCKS {
                of_job.seen = of_job.seen.max(blocks::end(block - 1));
                return Ok(of_job);
            }
            let to = blocks::end(block).min(last);
            let mut found = statement.query(params![of_job.seen, to, job.as_bytes()])?;
            while let Some(row) = found.next()? {
                of_job.events.push(from_row(row)?);
            }
            of_job.seen = to;
            looked_at += 1;
        }
        of_job.seen = blocks::end(looked).min(last);
    }
    Ok(of_job)
}

/// How many times as many events are kept as there should be, for webhooks that have not come to them.
const FOR_WEBHOOKS: i64 = 4;

/// Deletes the oldest events. The newest always stays: the next number is counted from it. What are too many are kept
/// while a webhook has not come to them, up to a multiple.
pub(super) fn prune(conn: &Connection, before: Timestamp, keep: u64) -> Result<usize, StoreError> {
    // A portion at a time, so that nobody waits for it. In a portion the times decide row by row: after a clock went
    // back they are out of order, and then a gap in the numbers is all that happens.
    const PRUNE: &str = "DELETE FROM events
        WHERE seq < (SELECT max(seq) FROM events)
          AND seq < (SELECT min(seq) FROM events) + 10000
          AND (at < ?1 OR seq <= (SELECT max(seq) FROM events) - ?3
            OR (seq <= (SELECT max(seq) FROM events) - ?2
                AND seq <= (SELECT coalesce(min(position), seq) FROM webhooks WHERE disabled IS NULL)))";
    let keep = signed(keep);
    let pruned = conn.prepare_cached(PRUNE)?.execute(params![
        before.as_millis(),
        keep,
        keep.saturating_mul(FOR_WEBHOOKS)
    ])?;
    blocks::forget(conn)?;
    Ok(pruned)
}
