//! A circuit breaker: a server that fails again and again is left alone for a while.

use std::time::Duration;

use crate::timestamp::Timestamp;

/// When a breaker opens, and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BreakerRule {
    /// After so many failures in a row.
    pub failures: u32,
    /// For so long; then one request is let through, and its outcome decides.
    pub rest: Duration,
}

/// The state of one breaker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Breaker {
    failures: u32,
    /// Until when nothing is let through: since it opened, or since the one request that tries was let through.
    closed_until: Option<Timestamp>,
    is_trying: bool,
}

impl Default for BreakerRule {
    fn default() -> Self {
        Self {
            failures: 5,
            rest: Duration::from_secs(30),
        }
    }
}

impl Breaker {
    /// Asks to let a request through. The error is how long to leave the server alone.
    pub fn ask(&mut self, rule: BreakerRule, now: Timestamp) -> Result<(), Duration> {
        let Some(until) = self.closed_until else {
            return Ok(());
        };
        if now < until {
            let wait = until.since(now);
            // The one that tries may be done soon.
            return Err(if self.is_trying {
                wait.min(rule.rest / 6)
            } else {
                wait
            });
        }
        // Let one try. Should nobody ever hear of it again, the next may after as long.
        self.is_trying = true;
        self.closed_until = Some(now.after(rule.rest));
        Ok(())
    }

    /// A request was answered.
    pub fn succeeded(&mut self) {
        *self = Self::default();
    }

    /// A request failed.
    pub fn failed(&mut self, rule: BreakerRule, now: Timestamp) {
        self.failures = self.failures.saturating_add(1);
        if self.is_trying || self.failures >= rule.failures {
            self.is_trying = false;
            self.closed_until = Some(now.after(rule.rest));
        }
    }

    /// A request was given up before anybody knew how it would end.
    pub fn gave_up(&mut self, now: Timestamp) {
        if self.is_trying {
            self.is_trying = false;
            self.closed_until = Some(now);
        }
    }

    /// Whether it is as if nothing had ever failed.
    pub fn is_at_rest(&self) -> bool {
        *self == Self::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: BreakerRule = BreakerRule {
        failures: 5,
        rest: Duration::from_secs(30),
    };

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(seconds * 1000)
    }

    fn opened() -> Breaker {
        let mut breaker = Breaker::default();
        for _ in 0..5 {
            assert_eq!(breaker.ask(RULE, at(0)), Ok(()));
            breaker.failed(RULE, at(0));
        }
        breaker
    }

    #[test]
    fn it_opens_after_five_failures_in_a_row_and_not_before() {
        let mut breaker = Breaker::default();
        for _ in 0..4 {
            breaker.failed(RULE, at(0));
        }
        breaker.succeeded();
        for _ in 0..4 {
            breaker.failed(RULE, at(0));
            assert_eq!(breaker.ask(RULE, at(0)), Ok(()));
        }
        breaker.failed(RULE, at(1));
        assert_eq!(breaker.ask(RULE, at(1)), Err(Duration::from_secs(30)));
        assert_eq!(breaker.ask(RULE, at(21)), Err(Duration::from_secs(10)));
    }

    #[test]
    fn after_its_rest_one_request_tries_and_decides() {
        let mut breaker = opened();
        assert_eq!(breaker.ask(RULE, at(30)), Ok(()));
        assert_eq!(breaker.ask(RULE, at(30)), Err(Duration::from_secs(5)));
        breaker.failed(RULE, at(31));
        assert_eq!(breaker.ask(RULE, at(60)), Err(Duration::from_secs(1)));
        assert_eq!(breaker.ask(RULE, at(61)), Ok(()));
        breaker.succeeded();
        assert!(breaker.is_at_rest());
        assert_eq!(breaker.ask(RULE, at(61)), Ok(()));
    }

    #[test]
    fn one_that_tried_and_gave_up_leaves_its_place_to_the_next() {
        let mut breaker = opened();
        assert_eq!(breaker.ask(RULE, at(30)), Ok(()));
        breaker.gave_up(at(32));
        assert_eq!(breaker.ask(RULE, at(32)), Ok(()));
        // And one of which nothing was heard any more does not close it for ever.
        assert_eq!(breaker.ask(RULE, at(62)), Ok(()));
    }
}
