//! What one attempt's requests have in common.

use std::sync::Arc;

use runner_model::{Level, ProcessorName};

use super::ledger::Ledger;
use super::node::HttpNode;
use super::permits::Rooms;
use super::pool::Pool;
use crate::capability::LogBuffer;
use crate::meter::Meter;

/// What one attempt's requests have in common.
pub(super) struct Session {
    pub(super) processor: ProcessorName,
    pub(super) node: Arc<HttpNode>,
    pub(super) ledger: Arc<Ledger>,
    pub(super) rooms: Arc<Rooms>,
    pub(super) pool: Pool,
    pub(super) meter: Meter,
    pub(super) log: LogBuffer,
}

impl Session {
    /// Writes into the job's log what the guest is told by a code alone.
    pub(super) fn explain(&self, level: Level, what: &str) {
        self.log.push(level, what, None);
    }
}
