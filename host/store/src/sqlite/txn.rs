//! What a request has in its hands while it runs in the writer.

use runner_model::{JobId, StateName, Timestamp, Transition};
use rusqlite::Connection;

use super::names::Names;
use super::place::Place;
use super::tally::{Happened, Tally};
use crate::bell::Rung;
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

/// What a group has in it, for the failpoints.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Done {
    pub(super) claimed: bool,
    pub(super) settled: bool,
}

impl Txn<'_> {
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
        let state = transition.to().name();
        match state {
            StateName::Pending => self.rung.ready += 1,
            StateName::Scheduled | StateName::Retrying => self.rung.timed += 1,
            _ => {}
        }
        // A slot, or room under a limit.
        if transition.from().map(runner_model::State::name) == Some(StateName::Running) {
            self.rung.ready += 1;
        }
        let kind = match transition.from() {
            None => EventType::JobCreated,
            Some(_) => EventType::of(state),
        };
        self.tally.happened(Happened {
            at: self.now,
            kind,
            job: Some((job, state, attempt)),
            data,
        });
    }
}
