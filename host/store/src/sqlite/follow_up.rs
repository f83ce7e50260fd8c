//! What follows from a request, in its own transaction: those that wait for a job that ended hear of it, and batches
//! let go of more items.

use super::txn::Txn;
use super::{batches, waits};
use crate::error::StoreError;

pub(super) fn follow_up(txn: &mut Txn<'_>) -> Result<(), StoreError> {
    waits::tell_some(txn)?;
    batches::follow_up(txn)?;
    // What is left, and what came of letting go, is for `due`.
    if txn.done.to_tell {
        txn.rung.timed += 1;
        txn.done.to_tell = false;
    }
    Ok(())
}
