//! What a request has in its hands while it runs in the writer.

use std::collections::BTreeSet;

use runner_model::{JobId, State, StateName, Timestamp, Transition};
use rusqlite::Connection;

use super::names::Names;
use super::place::Place;
use super::tally::{Happened, Mark, Tally};
use crate::bell::Rung;
use crate::error::StoreError;
use crate::types::EventType;

/// A transaction under way.
pub(super) struct Txn<'w> {
    pub(super) conn: &'w Connection,
    pub(super) names: &'w mut Names,
    pub(super) tally: &'w mut Tally,
    pub(super) rung: &'w mut Rung,
    pub(super) done: &'w mut Done,
    pub(super) now: Timestamp,
}

/// What a group has in it.
#[derive(Debug, Clone, Default)]
pub(super) struct Done {
    pub(super) claimed: bool,
    pub(super) settled: bool,
    /// A checkpoint was saved.
    pub(super) saved: bool,
    /// A job ended that others wait for, and it was not yet told to all of them.
    pub(super) to_tell: bool,
    /// Batches of which something changed.
    pub(super) batches: BTreeSet<i64>,
}

impl Txn<'_> {
    /// Does a part of a request that may be refused alone: what it wrote is taken back then, and the request goes on.
    pub(super) fn apart<T>(
        &mut self,
        part: impl FnOnce(&mut Self) -> Result<T, StoreError>,
    ) -> Result<Result<T, StoreError>, StoreError> {
        let mark = self.tally.mark();
        self.conn.prepare_cached("SAVEPOINT part")?.execute([])?;
        let done = part(self);
        if let Err(error) = &done {
            // SQLite rolls the whole transaction back by itself when the disk is full or broken.
            if self.conn.is_autocommit() {
                return Err(error.clone());
            }
            self.take_back(mark)?;
        }
        self.conn.prepare_cached("RELEASE part")?.execute([])?;
        Ok(done)
    }

    /// Does something, looks what came of it, and takes all of it back.
    pub(super) fn undone<T>(
        &mut self,
        part: impl FnOnce(&mut Self) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let (mark, rung, done) = (self.tally.mark(), *self.rung, self.done.clone());
        self.conn.prepare_cached("SAVEPOINT part")?.execute([])?;
        let found = part(self);
        if self.conn.is_autocommit() {
            return found;
        }
        self.take_back(mark)?;
        self.conn.prepare_cached("RELEASE part")?.execute([])?;
        (*self.rung, *self.done) = (rung, done);
        found
    }

    fn take_back(&mut self, mark: Mark) -> Result<(), StoreError> {
        self.names.forget();
        self.tally.back_to(mark);
        Ok(self.conn.execute_batch("ROLLBACK TO part")?)
    }

    /// Counts a move, tells of it, and rings for what follows from it. Every change of a state comes through here.
    pub(super) fn moved(
        &mut self,
        place: &Place,
        job: JobId,
        attempt: u32,
        transition: Transition,
        data: Option<String>,
    ) {
        self.tally.moved(place, transition);
        let to = transition.to();
        match transition.from() {
            Some(from) => self.told(job, attempt, from, to, data),
            None => {
                self.ring_for(to);
                self.tell(EventType::JobCreated, (job, to.name(), attempt), data);
            }
        }
    }

    /// Tells of a change that was counted already, and rings for what follows from it.
    pub(super) fn told(
        &mut self,
        job: JobId,
        attempt: u32,
        from: State,
        to: State,
        data: Option<String>,
    ) {
        self.ring_for(to);
        // A slot, or room under a limit.
        if from == State::Running {
            self.rung.ready += 1;
        }
        self.tell(EventType::of(to.name()), (job, to.name(), attempt), data);
    }

    /// Tells that something about a job changed that is not its state.
    pub(super) fn noted(&mut self, job: JobId, attempt: u32, state: StateName, what: &str) {
        let data = format!("{{\"changed\":\"{what}\"}}");
        self.tell(EventType::JobUpdate, (job, state, attempt), Some(data));
    }

    fn ring_for(&mut self, to: State) {
        match to {
            State::Pending => self.rung.ready += 1,
            State::Scheduled | State::Retrying => self.rung.timed += 1,
            _ => {}
        }
    }

    fn tell(&mut self, kind: EventType, job: (JobId, StateName, u32), data: Option<String>) {
        self.tally.happened(Happened {
            at: self.now,
            kind,
            job: Some(job),
            data,
        });
    }

    /// Tells of something that is no job's.
    pub(super) fn announce(&mut self, kind: EventType, data: String) {
        self.tally.happened(Happened {
            at: self.now,
            kind,
            job: None,
            data: Some(data),
        });
    }
}
