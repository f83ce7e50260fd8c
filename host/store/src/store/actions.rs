//! What is done to many jobs.

use runner_model::ActionId;

use super::Answer;
use crate::types::{Acted, Action, ActionFilter, ActionPortion, NewAction, Once, Page, PageToken};

/// Actions: a verb for many jobs, done portion by portion. What a portion did and how far the action has come are one
/// commit, so that another node, or the next start, goes on where it stands.
pub trait ActionStore {
    /// Begins an action; sent again with the same key within 24 h it begins nothing and gives the first's id.
    fn begin_action(&self, once: Option<Once>, action: NewAction) -> Answer<ActionId>;

    /// An action.
    fn action(&self, action: ActionId) -> Answer<Action>;

    /// A page of at most so many actions, newest first.
    fn actions(
        &self,
        filter: ActionFilter,
        after: Option<PageToken>,
        most: usize,
    ) -> Answer<Page<Action>>;

    /// Ends an action before it is done. What it did stays.
    fn abort_action(&self, action: ActionId) -> Answer<Action>;

    /// Who wants an action, if that is known.
    fn owner_of_action(&self, action: ActionId) -> Answer<Option<String>>;

    /// The actions that are not over, oldest first.
    fn open_actions(&self) -> Answer<Vec<ActionId>>;

    /// At most so many of the next jobs of an action; none if it is over.
    fn next_of_action(&self, action: ActionId, most: usize) -> Answer<Option<ActionPortion>>;

    /// Does what is wanted to a portion, to each job for itself. If somebody else did meanwhile, or the action was aborted,
    /// nothing happens.
    fn act(&self, portion: ActionPortion) -> Answer<Acted>;
}
