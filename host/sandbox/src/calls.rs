//! Host calls per second: a guest that floods the host with calls is slowed down, not ended.
//!
//! A flood does no harm that another limit does not bound, and the same guest may be an honest one with much to print; but
//! what the host does in a call burns no fuel. A call costs one addition. The clock is looked at when the guest yields
//! anyhow, at each tick of the epoch, and there it sleeps for as long as it was too fast: a token bucket with the grain
//! of a tick. Fuel is not touched, so a slowed attempt burns the same as any other.

use std::time::{Duration, Instant};

use runner_model::Level;

use crate::capability::LogBuffer;

/// How many calls a second a guest may make in the long run, and how many it has on credit. Reading the clock in a tight
/// loop makes some millions; a Python guest that prints, some tens of thousands.
pub(crate) const PER_SECOND: u64 = 500_000;
pub(crate) const CREDIT: u64 = 500_000;

/// The longest that it sleeps at a time, so that a guest that yields rarely does not pay for all of it at once.
const LONGEST: Duration = Duration::from_secs(1);

/// The calls of one attempt.
#[derive(Debug)]
pub(crate) struct Calls {
    count: u64,
    /// Up to where they are paid for, and since when that is.
    paid: u64,
    since: Instant,
    /// How many are on credit now.
    credit: u64,
    is_said: bool,
}

impl Calls {
    pub(crate) fn new() -> Self {
        Self {
            count: 0,
            paid: 0,
            since: Instant::now(),
            credit: CREDIT,
            is_said: false,
        }
    }

    /// Counts a call.
    pub(crate) const fn count(&mut self) {
        self.count += 1;
    }

    /// How long the guest is to sleep for the calls that it made since it was asked last.
    pub(crate) fn sleep_for(&mut self, log: &LogBuffer) -> Option<Duration> {
        let made = self.count - self.paid;
        // A guest that makes none costs no look at the clock.
        if made == 0 {
            return None;
        }
        let sleep = self.pay(made, Instant::now());
        if sleep.is_some() && !self.is_said {
            self.is_said = true;
            log.push(
                Level::Warn,
                &format!(
                    "it makes more than {PER_SECOND} calls a second to the host: it is slowed down (limit \
                     `host_calls_per_second`)"
                ),
                None,
            );
        }
        sleep
    }

    fn pay(&mut self, made: u64, now: Instant) -> Option<Duration> {
        let micros = now.saturating_duration_since(self.since).as_micros();
        let earned = u64::try_from(micros * u128::from(PER_SECOND) / 1_000_000).unwrap_or(u64::MAX);
        self.credit = self.credit.saturating_add(earned).min(CREDIT);
        self.paid = self.count;
        self.since = now;
        let Some(debt) = made.checked_sub(self.credit).filter(|debt| *debt > 0) else {
            self.credit -= made;
            return None;
        };
        self.credit = 0;
        let sleep = Duration::from_micros(debt.saturating_mul(1_000_000) / PER_SECOND).min(LONGEST);
        // What it earns in its sleep pays the debt.
        self.since = now + sleep;
        Some(sleep)
    }
}

#[cfg(test)]
mod tests {
    use runner_model::ByteSize;

    use super::*;
    use crate::meter::Meter;

    #[test]
    fn a_flood_is_slowed_to_the_rate_and_a_burst_is_not() {
        let mut calls = Calls::new();
        let start = calls.since;
        assert_eq!(calls.pay(CREDIT, start), None);
        let sleep = calls.pay(50_000, start).unwrap();
        assert_eq!(sleep, Duration::from_millis(100));
        // It slept, and pays for each further call as it comes.
        let woken = start + sleep;
        assert_eq!(calls.pay(5_000, woken), Some(Duration::from_millis(10)));
        let later = woken + Duration::from_millis(10) + Duration::from_millis(20);
        assert_eq!(calls.pay(10_000, later), None);
        // A second of rest gives all of the credit back, and no more.
        let rested = later + Duration::from_secs(60);
        assert_eq!(calls.pay(CREDIT, rested), None);
        assert!(calls.pay(1, rested).is_some());
    }

    #[test]
    fn it_is_said_once() {
        let log = LogBuffer::new(ByteSize::mib(1), Meter::new(ByteSize::mib(8)));
        let mut calls = Calls::new();
        assert_eq!(calls.sleep_for(&log), None);
        for _ in 0..3 {
            calls.count += 2 * (CREDIT + PER_SECOND);
            assert_eq!(calls.sleep_for(&log), Some(LONGEST));
        }
        assert_eq!(log.tail().take().0.len(), 1);
    }
}
