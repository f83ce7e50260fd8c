//! What an operator wants to hear of: rules, and when one turns. Pure: what is measured comes from outside.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::name::{ProcessorName, QueueName};
use crate::timestamp::Timestamp;

/// The longest time that failures are looked at.
const LONGEST_WITHIN: u64 = 7 * 24 * 60 * 60 * 1_000;

/// What a rule watches, and where its line is. Times are in milliseconds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Watched {
    /// So many attempts failed for good within a time.
    FailedJobs {
        /// How many.
        at_least: u64,
        /// Within what time.
        within_ms: u64,
        /// Of this processor.
        #[serde(default)]
        processor: Option<ProcessorName>,
        /// Of this queue.
        #[serde(default)]
        queue: Option<QueueName>,
    },
    /// Of the jobs that ended within a time, so many in a hundred failed.
    FailureRate {
        /// How many in a hundred.
        at_least_percent: u8,
        /// If that many ended at all.
        of_at_least: u64,
        /// Within what time.
        within_ms: u64,
        /// Of this processor.
        #[serde(default)]
        processor: Option<ProcessorName>,
        /// Of this queue.
        #[serde(default)]
        queue: Option<QueueName>,
    },
    /// More jobs than that wait for a slot.
    Backlog {
        /// How many.
        above: u64,
        /// In this queue.
        #[serde(default)]
        queue: Option<QueueName>,
    },
    /// A job has waited for a slot for longer than that.
    BacklogAge {
        /// How long.
        older_than_ms: u64,
        /// In this queue.
        #[serde(default)]
        queue: Option<QueueName>,
    },
    /// Jobs wait, and nothing runs.
    NoWorker {
        /// In this queue.
        #[serde(default)]
        queue: Option<QueueName>,
    },
    /// The disk of the data folder has less room than that.
    DiskFree {
        /// In percent of the disk.
        below_percent: u8,
    },
    /// The host's processors are busier than that.
    Cpu {
        /// In percent of all of them.
        above_percent: u8,
    },
    /// The host's memory is fuller than that.
    Memory {
        /// In percent.
        above_percent: u8,
    },
    /// An attempt has run for longer than that.
    StuckJob {
        /// How long.
        running_for_ms: u64,
        /// Of this processor.
        #[serde(default)]
        processor: Option<ProcessorName>,
    },
    /// A schedule should have fired so long ago, and did not.
    ScheduleMissed {
        /// How long ago.
        late_by_ms: u64,
    },
}

/// A rule that cannot be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AlertRuleError {
    /// A number that is always or never reached.
    #[error("`{field}`: write a number from {least} to {most}")]
    Bounds {
        /// Which.
        field: &'static str,
        /// The least that makes sense.
        least: u64,
        /// The most.
        most: u64,
    },
}

impl Watched {
    /// The kind as it is written.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::FailedJobs { .. } => "failed_jobs",
            Self::FailureRate { .. } => "failure_rate",
            Self::Backlog { .. } => "backlog",
            Self::BacklogAge { .. } => "backlog_age",
            Self::NoWorker { .. } => "no_worker",
            Self::DiskFree { .. } => "disk_free",
            Self::Cpu { .. } => "cpu",
            Self::Memory { .. } => "memory",
            Self::StuckJob { .. } => "stuck_job",
            Self::ScheduleMissed { .. } => "schedule_missed",
        }
    }

    /// Refuses numbers that make no sense.
    pub fn check(&self) -> Result<(), AlertRuleError> {
        let within = |field, value: u64, least, most| {
            if (least..=most).contains(&value) {
                Ok(())
            } else {
                Err(AlertRuleError::Bounds { field, least, most })
            }
        };
        let percent = |field, value: u8| within(field, u64::from(value), 1, 99);
        // Statistics are kept by the minute.
        let span = |value| within("within_ms", value, 60_000, LONGEST_WITHIN);
        match self {
            Self::FailedJobs {
                at_least,
                within_ms,
                ..
            } => {
                within("at_least", *at_least, 1, u64::MAX)?;
                span(*within_ms)
            }
            Self::FailureRate {
                at_least_percent,
                of_at_least,
                within_ms,
                ..
            } => {
                within("at_least_percent", u64::from(*at_least_percent), 1, 100)?;
                within("of_at_least", *of_at_least, 1, u64::MAX)?;
                span(*within_ms)
            }
            Self::Backlog { .. } | Self::NoWorker { .. } => Ok(()),
            Self::BacklogAge { older_than_ms, .. } => {
                within("older_than_ms", *older_than_ms, 1_000, u64::MAX)
            }
            Self::DiskFree { below_percent } => percent("below_percent", *below_percent),
            Self::Cpu { above_percent } | Self::Memory { above_percent } => {
                percent("above_percent", *above_percent)
            }
            Self::StuckJob { running_for_ms, .. } => {
                within("running_for_ms", *running_for_ms, 1_000, u64::MAX)
            }
            Self::ScheduleMissed { late_by_ms } => {
                within("late_by_ms", *late_by_ms, 1_000, u64::MAX)
            }
        }
    }
}

/// How a rule stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AlertState {
    /// All is well.
    #[default]
    Ok,
    /// It is over its line, but not for long enough.
    Pending,
    /// It is over its line, and somebody was told.
    Firing,
}

impl AlertState {
    const ALL: [Self; 3] = [Self::Ok, Self::Pending, Self::Firing];

    /// The name as it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Pending => "pending",
            Self::Firing => "firing",
        }
    }

    /// The state of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }

    /// What becomes of a rule that stands so since a time, once it is seen over its line or not. None if it stays as it is.
    pub fn seen(
        self,
        is_over: bool,
        (since, now): (Timestamp, Timestamp),
        hold: Duration,
    ) -> Option<Self> {
        match (self, is_over) {
            (Self::Ok, true) if hold.is_zero() => Some(Self::Firing),
            (Self::Ok, true) => Some(Self::Pending),
            (Self::Pending, true) if now.since(since) >= hold => Some(Self::Firing),
            (Self::Pending | Self::Firing, false) => Some(Self::Ok),
            (Self::Pending | Self::Firing, true) | (Self::Ok, false) => None,
        }
    }
}

impl fmt::Display for AlertState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_fires_once_it_was_over_its_line_for_long_enough_and_recovers_at_once() {
        use AlertState::{Firing, Ok, Pending};
        let at = |seconds: i64| Timestamp::from_millis(seconds * 1_000);
        let hold = Duration::from_secs(10);
        for (state, is_over, now, becomes) in [
            (Ok, false, 100, None),
            (Ok, true, 100, Some(Pending)),
            (Pending, true, 9, None),
            (Pending, true, 10, Some(Firing)),
            (Pending, false, 9, Some(Ok)),
            (Firing, true, 100, None),
            (Firing, false, 100, Some(Ok)),
        ] {
            let seen = state.seen(is_over, (at(0), at(now)), hold);
            assert_eq!(seen, becomes, "{state} {is_over} {now}");
        }
        let at_once = Ok.seen(true, (at(0), at(0)), Duration::ZERO);
        assert_eq!(at_once, Some(Firing));
    }

    #[test]
    fn numbers_that_make_no_sense_are_refused() {
        let check = |json: &str| {
            let rule: Watched = serde_json::from_str(json).unwrap();
            rule.check().map_err(|error| error.to_string())
        };
        for good in [
            r#"{"kind": "backlog", "above": 0}"#,
            r#"{"kind": "disk_free", "below_percent": 10}"#,
            r#"{"kind": "failure_rate", "at_least_percent": 100, "of_at_least": 5, "within_ms": 60000}"#,
            r#"{"kind": "no_worker", "queue": "mail"}"#,
        ] {
            assert_eq!(check(good), std::result::Result::Ok(()), "{good}");
        }
        assert_eq!(
            check(r#"{"kind": "cpu", "above_percent": 100}"#),
            Err("`above_percent`: write a number from 1 to 99".to_owned())
        );
        assert!(check(r#"{"kind": "failed_jobs", "at_least": 1, "within_ms": 5}"#).is_err());
        let unknown = r#"{"kind": "backlog", "above": 1, "queues": []}"#;
        assert!(serde_json::from_str::<Watched>(unknown).is_err());
    }
}
