//! What a store measures of itself, for whoever watches a node.

use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};

/// How commits go, since the store was opened. Clones count into the same.
#[derive(Debug, Clone)]
pub struct StoreMeters {
    /// How long a commit took, with all that was written in it, in seconds.
    pub commit_seconds: Histogram,
    /// How many requests shared a commit.
    pub commit_requests: Histogram,
}

impl Default for StoreMeters {
    fn default() -> Self {
        Self {
            // From a quarter of a millisecond to 8 seconds.
            commit_seconds: Histogram::new(exponential_buckets(0.000_25, 2.0, 16)),
            commit_requests: Histogram::new(exponential_buckets(1.0, 2.0, 10)),
        }
    }
}
