//! What becomes of a job when one that it waits for ends.

use std::fmt;
use std::str::FromStr;

use crate::state::StateName;
use crate::text::as_text;
use crate::transition::Event;

/// What a job does if one that it waits for does not complete.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum OnFailure {
    /// It fails too.
    #[default]
    Fail,
    /// It is cancelled as skipped.
    Skip,
    /// It runs all the same.
    Run,
}

/// The text names no policy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no policy for a failed dependency: write fail, skip or run")]
pub struct ParseOnFailureError(String);

/// What the end of one job means to another that waits for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Released {
    /// It waits for one job less.
    OneLess,
    /// It waits no more: this happens to it.
    Ends(Event),
}

impl OnFailure {
    /// Every policy.
    pub const ALL: [Self; 3] = [Self::Fail, Self::Skip, Self::Run];

    /// Decides what the end of a job means to one that waits for it. `feeds` says that an output of it is an input
    /// there: without it no policy lets a job run.
    pub const fn decide(self, end: StateName, feeds: Feeds) -> Released {
        match (self, end, feeds) {
            (_, StateName::Completed, _) | (Self::Run, _, Feeds::Nothing) => Released::OneLess,
            (Self::Skip, ..) => Released::Ends(Event::Skip),
            (Self::Fail, ..) | (Self::Run, _, Feeds::Input) => {
                Released::Ends(Event::DependencyFailed)
            }
        }
    }

    /// The name as it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Fail => "fail",
            Self::Skip => "skip",
            Self::Run => "run",
        }
    }
}

/// Whether an output of the job that is waited for is an input of the one that waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Feeds {
    /// It is waited for, and no more.
    Nothing,
    /// An output of it is an input.
    Input,
}

impl fmt::Display for OnFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for OnFailure {
    type Err = ParseOnFailureError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|policy| policy.as_str() == text)
            .ok_or_else(|| ParseOnFailureError(text.chars().take(40).collect()))
    }
}

as_text!(OnFailure);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::State;

    #[test]
    fn a_job_that_completed_lets_all_go_on() {
        for policy in OnFailure::ALL {
            for feeds in [Feeds::Nothing, Feeds::Input] {
                let released = policy.decide(StateName::Completed, feeds);
                assert_eq!(released, Released::OneLess);
            }
        }
    }

    #[test]
    fn a_job_that_failed_does_as_the_policy_says() {
        for end in [StateName::Failed, StateName::Cancelled] {
            let decide = |policy: OnFailure| policy.decide(end, Feeds::Nothing);
            assert_eq!(
                decide(OnFailure::Fail),
                Released::Ends(Event::DependencyFailed)
            );
            assert_eq!(decide(OnFailure::Skip), Released::Ends(Event::Skip));
            assert_eq!(decide(OnFailure::Run), Released::OneLess);
        }
    }

    #[test]
    fn no_policy_runs_a_job_whose_input_will_not_come() {
        let decide = |policy: OnFailure| policy.decide(StateName::Failed, Feeds::Input);
        assert_eq!(
            decide(OnFailure::Run),
            Released::Ends(Event::DependencyFailed)
        );
        assert_eq!(decide(OnFailure::Skip), Released::Ends(Event::Skip));
        for policy in OnFailure::ALL {
            if let Released::Ends(event) = decide(policy) {
                assert!(State::Blocked.on(event).is_ok(), "{policy}");
            }
        }
    }

    #[test]
    fn policies_are_read_as_they_are_written() {
        for policy in OnFailure::ALL {
            assert_eq!(policy.as_str().parse(), Ok(policy));
        }
        assert!("ignore".parse::<OnFailure>().is_err());
    }
}
