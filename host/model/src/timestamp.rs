//! A moment, as it is stored.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// A moment: milliseconds since 1970-01-01T00:00:00Z. Where it comes from is the caller's business.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The moment that many milliseconds after 1970 began.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since 1970 began.
    pub const fn as_millis(self) -> i64 {
        self.0
    }

    /// The moment that much later; the last there is rather than an overflow.
    #[must_use]
    pub fn after(self, duration: Duration) -> Self {
        Self(
            self.0
                .saturating_add(i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)),
        )
    }

    /// The moment that much earlier; the first there is rather than an overflow.
    #[must_use]
    pub fn before(self, duration: Duration) -> Self {
        Self(
            self.0
                .saturating_sub(i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)),
        )
    }

    /// The time since an earlier moment; none if that moment is later, as it is after a clock went back.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }
}

impl fmt::Display for Timestamp {
    /// As RFC 3339 writes it, in UTC, to the millisecond.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match jiff::Timestamp::from_millisecond(self.0) {
            Ok(moment) => write!(f, "{moment:.3}"),
            // Beyond the year 9999.
            Err(_) => write!(f, "{} ms after 1970", self.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_written_as_rfc_3339() {
        let moment = Timestamp::from_millis(1_700_000_000_042);
        assert_eq!(moment.to_string(), "2023-11-14T22:13:20.042Z");
        assert_eq!(Timestamp::default().to_string(), "1970-01-01T00:00:00.000Z");
    }

    #[test]
    fn a_clock_that_went_back_gives_no_time_rather_than_a_panic() {
        let moment = Timestamp::from_millis(1_000);
        assert_eq!(
            moment.since(Timestamp::from_millis(400)),
            Duration::from_millis(600)
        );
        assert_eq!(moment.since(Timestamp::from_millis(9_000)), Duration::ZERO);
        assert_eq!(
            moment.after(Duration::MAX),
            Timestamp::from_millis(i64::MAX)
        );
    }
}
