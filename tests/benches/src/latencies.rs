//! How long things took, as the shares that tables show.

use std::time::Duration;

/// Times of many things of one kind, in order.
pub(crate) struct Latencies(Vec<Duration>);

impl Latencies {
    pub(crate) fn of(mut times: Vec<Duration>) -> Self {
        times.sort_unstable();
        Self(times)
    }

    pub(crate) fn count(&self) -> usize {
        self.0.len()
    }

    /// Milliseconds that so great a share was no slower than; none of nothing.
    pub(crate) fn at(&self, share: f64) -> f64 {
        let last = self.0.len().saturating_sub(1);
        let at = self.0.get((last as f64 * share).round() as usize);
        at.map_or(f64::NAN, |time| time.as_secs_f64() * 1e3)
    }

    /// The columns p50, p99 and most.
    pub(crate) fn columns(&self) -> String {
        format!(
            "{:.2} | {:.2} | {:.2}",
            self.at(0.5),
            self.at(0.99),
            self.at(1.0)
        )
    }
}

/// The heads of [`Latencies::columns`].
pub(crate) const HEADS: &str = "p50 ms | p99 ms | most ms";
