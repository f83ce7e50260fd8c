//! Somebody cancels a job: at once if it waits; if a node holds it, running or frozen, that one is told.

use runner_model::{Event, FailureCode, JobId};

use super::bonds;
use super::held::{self, Held, Wanted};
use super::txn::Txn;
use crate::error::StoreError;
use crate::types::Cancelled;

pub(super) fn cancel(txn: &mut Txn<'_>, job: JobId) -> Result<Cancelled, StoreError> {
    let held = held::find(txn, job)?;
    held.state.on(Event::Cancel)?;
    if let Some(fence) = held.fence() {
        want(txn, &held, Wanted::Cancel)?;
        return Ok(Cancelled::Stopping(fence));
    }
    at_once(txn, &held, "it was cancelled")?;
    Ok(Cancelled::Done)
}

/// Cancels a job that no node holds.
pub(super) fn at_once(txn: &mut Txn<'_>, held: &Held, why: &str) -> Result<(), StoreError> {
    bonds::end_waiting(txn, held, Event::Cancel, FailureCode::Cancelled, why)
}

/// Marks what is wanted of an attempt that a node holds, and wakes the node.
pub(super) fn want(txn: &mut Txn<'_>, held: &Held, wanted: Wanted) -> Result<(), StoreError> {
    const MARK: &str = "UPDATE jobs SET wanted = ?2 WHERE n = ?1";
    let text = match wanted {
        Wanted::Nothing => None,
        Wanted::Cancel => Some("cancel"),
        Wanted::Pause => Some("pause"),
    };
    txn.conn.prepare_cached(MARK)?.execute((held.n, text))?;
    txn.rung.wanted += u64::from(text.is_some());
    Ok(())
}
