//! What was asked, and what was bought.

use std::collections::HashMap;
use std::ops::Range;

use crate::faults::Fault;

/// One request for records that had the right key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// How many records come before it, as was asked.
    pub start: u64,
    /// Which records were answered with; of those that are meant, by their number.
    pub records: Range<u64>,
    /// Whether they were bought by it.
    pub is_purchase: bool,
    /// What went wrong with it.
    pub fault: Option<Fault>,
    /// The status of the answer; none if there was no answer.
    pub status: Option<u16>,
}

/// What was asked, and what was bought.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    /// Every request, in the order they came.
    pub asked: Vec<Asked>,
    bought: HashMap<String, u32>,
}

impl Ledger {
    pub(crate) fn note(&mut self, asked: Asked, ids: impl Iterator<Item = String>) {
        if asked.is_purchase {
            for id in ids {
                *self.bought.entry(id).or_default() += 1;
            }
        }
        self.asked.push(asked);
    }

    /// How often a record was bought.
    pub fn bought(&self, id: &str) -> u32 {
        self.bought.get(id).copied().unwrap_or_default()
    }

    /// How many records were bought at all, each as often as it was.
    pub fn all_bought(&self) -> u64 {
        self.bought.values().map(|times| u64::from(*times)).sum()
    }

    /// How many requests bought a record beyond the one that delivered it: those whose answer was lost, and pages that began
    /// with records of the one before.
    pub fn lost(&self, number: u64) -> u32 {
        let is_lost = |asked: &&Asked| {
            let fault = asked.fault;
            let is_lost = matches!(fault, Some(Fault::Cut | Fault::Broken | Fault::Reset));
            let is_again = fault == Some(Fault::Overlap) && number < asked.start;
            asked.is_purchase && asked.records.contains(&number) && (is_lost || is_again)
        };
        u32::try_from(self.asked.iter().filter(is_lost).count()).unwrap_or(u32::MAX)
    }
}
