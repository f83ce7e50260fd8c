//! Work: see [`WorkStore`].

use std::time::Duration;

use runner_model::{LogLine, Progress};

use super::SqliteStore;
use crate::sqlite::writer::Needs;
use crate::sqlite::{
    checkpoints, claim, due, held, logs, nodes, rescue, settle, stat_inputs, verbs,
};
use crate::store::{Answer, WorkStore};
use crate::types::{
    Checkpoint, Claimed, Due, Fence, Frozen, Heartbeat, Input, Lease, Rescued, Settled, Settlement,
};

impl WorkStore for SqliteStore {
    fn enter(&self, node: String, ttl: Duration) -> Answer<Lease> {
        self.write(move |txn| nodes::enter(txn, &node, ttl))
    }

    fn heartbeat(&self, lease: Lease, ttl: Duration) -> Answer<Heartbeat> {
        self.write(move |txn| nodes::heartbeat(txn, lease, ttl))
    }

    fn leave(&self, lease: Lease) -> Answer<()> {
        self.write(move |txn| nodes::leave(txn, lease))
    }

    fn claim(&self, lease: Lease, most: usize) -> Answer<Vec<Claimed>> {
        self.writer.call(Needs::Counts, most, move |txn| {
            claim::claim(txn, lease, most)
        })
    }

    fn settle(&self, settlements: Vec<Settlement>) -> Answer<Vec<Settled>> {
        self.write_some(settlements.len(), move |txn| {
            settle::settle(txn, &settlements)
        })
    }

    fn freeze(&self, fence: Fence) -> Answer<Frozen> {
        self.write(move |txn| verbs::freeze(txn, fence))
    }

    fn rescue(&self, by: Option<Lease>, most: usize) -> Answer<Rescued> {
        self.write_some(most, move |txn| rescue::rescue(txn, by, most))
    }

    fn rescue_all_but(&self, lease: Lease) -> Answer<Rescued> {
        self.write(move |txn| rescue::rescue_all_but(txn, lease))
    }

    fn due(&self, most: usize) -> Answer<Due> {
        self.write_some(most, move |txn| due::due(txn, most))
    }

    fn keep_stat_input(&self, fence: Fence, input: Input) -> Answer<Input> {
        self.write(move |txn| stat_inputs::keep(txn, fence, &input))
    }

    fn append_log(&self, fence: Fence, lines: Vec<LogLine>, limit_bytes: u64) -> Answer<()> {
        self.write_some(lines.len(), move |txn| {
            let held = held::must_hold(txn.conn, fence)?;
            logs::append(txn.conn, (held.n, held.attempt), &lines, limit_bytes)
        })
    }

    fn save_progress(&self, said: Vec<(Fence, Progress)>) -> Answer<()> {
        self.write_some(said.len(), move |txn| {
            checkpoints::save_progress(txn, &said)
        })
    }

    fn save_checkpoint(&self, fence: Fence, checkpoint: Checkpoint) -> Answer<()> {
        self.write(move |txn| checkpoints::save(txn, fence, &checkpoint))
    }
}
