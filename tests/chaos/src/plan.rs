//! What is to be done, and how the server's lives end.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use runner_fixtures::Random;

/// What is to be done.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The runner program, built with its failpoints.
    pub program: PathBuf,
    /// Decides what is asked for and how the server dies.
    pub seed: u64,
    /// How long there is load. After it the server is given time to finish.
    pub load: Duration,
    /// How the server dies.
    pub deaths: Deaths,
}

/// How the server may die.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deaths {
    /// In every way that takes no longer than a moment.
    Quick,
    /// Also held up for longer than its lease.
    All,
}

/// How one life of the server ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Death {
    /// SIGKILL, whatever it does.
    Killed,
    /// SIGTERM, and time to interrupt what runs.
    Terminated,
    /// At a failpoint, as `RUNNER_FAILPOINT` names it.
    At(String),
    /// SIGSTOP for longer than its lease, SIGCONT, some life after it, and SIGKILL.
    HeldUp(Duration),
}

/// A life of the server: how long it is left alone, and what happens then.
#[derive(Debug, Clone)]
pub(crate) struct Fate {
    pub(crate) death: Death,
    pub(crate) after: Duration,
}

/// A lease is 15 s long.
const LONGER_THAN_A_LEASE: Duration = Duration::from_secs(17);

/// The fates of a run: every kind of death comes once before any comes again.
pub(crate) struct Fates {
    random: Random,
    deaths: Deaths,
    deck: Vec<Death>,
}

impl Fates {
    pub(crate) fn new(plan: &Plan) -> Self {
        Self {
            random: Random::new(plan.seed ^ 0xdead),
            deaths: plan.deaths,
            deck: Vec::new(),
        }
    }

    fn shuffled(&mut self) -> Vec<Death> {
        let random = &mut self.random;
        let mut at =
            |point: &str, most: u64| Death::At(format!("{point}:{}", 1 + random.below(most)));
        let mut deck = vec![
            Death::Killed,
            at("after-claim", 150),
            Death::Terminated,
            at("before-settle-commit", 150),
            Death::Killed,
            at("after-commit", 500),
            at("blob-rename", 60),
        ];
        if self.deaths == Deaths::All {
            deck.extend([
                Death::Killed,
                Death::Killed,
                Death::HeldUp(LONGER_THAN_A_LEASE),
            ]);
        }
        // Fisher and Yates.
        for index in (1..deck.len()).rev() {
            deck.swap(index, self.random.below(index as u64 + 1) as usize);
        }
        deck
    }

    /// The next fate.
    pub(crate) fn next(&mut self) -> Fate {
        let death = match self.deck.pop() {
            Some(death) => death,
            None => {
                self.deck = self.shuffled();
                self.deck.pop().unwrap_or(Death::Killed)
            }
        };
        let most = match self.deaths {
            Deaths::Quick => 1_200,
            Deaths::All => 2_800,
        };
        Fate {
            after: Duration::from_millis(200 + self.random.below(most)),
            death,
        }
    }
}

impl Death {
    /// What kind of death it is.
    pub(crate) fn kind(&self) -> &str {
        match self {
            Self::Killed => "killed",
            Self::Terminated => "terminated",
            Self::At(point) => point.split(':').next().unwrap_or(point),
            Self::HeldUp(_) => "held up, then killed",
        }
    }
}

impl fmt::Display for Death {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::At(point) => f.write_str(point),
            other => f.write_str(other.kind()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(seed: u64) -> Plan {
        Plan {
            program: PathBuf::new(),
            seed,
            load: Duration::ZERO,
            deaths: Deaths::All,
        }
    }

    #[test]
    fn every_kind_of_death_comes_before_any_comes_again() {
        let mut fates = Fates::new(&plan(7));
        let mut kinds: Vec<String> = (0..10)
            .map(|_| fates.next().death.kind().to_owned())
            .collect();
        kinds.sort();
        kinds.dedup();
        assert_eq!(
            kinds,
            [
                "after-claim",
                "after-commit",
                "before-settle-commit",
                "blob-rename",
                "held up, then killed",
                "killed",
                "terminated"
            ]
        );
    }

    #[test]
    fn the_same_seed_gives_the_same_fates() {
        let fates = |seed| {
            let mut fates = Fates::new(&plan(seed));
            (0..30).map(|_| fates.next().death).collect::<Vec<_>>()
        };
        assert_eq!(fates(1), fates(1));
        assert_ne!(fates(1), fates(2));
    }
}
