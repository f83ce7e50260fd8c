//! How a job's state changes: one total function, and the only maker of [`Transition`] values.
//!
//! The store takes nothing else, so a change that is not in this table cannot be written down.

use std::fmt;

use crate::state::{PausedFrom, State, StateName};

/// What may happen to a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Event {
    /// All that it waited for is done; its time may be still to come.
    Unblock(Start),
    /// One that it waited for failed, and it is to fail then.
    DependencyFailed,
    /// One that it waited for failed, and it is to be skipped then.
    Skip,
    /// Its time has come.
    Due,
    /// Somebody wants it to run now rather than at its time.
    Promote,
    /// Somebody wants it to run later than it could.
    Postpone,
    /// A node takes it to run it.
    Claim,
    /// Its attempt gave a result.
    Succeed,
    /// Its attempt failed for good.
    Fail,
    /// Its attempt failed, and it is to be tried again later.
    TryAgain,
    /// Its attempt was stopped through no fault of its own.
    Interrupt,
    /// Its attempt was suspended where it stands.
    Freeze,
    /// Somebody pauses it.
    Pause,
    /// Somebody lets it go on.
    Resume,
    /// It waited too long.
    Expire,
    /// Somebody cancels it.
    Cancel,
    /// Somebody wants a failed or cancelled one to be tried again.
    Retry,
}

/// Whether the time of a job has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Start {
    /// It may run at once.
    Now,
    /// It may run later.
    Later,
}

/// What a job is submitted to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Entry {
    /// It may run, now or later.
    Free(Start),
    /// It waits for other jobs.
    Waiting,
}

/// A change of state that the table allows. Only this module makes one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Transition {
    from: Option<State>,
    to: State,
}

/// The table has no such edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a job that is {state} cannot {event}{hint}", state = .from.name(), hint = in_brackets(*.from, *.event))]
pub struct IllegalTransition {
    /// The state the job is in.
    pub from: State,
    /// What was to happen.
    pub event: Event,
}

impl Start {
    const fn state(self) -> State {
        match self {
            Self::Now => State::Pending,
            Self::Later => State::Scheduled,
        }
    }
}

impl Transition {
    /// The first: from nothing.
    pub const fn submit(entry: Entry) -> Self {
        Self {
            from: None,
            to: match entry {
                Entry::Free(start) => start.state(),
                Entry::Waiting => State::Blocked,
            },
        }
    }

    /// The state before; none for a job that is new.
    pub const fn from(self) -> Option<State> {
        self.from
    }

    /// The state after.
    pub const fn to(self) -> State {
        self.to
    }
}

impl State {
    /// What an event makes of the state: every pair has an answer.
    pub const fn on(self, event: Event) -> Result<Transition, IllegalTransition> {
        let to = match (self, event) {
            (Self::Blocked, Event::Unblock(start)) => start.state(),
            (Self::Blocked, Event::DependencyFailed) => Self::Failed,
            (Self::Blocked, Event::Skip) => Self::Cancelled,

            (Self::Scheduled | Self::Retrying, Event::Due | Event::Promote) => Self::Pending,

            (Self::Pending, Event::Postpone) => Self::Scheduled,

            (Self::Pending, Event::Claim) => Self::Running,

            (Self::Running, Event::Succeed) => Self::Completed,
            (Self::Running, Event::Fail) => Self::Failed,
            (Self::Running, Event::TryAgain) => Self::Retrying,
            (Self::Running, Event::Interrupt) => Self::Pending,
            (Self::Running, Event::Freeze) => Self::Paused(PausedFrom::Running),

            (Self::Blocked, Event::Pause) => Self::Paused(PausedFrom::Blocked),
            (Self::Scheduled, Event::Pause) => Self::Paused(PausedFrom::Scheduled),
            (Self::Pending, Event::Pause) => Self::Paused(PausedFrom::Pending),
            (Self::Retrying, Event::Pause) => Self::Paused(PausedFrom::Retrying),

            (Self::Blocked | Self::Scheduled | Self::Pending | Self::Retrying, Event::Expire) => {
                Self::Failed
            }

            // A frozen attempt waits for a slot like any other job; its node alone may claim it.
            (Self::Paused(PausedFrom::Running), Event::Resume) => Self::Pending,
            (Self::Paused(from), Event::Resume) => from.state(),
            // It was resumed, and is paused again before it got its slot: its attempt is frozen still.
            (Self::Pending, Event::Freeze) => Self::Paused(PausedFrom::Running),
            // It was resumed, and its node is gone before it got its slot: any node may claim it, from its checkpoint.
            (Self::Pending, Event::Interrupt) => Self::Pending,
            // Its node is gone, and what was frozen with it: it goes on from its checkpoint once it is resumed.
            (Self::Paused(PausedFrom::Running), Event::Interrupt) => {
                Self::Paused(PausedFrom::Pending)
            }

            (
                Self::Blocked
                | Self::Scheduled
                | Self::Pending
                | Self::Running
                | Self::Paused(_)
                | Self::Retrying,
                Event::Cancel,
            ) => Self::Cancelled,

            (Self::Failed | Self::Cancelled, Event::Retry) => Self::Pending,

            (from, event) => return Err(IllegalTransition { from, event }),
        };
        Ok(Transition {
            from: Some(self),
            to,
        })
    }
}

fn in_brackets(from: State, event: Event) -> String {
    let illegal = IllegalTransition { from, event };
    illegal
        .hint()
        .map_or_else(String::new, |hint| format!(" ({hint})"))
}

impl IllegalTransition {
    /// What to do instead, for the things that people ask for.
    pub const fn hint(self) -> Option<&'static str> {
        Some(match (self.from, self.event) {
            (State::Completed, Event::Retry) => {
                "it has its result: submit it again to have it run once more"
            }
            (State::Completed | State::Failed | State::Cancelled, Event::Cancel) => {
                "it ended: delete it to be rid of it"
            }
            (State::Failed | State::Cancelled, Event::Pause | Event::Resume | Event::Promote) => {
                "it ended: retry it to have it run again"
            }
            (State::Completed, Event::Pause | Event::Resume | Event::Promote) => {
                "it has its result already"
            }
            (State::Paused(_), Event::Promote | Event::Retry) => "resume it first",
            (State::Paused(_), Event::Pause) => "it is paused already",
            (State::Pending, Event::Promote) => {
                "it may run already; ask why it does not with `runner job explain`"
            }
            (State::Blocked, Event::Promote) => {
                "it waits for other jobs; `runner job explain` names them"
            }
            (State::Running, Event::Promote) => "it runs already",
            (State::Running, Event::Retry) => "cancel it first, or wait for its end",
            (_, Event::Retry) => "only a job that failed or was cancelled is retried",
            (_, Event::Resume) => "only a paused job is resumed",
            _ => return None,
        })
    }
}

impl Event {
    /// Every event.
    pub const ALL: [Self; 18] = [
        Self::Unblock(Start::Now),
        Self::Unblock(Start::Later),
        Self::DependencyFailed,
        Self::Skip,
        Self::Due,
        Self::Promote,
        Self::Postpone,
        Self::Claim,
        Self::Succeed,
        Self::Fail,
        Self::TryAgain,
        Self::Interrupt,
        Self::Freeze,
        Self::Pause,
        Self::Resume,
        Self::Expire,
        Self::Cancel,
        Self::Retry,
    ];

    /// The states that it can happen in, by name, each once: where a move of many jobs begins.
    pub fn sources(self) -> Vec<StateName> {
        let mut names: Vec<StateName> = State::ALL
            .into_iter()
            .filter(|state| state.on(self).is_ok())
            .map(State::name)
            .collect();
        names.dedup();
        names
    }
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Unblock(_) => "be unblocked",
            Self::DependencyFailed => "fail by a dependency",
            Self::Skip => "be skipped",
            Self::Due => "become due",
            Self::Promote => "be promoted",
            Self::Postpone => "be postponed",
            Self::Claim => "be claimed",
            Self::Succeed => "succeed",
            Self::Fail => "fail",
            Self::TryAgain => "be tried again",
            Self::Interrupt => "be interrupted",
            Self::Freeze => "be frozen",
            Self::Pause => "be paused",
            Self::Resume => "be resumed",
            Self::Expire => "expire",
            Self::Cancel => "be cancelled",
            Self::Retry => "be retried",
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn entries() -> impl Strategy<Value = Entry> {
        prop_oneof![
            Just(Entry::Free(Start::Now)),
            Just(Entry::Free(Start::Later)),
            Just(Entry::Waiting),
        ]
    }

    fn events() -> impl Strategy<Value = Event> {
        prop::sample::select(&Event::ALL[..])
    }

    proptest! {
        #[test]
        fn whatever_happens_a_job_is_in_a_state_of_the_table(entry in entries(), events in prop::collection::vec(events(), 0..40)) {
            let mut state = Transition::submit(entry).to();
            for event in events {
                match state.on(event) {
                    Ok(transition) => {
                        prop_assert_eq!(transition.from(), Some(state));
                        prop_assert!(State::ALL.contains(&transition.to()));
                        if state.is_end() {
                            prop_assert_eq!(event, Event::Retry);
                            prop_assert_eq!(transition.to(), State::Pending);
                        }
                        if transition.to() == State::Running {
                            prop_assert_eq!(event, Event::Claim);
                        }
                        if transition.to() == State::Completed {
                            prop_assert_eq!(state, State::Running);
                        }
                        state = transition.to();
                    }
                    Err(illegal) => prop_assert_eq!(illegal, IllegalTransition { from: state, event }),
                }
            }
            // Every state can be left to an end, and every end but completed can be left again.
            if !state.is_end() {
                prop_assert_eq!(state.on(Event::Cancel).map(Transition::to), Ok(State::Cancelled));
            }
            prop_assert_eq!(state.on(Event::Retry).is_ok(), matches!(state, State::Failed | State::Cancelled));
        }

        #[test]
        fn pause_and_resume_of_a_waiting_job_lead_back(entry in entries(), events in prop::collection::vec(events(), 0..20)) {
            let state = events.into_iter().fold(Transition::submit(entry).to(), |state, event| {
                state.on(event).map_or(state, Transition::to)
            });
            if let Ok(paused) = state.on(Event::Pause) {
                prop_assert_eq!(paused.to().on(Event::Resume).map(Transition::to), Ok(state));
            }
        }
    }

    #[test]
    fn nothing_leaves_completed() {
        for event in Event::ALL {
            assert!(State::Completed.on(event).is_err(), "{event}");
        }
    }

    #[test]
    fn a_set_of_jobs_is_moved_from_the_states_of_the_table() {
        use StateName as N;
        assert_eq!(Event::Due.sources(), [N::Scheduled, N::Retrying]);
        assert_eq!(Event::Claim.sources(), [N::Pending]);
        assert_eq!(
            Event::Expire.sources(),
            [N::Blocked, N::Scheduled, N::Pending, N::Retrying]
        );
        assert_eq!(Event::Retry.sources(), [N::Failed, N::Cancelled]);
        assert_eq!(Event::Resume.sources(), [N::Paused]);
    }

    #[test]
    fn an_edge_that_is_not_there_is_named() {
        let error = State::Completed.on(Event::Cancel).unwrap_err();
        assert_eq!(
            error.to_string(),
            "a job that is completed cannot be cancelled (it ended: delete it to be rid of it)"
        );
    }
}
