//! Who it is that asks.

use std::sync::atomic::AtomicI64;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use runner_engine::Submitter;
use runner_model::{Bucket, Rate, Role, Timestamp};
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
    /// When it was last used; 0 is never.
    pub(super) used_at: AtomicI64,
    /// The last use that was written down.
    pub(super) told_at: AtomicI64,
}

/// Who it is that asks.
#[derive(Debug, Clone)]
pub(crate) struct Caller(pub(super) Arc<Entry>);

impl Caller {
    /// The name of the token.
    pub(crate) fn name(&self) -> &str {
        &self.0.name
    }

    pub(crate) fn role(&self) -> Role {
        self.0.role
    }

    /// Whose things it sees alone, if it does not see all.
    pub(crate) fn owner(&self) -> Option<&str> {
        self.0.submitter.owner()
    }

    /// Who hands jobs in.
    pub(crate) fn submitter(&self) -> &Submitter {
        &self.0.submitter
    }

    /// The id of the token; none for the one in the data folder.
    pub(crate) fn id(&self) -> Option<TokenId> {
        self.0.id
    }

    /// Counts a request; if there were too many, says how long to wait for the next.
    pub(super) fn take(&self) -> Result<(), Duration> {
        let Some(rate) = self.0.rate else {
            return Ok(());
        };
        let now = now();
        let mut bucket = self.0.bucket.lock().unwrap_or_else(PoisonError::into_inner);
        if bucket.tokens(rate, now) == 0 {
            return Err(bucket.next(rate, now).since(now));
        }
        *bucket = bucket.take(rate, now, 1);
        Ok(())
    }

    /// Whether the token has ended by itself.
    pub(super) fn is_over(&self, now: Timestamp) -> bool {
        self.0.expires_at.is_some_and(|ends| ends <= now)
    }

    /// Waits for the end of the token; for ever if it has none.
    pub(crate) async fn end(&self) {
        match self.0.expires_at {
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
