//! How long a job waits between its attempts. Pure: the dice are thrown by the caller.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// How the wait grows from one failure to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Growth {
    /// Twice the last: base × 2ⁿ.
    Exponential,
    /// One base more than the last.
    Linear,
    /// Always the base.
    Fixed,
}

/// How long a job waits before it is tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct Backoff {
    /// How the wait grows.
    pub growth: Growth,
    /// The first wait, in milliseconds.
    pub base_ms: u64,
    /// The longest wait, in milliseconds, jitter included.
    pub cap_ms: u64,
    /// How far the jitter goes to either side, in per cent.
    pub jitter_percent: u8,
}

/// A throw of the dice, from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Jitter(f64);

impl Jitter {
    /// The middle: no jitter.
    pub const NONE: Self = Self(0.5);

    /// From a number between 0 and 1; anything else counts as the nearer of the two.
    pub const fn new(number: f64) -> Self {
        Self(if number.is_nan() {
            0.5
        } else {
            number.clamp(0.0, 1.0)
        })
    }

    /// What a wait is multiplied by, to be longer or shorter by a share of it at the most.
    pub fn within(self, share: f64) -> f64 {
        1.0 + share * (self.0 * 2.0 - 1.0)
    }
}

impl Default for Backoff {
    fn default() -> Self {
        Self {
            growth: Growth::Exponential,
            base_ms: 1_000,
            cap_ms: 10 * 60 * 1_000,
            jitter_percent: 20,
        }
    }
}

impl Backoff {
    /// The wait after that many failures, from 1.
    pub fn delay(&self, failures: u32, jitter: Jitter) -> Duration {
        let past = failures.saturating_sub(1);
        let wait = match self.growth {
            Growth::Exponential => self
                .base_ms
                .saturating_mul(1_u64.checked_shl(past).unwrap_or(u64::MAX)),
            Growth::Linear => self.base_ms.saturating_mul(u64::from(past) + 1),
            Growth::Fixed => self.base_ms,
        }
        .min(self.cap_ms);
        let share = f64::from(self.jitter_percent.min(100)) / 100.0;
        let moved = wait as f64 * jitter.within(share);
        Duration::from_millis((moved as u64).min(self.cap_ms))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn waits(growth: Growth) -> [u64; 4] {
        let backoff = Backoff {
            growth,
            ..Backoff::default()
        };
        [1, 2, 3, 40].map(|failures| backoff.delay(failures, Jitter::NONE).as_secs())
    }

    #[test]
    fn waits_grow_as_they_say_and_no_further_than_the_cap() {
        assert_eq!(waits(Growth::Exponential), [1, 2, 4, 600]);
        assert_eq!(waits(Growth::Linear), [1, 2, 3, 40]);
        assert_eq!(waits(Growth::Fixed), [1, 1, 1, 1]);
    }

    #[test]
    fn jitter_moves_a_wait_by_a_fifth_either_way() {
        let backoff = Backoff::default();
        let at = |dice| backoff.delay(4, Jitter::new(dice)).as_millis();
        assert_eq!([at(0.0), at(0.5), at(1.0)], [6_400, 8_000, 9_600]);
        assert_eq!(at(f64::NAN), 8_000);
    }

    proptest! {
        #[test]
        fn no_wait_is_longer_than_the_cap(base_ms: u64, cap_ms: u64, failures: u32, dice: f64, jitter_percent: u8) {
            for growth in [Growth::Exponential, Growth::Linear, Growth::Fixed] {
                let backoff = Backoff { growth, base_ms, cap_ms, jitter_percent };
                prop_assert!(backoff.delay(failures, Jitter::new(dice)) <= Duration::from_millis(cap_ms));
            }
        }
    }
}
