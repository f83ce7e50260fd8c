//! What becomes of a job when an attempt of it ends.

use std::time::Duration;

use crate::backoff::{Backoff, Jitter};
use crate::failure::FailureCode;
use crate::transition::Event;

/// How an attempt ended, as far as the job's life goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Ending {
    /// It gave a result.
    Succeeded,
    /// It failed.
    Failed(FailureCode),
    /// It failed and said how long to wait.
    RetryAfter(Duration),
    /// The host stopped it for reasons of its own: a shutdown, a pause that could not freeze it.
    Interrupted,
    /// Its process died under it.
    Crashed,
    /// It was stopped because somebody cancelled the job.
    Cancelled,
}

/// What a job has behind it, the attempt that ends not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Record {
    /// Failures that count.
    pub failures: u32,
    /// Failures that it may have.
    pub max_attempts: u32,
    /// Times that a process died under it.
    pub crashes: u32,
    /// All that it waited because it asked to, in milliseconds.
    pub patience_ms: u64,
}

/// What becomes of the job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// The event of the attempt's end.
    pub event: Event,
    /// Why, if the attempt did not succeed. It may differ from what the attempt said: a job that crashed too often
    /// is poisoned.
    pub code: Option<FailureCode>,
    /// How long to wait for the next attempt; zero unless the event is [`Event::TryAgain`].
    pub delay: Duration,
    /// The job's record with this attempt counted.
    pub record: Record,
}

/// A job that a process died under so often does not run again.
pub const MOST_CRASHES: u32 = 3;

/// A job that a process died under so often runs alone: nothing else runs on its node meanwhile.
pub const SUSPECT_CRASHES: u32 = 2;

/// The longest that a job may wait because it asked to, all its waits together: 24 h.
pub const MOST_PATIENCE: Duration = Duration::from_secs(24 * 60 * 60);

impl Record {
    /// Whether the job is suspected of bringing its process down, and runs alone therefore.
    pub const fn is_suspect(self) -> bool {
        self.crashes >= SUSPECT_CRASHES
    }
}

impl Ending {
    /// Decides what becomes of the job. `failures` counts against `max_attempts`; an interruption, a crash and a
    /// plea for patience do not raise it, and have bounds of their own.
    pub fn decide(self, record: Record, backoff: &Backoff, jitter: Jitter) -> Verdict {
        let verdict = |event, code, delay, record| Verdict {
            event,
            code,
            delay,
            record,
        };
        match self {
            Self::Succeeded => verdict(Event::Succeed, None, Duration::ZERO, record),
            Self::Cancelled => verdict(
                Event::Cancel,
                Some(FailureCode::Cancelled),
                Duration::ZERO,
                record,
            ),
            Self::Interrupted | Self::Failed(FailureCode::Interrupted) => verdict(
                Event::Interrupt,
                Some(FailureCode::Interrupted),
                Duration::ZERO,
                record,
            ),
            Self::Crashed => {
                let record = Record {
                    crashes: record.crashes.saturating_add(1),
                    ..record
                };
                if record.crashes >= MOST_CRASHES {
                    let code = Some(FailureCode::Poisoned);
                    verdict(Event::Fail, code, Duration::ZERO, record)
                } else {
                    let code = Some(FailureCode::Interrupted);
                    verdict(Event::Interrupt, code, Duration::ZERO, record)
                }
            }
            Self::RetryAfter(wait) => {
                let wait_ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX);
                let patience_ms = record.patience_ms.saturating_add(wait_ms);
                let code = Some(FailureCode::RetryAfter);
                if Duration::from_millis(patience_ms) > MOST_PATIENCE {
                    verdict(Event::Fail, code, Duration::ZERO, record)
                } else {
                    let record = Record {
                        patience_ms,
                        ..record
                    };
                    verdict(Event::TryAgain, code, wait, record)
                }
            }
            Self::Failed(code) => {
                let record = Record {
                    failures: record.failures.saturating_add(1),
                    ..record
                };
                if code.is_retried() && record.failures < record.max_attempts {
                    let delay = backoff.delay(record.failures, jitter);
                    verdict(Event::TryAgain, Some(code), delay, record)
                } else {
                    verdict(Event::Fail, Some(code), Duration::ZERO, record)
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::state::State;

    fn record(failures: u32) -> Record {
        Record {
            failures,
            max_attempts: 3,
            ..Record::default()
        }
    }

    fn decide(ending: Ending, record: Record) -> Verdict {
        ending.decide(record, &Backoff::default(), Jitter::NONE)
    }

    #[test]
    fn the_third_of_three_failures_is_final() {
        let failed = Ending::Failed(FailureCode::Transient);
        let second = decide(failed, record(1));
        assert_eq!(second.event, Event::TryAgain);
        assert_eq!(second.delay, Duration::from_secs(2));
        let third = decide(failed, record(2));
        assert_eq!((third.event, third.record.failures), (Event::Fail, 3));
    }

    #[test]
    fn a_permanent_failure_is_final_at_once() {
        let verdict = decide(Ending::Failed(FailureCode::FuelExhausted), record(0));
        assert_eq!(verdict.event, Event::Fail);
        assert_eq!(verdict.code, Some(FailureCode::FuelExhausted));
    }

    #[test]
    fn patience_is_no_failure_but_has_an_end() {
        let hours = |hours: u64| Ending::RetryAfter(Duration::from_secs(hours * 3_600));
        let first = decide(hours(20), record(2));
        assert_eq!((first.event, first.record.failures), (Event::TryAgain, 2));
        assert_eq!(first.delay, Duration::from_secs(20 * 3_600));
        let second = decide(hours(5), first.record);
        assert_eq!(
            (second.event, second.code),
            (Event::Fail, Some(FailureCode::RetryAfter))
        );
    }

    #[test]
    fn the_third_crash_poisons_and_a_shutdown_never_does() {
        let mut after = record(0);
        for _ in 0..50 {
            after = decide(Ending::Interrupted, after).record;
        }
        assert_eq!(after, record(0));
        let second = decide(Ending::Crashed, decide(Ending::Crashed, after).record);
        assert_eq!(second.event, Event::Interrupt);
        let third = decide(Ending::Crashed, second.record);
        assert_eq!(
            (third.event, third.code),
            (Event::Fail, Some(FailureCode::Poisoned))
        );
    }

    fn endings() -> impl Strategy<Value = Ending> {
        prop_oneof![
            Just(Ending::Succeeded),
            prop::sample::select(&FailureCode::ALL[..]).prop_map(Ending::Failed),
            any::<u64>().prop_map(|millis| Ending::RetryAfter(Duration::from_millis(millis))),
            Just(Ending::Interrupted),
            Just(Ending::Crashed),
            Just(Ending::Cancelled),
        ]
    }

    proptest! {
        #[test]
        fn every_verdict_is_an_edge_out_of_running(ending in endings(), failures: u32, max_attempts: u32, crashes: u32, patience_ms: u64, dice: f64) {
            let record = Record { failures, max_attempts, crashes, patience_ms };
            let verdict = ending.decide(record, &Backoff::default(), Jitter::new(dice));
            prop_assert!(State::Running.on(verdict.event).is_ok());
            prop_assert_eq!(verdict.code.is_none(), ending == Ending::Succeeded);
            prop_assert!(verdict.record.failures >= failures && verdict.record.patience_ms >= patience_ms);
        }
    }
}
