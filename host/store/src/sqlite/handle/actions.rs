//! What is done to many jobs: see [`ActionStore`].

use runner_model::ActionId;

use super::SqliteStore;
use crate::sqlite::{actions, onces};
use crate::store::{ActionStore, Answer};
use crate::types::{
    Acted, Action, ActionFilter, ActionJobs, ActionPortion, NewAction, Once, Page, PageToken,
};

impl ActionStore for SqliteStore {
    fn begin_action(&self, once: Option<Once>, action: NewAction) -> Answer<ActionId> {
        let weight = match &action.which {
            ActionJobs::Named(jobs) => jobs.len(),
            ActionJobs::Fitting { .. } => 1,
        };
        self.write_some(weight, move |txn| match once {
            Some(once) => onces::once(txn, &once, |txn| actions::begin(txn, &action)),
            None => actions::begin(txn, &action),
        })
    }

    fn action(&self, action: ActionId) -> Answer<Action> {
        self.read(move |conn| actions::view(conn, action))
    }

    fn actions(
        &self,
        filter: ActionFilter,
        after: Option<PageToken>,
        most: usize,
    ) -> Answer<Page<Action>> {
        self.read(move |conn| actions::list(conn, &filter, after, most))
    }

    fn abort_action(&self, action: ActionId) -> Answer<Action> {
        self.write(move |txn| actions::abort(txn, action))
    }

    fn owner_of_action(&self, action: ActionId) -> Answer<Option<String>> {
        self.read(move |conn| actions::owner_of(conn, action))
    }

    fn open_actions(&self) -> Answer<Vec<ActionId>> {
        self.read(actions::open_ones)
    }

    fn next_of_action(&self, action: ActionId, most: usize) -> Answer<Option<ActionPortion>> {
        self.read(move |conn| actions::portion(conn, action, most))
    }

    fn act(&self, portion: ActionPortion) -> Answer<Acted> {
        self.write_some(portion.jobs.len(), move |txn| actions::act(txn, &portion))
    }
}
