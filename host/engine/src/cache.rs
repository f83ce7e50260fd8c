//! What the jobs of a processor keep for each other, in the store: it is there on every node, and after a restart.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use runner_model::{ByteSize, ProcessorName};
use runner_sandbox::{CacheStore, Cached};
use runner_store::Store;

type Answer<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// The cache of a processor.
pub(crate) struct StoreCache {
    store: Arc<dyn Store>,
    processor: ProcessorName,
    /// How much all its jobs may keep.
    most: u64,
    /// How much this job may keep under one key: no more than that, or less if it says so.
    most_at_once: u64,
}

impl StoreCache {
    pub(crate) fn new(
        store: Arc<dyn Store>,
        processor: ProcessorName,
        (most, most_at_once): (u64, u64),
    ) -> Self {
        Self {
            store,
            processor,
            most,
            most_at_once,
        }
    }
}

impl CacheStore for StoreCache {
    fn get<'a>(&'a self, key: &'a str, most: u64) -> Answer<'a, Cached> {
        let found = self
            .store
            .cache_get(self.processor.clone(), key.to_owned(), most);
        Box::pin(async move {
            match found.await {
                Ok(None) => Cached::Nothing,
                Ok(Some(runner_store::Cached::Value(value))) => Cached::Value(value),
                Ok(Some(runner_store::Cached::TooLarge { bytes })) => Cached::TooLarge { bytes },
                // A cache that does not answer has nothing.
                Err(error) => {
                    tracing::warn!(processor = %self.processor, %error, "cannot read a cache");
                    Cached::Nothing
                }
            }
        })
    }

    fn put<'a>(
        &'a self,
        key: String,
        value: Vec<u8>,
        ttl: Duration,
    ) -> Answer<'a, Result<(), String>> {
        let most = self.most_at_once;
        let size = (key.len() + value.len()) as u64;
        let too_large = move || {
            Err(format!(
                "the value has {}, more than the limit `cache_bytes` of {}",
                ByteSize(size),
                ByteSize(most)
            ))
        };
        if size > most {
            return Box::pin(async move { too_large() });
        }
        let put = self
            .store
            .cache_put(self.processor.clone(), key, value, Some(ttl), self.most);
        Box::pin(async move {
            match put.await {
                Ok(true) => Ok(()),
                Ok(false) => too_large(),
                Err(error) => {
                    tracing::warn!(processor = %self.processor, %error, "cannot write to a cache");
                    Err("the cache cannot be written now".to_owned())
                }
            }
        })
    }
}
