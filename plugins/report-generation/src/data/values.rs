//! Numbers kept for their percentiles: all of them while that is cheap, a sketch beyond.

use super::digest::Digest;
use super::histogram::Histogram;

/// Numbers, or what is known of their order.
#[derive(Debug, Clone)]
pub struct Values {
    bound: usize,
    state: State,
}

#[derive(Debug, Clone)]
enum State {
    All(Vec<f64>),
    Digest(Box<Digest>),
}

impl Values {
    /// Keeps up to so many numbers.
    pub fn new(bound: usize) -> Self {
        Self {
            bound,
            state: State::All(Vec::new()),
        }
    }

    /// Takes a number.
    #[inline]
    pub fn add(&mut self, value: f64) {
        self.add_times(value, 1);
    }

    /// Takes a number so many times.
    #[inline]
    pub fn add_times(&mut self, value: f64, times: u64) {
        match &mut self.state {
            State::All(all) if (all.len() as u64).saturating_add(times) <= self.bound as u64 => {
                if times == 1 {
                    all.push(value);
                } else {
                    all.extend(std::iter::repeat_n(value, times as usize));
                }
            }
            State::All(_) => self.overflow(value, times),
            State::Digest(digest) => digest.add(value, times),
        }
    }

    #[cold]
    fn overflow(&mut self, value: f64, times: u64) {
        let mut digest = self.to_digest();
        digest.add(value, times);
        self.state = State::Digest(Box::new(digest));
    }

    fn to_digest(&self) -> Digest {
        match &self.state {
            State::Digest(digest) => (**digest).clone(),
            State::All(all) => {
                let mut digest = Digest::new();
                all.iter().for_each(|&value| digest.add(value, 1));
                digest
            }
        }
    }

    /// Takes all that another took.
    pub fn merge(&mut self, other: &Self) {
        match &other.state {
            State::All(all) => all.iter().for_each(|&value| self.add(value)),
            State::Digest(theirs) => {
                let mut digest = self.to_digest();
                digest.merge(theirs);
                self.state = State::Digest(Box::new(digest));
            }
        }
    }

    /// Whether percentiles are estimates.
    pub fn is_estimate(&self) -> bool {
        matches!(self.state, State::Digest(_))
    }

    /// The numbers at shares of all, which rise from 0 to 1; between two numbers in proportion, as pandas and NumPy do.
    pub fn quantiles(&mut self, shares: &[f64]) -> Vec<Option<f64>> {
        match &mut self.state {
            State::Digest(digest) => {
                digest.compress();
                shares.iter().map(|&share| digest.quantile(share)).collect()
            }
            State::All(all) => {
                let mut rest = &mut all[..];
                let mut passed = 0;
                let mut found = Vec::new();
                for &share in shares {
                    found.push(select(&mut rest, &mut passed, share));
                }
                found
            }
        }
    }

    /// How many numbers lie between each edge and the next; the last takes its upper edge too.
    pub fn histogram(&mut self, edges: Vec<f64>) -> Histogram {
        match &mut self.state {
            State::All(all) => {
                let mut histogram = Histogram::empty(edges);
                all.iter().for_each(|&value| histogram.add(value, 1));
                histogram
            }
            State::Digest(digest) => {
                digest.compress();
                let below: Vec<f64> = edges
                    .iter()
                    .enumerate()
                    .map(|(at, &edge)| {
                        // The greatest number is part of the last range.
                        let edge = if at + 1 == edges.len() {
                            edge.next_up()
                        } else {
                            edge
                        };
                        digest.below(edge).round()
                    })
                    .collect();
                let counts = below
                    .windows(2)
                    .map(|pair| (pair[1] - pair[0]).max(0.0) as u64);
                Histogram {
                    counts: counts.collect(),
                    edges,
                }
            }
        }
    }
}

/// Finds the number at a share, in a slice from which `passed` lesser numbers were cut off before.
fn select(rest: &mut &mut [f64], passed: &mut usize, share: f64) -> Option<f64> {
    let count = *passed + rest.len();
    if count == 0 {
        return None;
    }
    let place = share.clamp(0.0, 1.0) * (count - 1) as f64;
    let rank = (place.floor() as usize).max(*passed);
    let within = rank - *passed;
    let (_, &mut low, above) = rest.select_nth_unstable_by(within, f64::total_cmp);
    let next = above.iter().copied().min_by(f64::total_cmp).unwrap_or(low);
    let value = low + (next - low) * (place - rank as f64).clamp(0.0, 1.0);
    *rest = &mut std::mem::take(rest)[within..];
    *passed = rank;
    Some(value)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SHARES: [f64; 7] = [0.0, 0.01, 0.25, 0.5, 0.9, 0.99, 1.0];

    fn sorted(values: &[f64]) -> Vec<f64> {
        let mut sorted = values.to_vec();
        sorted.sort_unstable_by(f64::total_cmp);
        sorted
    }

    proptest! {
        #[test]
        fn percentiles_of_what_is_kept_are_exact(numbers in prop::collection::vec(-1000_i32..1000, 1..200)) {
            let numbers: Vec<f64> = numbers.into_iter().map(|number| f64::from(number) / 8.0).collect();
            let mut values = Values::new(1000);
            numbers.iter().for_each(|&number| values.add(number));
            let sorted = sorted(&numbers);
            for (share, found) in SHARES.iter().zip(values.quantiles(&SHARES)) {
                let place = share * (sorted.len() - 1) as f64;
                let (low, high) = (sorted[place.floor() as usize], sorted[place.ceil() as usize]);
                let expected = low + (high - low) * place.fract();
                prop_assert!((found.expect("there are numbers") - expected).abs() < 1e-9);
            }
        }

        #[test]
        fn percentiles_of_a_sketch_are_near(seed in 0_u64..50, split in 1_usize..20_000) {
            // Squares make one end dense.
            let numbers: Vec<f64> = (0..20_000_u64)
                .map(|at| ((at * 7919 + seed) % 20_011) as f64)
                .map(|number| number * number)
                .collect();
            let (mut left, mut right) = (Values::new(100), Values::new(100));
            numbers[..split].iter().for_each(|&number| left.add(number));
            numbers[split..].iter().for_each(|&number| right.add(number));
            left.merge(&right);
            prop_assert!(left.is_estimate());
            let sorted = sorted(&numbers);
            for (share, found) in SHARES.iter().zip(left.quantiles(&SHARES)) {
                let found = found.expect("there are numbers");
                let rank = sorted.partition_point(|&number| number < found) as f64 / sorted.len() as f64;
                prop_assert!((rank - share).abs() < 0.005, "{share}: {rank}");
            }
            let counts = left.histogram(vec![0.0, 1e7, 1e8, 2e8, 5e8]).counts;
            prop_assert!(counts.iter().sum::<u64>().abs_diff(20_000) <= 4);
        }
    }
}
