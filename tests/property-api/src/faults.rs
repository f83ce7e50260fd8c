//! What can go wrong with a page, and which page it goes wrong with.

use std::str::FromStr;

use runner_fixtures::Random;

/// What goes wrong with a page. It is whole again when it is asked for once more; `Errors` takes three.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fault {
    /// 429 with `Retry-After: 1`; nothing is bought.
    RateLimit,
    /// 500, two times; nothing is bought.
    Errors,
    /// The answer takes a fifth of a second.
    Slow,
    /// Half of the JSON; the rest is lost after it was bought.
    Cut,
    /// Half of the bytes that were announced, then the end of the connection.
    Broken,
    /// No answer, and the end of the connection.
    Reset,
    /// The totals are wrong.
    Total,
    /// It begins with some records of the page before.
    Overlap,
    /// It has fewer records than were asked for.
    Short,
    /// It has no record.
    Empty,
}

impl Fault {
    /// Each of them.
    pub const ALL: [Self; 10] = [
        Self::RateLimit,
        Self::Errors,
        Self::Slow,
        Self::Cut,
        Self::Broken,
        Self::Reset,
        Self::Total,
        Self::Overlap,
        Self::Short,
        Self::Empty,
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::RateLimit => "rate-limit",
            Self::Errors => "errors",
            Self::Slow => "slow",
            Self::Cut => "cut",
            Self::Broken => "broken",
            Self::Reset => "reset",
            Self::Total => "total",
            Self::Overlap => "overlap",
            Self::Short => "short",
            Self::Empty => "empty",
        }
    }

    /// How many times the page goes wrong.
    fn times(self) -> u32 {
        if self == Self::Errors { 2 } else { 1 }
    }
}

impl FromStr for Fault {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|fault| fault.name() == name)
            .ok_or_else(|| {
                let names = Self::ALL.map(Self::name).join(", ");
                format!("`{name}` is no fault; there are: {names}")
            })
    }
}

/// Which page goes wrong, and how: every second one, all faults in turn, in an order of the seed.
#[derive(Debug)]
pub(crate) struct Plan {
    order: Vec<Fault>,
}

impl Plan {
    pub(crate) fn new(faults: &[Fault], seed: u64) -> Self {
        let mut random = Random::new(seed);
        let mut order = faults.to_vec();
        for end in (1..order.len()).rev() {
            order.swap(end, random.below(end as u64 + 1) as usize);
        }
        Self { order }
    }

    /// What goes wrong with the `page`-th page that was ever asked for, from 0, when it is asked for the `time`-th time.
    pub(crate) fn fault(&self, page: usize, time: u32) -> Option<Fault> {
        if self.order.is_empty() || page.is_multiple_of(2) {
            return None;
        }
        let fault = self.order[page / 2 % self.order.len()];
        (time < fault.times()).then_some(fault)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_comes_and_every_page_is_whole_in_the_end() {
        let plan = Plan::new(&Fault::ALL, 7);
        let first: Vec<Fault> = (0..20).filter_map(|page| plan.fault(page, 0)).collect();
        assert_eq!(first.len(), 10);
        assert!(Fault::ALL.iter().all(|fault| first.contains(fault)));
        assert!((0..20).all(|page| plan.fault(page, 2).is_none()));
        for fault in Fault::ALL {
            assert_eq!(fault.name().parse(), Ok(fault));
        }
    }
}
