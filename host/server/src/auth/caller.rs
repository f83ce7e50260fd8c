//! Who it is that asks.

use std::sync::atomic::AtomicI64;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use runner_engine::Submitter;
use runner_model::{Bucket, JobId, Rate, Role, Timestamp};
use runner_store::TokenId;

use crate::problem::Problem;
use crate::view::now;

/// A token that lets in, as it is held in memory.
#[derive(Debug)]
pub(crate) struct Entry {
    /// None for the token in the data folder.
    pub(super) id: Option<TokenId>,
    pub(super) name: String,
    pub(super) hash: [u8; 32],
    pub(super) role: Role,
    pub(super) expires_at: Option<Timestamp>,
    pub(super) submitter: Submitter,
    /// How often it may ask; as often as it likes if none.
    pub(super) rate: Option<Rate>,
    pub(super) bucket: Mutex<Bucket>,
    /// How often those may ask together who have watch tokens of it: strangers use up nothing of its own.
    pub(super) watched: Mutex<Bucket>,
    /// When it was last used; 0 is never.
    pub(super) used_at: AtomicI64,
    /// The last use that was written down.
    pub(super) told_at: AtomicI64,
}

/// By what a token lets somebody in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pass {
    /// The token itself was shown.
    Token,
    /// The cookie of a browser that signed in with it.
    Session {
        hash: [u8; 32],
        expires_at: Timestamp,
    },
    /// A JSON Web Token of an issuer, which is its own and is kept nowhere.
    Jwt,
    /// A watch token that was made with it.
    Watch { job: JobId, expires_at: Timestamp },
}

/// Who it is that asks.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    pub(super) entry: Arc<Entry>,
    pub(super) pass: Pass,
}

impl Caller {
    /// The name of the token.
    pub(crate) fn name(&self) -> &str {
        &self.entry.name
    }

    pub(crate) fn role(&self) -> Role {
        match self.pass {
            Pass::Token | Pass::Jwt | Pass::Session { .. } => self.entry.role,
            Pass::Watch { .. } => Role::Viewer,
        }
    }

    /// Whose things it sees alone, if it does not see all.
    pub(crate) fn owner(&self) -> Option<&str> {
        self.entry.submitter.owner()
    }

    /// The only job that it sees, if it sees one alone.
    pub(crate) fn watches(&self) -> Option<JobId> {
        match self.pass {
            Pass::Token | Pass::Jwt | Pass::Session { .. } => None,
            Pass::Watch { job, .. } => Some(job),
        }
    }

    /// Whether it sees what is about everybody's: neither a submitter does, nor who has a watch token.
    pub(crate) fn sees_all(&self) -> bool {
        self.owner().is_none() && self.watches().is_none()
    }

    /// Who hands jobs in.
    pub(crate) fn submitter(&self) -> &Submitter {
        &self.entry.submitter
    }

    /// The id of the token; none for the one in the data folder.
    pub(crate) fn id(&self) -> Option<TokenId> {
        self.entry.id
    }

    /// The hash of the token, if that was shown itself.
    pub(crate) fn token(&self) -> Option<[u8; 32]> {
        (self.pass == Pass::Token).then_some(self.entry.hash)
    }

    /// The hash of the cookie, if that was shown.
    pub(crate) fn session(&self) -> Option<[u8; 32]> {
        match self.pass {
            Pass::Session { hash, .. } => Some(hash),
            Pass::Token | Pass::Jwt | Pass::Watch { .. } => None,
        }
    }

    /// Whether this server made what was shown, and may take it back.
    pub(crate) fn is_of_this_server(&self) -> bool {
        self.pass != Pass::Jwt
    }

    /// When it ends by itself.
    pub(crate) fn expires_at(&self) -> Option<Timestamp> {
        let own = match self.pass {
            Pass::Token | Pass::Jwt => None,
            Pass::Session { expires_at, .. } | Pass::Watch { expires_at, .. } => Some(expires_at),
        };
        [own, self.entry.expires_at].into_iter().flatten().min()
    }

    /// Counts a request; if there were too many, says how long to wait for the next.
    pub(crate) fn take(&self) -> Result<(), Duration> {
        let Some(rate) = self.entry.rate else {
            return Ok(());
        };
        let bucket = match self.pass {
            Pass::Token | Pass::Jwt | Pass::Session { .. } => &self.entry.bucket,
            Pass::Watch { .. } => &self.entry.watched,
        };
        let now = now();
        let mut bucket = bucket.lock().unwrap_or_else(PoisonError::into_inner);
        if bucket.tokens(rate, now) == 0 {
            return Err(bucket.next(rate, now).since(now));
        }
        *bucket = bucket.take(rate, now, 1);
        Ok(())
    }

    /// Whether it has ended by itself.
    pub(super) fn is_over(&self, now: Timestamp) -> bool {
        self.expires_at().is_some_and(|ends| ends <= now)
    }

    /// Waits until it ends by itself; for ever if it never does.
    pub(crate) async fn end(&self) {
        match self.expires_at() {
            None => std::future::pending().await,
            Some(ends) => {
                let left = ends.as_millis() - now().as_millis();
                let left = u64::try_from(left).unwrap_or(0);
                tokio::time::sleep(Duration::from_millis(left)).await;
            }
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        // Every route below `/api/v1` has one.
        parts
            .extensions
            .get::<Self>()
            .cloned()
            .ok_or_else(Problem::unauthorized)
    }
}
