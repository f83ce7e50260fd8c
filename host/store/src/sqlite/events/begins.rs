//! Where in the outbox the events of a job begin. They lie in the order of their times as long as no clock is set back, and
//! so a few looks find it, where what is known of all blocks would be many pages of the database to read.

use runner_model::JobId;
use rusqlite::{Connection, OptionalExtension as _};

use crate::error::StoreError;

/// How much the times of events that follow each other may differ from their order, in milliseconds.
const SLACK: i64 = 1_000;

pub(in crate::sqlite) const CREATED: &str = "SELECT created_at FROM jobs WHERE id = ?1";

pub(in crate::sqlite) const AT: &str =
    "SELECT at FROM events WHERE seq >= ?1 AND seq <= ?2 ORDER BY seq LIMIT 1";

/// The number of an event, from one to another, after which those of a job begin: by the times, which may mislead.
pub(super) fn before(
    conn: &Connection,
    job: JobId,
    (first, last): (i64, i64),
) -> Result<i64, StoreError> {
    let mut created = conn.prepare_cached(CREATED)?;
    let created = created.query_row([job.as_bytes()], |row| row.get::<_, i64>(0));
    let Some(created) = created.optional()? else {
        return Ok(first);
    };
    let mut at = conn.prepare_cached(AT)?;
    let (mut low, mut high) = (first, last);
    while low < high {
        let middle = low + (high - low).div_euclid(2) + 1;
        let time = at.query_row((middle, last), |row| row.get::<_, i64>(0));
        match time.optional()? {
            Some(time) if time < created - SLACK => low = middle,
            _ => high = middle - 1,
        }
    }
    Ok(low)
}
