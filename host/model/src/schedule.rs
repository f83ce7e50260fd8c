//! When a schedule fires: which of its times are made up for after it could not, and what happens while the last
//! firing runs still.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::cron::CronRule;
use crate::name::{NameError, is_plain_name};
use crate::text::as_text;
use crate::timestamp::Timestamp;

/// The name of a schedule or a template: as that of a processor.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ScheduleName(String);

/// What becomes of times at which nobody was there, or the clock jumped over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Misfire {
    /// They are left out.
    Skip,
    /// One firing makes up for all.
    #[default]
    Once,
    /// Each is made up for, the last [`MOST_MISSED`].
    All,
}

/// What becomes of a firing while what the last one started has not ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Overlap {
    /// Both run.
    Allow,
    /// The new one is left out.
    #[default]
    Skip,
    /// The old one is cancelled.
    Cancel,
}

/// The text is no policy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{found}` is no {what} policy: write {list}")]
pub struct ParsePolicyError {
    found: String,
    what: &'static str,
    list: &'static str,
}

/// The most missed times that are made up for.
pub const MOST_MISSED: usize = 100;

/// A time that is later than this was missed.
const LATE: Duration = Duration::from_secs(60);

/// What is to fire, and when to look again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fires {
    /// The times to fire for, oldest first.
    pub now: Vec<Timestamp>,
    /// The first time that has not come; none if there is none any more.
    pub next: Option<Timestamp>,
}

impl Misfire {
    /// Decides what fires now of a rule whose first time that was not judged is `first`.
    pub fn decide(self, rule: &CronRule, first: Timestamp, now: Timestamp) -> Fires {
        let next = rule.next(now.max(Timestamp::from_millis(first.as_millis().saturating_sub(1))));
        if first > now {
            return Fires {
                now: Vec::new(),
                next: Some(first),
            };
        }
        let before = Timestamp::from_millis(first.as_millis() - 1);
        let late = i64::try_from(LATE.as_millis()).unwrap_or(i64::MAX);
        let edge = Timestamp::from_millis(now.as_millis().saturating_sub(late)).max(before);
        let missed = match self {
            Self::Skip => Vec::new(),
            Self::Once => rule.last(before, edge, 1),
            Self::All => rule.last(before, edge, MOST_MISSED),
        };
        let on_time = rule.first(edge, now, MOST_MISSED);
        Fires {
            now: missed.into_iter().chain(on_time).collect(),
            next,
        }
    }
}

/// Gives a policy its names.
macro_rules! policy {
    ($name:ident, $what:literal, $list:literal, $($variant:ident = $text:literal),+) => {
        impl $name {
            /// The name as it is written.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text),+
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = ParsePolicyError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text {
                    $($text => Ok(Self::$variant),)+
                    _ => Err(ParsePolicyError {
                        found: text.chars().take(40).collect(),
                        what: $what,
                        list: $list,
                    }),
                }
            }
        }

        as_text!($name);
    };
}
policy!(
    Misfire,
    "misfire",
    "skip, once or all",
    Skip = "skip",
    Once = "once",
    All = "all"
);
policy!(
    Overlap,
    "overlap",
    "allow, skip or cancel",
    Allow = "allow",
    Skip = "skip",
    Cancel = "cancel"
);

impl ScheduleName {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for ScheduleName {
    type Error = NameError;

    fn try_from(text: String) -> Result<Self, NameError> {
        if is_plain_name(&text) {
            Ok(Self(text))
        } else {
            Err(NameError::schedule(&text))
        }
    }
}

impl From<ScheduleName> for String {
    fn from(name: ScheduleName) -> Self {
        name.0
    }
}

impl fmt::Display for ScheduleName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const MINUTE: i64 = 60_000;
    const BASE: i64 = 1_800_000_000_000;

    fn at(minutes: i64) -> Timestamp {
        Timestamp::from_millis(BASE + minutes * MINUTE)
    }

    fn minutes(fires: &Fires) -> Vec<i64> {
        fires
            .now
            .iter()
            .map(|at| (at.as_millis() - BASE) / MINUTE)
            .collect()
    }

    fn decide(misfire: Misfire, first: i64, now: i64) -> Fires {
        let rule = CronRule::parse("*/10 * * * *", "UTC").unwrap();
        misfire.decide(&rule, at(first), at(now))
    }

    #[test]
    fn a_time_that_comes_on_time_fires_whatever_the_policy() {
        for misfire in [Misfire::Skip, Misfire::Once, Misfire::All] {
            let fires = decide(misfire, 10, 10);
            assert_eq!((minutes(&fires), fires.next), (vec![10], Some(at(20))));
            let early = decide(misfire, 10, 9);
            assert_eq!((early.now, early.next), (Vec::new(), Some(at(10))));
        }
    }

    #[test]
    fn what_was_missed_is_made_up_for_as_the_policy_says() {
        assert_eq!(minutes(&decide(Misfire::Skip, 10, 45)), [0; 0]);
        assert_eq!(minutes(&decide(Misfire::Once, 10, 45)), [40]);
        assert_eq!(minutes(&decide(Misfire::All, 10, 45)), [10, 20, 30, 40]);
        assert_eq!(minutes(&decide(Misfire::Once, 10, 50)), [40, 50]);
        assert_eq!(minutes(&decide(Misfire::Skip, 10, 50)), [50]);
        assert_eq!(decide(Misfire::Skip, 10, 45).next, Some(at(50)));
        let year = decide(Misfire::All, 10, 60 * 24 * 365);
        assert_eq!(year.now.len(), 101, "the last hundred, and the one of now");
        assert_eq!(year.now.last(), Some(&at(60 * 24 * 365)));
    }

    proptest! {
        #[test]
        fn nothing_fires_twice_and_time_goes_on(misfire in prop::sample::select(&[Misfire::Skip, Misfire::Once, Misfire::All][..]), steps in prop::collection::vec(-30_i64..200, 1..30)) {
            let rule = CronRule::parse("*/10 * * * *", "UTC").unwrap();
            let (mut now, mut first, mut last) = (0, at(10), at(0));
            for step in steps {
                now += step;
                let fires = misfire.decide(&rule, first, at(now));
                for fired in &fires.now {
                    prop_assert!(*fired > last && *fired <= at(now));
                    last = *fired;
                }
                let next = fires.next.unwrap();
                prop_assert!(next >= first);
                first = next;
            }
        }
    }
}
