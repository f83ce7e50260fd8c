//! How fast requests may follow each other: a token bucket in which a place can be booked.

use std::time::Duration;

use crate::rate::{Bucket, Rate};
use crate::timestamp::Timestamp;

/// A token bucket whose tokens are given out in order, also those that are still to come: whoever must wait knows at
/// once how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    bucket: Bucket,
    /// When the last token that was given out is there.
    last: Timestamp,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            bucket: Bucket::FULL,
            last: Timestamp::from_millis(i64::MIN),
        }
    }
}

impl Pace {
    /// Books the next token, if the wait for it is no longer than `patience`: how long to wait before it is used. Else
    /// nothing is booked, and the error is how long the wait would have been.
    pub fn book(
        &mut self,
        rate: Rate,
        now: Timestamp,
        patience: Duration,
    ) -> Result<Duration, Duration> {
        let at = self.bucket.next(rate, self.last.max(now));
        let wait = at.since(now);
        if wait > patience {
            return Err(wait);
        }
        self.bucket = self.bucket.take(rate, at, 1);
        self.last = at;
        Ok(wait)
    }

    /// Whether it is as if nothing had ever been booked.
    pub fn is_full(&self, rate: Rate, now: Timestamp) -> bool {
        self.last <= now && self.bucket.tokens(rate, now) == rate.burst()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_that_are_still_to_come_are_given_out_in_order() {
        let rate: Rate = "10/s burst 2".parse().unwrap();
        let mut pace = Pace::default();
        let now = Timestamp::from_millis(5_000);
        let patience = Duration::from_millis(250);
        let mut book = |at: i64| {
            pace.book(rate, Timestamp::from_millis(at), patience)
                .map(|wait| wait.as_millis())
        };
        assert_eq!((book(5_000), book(5_000)), (Ok(0), Ok(0)));
        assert_eq!((book(5_000), book(5_000)), (Ok(100), Ok(200)));
        // Beyond the patience nothing is booked, however often one asks.
        assert_eq!(book(5_000), Err(Duration::from_millis(300)));
        assert_eq!(book(5_000), Err(Duration::from_millis(300)));
        assert_eq!(book(5_100), Ok(200));
        assert!(!pace.is_full(rate, now));
        assert!(pace.is_full(rate, Timestamp::from_millis(6_000)));
    }
}
