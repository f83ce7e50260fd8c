//! The processor's cache: `runner:job/cache`. Bounded; what is least recently used goes first.

mod memory;

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use wasmtime::component::HasSelf;

use super::{Capability, RUNNER};
use crate::bindings::runner::job::cache as wit;
use crate::meter::Meter;
use crate::state::GuestState;

pub use self::memory::MemoryCache;

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

/// What is kept under a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cached {
    /// Nothing, or what has expired.
    Nothing,
    /// That.
    Value(Vec<u8>),
    /// More than was asked for; it was not read.
    TooLarge {
        /// How much there is.
        bytes: u64,
    },
}

/// Where a processor's cache is kept.
pub trait CacheStore: Send + Sync {
    /// Gives the value of a key that was put and has not expired, if it has at most so many bytes.
    fn get<'a>(&'a self, key: &'a str, most: u64) -> Answer<'a, Cached>;

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
        // What does not fit beside what the guest holds already is neither read nor handed over.
        let found = self.store.get(&key, self.meter.room().0).await;
        let (size, value) = match found {
            Cached::Nothing => return Ok(None),
            Cached::Value(value) => (value.len() as u64, Some(value)),
            Cached::TooLarge { bytes } => (bytes, None),
        };
        let Some(_charge) = self.meter.charge(size) else {
            return Ok(None);
        };
        if value.is_some() {
            return Ok(value);
        }
        // The log gave way. What was put meanwhile and is larger is as good as gone.
        Ok(match self.store.get(&key, size).await {
            Cached::Value(value) => Some(value),
            Cached::Nothing | Cached::TooLarge { .. } => None,
        })
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

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::time::Instant;

    use runner_model::ByteSize;

    use super::*;
    use crate::capability::LogBuffer;

    const HOUR: Duration = Duration::from_secs(3600);

    /// A cache that says how much was read of it.
    struct Counting(MemoryCache, Mutex<Vec<u64>>);

    impl CacheStore for Counting {
        fn get<'a>(&'a self, key: &'a str, most: u64) -> Answer<'a, Cached> {
            Box::pin(async move {
                let found = self.0.get(key, most).await;
                if let Cached::Value(value) = &found {
                    self.1.lock().unwrap().push(value.len() as u64);
                }
                found
            })
        }

        fn put<'a>(
            &'a self,
            key: String,
            value: Vec<u8>,
            ttl: Duration,
        ) -> Answer<'a, Result<(), String>> {
            self.0.put(key, value, ttl)
        }
    }

    #[tokio::test]
    async fn a_value_that_does_not_fit_beside_what_a_guest_holds_is_not_read() {
        let cache = Counting(MemoryCache::new(ByteSize::mib(1)), Mutex::default());
        let now = Instant::now();
        for (key, bytes) in [("large", 600), ("small", 100)] {
            cache
                .0
                .put_at(key.to_owned(), vec![7; bytes], HOUR, now)
                .unwrap();
        }
        let cache = Arc::new(cache);
        let meter = Meter::new(ByteSize(1_000));
        let mut state = CacheState::new(Arc::clone(&cache) as Arc<dyn CacheStore>, meter.clone());
        let held = meter.charge(500).unwrap();
        let small = wit::Host::get(&mut state, "small".to_owned())
            .await
            .unwrap();
        assert_eq!(small, Some(vec![7; 100]));
        let large = wit::Host::get(&mut state, "large".to_owned())
            .await
            .unwrap();
        assert_eq!(large, None);
        assert!(meter.was_refused(), "it is a reason to fail");
        drop(held);
        let large = wit::Host::get(&mut state, "large".to_owned())
            .await
            .unwrap();
        assert_eq!(large.map(|value| value.len()), Some(600));
        assert_eq!(*cache.1.lock().unwrap(), [100, 600]);
        assert_eq!(meter.used(), ByteSize(0));
    }

    #[tokio::test]
    async fn a_log_gives_way_to_a_value() {
        let cache = MemoryCache::new(ByteSize::mib(1));
        let value = vec![7; 6 * 1024];
        cache
            .put_at("large".to_owned(), value.clone(), HOUR, Instant::now())
            .unwrap();
        let meter = Meter::new(ByteSize::kib(8));
        let log = LogBuffer::new(ByteSize::mib(1), meter.clone());
        for _ in 0..100 {
            log.push(runner_model::Level::Info, "a line", None);
        }
        assert!(meter.room() < ByteSize::kib(1));
        let mut state = CacheState::new(Arc::new(cache), meter.clone());
        let found = wit::Host::get(&mut state, "large".to_owned())
            .await
            .unwrap();
        assert_eq!(found, Some(value));
        assert!(!meter.was_refused());
    }
}
