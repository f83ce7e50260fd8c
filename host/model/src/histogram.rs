//! How numbers are spread, in buckets that grow with them: a few bytes, whatever went in.

/// A histogram on a logarithmic scale: four buckets for each doubling, so that what it says of a number is at most a
/// fifth off.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Histogram {
    /// Buckets by number, those that have something, rising.
    buckets: Vec<(u8, u64)>,
}

/// Sub-buckets of a doubling.
const FINE: u32 = 4;

impl Histogram {
    /// Counts a number.
    pub fn add(&mut self, value: u64) {
        self.add_to(bucket_of(value), 1);
    }

    /// Counts all that another has counted.
    pub fn merge(&mut self, other: &Self) {
        if self.buckets.is_empty() {
            self.buckets.clone_from(&other.buckets);
            return;
        }
        // Both rise, and a sum of many has most buckets already: it is walked through once, and seldom moved.
        let mut index = 0;
        for (bucket, count) in &other.buckets {
            while self.buckets.get(index).is_some_and(|has| has.0 < *bucket) {
                index += 1;
            }
            match self.buckets.get_mut(index) {
                Some(has) if has.0 == *bucket => has.1 = has.1.saturating_add(*count),
                _ => self.buckets.insert(index, (*bucket, *count)),
            }
        }
    }

    fn add_to(&mut self, bucket: u8, count: u64) {
        match self
            .buckets
            .binary_search_by_key(&bucket, |(bucket, _)| *bucket)
        {
            Ok(index) => {
                let has = &mut self.buckets[index].1;
                *has = has.saturating_add(count);
            }
            Err(index) => self.buckets.insert(index, (bucket, count)),
        }
    }

    /// How many numbers were counted.
    pub fn count(&self) -> u64 {
        self.buckets
            .iter()
            .fold(0, |sum, (_, count)| sum.saturating_add(*count))
    }

    /// A number that so great a part of all is no larger than; none if there are none. The part is from 0 to 1.
    pub fn quantile(&self, part: f64) -> Option<u64> {
        let all = self.count();
        let wanted = ((all as f64 * part.clamp(0.0, 1.0)).ceil() as u64).max(1);
        let mut seen = 0_u64;
        self.buckets.iter().find_map(|(bucket, count)| {
            seen = seen.saturating_add(*count);
            (seen >= wanted).then(|| middle_of(*bucket))
        })
    }

    /// The mean, as far as the buckets tell it; none if there are no numbers.
    pub fn mean(&self) -> Option<f64> {
        let all = self.count();
        let sum: f64 = self
            .buckets
            .iter()
            .map(|(bucket, count)| middle_of(*bucket) as f64 * *count as f64)
            .sum();
        (all > 0).then(|| sum / all as f64)
    }

    /// As bytes: a bucket's number, then its count in groups of seven bits, the lowest first (LEB128).
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.buckets.len() * 2);
        for (bucket, count) in &self.buckets {
            bytes.push(*bucket);
            let mut rest = *count;
            while rest >= 0x80 {
                bytes.push((rest & 0x7f) as u8 | 0x80);
                rest >>= 7;
            }
            bytes.push(rest as u8);
        }
        bytes
    }

    /// From the bytes of [`Self::to_bytes`]; none if they are not.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut histogram = Self::default();
        histogram.merge_bytes(bytes).then_some(histogram)
    }

    /// Counts all that is in the bytes of another. False if they are not such bytes: then what stands before the fault
    /// was counted.
    pub fn merge_bytes(&mut self, bytes: &[u8]) -> bool {
        let mut rest = bytes.iter();
        // They rise, and so does the place of each.
        let mut index = 0;
        while let Some(&bucket) = rest.next() {
            let Some(count) = count_from(&mut rest) else {
                return false;
            };
            if index > 0 && self.buckets[index - 1].0 >= bucket {
                index = 0;
            }
            while self.buckets.get(index).is_some_and(|has| has.0 < bucket) {
                index += 1;
            }
            match self.buckets.get_mut(index) {
                Some(has) if has.0 == bucket => has.1 = has.1.saturating_add(count),
                _ => self.buckets.insert(index, (bucket, count)),
            }
            index += 1;
        }
        true
    }
}

/// A count, from groups of seven bits, the lowest first.
fn count_from(bytes: &mut std::slice::Iter<'_, u8>) -> Option<u64> {
    let (mut count, mut shift) = (0_u64, 0_u32);
    loop {
        let byte = *bytes.next()?;
        count |= u64::from(byte & 0x7f).checked_shl(shift)?;
        if byte & 0x80 == 0 {
            return Some(count);
        }
        shift += 7;
    }
}

/// 0 is a bucket of its own; so are 1, 2 and 3.
fn bucket_of(value: u64) -> u8 {
    if value < u64::from(FINE) {
        return value as u8;
    }
    let doubling = value.ilog2();
    let fine = (value >> (doubling - 2)) as u32 - FINE;
    (doubling * FINE + fine - FINE) as u8
}

fn middle_of(bucket: u8) -> u64 {
    let bucket = u32::from(bucket);
    if bucket < FINE {
        return u64::from(bucket);
    }
    let (doubling, fine) = ((bucket + FINE) / FINE, (bucket + FINE) % FINE);
    let width = 1_u64 << (doubling - 2);
    let low = (u64::from(FINE) + u64::from(fine)).saturating_mul(width);
    low.saturating_add(width / 2)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(values: &[u64]) -> Histogram {
        let mut histogram = Histogram::default();
        for value in values {
            histogram.add(*value);
        }
        histogram
    }

    #[test]
    fn small_numbers_are_exact() {
        let histogram = of(&[0, 1, 2, 3, 3]);
        assert_eq!(histogram.quantile(0.0), Some(0));
        assert_eq!(histogram.quantile(0.5), Some(2));
        assert_eq!(histogram.quantile(1.0), Some(3));
        assert_eq!(Histogram::default().quantile(0.5), None);
    }

    #[test]
    fn bytes_that_are_none_are_refused() {
        assert_eq!(Histogram::from_bytes(&[7]), None);
        assert_eq!(Histogram::from_bytes(&[7, 0xff, 0xff]), None);
        // Those that do not rise are put in order.
        let mixed = Histogram::from_bytes(&[3, 1, 1, 2, 3, 4, 2, 1]);
        assert_eq!(mixed, Some(of(&[1, 1, 2, 3, 3, 3, 3, 3])));
        assert_eq!(Histogram::from_bytes(&[]), Some(Histogram::default()));
    }

    proptest! {
        #[test]
        fn a_number_is_known_to_a_fifth(value: u64) {
            let said = of(&[value]).quantile(0.5).unwrap();
            prop_assert!(said.abs_diff(value) as f64 <= value as f64 * 0.2, "{said}");
        }

        #[test]
        fn buckets_rise_with_numbers(a: u64, b: u64) {
            prop_assert!(a > b || bucket_of(a) <= bucket_of(b));
        }

        #[test]
        fn what_is_merged_and_written_is_what_was_counted(a in prop::collection::vec(any::<u64>(), 0..200), b in prop::collection::vec(any::<u64>(), 0..200)) {
            let mut both = of(&a);
            both.merge(&of(&b));
            let all: Vec<u64> = a.iter().chain(&b).copied().collect();
            prop_assert_eq!(&both, &of(&all));
            prop_assert_eq!(both.count(), all.len() as u64);
            let mut read = of(&a);
            prop_assert!(read.merge_bytes(&of(&b).to_bytes()));
            prop_assert_eq!(&read, &both);
            prop_assert_eq!(Histogram::from_bytes(&both.to_bytes()), Some(both));
        }
    }
}
