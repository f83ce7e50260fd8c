//! What must be done when a job ends, in whatever way: its bonds are loosed in the transaction of its end.

use runner_model::{Event, FailureCode, StateName};
use rusqlite::params;

use super::held::{Held, bond};
use super::txn::Txn;
use super::{batches, uniques, waits};
use crate::error::StoreError;

/// Looses the bonds of a job that ended. Most have none, and then it costs nothing.
pub(super) fn ended(
    txn: &mut Txn<'_>,
    held: &Held,
    end: StateName,
    code: Option<FailureCode>,
) -> Result<(), StoreError> {
    if held.bonds & bond::UNIQUE != 0 {
        uniques::release(txn, held.n)?;
    }
    if held.bonds & bond::NEEDED != 0 {
        waits::is_to_be_told(txn, held.n)?;
    }
    if held.bonds & bond::BATCH != 0 {
        batches::item_ended(txn, held.n, end, code)?;
    }
    Ok(())
}

/// Ends a job that no node holds, by an event that is an end.
pub(super) fn end_waiting(
    txn: &mut Txn<'_>,
    held: &Held,
    event: Event,
    code: FailureCode,
    message: &str,
) -> Result<(), StoreError> {
    const END: &str =
        "UPDATE jobs SET state = ?2, paused_from = NULL, finished_at = ?3, error_code = ?4,
            error_message = ?5, error_detail = NULL
        WHERE n = ?1";
    let transition = held.state.on(event)?;
    let to = transition.to();
    debug_assert!(to.is_end() && held.lease.is_none());
    txn.conn.prepare_cached(END)?.execute(params![
        held.n,
        to.name().as_str(),
        txn.now.as_millis(),
        code.as_str(),
        message,
    ])?;
    waits::forget_if_blocked(txn, held)?;
    let data = Some(format!("{{\"code\":\"{code}\"}}"));
    txn.moved(&held.place, held.id, held.attempt, transition, data);
    ended(txn, held, to.name(), Some(code))
}

/// Adds a bond to a job.
pub(super) fn add(txn: &Txn<'_>, n: i64, which: i64) -> rusqlite::Result<()> {
    const ADD: &str = "UPDATE jobs SET bonds = bonds | ?2 WHERE n = ?1";
    txn.conn.prepare_cached(ADD)?.execute((n, which))?;
    Ok(())
}
