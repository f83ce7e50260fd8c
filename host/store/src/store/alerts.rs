//! What operators want to hear of.

use runner_model::{AlertState, ScheduleName, Timestamp};

use super::Answer;
use crate::types::{Alert, AlertTurn, NewAlert, Page, PageToken};

/// Rules, how they stand, and how they turned.
///
/// [`crate::Rung::alerts`] rises with each that is made, changed or removed.
pub trait AlertStore {
    /// All rules, by name.
    fn alerts(&self) -> Answer<Vec<Alert>>;

    /// One of them.
    fn alert(&self, name: ScheduleName) -> Answer<Alert>;

    /// Makes a rule. Refused if there is one of its name.
    fn add_alert(&self, alert: NewAlert) -> Answer<Alert>;

    /// Removes a rule; how it turned stays.
    fn remove_alert(&self, name: ScheduleName) -> Answer<()>;

    /// Has nobody told of a rule until then; none: they are told again.
    fn mute_alert(&self, name: ScheduleName, until: Option<Timestamp>) -> Answer<Alert>;

    /// Turns a rule, if it stands as whoever saw it thinks: of several nodes one turns it. If it begins to fire, or does no
    /// more, that is written down, and told by an event unless it is muted. The answer is whether it was turned.
    fn turn_alert(
        &self,
        name: ScheduleName,
        from: AlertState,
        to: AlertState,
        said: String,
    ) -> Answer<bool>;

    /// How rules turned, newest first; on request only one of them.
    fn alert_turns(
        &self,
        name: Option<ScheduleName>,
        after: Option<PageToken>,
        most: usize,
    ) -> Answer<Page<AlertTurn>>;
}
