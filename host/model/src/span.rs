//! Over how long statistics are gathered in one row.

use std::fmt;
use std::str::FromStr;

use crate::timestamp::Timestamp;

/// Over how long statistics are gathered in one row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Span {
    /// A minute; kept for a week.
    Minute,
    /// An hour; kept for 400 days.
    Hour,
    /// A day of UTC; kept for 400 days.
    Day,
}

/// The text names no span.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("write minute, hour or day")]
pub struct ParseSpanError;

impl Span {
    /// Every one, the shortest first.
    pub const ALL: [Self; 3] = [Self::Minute, Self::Hour, Self::Day];

    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Minute => "minute",
            Self::Hour => "hour",
            Self::Day => "day",
        }
    }

    /// How long it is, in seconds.
    pub const fn secs(self) -> i64 {
        match self {
            Self::Minute => 60,
            Self::Hour => 3_600,
            Self::Day => 86_400,
        }
    }

    /// How long it is, in milliseconds.
    pub const fn millis(self) -> i64 {
        self.secs() * 1_000
    }

    /// When the one began that a time is in.
    pub const fn begin(self, at: Timestamp) -> Timestamp {
        Timestamp::from_millis(at.as_millis().div_euclid(self.millis()) * self.millis())
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Span {
    type Err = ParseSpanError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut all = Self::ALL.into_iter();
        all.find(|span| span.as_str() == text).ok_or(ParseSpanError)
    }
}
