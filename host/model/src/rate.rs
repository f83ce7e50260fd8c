//! How often something may happen: a token bucket whose whole state is one number.
//!
//! The bucket is kept as the moment at which it would be full (the generic cell rate algorithm, ITU-T I.371): tokens
//! come back by the passing of time alone, so that nothing need refill it. All arithmetic is in whole microseconds.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use crate::text::as_text;
use crate::timestamp::Timestamp;

/// How often something may happen: `10/s`, `100/m`, `5/10s`, `10/s burst 50`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rate {
    count: u32,
    per: Duration,
    burst: u32,
}

/// The text is no rate.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is no rate: write a count and a time, as `10/s`, `100/m` or `5/10s`, and `10/s burst 50` to let as many begin at once"
)]
pub struct ParseRateError(String);

/// The tokens of a rate that are left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bucket(i64);

const MICROS_PER_MILLI: i64 = 1_000;

/// The longest time that a rate counts over: 31 days.
const LONGEST: Duration = Duration::from_secs(31 * 24 * 60 * 60);

impl Rate {
    /// So many in a time, and as many at once as come in a second, at least one. None if there is no such rate: zero,
    /// more than a million a second, or counted over less than a millisecond or more than 31 days.
    pub fn new(count: u32, per: Duration) -> Option<Self> {
        let rate = Self {
            count,
            per,
            burst: 1,
        };
        let is_possible = count > 0
            && (Duration::from_millis(1)..=LONGEST).contains(&per)
            && u128::from(count) <= per.as_micros();
        let a_second = 1_000_000 / rate.interval().max(1);
        is_possible.then(|| rate.with_burst(u32::try_from(a_second).unwrap_or(u32::MAX)))
    }

    /// The same, with as many at once; at least one, at most a million.
    #[must_use]
    pub fn with_burst(mut self, burst: u32) -> Self {
        self.burst = burst.clamp(1, 1_000_000);
        self
    }

    /// How many may happen at once after a time of rest.
    pub const fn burst(self) -> u32 {
        self.burst
    }

    /// The time in which a token comes back, in microseconds; rounded up, so that it is never more often than said.
    fn interval(self) -> i64 {
        let per = i64::try_from(self.per.as_micros()).unwrap_or(i64::MAX);
        per.saturating_add(i64::from(self.count) - 1) / i64::from(self.count.max(1))
    }

    fn all(self) -> i64 {
        self.interval().saturating_mul(i64::from(self.burst))
    }
}

fn micros(at: Timestamp) -> i64 {
    at.as_millis().saturating_mul(MICROS_PER_MILLI)
}

impl Bucket {
    /// One that nothing was taken from.
    pub const FULL: Self = Self(i64::MIN);

    /// From what was stored: see [`Self::stored`].
    pub const fn from_stored(full_at_us: i64) -> Self {
        Self(full_at_us)
    }

    /// The moment at which it is full again, in microseconds since 1970.
    pub const fn stored(self) -> i64 {
        self.0
    }

    /// How long it takes to be full again. Never longer than an empty one takes: after a clock went back or a rate
    /// was raised, what was stored may lie further ahead.
    fn debt(self, rate: Rate, now: Timestamp) -> i64 {
        self.0.saturating_sub(micros(now)).clamp(0, rate.all())
    }

    /// How many may happen now.
    pub fn tokens(self, rate: Rate, now: Timestamp) -> u32 {
        let left = (rate.all() - self.debt(rate, now)) / rate.interval();
        u32::try_from(left).unwrap_or(0)
    }

    /// The bucket after so many have happened.
    #[must_use]
    pub fn take(self, rate: Rate, now: Timestamp, count: u32) -> Self {
        let taken = rate.interval().saturating_mul(i64::from(count));
        // More than there is cannot be taken.
        let debt = self.debt(rate, now).saturating_add(taken).min(rate.all());
        Self(micros(now).saturating_add(debt))
    }

    /// When the next may happen; now if one may.
    pub fn next(self, rate: Rate, now: Timestamp) -> Timestamp {
        let wait = self.debt(rate, now) - (rate.all() - rate.interval());
        // Up to the next millisecond: a moment too early is too early.
        let millis = (wait.max(0) + MICROS_PER_MILLI - 1) / MICROS_PER_MILLI;
        now.after(Duration::from_millis(u64::try_from(millis).unwrap_or(0)))
    }
}

const UNITS: [(&str, Duration); 4] = [
    ("s", Duration::from_secs(1)),
    ("m", Duration::from_secs(60)),
    ("h", Duration::from_secs(60 * 60)),
    ("d", Duration::from_secs(24 * 60 * 60)),
];

impl FromStr for Rate {
    type Err = ParseRateError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || ParseRateError(text.chars().take(40).collect());
        let (rate, burst) = match text.split_once(" burst ") {
            Some((rate, burst)) => (rate, Some(burst)),
            None => (text, None),
        };
        let (count, per) = rate.split_once('/').ok_or_else(wrong)?;
        let count = count.trim().parse().map_err(|_| wrong())?;
        let per = per.trim();
        let per = match UNITS.iter().find(|(unit, _)| *unit == per) {
            Some((_, per)) => *per,
            None => humantime::parse_duration(per).map_err(|_| wrong())?,
        };
        let rate = Self::new(count, per).ok_or_else(wrong)?;
        match burst {
            None => Ok(rate),
            Some(burst) => match burst.trim().parse() {
                Ok(burst @ 1..=1_000_000) => Ok(rate.with_burst(burst)),
                _ => Err(wrong()),
            },
        }
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match UNITS.iter().find(|(_, per)| *per == self.per) {
            Some((unit, _)) => write!(f, "{}/{unit}", self.count)?,
            None => write!(f, "{}/{}", self.count, humantime::format_duration(self.per))?,
        }
        if Self::new(self.count, self.per).is_some_and(|usual| usual.burst != self.burst) {
            write!(f, " burst {}", self.burst)?;
        }
        Ok(())
    }
}

as_text!(Rate);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(millis)
    }

    fn rate(text: &str) -> Rate {
        text.parse().unwrap()
    }

    #[test]
    fn rates_are_read_and_written() {
        for text in [
            "10/s",
            "100/m",
            "5/10s",
            "1/d",
            "10/s burst 50",
            "7/h burst 2",
        ] {
            assert_eq!(rate(text).to_string(), text);
        }
        assert_eq!(rate("10/s").burst(), 10);
        assert_eq!(rate("100/m").burst(), 1);
        for wrong in [
            "",
            "10",
            "0/s",
            "-1/s",
            "10/",
            "10/x",
            "2000000/s",
            "1/0s",
            "1/s burst 0",
            "1/s burst",
            "1/99d",
        ] {
            assert!(wrong.parse::<Rate>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_burst_and_then_one_by_one() {
        let rate = rate("2/s");
        let mut bucket = Bucket::FULL;
        assert_eq!(bucket.tokens(rate, at(1_000)), 2);
        bucket = bucket.take(rate, at(1_000), 2);
        assert_eq!(bucket.tokens(rate, at(1_000)), 0);
        assert_eq!(bucket.next(rate, at(1_000)), at(1_500));
        assert_eq!(bucket.tokens(rate, at(1_499)), 0);
        assert_eq!(bucket.tokens(rate, at(1_500)), 1);
        assert_eq!(bucket.tokens(rate, at(9_000)), 2);
    }

    #[test]
    fn a_clock_that_goes_back_locks_nobody_out() {
        let rate = rate("1/s");
        let bucket = Bucket::FULL.take(rate, at(10_000_000), 1);
        assert_eq!(bucket.next(rate, at(0)), at(1_000));
    }

    fn rates() -> impl Strategy<Value = Rate> {
        (1_u32..5_000, 1_u64..100_000, 1_u32..100).prop_filter_map(
            "no such rate",
            |(count, per, burst)| {
                Some(Rate::new(count, Duration::from_millis(per))?.with_burst(burst))
            },
        )
    }

    proptest! {
        #[test]
        fn never_more_than_the_rate_and_a_burst(rate in rates(), steps in prop::collection::vec((0_i64..5_000, 0_u32..50), 1..100)) {
            let (mut now, mut bucket, mut taken) = (0, Bucket::FULL, 0_u64);
            for (wait, wish) in steps {
                now += wait;
                let gives = bucket.tokens(rate, at(now)).min(wish);
                bucket = bucket.take(rate, at(now), gives);
                taken += u64::from(gives);
                let most = now as u128 * u128::from(rate.count) / rate.per.as_millis().max(1);
                prop_assert!(u128::from(taken) <= most + u128::from(rate.burst) + 1);
            }
        }

        #[test]
        fn a_token_is_there_when_the_next_is_said_to_come(rate in rates(), taken in 0_u32..200, now in 0_i64..1_000_000) {
            let bucket = Bucket::FULL.take(rate, at(now), taken);
            let next = bucket.next(rate, at(now));
            prop_assert!(bucket.tokens(rate, next) >= 1);
            if next > at(now) {
                prop_assert_eq!(bucket.tokens(rate, at(now)), 0);
            }
        }

        #[test]
        fn a_rate_is_read_as_it_is_written(rate in rates()) {
            prop_assert_eq!(rate.to_string().parse(), Ok(rate));
        }
    }
}
