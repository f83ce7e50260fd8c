//! The tokens that let in, in memory: a request costs a look-up and no question to the store. They are read anew before the
//! first request after a change, whichever node made it, so that a token that was revoked lets nobody in any more.

use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use runner_engine::Submitter;
use runner_model::{Bucket, Role, TokenName};
use runner_store::{Bell, Store, StoreError, StoredToken};
use tokio::sync::Mutex as AsyncMutex;

use super::caller::{Caller, Entry};
use super::file::{Token, hash_of};
use crate::view::now;

/// How often the use of a token is written down at the most, in milliseconds.
const TOLD_EVERY: i64 = 60_000;

/// The tokens of a node.
pub(crate) struct Tokens {
    store: Arc<dyn Store>,
    bell: Bell,
    /// The one in the data folder.
    file: Caller,
    held: RwLock<Held>,
    reading: AsyncMutex<()>,
}

#[derive(Default)]
struct Held {
    /// How often tokens had changed when these were read; none before the first time.
    access: Option<u64>,
    by_hash: HashMap<[u8; 32], Caller>,
}

/// A token as it is shown.
pub(crate) struct Known {
    /// None for the one in the data folder.
    pub(crate) stored: Option<StoredToken>,
    /// When it was last used, in milliseconds; 0 is never.
    pub(crate) used_at: i64,
}

impl Tokens {
    pub(crate) fn new(store: Arc<dyn Store>, file: &Token) -> Self {
        let file = Caller(Arc::new(Entry {
            id: None,
            name: TokenName::ADMIN.to_owned(),
            hash: file.hash(),
            role: Role::Admin,
            expires_at: None,
            // What it submits is nobody's unless it says whose: a job of somebody's costs a row more.
            submitter: Submitter::Trusted(None),
            rate: None,
            bucket: Mutex::new(Bucket::FULL),
            used_at: AtomicI64::new(0),
            told_at: AtomicI64::new(0),
        }));
        Self {
            bell: store.bell(),
            store,
            file,
            held: RwLock::default(),
            reading: AsyncMutex::default(),
        }
    }

    /// Who has this token, if it lets in.
    pub(super) async fn who(&self, text: &str) -> Result<Option<Caller>, StoreError> {
        let hash = hash_of(text);
        if hash == self.file.0.hash {
            self.used(&self.file);
            return Ok(Some(self.file.clone()));
        }
        self.refresh().await?;
        let found = self.find(&hash).filter(|caller| !caller.is_over(now()));
        if let Some(caller) = &found {
            self.used(caller);
        }
        Ok(found)
    }

    /// Whether somebody who was let in still would be.
    pub(crate) async fn lets_in(&self, caller: &Caller) -> bool {
        if caller.0.id.is_none() {
            return true;
        }
        // A store that does not answer lets nobody in.
        self.refresh().await.is_ok()
            && self.find(&caller.0.hash).is_some()
            && !caller.is_over(now())
    }

    /// All tokens as they are shown: the one in the data folder, then the others.
    pub(crate) async fn list(&self) -> Result<Vec<Known>, StoreError> {
        let stored = self.store.tokens().await?;
        let last = |caller: &Caller| caller.0.used_at.load(Ordering::Relaxed);
        let file = Known {
            stored: None,
            used_at: last(&self.file),
        };
        let others = stored.into_iter().map(|stored| {
            let kept = stored.used_at.map_or(0, |at| at.as_millis());
            let held = self.find(&stored.hash);
            Known {
                used_at: held.map_or(0, |caller| last(&caller)).max(kept),
                stored: Some(stored),
            }
        });
        Ok(std::iter::once(file).chain(others).collect())
    }

    fn find(&self, hash: &[u8; 32]) -> Option<Caller> {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        held.by_hash.get(hash).cloned()
    }

    fn is_fresh(&self) -> bool {
        let access = self.bell.access();
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        held.access == Some(access)
    }

    /// Reads the tokens if they changed since they were read.
    async fn refresh(&self) -> Result<(), StoreError> {
        if self.is_fresh() {
            return Ok(());
        }
        let _alone = self.reading.lock().await;
        if self.is_fresh() {
            return Ok(());
        }
        // What changes from here on is seen by the next look at the bell.
        let access = self.bell.access();
        let stored = self.store.tokens().await?;
        let mut by_hash = HashMap::with_capacity(stored.len());
        for token in stored {
            let held = self.find(&token.hash);
            // It keeps what is known of its use.
            let caller = held.unwrap_or_else(|| of_stored(&token));
            by_hash.insert(token.hash, caller);
        }
        *self.held.write().unwrap_or_else(PoisonError::into_inner) = Held {
            access: Some(access),
            by_hash,
        };
        Ok(())
    }

    /// Notes that a token was used, and has that written down once in a while.
    fn used(&self, caller: &Caller) {
        let now = now();
        let entry = &caller.0;
        entry.used_at.store(now.as_millis(), Ordering::Relaxed);
        let told = entry.told_at.load(Ordering::Relaxed);
        if now.as_millis() - told < TOLD_EVERY {
            return;
        }
        let is_mine = entry.told_at.compare_exchange(
            told,
            now.as_millis(),
            Ordering::Relaxed,
            Ordering::Relaxed,
        );
        if let (Some(id), Ok(_)) = (entry.id, is_mine) {
            // It is handed over; nobody waits for it.
            drop(self.store.token_used(id, now));
        }
    }
}

fn of_stored(token: &StoredToken) -> Caller {
    let name = token.name.to_string();
    let used_at = token.used_at.map_or(0, |at| at.as_millis());
    Caller(Arc::new(Entry {
        id: Some(token.id),
        name: name.clone(),
        hash: token.hash,
        role: token.role,
        expires_at: token.expires_at,
        submitter: match token.role {
            Role::Submitter => Submitter::Own(name),
            Role::Viewer | Role::Operator | Role::Admin => Submitter::Trusted(Some(name)),
        },
        rate: token.rate,
        bucket: Mutex::new(Bucket::FULL),
        used_at: AtomicI64::new(used_at),
        told_at: AtomicI64::new(used_at),
    }))
}
