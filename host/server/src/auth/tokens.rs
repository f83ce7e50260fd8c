//! The tokens that let in, and the browsers that signed in with them, in memory: a request costs a look-up and no question to
//! the store. They are read anew before the first request after a change, whichever node made it, so that a token that was
//! revoked lets nobody in any more.

use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use ring::hmac;
use runner_engine::Submitter;
use runner_model::{Bucket, JobId, Role, Timestamp, TokenName};
use runner_store::{Bell, Session, Store, StoreError, StoredToken};
use tokio::sync::{Mutex as AsyncMutex, OnceCell};

use super::caller::{Caller, Entry, Pass};
use super::file::{FILE_ID, Token, hash_of, new_text};
use super::given::Given;
use super::jwt::{Jwts, Said};
use super::watch::{PREFIX, Watch};
use crate::view::now;

/// How often the use of a token is written down at the most, in milliseconds.
const TOLD_EVERY: i64 = 60_000;

/// The tokens of a node.
pub(crate) struct Tokens {
    store: Arc<dyn Store>,
    bell: Bell,
    /// The one in the data folder.
    file: Arc<Entry>,
    held: RwLock<Held>,
    reading: AsyncMutex<()>,
    /// Who else says who somebody is.
    jwts: Jwts,
    /// What watch tokens are signed with.
    key: OnceCell<hmac::Key>,
}

#[derive(Default)]
struct Held {
    /// How often tokens had changed when these were read; none before the first time.
    access: Option<u64>,
    by_hash: HashMap<[u8; 32], Arc<Entry>>,
    /// The hashes of tokens by their ids.
    by_id: HashMap<String, [u8; 32]>,
    /// By the hash of the cookie.
    sessions: HashMap<[u8; 32], Session>,
}

/// Why somebody is not let in.
#[derive(Debug, thiserror::Error)]
pub(super) enum Stranger {
    /// Nothing was shown, or what is not known or has ended.
    #[error("nothing that lets in")]
    Unknown,
    /// A JSON Web Token that is not good.
    #[error("the JSON Web Token is not taken: {0}")]
    Jwt(String),
    /// The store does not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A token as it is shown.
pub(crate) struct Known {
    /// None for the one in the data folder.
    pub(crate) stored: Option<StoredToken>,
    /// When it was last used, in milliseconds; 0 is never.
    pub(crate) used_at: i64,
}

impl Tokens {
    pub(crate) fn new(store: Arc<dyn Store>, file: &Token, jwts: Jwts) -> Self {
        let file = Arc::new(Entry {
            id: None,
            name: TokenName::ADMIN.to_owned(),
            hash: file.hash(),
            role: Role::Admin,
            expires_at: None,
            // What it submits is nobody's unless it says whose: a job of somebody's costs a row more.
            submitter: Submitter::Trusted(None),
            rate: None,
            bucket: Mutex::new(Bucket::FULL),
            watched: Mutex::new(Bucket::FULL),
            used_at: AtomicI64::new(0),
            told_at: AtomicI64::new(0),
        });
        Self {
            bell: store.bell(),
            store,
            file,
            held: RwLock::default(),
            reading: AsyncMutex::default(),
            jwts,
            key: OnceCell::new(),
        }
    }

    /// Who shows this, if it lets in.
    pub(super) async fn who(&self, given: Given<'_>) -> Result<Caller, Stranger> {
        let found = match given {
            Given::Nothing => None,
            Given::Token(text) if Jwts::is_one(text) => {
                let said = self.jwts.read(text).map_err(Stranger::Jwt)?;
                Some(Caller {
                    entry: Arc::new(of_jwt(said, hash_of(text))),
                    pass: Pass::Jwt,
                })
            }
            Given::Token(text) => match text.strip_prefix(PREFIX) {
                Some(text) => self.watcher(text).await?,
                None => self.entry(&hash_of(text)).await?.map(|entry| Caller {
                    entry,
                    pass: Pass::Token,
                }),
            },
            Given::Cookie(text) => self.signed_in(&hash_of(text)).await?,
        };
        let found = found.filter(|caller| !caller.is_over(now()));
        let caller = found.ok_or(Stranger::Unknown)?;
        self.used(&caller.entry);
        Ok(caller)
    }

    async fn entry(&self, hash: &[u8; 32]) -> Result<Option<Arc<Entry>>, StoreError> {
        if *hash == self.file.hash {
            return Ok(Some(Arc::clone(&self.file)));
        }
        self.refresh().await?;
        Ok(self.find(hash))
    }

    async fn signed_in(&self, hash: &[u8; 32]) -> Result<Option<Caller>, StoreError> {
        self.refresh().await?;
        let Some(Session {
            token, expires_at, ..
        }) = self.read(|held| held.sessions.get(hash).cloned())
        else {
            return Ok(None);
        };
        let pass = Pass::Session {
            hash: *hash,
            expires_at,
        };
        let entry = self.entry(&token).await?;
        Ok(entry.map(|entry| Caller { entry, pass }))
    }

    /// Who has a watch token, which is given without its prefix.
    async fn watcher(&self, text: &str) -> Result<Option<Caller>, StoreError> {
        let Some((watch, signed)) = Watch::read(text) else {
            return Ok(None);
        };
        self.refresh().await?;
        let entry = match watch.maker.as_str() {
            FILE_ID => Some(Arc::clone(&self.file)),
            id => self.read(|held| held.by_hash.get(held.by_id.get(id)?).cloned()),
        };
        let Some(entry) = entry else {
            return Ok(None);
        };
        let is_good = signed.is_by(self.key().await?, &entry.hash);
        Ok(is_good.then_some(Caller {
            entry,
            pass: Pass::Watch {
                job: watch.job,
                expires_at: watch.expires_at,
            },
        }))
    }

    /// Makes a watch token for so long: it ends before if its maker does.
    pub(crate) async fn watch(
        &self,
        caller: &Caller,
        job: JobId,
        lasts: Duration,
    ) -> Result<(String, Timestamp), StoreError> {
        let ends = now().after(lasts);
        let watch = Watch {
            job,
            maker: caller
                .id()
                .map_or_else(|| FILE_ID.to_owned(), |id| id.to_string()),
            expires_at: caller.expires_at().map_or(ends, |own| own.min(ends)),
        };
        let text = watch.sign(self.key().await?, &caller.entry.hash);
        Ok((text, watch.expires_at))
    }

    async fn key(&self) -> Result<&hmac::Key, StoreError> {
        let make = || async {
            let fresh = hash_of(&new_text());
            let bytes = self.store.signing_key("watch", fresh).await?;
            Ok::<_, StoreError>(hmac::Key::new(hmac::HMAC_SHA256, &bytes))
        };
        self.key.get_or_try_init(make).await
    }

    /// Whether somebody who was let in still would be.
    pub(crate) async fn lets_in(&self, caller: &Caller) -> bool {
        // A store that does not answer lets nobody in.
        if caller.is_over(now()) || self.refresh().await.is_err() {
            return false;
        }
        let has_session = match caller.pass {
            Pass::Token | Pass::Jwt | Pass::Watch { .. } => true,
            Pass::Session { hash, .. } => self.read(|held| held.sessions.contains_key(&hash)),
        };
        has_session && (caller.id().is_none() || self.find(&caller.entry.hash).is_some())
    }

    /// All tokens as they are shown: the one in the data folder, then the others.
    pub(crate) async fn list(&self) -> Result<Vec<Known>, StoreError> {
        let stored = self.store.tokens().await?;
        let last = |entry: &Entry| entry.used_at.load(Ordering::Relaxed);
        let file = Known {
            stored: None,
            used_at: last(&self.file),
        };
        let others = stored.into_iter().map(|stored| {
            let kept = stored.used_at.map_or(0, |at| at.as_millis());
            let held = self.find(&stored.hash);
            Known {
                used_at: held.map_or(0, |entry| last(&entry)).max(kept),
                stored: Some(stored),
            }
        });
        Ok(std::iter::once(file).chain(others).collect())
    }

    fn find(&self, hash: &[u8; 32]) -> Option<Arc<Entry>> {
        self.read(|held| held.by_hash.get(hash).cloned())
    }

    fn read<T>(&self, look: impl FnOnce(&Held) -> T) -> T {
        look(&self.held.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn is_fresh(&self) -> bool {
        let access = self.bell.access();
        self.read(|held| held.access == Some(access))
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
        let (stored, sessions) = (self.store.tokens().await?, self.store.sessions().await?);
        let mut by_hash = HashMap::with_capacity(stored.len());
        let mut by_id = HashMap::with_capacity(stored.len());
        for token in stored {
            let held = self.find(&token.hash);
            // It keeps what is known of its use.
            let entry = held.unwrap_or_else(|| Arc::new(of_stored(&token)));
            by_hash.insert(token.hash, entry);
            by_id.insert(token.id.to_string(), token.hash);
        }
        *self.held.write().unwrap_or_else(PoisonError::into_inner) = Held {
            access: Some(access),
            by_hash,
            by_id,
            sessions: sessions.into_iter().map(|one| (one.hash, one)).collect(),
        };
        Ok(())
    }

    /// Notes that a token was used, and has that written down once in a while.
    fn used(&self, entry: &Entry) {
        let now = now();
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

fn submitter(role: Role, name: String) -> Submitter {
    match role {
        Role::Submitter => Submitter::Own(name),
        Role::Viewer | Role::Operator | Role::Admin => Submitter::Trusted(Some(name)),
    }
}

fn of_jwt(said: Said, hash: [u8; 32]) -> Entry {
    let name = said.name.to_string();
    Entry {
        id: None,
        name: name.clone(),
        hash,
        role: said.role,
        expires_at: Some(said.expires_at),
        submitter: submitter(said.role, name),
        rate: None,
        bucket: Mutex::new(Bucket::FULL),
        watched: Mutex::new(Bucket::FULL),
        used_at: AtomicI64::new(0),
        told_at: AtomicI64::new(0),
    }
}

fn of_stored(token: &StoredToken) -> Entry {
    let name = token.name.to_string();
    let used_at = token.used_at.map_or(0, |at| at.as_millis());
    Entry {
        id: Some(token.id),
        name: name.clone(),
        hash: token.hash,
        role: token.role,
        expires_at: token.expires_at,
        submitter: submitter(token.role, name),
        rate: token.rate,
        bucket: Mutex::new(Bucket::FULL),
        watched: Mutex::new(Bucket::FULL),
        used_at: AtomicI64::new(used_at),
        told_at: AtomicI64::new(used_at),
    }
}
