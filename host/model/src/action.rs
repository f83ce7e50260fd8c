//! What may be wanted of many jobs at once.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::priority::Priority;
use crate::state::{State, StateName};
use crate::transition::Event;

/// What is wanted of many jobs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "verb", rename_all = "snake_case")]
pub enum ActionVerb {
    /// That they end, and do not complete.
    Cancel,
    /// That they wait until they are resumed.
    Pause,
    /// That they go on from where they were paused.
    Resume,
    /// That they run again.
    Retry {
        /// On the version of their plugin that is active then, instead of the one that they were submitted for.
        #[serde(default)]
        latest: bool,
    },
    /// That they run now rather than at their time.
    Promote,
    /// That they are gone, with all that belongs to them.
    Delete,
    /// That they matter so much.
    Priority {
        /// How much.
        priority: Priority,
    },
}

impl ActionVerb {
    /// The names of all verbs.
    pub const NAMES: [&'static str; 7] = [
        "cancel", "pause", "resume", "retry", "promote", "delete", "priority",
    ];

    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Cancel => "cancel",
            Self::Pause => "pause",
            Self::Resume => "resume",
            Self::Retry { .. } => "retry",
            Self::Promote => "promote",
            Self::Delete => "delete",
            Self::Priority { .. } => "priority",
        }
    }

    /// What becomes of a job, as in "jobs that are running are not deleted".
    pub const fn done(self) -> &'static str {
        match self {
            Self::Cancel => "cancelled",
            Self::Pause => "paused",
            Self::Resume => "resumed",
            Self::Retry { .. } => "retried",
            Self::Promote => "promoted",
            Self::Delete => "deleted",
            Self::Priority { .. } => "given another priority",
        }
    }

    /// Whether it can be done to a job that is in a state.
    pub const fn acts_on(self, state: State) -> bool {
        match self {
            Self::Cancel => state.on(Event::Cancel).is_ok(),
            Self::Pause => state.on(Event::Pause).is_ok() || state.on(Event::Freeze).is_ok(),
            Self::Resume => state.on(Event::Resume).is_ok(),
            Self::Retry { .. } => state.on(Event::Retry).is_ok(),
            Self::Promote => state.on(Event::Promote).is_ok(),
            Self::Delete => state.is_end(),
            Self::Priority { .. } => !state.is_end() && !matches!(state, State::Running),
        }
    }

    /// The states of those that it can be done to.
    pub fn states(self) -> Vec<StateName> {
        let can = |name: &StateName| {
            let of_name = |state: &&State| state.name() == *name;
            State::ALL
                .iter()
                .find(of_name)
                .is_some_and(|state| self.acts_on(*state))
        };
        StateName::ALL.into_iter().filter(can).collect()
    }

    /// Whether a job is as it is wanted already, so that there is nothing to do.
    pub const fn is_done_in(self, state: State) -> bool {
        match self {
            Self::Cancel => matches!(state, State::Cancelled),
            Self::Pause => matches!(state, State::Paused(_)),
            Self::Resume | Self::Retry { .. } => {
                !state.is_end() && !matches!(state, State::Paused(_))
            }
            Self::Promote => matches!(state, State::Pending | State::Running),
            Self::Delete | Self::Priority { .. } => false,
        }
    }
}

impl fmt::Display for ActionVerb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [ActionVerb; 7] = [
        ActionVerb::Cancel,
        ActionVerb::Pause,
        ActionVerb::Resume,
        ActionVerb::Retry { latest: false },
        ActionVerb::Promote,
        ActionVerb::Delete,
        ActionVerb::Priority {
            priority: Priority::HIGH,
        },
    ];

    #[test]
    fn each_verb_acts_on_the_states_that_the_table_lets_it() {
        let said = ALL.map(|verb| {
            let states: Vec<&str> = verb.states().into_iter().map(StateName::as_str).collect();
            format!("{verb}: {}", states.join(" "))
        });
        assert_eq!(
            said,
            [
                "cancel: blocked scheduled pending running paused retrying",
                "pause: blocked scheduled pending running retrying",
                "resume: paused",
                "retry: failed cancelled",
                "promote: scheduled retrying",
                "delete: completed failed cancelled",
                "priority: blocked scheduled pending paused retrying",
            ]
        );
        assert_eq!(ALL.map(ActionVerb::as_str), ActionVerb::NAMES);
    }

    #[test]
    fn all_ways_of_being_in_a_state_are_alike_to_a_verb() {
        for verb in ALL {
            for state in State::ALL {
                let is_named = verb.states().contains(&state.name());
                assert_eq!(verb.acts_on(state), is_named, "{verb} {state:?}");
            }
        }
    }

    #[test]
    fn a_verb_is_written_with_what_it_takes() {
        let verb = ActionVerb::Priority {
            priority: Priority::HIGH,
        };
        let text = serde_json::to_string(&verb).unwrap();
        assert_eq!(text, r#"{"verb":"priority","priority":8}"#);
        assert_eq!(serde_json::from_str::<ActionVerb>(&text).unwrap(), verb);
    }
}
