//! Somebody cancels a job: at once if it waits; if it runs, its node is told.

use runner_model::{Event, FailureCode, JobId, State};
use rusqlite::params;

use super::settle::{Held, held};
use super::txn::Txn;
use crate::error::StoreError;
use crate::types::{Cancelled, Fence, Lease};

pub(super) fn cancel(txn: &mut Txn<'_>, job: JobId) -> Result<Cancelled, StoreError> {
    const FIND: &str = held!("WHERE id = ?1");
    const MARK: &str = "UPDATE jobs SET wanted = 'cancel' WHERE n = ?1";
    const CANCEL: &str =
        "UPDATE jobs SET state = ?2, paused_from = NULL, finished_at = ?3, lease = NULL,
            error_code = ?4, error_message = 'it was cancelled'
        WHERE n = ?1";
    let conn = txn.conn;
    let held = {
        let mut statement = conn.prepare_cached(FIND)?;
        let mut found = statement.query([job.as_bytes()])?;
        let row = found.next()?.ok_or(StoreError::NoJob(job))?;
        Held::from_row(row)?
    };
    let transition = held.state.on(Event::Cancel)?;
    if held.state == State::Running {
        conn.prepare_cached(MARK)?.execute([held.n])?;
        txn.rung.wanted += 1;
        return Ok(Cancelled::Stopping(Fence {
            job,
            attempt: held.attempt,
            lease: Lease(held.lease),
        }));
    }
    conn.prepare_cached(CANCEL)?.execute(params![
        held.n,
        transition.to().name().as_str(),
        txn.now.as_millis(),
        FailureCode::Cancelled.as_str(),
    ])?;
    txn.moved(&held.place, held.id, held.attempt, transition, None);
    Ok(Cancelled::Done)
}
