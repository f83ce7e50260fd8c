//! The processor's cache.

use std::time::Duration;

use crate::Failure;
use crate::bindings::runner::job::cache;

/// A small store of the processor's own, shared by all its jobs and bounded by the host.
#[derive(Debug, Clone, Copy)]
pub struct Cache;

impl Cache {
    /// Gives the value, unless it was never put, has expired or had to go.
    pub fn get(&self, key: &str) -> Option<Vec<u8>> {
        cache::get(key)
    }

    /// Keeps the value for at most `ttl`.
    pub fn put(&self, key: &str, value: &[u8], ttl: Duration) -> Result<(), Failure> {
        let ttl_ms = u64::try_from(ttl.as_millis()).unwrap_or(u64::MAX);
        cache::put(key, value, ttl_ms).map_err(Failure::transient)
    }
}
