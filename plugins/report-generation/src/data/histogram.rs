//! Ranges of numbers, with ends that people would choose.

/// How many numbers lie in each range.
#[derive(Debug, Clone, PartialEq)]
pub struct Histogram {
    /// One more than there are counts, rising.
    pub edges: Vec<f64>,
    /// How many numbers lie from an edge up to the next; the last takes its upper edge too.
    pub counts: Vec<u64>,
}

/// How many ranges say enough without being too many.
pub const NICE_BINS: usize = 20;

impl Histogram {
    /// Ranges with nothing in them.
    pub fn empty(edges: Vec<f64>) -> Self {
        Self {
            counts: vec![0; edges.len().saturating_sub(1)],
            edges,
        }
    }

    /// Counts a number so many times. What lies outside is passed over.
    #[inline]
    pub fn add(&mut self, value: f64, times: u64) {
        let (Some(&first), Some(&last)) = (self.edges.first(), self.edges.last()) else {
            return;
        };
        if value < first || value > last || self.counts.is_empty() {
            return;
        }
        let bins = self.counts.len();
        // Ranges are alike, so a division finds the place; edges are rounded, so it may be one off.
        let mut at = ((value - first) / (last - first) * bins as f64) as usize;
        at = at.min(bins - 1);
        if value < self.edges[at] {
            at -= 1;
        } else if at + 1 < bins && value >= self.edges[at + 1] {
            at += 1;
        }
        self.counts[at] += times;
    }
}

/// Edges of about `bins` ranges from `min` to `max`, all as wide: 1, 2, 2.5 or 5 times a power of ten, and whole for
/// whole numbers.
pub fn edges(min: f64, max: f64, bins: usize, whole: bool) -> Vec<f64> {
    let bins = bins.clamp(1, 200) as f64;
    let span = max - min;
    if !span.is_finite() {
        // Halves of numbers this large still fit.
        return vec![min, min / 2.0 + max / 2.0, max];
    }
    let raw = if span > 0.0 {
        span / bins
    } else {
        min.abs().max(1.0) / 10.0
    };
    let power = 10_f64.powf(raw.log10().floor());
    let mut width = [1.0, 2.0, 2.5, 5.0, 10.0]
        .into_iter()
        .map(|step| step * power)
        .find(|&width| width >= raw * 0.999)
        .unwrap_or(10.0 * power);
    if whole {
        width = width.ceil().max(1.0);
    }
    let first = (min / width).floor();
    let mut count = ((max / width).floor() - first + 1.0).clamp(1.0, 400.0);
    if first + count - 1.0 == max / width && count > 1.0 && !whole {
        count -= 1.0;
    }
    let mut edges: Vec<f64> = (0..=count as usize)
        .map(|at| (first + at as f64) * width)
        .collect();
    // Rounded ends must not leave the least or the greatest number out.
    if let [first, .., last] = &mut edges[..] {
        *first = first.min(min);
        *last = last.max(max);
    }
    // Where numbers are so large or small that a width is lost in them, edges would be the same, or none.
    let are_good = edges.len() > 1
        && edges.iter().all(|edge| edge.is_finite())
        && edges.windows(2).all(|pair| pair[0] < pair[1]);
    match (are_good, min < max) {
        (true, _) => edges,
        (false, true) => vec![min, max],
        (false, false) if max == f64::MAX => vec![min.next_down(), max],
        (false, false) => vec![min, max.next_up()],
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn ranges_hold_every_number(numbers in prop::collection::vec(prop::num::f64::NORMAL, 1..50), whole: bool) {
            let min = numbers.iter().copied().fold(f64::INFINITY, f64::min);
            let max = numbers.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let edges = edges(min, max, NICE_BINS, whole);
            prop_assert!(edges.windows(2).all(|pair| pair[0] < pair[1]), "{:?}", edges);
            prop_assert!(edges.len() <= 402);
            prop_assert!(edges[0] <= min && *edges.last().expect("edges") >= max, "{:?}", edges);
            let mut histogram = Histogram::empty(edges);
            numbers.iter().for_each(|&number| histogram.add(number, 1));
            prop_assert_eq!(histogram.counts.iter().sum::<u64>(), numbers.len() as u64);
        }
    }

    #[test]
    fn edges_are_those_that_people_would_choose() {
        assert_eq!(edges(0.0, 999.99, 20, false).len(), 21);
        assert_eq!(edges(1.0, 5.0, 20, true), [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
        assert_eq!(edges(3.0, 3.0, 20, true), [3.0, 4.0]);
        assert_eq!(edges(0.0, 100.0, 4, false), [0.0, 25.0, 50.0, 75.0, 100.0]);
    }
}
