//! What all attempts of this process share about a grant: its pace, and a breaker for each server that it leads to.
//!
//! A breaker is one server's and not the grant's, though most grants lead to one alone: with `https://*`, one dead host
//! must not shut off all others.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use runner_model::{Breaker, BreakerRule, HttpGrant, Origin, Pace, ProcessorName, Timestamp};

/// From how many on grants that are at rest are forgotten.
const MANY_GRANTS: usize = 1_024;

/// How many failing servers are known of one grant. A guest that makes up more of them gets no breakers for those.
const MOST_ORIGINS: usize = 1_024;

/// Every grant that was used, with its state.
#[derive(Debug)]
pub(super) struct States {
    rule: BreakerRule,
    began: Instant,
    known: Mutex<HashMap<(ProcessorName, HttpGrant), Arc<State>>>,
}

/// The state of one grant.
#[derive(Debug, Default)]
struct State {
    pace: Mutex<Pace>,
    /// Servers whose last request failed.
    breakers: Mutex<HashMap<Origin, Breaker>>,
}

/// One request on its way: how it ends is told to the breaker, once.
#[derive(Debug)]
pub(super) struct Trial {
    states: Arc<States>,
    state: Arc<State>,
    origin: Origin,
    is_told: bool,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl States {
    pub(super) fn new(rule: BreakerRule) -> Self {
        Self {
            rule,
            began: Instant::now(),
            known: Mutex::default(),
        }
    }

    /// Now, on a clock that never goes back.
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(0).after(self.began.elapsed())
    }

    fn of(&self, processor: &ProcessorName, grant: &HttpGrant) -> Arc<State> {
        let mut known = lock(&self.known);
        if known.len() >= MANY_GRANTS {
            let now = self.now();
            known.retain(|(_, grant), state| {
                Arc::strong_count(state) > 1 || !state.is_at_rest(grant, now)
            });
        }
        let key = (processor.clone(), grant.clone());
        Arc::clone(known.entry(key).or_default())
    }

    /// Asks the server's breaker to let a request through. The error is how long to leave the server alone.
    pub(super) fn ask(
        self: &Arc<Self>,
        processor: &ProcessorName,
        grant: &HttpGrant,
        origin: &Origin,
    ) -> Result<Trial, Duration> {
        let state = self.of(processor, grant);
        if let Some(breaker) = lock(&state.breakers).get_mut(origin) {
            breaker.ask(self.rule, self.now())?;
        }
        Ok(Trial {
            states: Arc::clone(self),
            state,
            origin: origin.clone(),
            is_told: false,
        })
    }
}

impl State {
    fn is_at_rest(&self, grant: &HttpGrant, now: Timestamp) -> bool {
        let is_full = |rate| lock(&self.pace).is_full(rate, now);
        lock(&self.breakers).is_empty() && grant.rate.is_none_or(is_full)
    }
}

impl Trial {
    /// Books the next token of the grant's rate: how long to wait for it. The error is how long the wait would be, if it
    /// is longer than `patience`.
    pub(super) fn book(&self, grant: &HttpGrant, patience: Duration) -> Result<Duration, Duration> {
        let Some(rate) = grant.rate else {
            return Ok(Duration::ZERO);
        };
        lock(&self.state.pace).book(rate, self.states.now(), patience)
    }

    /// The server answered.
    pub(super) fn succeeded(&mut self) {
        self.is_told = true;
        lock(&self.state.breakers).remove(&self.origin);
    }

    /// The server failed.
    pub(super) fn failed(&mut self) {
        if self.is_told {
            return;
        }
        self.is_told = true;
        let mut breakers = lock(&self.state.breakers);
        if breakers.len() < MOST_ORIGINS || breakers.contains_key(&self.origin) {
            let breaker = breakers.entry(self.origin.clone()).or_default();
            breaker.failed(self.states.rule, self.states.now());
        }
    }
}

impl Drop for Trial {
    fn drop(&mut self) {
        if self.is_told {
            return;
        }
        if let Some(breaker) = lock(&self.state.breakers).get_mut(&self.origin) {
            breaker.gave_up(self.states.now());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn states() -> Arc<States> {
        Arc::new(States::new(BreakerRule::default()))
    }

    fn name(text: &str) -> ProcessorName {
        ProcessorName::try_from(text.to_owned()).unwrap()
    }

    fn grant(to: &str) -> HttpGrant {
        HttpGrant::to(to.parse().unwrap())
    }

    fn origin(host: &str) -> Origin {
        Origin::parse("https", host).unwrap()
    }

    #[test]
    fn a_dead_server_shuts_off_itself_and_nobody_else() {
        let states = states();
        let any = grant("https://*");
        let ask = |processor: &str, host: &str| states.ask(&name(processor), &any, &origin(host));
        for _ in 0..5 {
            ask("fetch", "dead.example").unwrap().failed();
        }
        assert!(ask("fetch", "dead.example").is_err());
        assert!(ask("fetch", "alive.example").is_ok());
        assert!(ask("other", "dead.example").is_ok());
    }

    #[test]
    fn requests_that_were_given_up_are_no_failures() {
        let states = states();
        let any = grant("https://*");
        for _ in 0..9 {
            drop(
                states
                    .ask(&name("fetch"), &any, &origin("a.example"))
                    .unwrap(),
            );
        }
        assert!(
            states
                .ask(&name("fetch"), &any, &origin("a.example"))
                .is_ok()
        );
    }

    #[test]
    fn grants_at_rest_are_forgotten_and_made_up_servers_do_not_grow_without_end() {
        let states = states();
        for number in 0..3 * MANY_GRANTS {
            let grant = grant(&format!("https://n{number}.example"));
            states
                .ask(&name("fetch"), &grant, &origin("a.example"))
                .unwrap();
        }
        assert!(lock(&states.known).len() <= MANY_GRANTS);
        let any = grant("https://*");
        for number in 0..2 * MOST_ORIGINS {
            let origin = origin(&format!("n{number}.example"));
            states.ask(&name("fetch"), &any, &origin).unwrap().failed();
        }
        let state = states.of(&name("fetch"), &any);
        assert_eq!(lock(&state.breakers).len(), MOST_ORIGINS);
    }
}
