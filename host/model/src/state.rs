//! The states of a job.

use std::fmt;
use std::str::FromStr;

use crate::text::as_text;

/// Where a job is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// It waits for other jobs.
    Blocked,
    /// It waits for its time.
    Scheduled,
    /// It may be claimed.
    Pending,
    /// An attempt of it runs.
    Running,
    /// Somebody paused it; where it was then.
    Paused(PausedFrom),
    /// It failed and waits for its next attempt.
    Retrying,
    /// It gave its result.
    Completed,
    /// It will not succeed.
    Failed,
    /// Somebody cancelled it, or it was skipped.
    Cancelled,
}

/// Where a paused job was, and goes on from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PausedFrom {
    /// It waited for other jobs.
    Blocked,
    /// It waited for its time.
    Scheduled,
    /// It could have been claimed.
    Pending,
    /// Its attempt ran, and is frozen.
    Running,
    /// It waited for its next attempt.
    Retrying,
}

/// The name of a state: what clients see and filter by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StateName {
    /// [`State::Blocked`].
    Blocked,
    /// [`State::Scheduled`].
    Scheduled,
    /// [`State::Pending`].
    Pending,
    /// [`State::Running`].
    Running,
    /// [`State::Paused`].
    Paused,
    /// [`State::Retrying`].
    Retrying,
    /// [`State::Completed`].
    Completed,
    /// [`State::Failed`].
    Failed,
    /// [`State::Cancelled`].
    Cancelled,
}

/// The text names no state.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseStateError {
    /// No such name.
    #[error("there is no state `{0}`; the states are {list}", list = StateName::list())]
    Unknown(String),
    /// A name that comes with a memory of another state, which is not one that can be paused.
    #[error("a job in state `{name}` cannot have been paused from `{paused_from:?}`")]
    Memory {
        /// The state.
        name: StateName,
        /// What was said of where it was.
        paused_from: Option<StateName>,
    },
}

impl State {
    /// Every state, each way of being paused included.
    pub const ALL: [Self; 13] = [
        Self::Blocked,
        Self::Scheduled,
        Self::Pending,
        Self::Running,
        Self::Paused(PausedFrom::Blocked),
        Self::Paused(PausedFrom::Scheduled),
        Self::Paused(PausedFrom::Pending),
        Self::Paused(PausedFrom::Running),
        Self::Paused(PausedFrom::Retrying),
        Self::Retrying,
        Self::Completed,
        Self::Failed,
        Self::Cancelled,
    ];

    /// Puts a state together from what is stored: its name, and for a paused job where it was.
    pub const fn from_names(
        name: StateName,
        paused_from: Option<StateName>,
    ) -> Result<Self, ParseStateError> {
        use StateName as N;
        Ok(match (name, paused_from) {
            (N::Blocked, None) => Self::Blocked,
            (N::Scheduled, None) => Self::Scheduled,
            (N::Pending, None) => Self::Pending,
            (N::Running, None) => Self::Running,
            (N::Retrying, None) => Self::Retrying,
            (N::Completed, None) => Self::Completed,
            (N::Failed, None) => Self::Failed,
            (N::Cancelled, None) => Self::Cancelled,
            (N::Paused, Some(N::Blocked)) => Self::Paused(PausedFrom::Blocked),
            (N::Paused, Some(N::Scheduled)) => Self::Paused(PausedFrom::Scheduled),
            (N::Paused, Some(N::Pending)) => Self::Paused(PausedFrom::Pending),
            (N::Paused, Some(N::Running)) => Self::Paused(PausedFrom::Running),
            (N::Paused, Some(N::Retrying)) => Self::Paused(PausedFrom::Retrying),
            (name, paused_from) => return Err(ParseStateError::Memory { name, paused_from }),
        })
    }

    /// Its name.
    pub const fn name(self) -> StateName {
        match self {
            Self::Blocked => StateName::Blocked,
            Self::Scheduled => StateName::Scheduled,
            Self::Pending => StateName::Pending,
            Self::Running => StateName::Running,
            Self::Paused(_) => StateName::Paused,
            Self::Retrying => StateName::Retrying,
            Self::Completed => StateName::Completed,
            Self::Failed => StateName::Failed,
            Self::Cancelled => StateName::Cancelled,
        }
    }

    /// Where a paused job was.
    pub const fn paused_from(self) -> Option<StateName> {
        match self {
            Self::Paused(from) => Some(from.state().name()),
            _ => None,
        }
    }

    /// Whether the job's life is over, unless somebody retries it.
    pub const fn is_end(self) -> bool {
        self.name().is_end()
    }
}

impl PausedFrom {
    /// The state it was in.
    pub const fn state(self) -> State {
        match self {
            Self::Blocked => State::Blocked,
            Self::Scheduled => State::Scheduled,
            Self::Pending => State::Pending,
            Self::Running => State::Running,
            Self::Retrying => State::Retrying,
        }
    }
}

impl StateName {
    /// Every name, in the order of a life.
    pub const ALL: [Self; 9] = [
        Self::Blocked,
        Self::Scheduled,
        Self::Pending,
        Self::Running,
        Self::Paused,
        Self::Retrying,
        Self::Completed,
        Self::Failed,
        Self::Cancelled,
    ];

    /// Whether a job of that name is at the end of its life.
    pub const fn is_end(self) -> bool {
        matches!(self, Self::Completed | Self::Failed | Self::Cancelled)
    }

    /// The name as clients see it and as it is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Blocked => "blocked",
            Self::Scheduled => "scheduled",
            Self::Pending => "pending",
            Self::Running => "running",
            Self::Paused => "paused",
            Self::Retrying => "retrying",
            Self::Completed => "completed",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    fn list() -> String {
        Self::ALL.map(Self::as_str).join(", ")
    }
}

impl fmt::Display for StateName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for StateName {
    type Err = ParseStateError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|name| name.as_str() == text)
            .ok_or_else(|| ParseStateError::Unknown(text.to_owned()))
    }
}

as_text!(StateName);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_is_put_together_again_from_its_names() {
        for state in State::ALL {
            assert_eq!(
                State::from_names(state.name(), state.paused_from()),
                Ok(state)
            );
        }
        assert!(State::from_names(StateName::Paused, None).is_err());
        assert!(State::from_names(StateName::Paused, Some(StateName::Failed)).is_err());
        assert!(State::from_names(StateName::Failed, Some(StateName::Pending)).is_err());
    }

    #[test]
    fn an_unknown_state_names_those_that_exist() {
        let error = "done".parse::<StateName>().unwrap_err().to_string();
        assert!(error.starts_with("there is no state `done`; the states are blocked, scheduled,"));
    }
}
