//! A cache in memory, for runs without a server.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use runner_model::ByteSize;

use super::{Answer, CacheStore, Cached};

/// A cache in memory, for as long as it is held.
#[derive(Debug)]
pub struct MemoryCache {
    limit: u64,
    entries: Mutex<Entries>,
}

#[derive(Debug, Default)]
struct Entries {
    by_key: HashMap<Arc<str>, Entry>,
    /// Every key by its last use, so that the oldest is found at once.
    by_use: BTreeMap<u64, Arc<str>>,
    bytes: u64,
    /// Rises with every use; the entry with the lowest is the least recently used.
    clock: u64,
}

#[derive(Debug)]
struct Entry {
    value: Vec<u8>,
    expires: Option<Instant>,
    used: u64,
}

impl MemoryCache {
    /// An empty cache of at most that many bytes, keys included.
    pub fn new(limit: ByteSize) -> Self {
        Self {
            limit: limit.0,
            entries: Mutex::default(),
        }
    }

    fn get_at(&self, key: &str, most: u64, now: Instant) -> Cached {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(entry) = entries.take(key) else {
            return Cached::Nothing;
        };
        if entry.expires.is_some_and(|expires| expires <= now) {
            return Cached::Nothing;
        }
        let bytes = entry.value.len() as u64;
        let found = if bytes <= most {
            Cached::Value(entry.value.clone())
        } else {
            Cached::TooLarge { bytes }
        };
        entries.put(key.into(), entry);
        found
    }

    pub(super) fn put_at(
        &self,
        key: String,
        value: Vec<u8>,
        ttl: Duration,
        now: Instant,
    ) -> Result<(), String> {
        let weight = weight(&key, &value);
        if weight > self.limit {
            return Err(format!(
                "the value has {}, more than the limit `cache_bytes` of {}",
                ByteSize(weight),
                ByteSize(self.limit)
            ));
        }
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        entries.take(&key);
        while entries.bytes + weight > self.limit {
            let Some((_, oldest)) = entries.by_use.first_key_value() else {
                break;
            };
            let oldest = Arc::clone(oldest);
            entries.take(&oldest);
        }
        let expires = now.checked_add(ttl);
        entries.put(
            key.into(),
            Entry {
                value,
                expires,
                used: 0,
            },
        );
        Ok(())
    }
}

impl Entries {
    fn take(&mut self, key: &str) -> Option<Entry> {
        let entry = self.by_key.remove(key)?;
        self.by_use.remove(&entry.used);
        self.bytes -= weight(key, &entry.value);
        Some(entry)
    }

    /// Enters a value as the one used last. The key must not be there.
    fn put(&mut self, key: Arc<str>, entry: Entry) {
        self.clock += 1;
        let used = self.clock;
        self.bytes += weight(&key, &entry.value);
        self.by_use.insert(used, Arc::clone(&key));
        self.by_key.insert(key, Entry { used, ..entry });
    }
}

/// What an entry counts for, in bytes: what is kept beside its bytes included.
fn weight(key: &str, value: &[u8]) -> u64 {
    const OVERHEAD: usize = 128;
    (OVERHEAD + 2 * key.len() + value.len()) as u64
}

impl CacheStore for MemoryCache {
    fn get<'a>(&'a self, key: &'a str, most: u64) -> Answer<'a, Cached> {
        Box::pin(async move { self.get_at(key, most, Instant::now()) })
    }

    fn put<'a>(
        &'a self,
        key: String,
        value: Vec<u8>,
        ttl: Duration,
    ) -> Answer<'a, Result<(), String>> {
        Box::pin(async move { self.put_at(key, value, ttl, Instant::now()) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Duration = Duration::from_secs(3600);

    #[test]
    fn the_least_recently_used_value_goes_first() {
        let cache = MemoryCache::new(ByteSize(2 * 150));
        let now = Instant::now();
        for key in ["a", "b"] {
            cache
                .put_at(key.to_owned(), vec![0; 10], HOUR, now)
                .unwrap();
        }
        let has = |key: &str| cache.get_at(key, 10, now) == Cached::Value(vec![0; 10]);
        assert!(has("a"));
        cache
            .put_at("c".to_owned(), vec![0; 10], HOUR, now)
            .unwrap();
        assert_eq!(cache.get_at("b", 10, now), Cached::Nothing);
        assert!(has("a") && has("c"));
    }

    #[test]
    fn a_value_expires_and_one_that_never_fits_is_refused() {
        let cache = MemoryCache::new(ByteSize(2 * 150));
        let now = Instant::now();
        cache.put_at("a".to_owned(), vec![1], HOUR, now).unwrap();
        assert_eq!(
            cache.get_at("a", 10, now + HOUR - Duration::from_millis(1)),
            Cached::Value(vec![1])
        );
        assert_eq!(cache.get_at("a", 10, now + HOUR), Cached::Nothing);
        assert!(
            cache
                .put_at("b".to_owned(), vec![0; 300], HOUR, now)
                .is_err()
        );
        cache
            .put_at("forever".to_owned(), vec![2], Duration::MAX, now)
            .unwrap();
        assert_eq!(
            cache.get_at("forever", 10, now + HOUR),
            Cached::Value(vec![2])
        );
    }
}
