//! The processor's cache: `runner:job/cache`. Bounded; what is least recently used goes first.

use std::collections::{BTreeMap, HashMap};
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use runner_model::ByteSize;
use wasmtime::component::HasSelf;

use super::{Capability, RUNNER};
use crate::bindings::runner::job::cache as wit;
use crate::meter::Meter;
use crate::state::GuestState;

pub(super) const CAPABILITY: Capability = Capability {
    interfaces: &["runner:job/cache"],
    version: RUNNER,
    link: |linker| {
        wit::add_to_linker::<_, HasSelf<CacheState>>(linker, |state: &mut GuestState| {
            &mut state.called().cache
        })
    },
};

/// The longest key, in bytes.
const LONGEST_KEY: usize = 1024;

/// A future that a store gives back.
type Answer<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Where a processor's cache is kept.
pub trait CacheStore: Send + Sync {
    /// Gives the value of a key that was put and has not expired.
    fn get<'a>(&'a self, key: &'a str) -> Answer<'a, Option<Vec<u8>>>;

    /// Keeps a value for at most `ttl`. The error is shown to the guest.
    fn put<'a>(
        &'a self,
        key: String,
        value: Vec<u8>,
        ttl: Duration,
    ) -> Answer<'a, Result<(), String>>;
}

/// The cache as one attempt sees it.
pub(crate) struct CacheState {
    store: Arc<dyn CacheStore>,
    meter: Meter,
}

impl CacheState {
    pub(crate) fn new(store: Arc<dyn CacheStore>, meter: Meter) -> Self {
        Self { store, meter }
    }
}

impl wit::Host for CacheState {
    async fn get(&mut self, key: String) -> wasmtime::Result<Option<Vec<u8>>> {
        let value = self.store.get(&key).await;
        // What does not fit beside what the guest holds already is not handed over.
        Ok(value.filter(|value| self.meter.charge(value.len() as u64).is_some()))
    }

    async fn put(
        &mut self,
        key: String,
        value: Vec<u8>,
        ttl_ms: u64,
    ) -> wasmtime::Result<Result<(), String>> {
        if key.len() > LONGEST_KEY {
            return Ok(Err(format!("the key is longer than {LONGEST_KEY} bytes")));
        }
        let Some(_charge) = self.meter.charge(value.len() as u64) else {
            return Ok(Err("no memory is left for the value".to_owned()));
        };
        Ok(self
            .store
            .put(key, value, Duration::from_millis(ttl_ms))
            .await)
    }
}

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

    fn get_at(&self, key: &str, now: Instant) -> Option<Vec<u8>> {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = entries.by_key.get(key)?;
        let is_over = entry.expires.is_some_and(|expires| expires <= now);
        let entry = entries.take(key)?;
        if is_over {
            return None;
        }
        let value = entry.value.clone();
        entries.put(key.into(), entry);
        Some(value)
    }

    fn put_at(
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
    fn get<'a>(&'a self, key: &'a str) -> Answer<'a, Option<Vec<u8>>> {
        Box::pin(async { self.get_at(key, Instant::now()) })
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
        assert!(cache.get_at("a", now).is_some());
        cache
            .put_at("c".to_owned(), vec![0; 10], HOUR, now)
            .unwrap();
        assert!(cache.get_at("b", now).is_none());
        assert!(cache.get_at("a", now).is_some() && cache.get_at("c", now).is_some());
    }

    #[test]
    fn a_value_expires_and_one_that_never_fits_is_refused() {
        let cache = MemoryCache::new(ByteSize(2 * 150));
        let now = Instant::now();
        cache.put_at("a".to_owned(), vec![1], HOUR, now).unwrap();
        assert_eq!(
            cache.get_at("a", now + HOUR - Duration::from_millis(1)),
            Some(vec![1])
        );
        assert_eq!(cache.get_at("a", now + HOUR), None);
        assert!(
            cache
                .put_at("b".to_owned(), vec![0; 300], HOUR, now)
                .is_err()
        );
        cache
            .put_at("forever".to_owned(), vec![2], Duration::MAX, now)
            .unwrap();
        assert_eq!(cache.get_at("forever", now + HOUR), Some(vec![2]));
    }
}
