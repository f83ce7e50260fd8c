//! What is kept of a column of numbers.

use hashbrown::HashTable;

use super::distinct::{Distinct, HowMany};
use super::hash::hash_bits;
use super::histogram::Histogram;
use super::moments::Moments;
use super::number::Num;
use super::values::Values;

/// A column of numbers.
#[derive(Debug, Clone)]
pub struct Numbers {
    moments: Moments,
    bound: usize,
    values_bound: usize,
    state: State,
    rising: bool,
    whole: bool,
    last: f64,
}

#[derive(Debug, Clone)]
enum State {
    /// Few different numbers, and how often each occurs: all figures are exact.
    Few(HashTable<(f64, u64)>),
    /// More.
    Many(Distinct, Values),
}

impl Numbers {
    /// Counts up to `bound` different numbers each for itself, and keeps up to `values_bound` beyond.
    pub fn new(bound: usize, values_bound: usize) -> Self {
        Self {
            moments: Moments::default(),
            bound,
            values_bound,
            state: State::Few(HashTable::new()),
            rising: true,
            whole: true,
            last: f64::NEG_INFINITY,
        }
    }

    /// Takes a number.
    #[inline]
    pub fn add(&mut self, num: Num) {
        self.moments.add(num);
        // -0 is 0.
        let value = num.as_f64() + 0.0;
        self.whole &= matches!(num, Num::Integer(_));
        self.rising &= value > self.last;
        self.last = value;
        match &mut self.state {
            State::Few(counts) => {
                let hash = hash_bits(value.to_bits());
                if let Some((_, count)) = counts.find_mut(hash, |&(other, _)| other == value) {
                    *count += 1;
                } else if counts.len() < self.bound {
                    counts
                        .insert_unique(hash, (value, 1), |&(value, _)| hash_bits(value.to_bits()));
                } else {
                    self.overflow(value);
                }
            }
            State::Many(distinct, values) => {
                distinct.see(hash_bits(value.to_bits()));
                values.add(value);
            }
        }
    }

    #[cold]
    fn overflow(&mut self, value: f64) {
        let State::Few(counts) = &self.state else {
            return;
        };
        let mut distinct = Distinct::new(self.bound);
        let mut values = Values::new(self.values_bound);
        for &(value, count) in counts {
            distinct.see(hash_bits(value.to_bits()));
            values.add_times(value, count);
        }
        distinct.see(hash_bits(value.to_bits()));
        values.add(value);
        self.state = State::Many(distinct, values);
    }

    /// Sum, mean, spread and ends.
    pub fn moments(&self) -> &Moments {
        &self.moments
    }

    /// Whether each number was greater than the one before.
    pub fn is_rising(&self) -> bool {
        self.rising && self.moments.count() > 1
    }

    /// Whether all were whole.
    pub fn is_whole(&self) -> bool {
        self.whole
    }

    /// How many different numbers there were.
    pub fn how_many(&self) -> HowMany {
        match &self.state {
            State::Few(counts) => HowMany::Exactly(counts.len() as u64),
            State::Many(distinct, _) => distinct.how_many(),
        }
    }

    /// Whether percentiles and histograms are estimates.
    pub fn is_estimate(&self) -> bool {
        matches!(&self.state, State::Many(_, values) if values.is_estimate())
    }

    /// The numbers at shares of all, which rise from 0 to 1.
    pub fn quantiles(&mut self, shares: &[f64]) -> Vec<Option<f64>> {
        match &mut self.state {
            State::Many(_, values) => values.quantiles(shares),
            State::Few(counts) => {
                let mut sorted: Vec<(f64, u64)> = counts.iter().copied().collect();
                sorted.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
                let count = self.moments.count();
                shares
                    .iter()
                    .map(|&share| {
                        let place = share * count.checked_sub(1)? as f64;
                        let (low, high) = (place.floor() as u64, place.ceil() as u64);
                        let (low, high) = (at_rank(&sorted, low)?, at_rank(&sorted, high)?);
                        Some(low + (high - low) * place.fract())
                    })
                    .collect()
            }
        }
    }

    /// How many numbers lie between each edge and the next.
    pub fn histogram(&mut self, edges: Vec<f64>) -> Histogram {
        match &mut self.state {
            State::Many(_, values) => values.histogram(edges),
            State::Few(counts) => {
                let mut histogram = Histogram::empty(edges);
                for &(value, count) in &*counts {
                    histogram.add(value, count);
                }
                histogram
            }
        }
    }

    /// The most frequent numbers, and of those as frequent the least first. `None` when there are too many different
    /// ones to say.
    pub fn top(&self, limit: usize) -> Option<Vec<(f64, u64)>> {
        let State::Few(counts) = &self.state else {
            return None;
        };
        let mut top: Vec<(f64, u64)> = counts.iter().copied().collect();
        top.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(a.0.total_cmp(&b.0)));
        top.truncate(limit);
        Some(top)
    }
}

fn at_rank(sorted: &[(f64, u64)], rank: u64) -> Option<f64> {
    let mut passed = 0;
    sorted.iter().find_map(|&(value, count)| {
        passed += count;
        (rank < passed).then_some(value)
    })
}
