//! Tokens: see [`TokenStore`].

use std::collections::BTreeMap;

use runner_model::{BatchId, Digest, JobId, StateName, Timestamp};

use super::SqliteStore;
use crate::sqlite::tokens;
use crate::store::{Answer, TokenStore};
use crate::types::{NewToken, StoredToken, TokenId};

impl TokenStore for SqliteStore {
    fn tokens(&self) -> Answer<Vec<StoredToken>> {
        self.read(tokens::list)
    }

    fn add_token(&self, token: NewToken) -> Answer<StoredToken> {
        self.write(move |txn| tokens::add(txn, &token))
    }

    fn revoke_token(&self, id: TokenId) -> Answer<StoredToken> {
        self.write(move |txn| tokens::revoke(txn, id))
    }

    fn token_used(&self, id: TokenId, at: Timestamp) -> Answer<()> {
        self.write(move |txn| tokens::used(txn, id, at))
    }

    fn owner_of(&self, job: JobId) -> Answer<Option<String>> {
        self.read(move |conn| tokens::owner_of(conn, job))
    }

    fn owner_of_batch(&self, batch: BatchId) -> Answer<Option<String>> {
        self.read(move |conn| tokens::owner_of_batch(conn, batch))
    }

    fn counts_of(&self, owner: String) -> Answer<(BTreeMap<StateName, u64>, bool)> {
        self.read(move |conn| tokens::counts_of(conn, &owner))
    }

    fn has_bytes(&self, owner: String, digest: Digest) -> Answer<bool> {
        self.read(move |conn| tokens::has_bytes(conn, &owner, digest))
    }
}
