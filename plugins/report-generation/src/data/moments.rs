//! Sum, mean, spread and ends of numbers, in one pass.

use super::number::Num;

/// What is summed up of numbers. Whole numbers are summed exactly; others by Neumaier's compensated sum ("Rundungsfehler­
/// analyse einiger Verfahren zur Summation endlicher Summen", 1974). The variance is Welford's (1962), and merged by
/// Chan, Golub and LeVeque's formula (1979).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moments {
    count: u64,
    whole: i128,
    sum: f64,
    lost: f64,
    mean: f64,
    squares: f64,
    min: f64,
    max: f64,
    least: i64,
    greatest: i64,
}

impl Default for Moments {
    fn default() -> Self {
        Self {
            count: 0,
            whole: 0,
            sum: 0.0,
            lost: 0.0,
            mean: 0.0,
            squares: 0.0,
            min: f64::INFINITY,
            max: f64::NEG_INFINITY,
            least: i64::MAX,
            greatest: i64::MIN,
        }
    }
}

impl Moments {
    /// Takes a number.
    #[inline]
    pub fn add(&mut self, num: Num) {
        let value = num.as_f64();
        self.count += 1;
        match num {
            Num::Integer(whole) => {
                self.whole += i128::from(whole);
                self.least = self.least.min(whole);
                self.greatest = self.greatest.max(whole);
            }
            Num::Float(value) => self.add_to_sum(value),
        }
        let from_mean = value - self.mean;
        self.mean += from_mean / self.count as f64;
        self.squares += from_mean * (value - self.mean);
        self.min = self.min.min(value);
        self.max = self.max.max(value);
    }

    #[inline]
    fn add_to_sum(&mut self, value: f64) {
        let sum = self.sum + value;
        self.lost += if self.sum.abs() >= value.abs() {
            (self.sum - sum) + value
        } else {
            (value - sum) + self.sum
        };
        self.sum = sum;
    }

    /// Takes all that another took.
    pub fn merge(&mut self, other: &Self) {
        if other.count == 0 {
            return;
        }
        let (ours, theirs) = (self.count as f64, other.count as f64);
        let between = other.mean - self.mean;
        self.count += other.count;
        self.whole += other.whole;
        self.add_to_sum(other.sum);
        self.lost += other.lost;
        self.mean += between * theirs / self.count as f64;
        self.squares += other.squares + between * between * ours * theirs / self.count as f64;
        self.min = self.min.min(other.min);
        self.max = self.max.max(other.max);
        self.least = self.least.min(other.least);
        self.greatest = self.greatest.max(other.greatest);
    }

    /// How many numbers there were.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Their sum.
    pub fn sum(&self) -> f64 {
        self.whole as f64 + (self.sum + self.lost)
    }

    /// Their sum as a whole number, if all were whole and it fits.
    pub fn whole_sum(&self) -> Option<i64> {
        if self.sum != 0.0 || self.lost != 0.0 {
            return None;
        }
        i64::try_from(self.whole).ok()
    }

    /// Their mean.
    pub fn mean(&self) -> Option<f64> {
        (self.count > 0).then(|| self.sum() / self.count as f64)
    }

    /// Their standard deviation, that of a sample.
    pub fn deviation(&self) -> Option<f64> {
        (self.count > 1).then(|| (self.squares / (self.count - 1) as f64).sqrt())
    }

    /// The least and the greatest of the whole numbers, to the last digit.
    pub fn whole_ends(&self) -> Option<(i64, i64)> {
        (self.least <= self.greatest).then_some((self.least, self.greatest))
    }

    /// The least.
    pub fn min(&self) -> Option<f64> {
        (self.count > 0).then_some(self.min)
    }

    /// The greatest.
    pub fn max(&self) -> Option<f64> {
        (self.count > 0).then_some(self.max)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(numbers: &[(i64, bool)]) -> Moments {
        let mut moments = Moments::default();
        for &(number, is_whole) in numbers {
            moments.add(match is_whole {
                true => Num::Integer(number),
                false => Num::Float(number as f64 / 100.0),
            });
        }
        moments
    }

    proptest! {
        #[test]
        fn figures_are_those_of_all_numbers_at_once(
            numbers in prop::collection::vec((-1_000_000_i64..1_000_000, any::<bool>()), 2..100),
            split in 0_usize..100,
        ) {
            let split = split.min(numbers.len());
            let mut moments = of(&numbers[..split]);
            moments.merge(&of(&numbers[split..]));
            let values: Vec<f64> = numbers
                .iter()
                .map(|&(number, is_whole)| number as f64 / if is_whole { 1.0 } else { 100.0 })
                .collect();
            let count = values.len() as f64;
            let mean = values.iter().sum::<f64>() / count;
            let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
            let near = |found: Option<f64>, expected: f64| {
                found.is_some_and(|found| (found - expected).abs() <= 1e-9 * expected.abs().max(1e3))
            };
            prop_assert!(near(moments.mean(), mean));
            prop_assert!(near(moments.deviation(), (squares / (count - 1.0)).sqrt()));
            prop_assert_eq!(moments.min(), values.iter().copied().reduce(f64::min));
            prop_assert_eq!(moments.max(), values.iter().copied().reduce(f64::max));
        }
    }

    #[test]
    fn small_numbers_are_not_lost_beside_large_ones() {
        let mut moments = Moments::default();
        for value in [1e16, 1.5, -1e16] {
            moments.add(Num::Float(value));
        }
        assert_eq!(moments.sum(), 1.5);
        moments.add(Num::Integer(i64::MAX));
        moments.add(Num::Integer(i64::MAX));
        assert_eq!(moments.whole_ends(), Some((i64::MAX, i64::MAX)));
    }
}
