//! How many jobs there are, as it is kept.

use rusqlite::Connection;

use super::rows::{named, parsed, unsigned};
use crate::error::StoreError;
use crate::types::Counts;

pub(super) fn counts(conn: &Connection) -> Result<Counts, StoreError> {
    const READ: &str =
        "SELECT q.name, c.state, c.jobs FROM counts c JOIN queues q ON q.id = c.queue
        WHERE c.jobs <> 0";
    let mut statement = conn.prepare_cached(READ)?;
    let mut rows = statement.query([])?;
    let mut counts = Counts::default();
    while let Some(row) = rows.next()? {
        let queue = named("queue name", row.get::<_, String>(0)?)?;
        let state = parsed("state", row.get_ref(1)?.as_str().unwrap_or_default())?;
        counts
            .queues
            .entry(queue)
            .or_default()
            .insert(state, unsigned(row.get(2)?));
    }
    Ok(counts)
}
