//! Percentiles of more numbers than are kept: the merging t-digest of Dunning and Ertl, "Computing extremely accurate
//! quantiles using t-digests" (2019), with the scale function k₁.

/// How fine it is: fewer than so many centroids are kept, and those near the ends are small.
const COMPRESSION: f64 = 400.0;

/// How many numbers are gathered before they are merged.
const GATHERED: usize = 512;

#[derive(Debug, Clone, Copy)]
struct Centroid {
    mean: f64,
    weight: f64,
}

/// A sketch of numbers by their order.
#[derive(Debug, Clone)]
pub(crate) struct Digest {
    centroids: Vec<Centroid>,
    gathered: Vec<Centroid>,
    min: f64,
    max: f64,
}

impl Digest {
    /// A sketch of nothing.
    pub(crate) fn new() -> Self {
        Self {
            centroids: Vec::new(),
            gathered: Vec::new(),
            min: f64::INFINITY,
            max: f64::NEG_INFINITY,
        }
    }

    /// Takes a number so many times.
    #[inline]
    pub(crate) fn add(&mut self, value: f64, times: u64) {
        self.min = self.min.min(value);
        self.max = self.max.max(value);
        self.gathered.push(Centroid {
            mean: value,
            weight: times as f64,
        });
        if self.gathered.len() >= GATHERED {
            self.compress();
        }
    }

    /// Takes all that another took.
    pub(crate) fn merge(&mut self, other: &Self) {
        self.min = self.min.min(other.min);
        self.max = self.max.max(other.max);
        self.gathered.extend(&other.centroids);
        self.gathered.extend(&other.gathered);
        self.compress();
    }

    /// Merges what was gathered.
    pub(crate) fn compress(&mut self) {
        if self.gathered.is_empty() {
            return;
        }
        self.gathered.append(&mut self.centroids);
        self.gathered
            .sort_unstable_by(|a, b| a.mean.total_cmp(&b.mean));
        let total: f64 = self.gathered.iter().map(|centroid| centroid.weight).sum();
        let mut before = 0.0;
        let mut limit = limit_from(0.0);
        let mut merged = self.gathered.drain(..);
        let Some(mut current) = merged.next() else {
            return;
        };
        for next in merged {
            let weight = current.weight + next.weight;
            if (before + weight) / total <= limit {
                current.mean += (next.mean - current.mean) * next.weight / weight;
                current.weight = weight;
            } else {
                before += current.weight;
                limit = limit_from(before / total);
                self.centroids.push(current);
                current = next;
            }
        }
        self.centroids.push(current);
    }

    /// The number that lies at a share of all, from 0 to 1. What was gathered must have been merged.
    pub(crate) fn quantile(&self, share: f64) -> Option<f64> {
        let total: f64 = self.centroids.iter().map(|centroid| centroid.weight).sum();
        let first = self.centroids.first()?;
        let place = share * total;
        let (mut at, mut value) = (0.0, self.min);
        let mut before = 0.0;
        // Between the middles of two centroids numbers are taken to lie evenly.
        for centroid in &self.centroids {
            let middle = before + centroid.weight / 2.0;
            if place < middle {
                let share = (place - at) / (middle - at);
                return Some(value + (centroid.mean - value) * share);
            }
            (at, value) = (middle, centroid.mean);
            before += centroid.weight;
        }
        if total <= at {
            return Some(first.mean);
        }
        Some(value + (self.max - value) * (place - at) / (total - at))
    }

    /// How many numbers are less, about. What was gathered must have been merged.
    pub(crate) fn below(&self, value: f64) -> f64 {
        let (mut at, mut last) = (0.0, self.min);
        let mut before = 0.0;
        if value <= self.min {
            return 0.0;
        }
        for centroid in &self.centroids {
            let middle = before + centroid.weight / 2.0;
            if value < centroid.mean {
                return at + (middle - at) * (value - last) / (centroid.mean - last);
            }
            (at, last) = (middle, centroid.mean);
            before += centroid.weight;
        }
        if value >= self.max || self.max <= last {
            return before;
        }
        at + (before - at) * (value - last) / (self.max - last)
    }
}

/// Up to which share a centroid may go that begins at a share: one step of k₁.
fn limit_from(share: f64) -> f64 {
    let k = COMPRESSION / std::f64::consts::TAU * (2.0 * share - 1.0).clamp(-1.0, 1.0).asin() + 1.0;
    let angle = k * std::f64::consts::TAU / COMPRESSION;
    if angle >= std::f64::consts::FRAC_PI_2 {
        return 1.0;
    }
    f64::midpoint(angle.sin(), 1.0)
}
