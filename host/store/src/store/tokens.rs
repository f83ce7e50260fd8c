//! Who may ask, and what is whose.

use std::collections::BTreeMap;

use runner_model::{BatchId, Digest, JobId, StateName, Timestamp};

use super::Answer;
use crate::types::{NewToken, StoredToken, TokenId};

/// Tokens, and whose jobs, batches and bytes are.
///
/// Whoever lets requests in holds the tokens in memory. [`crate::Rung::access`] rises with each that is made or revoked, on
/// whichever node.
pub trait TokenStore {
    /// All tokens, also those that ended, by name and then in the order in which they were made.
    fn tokens(&self) -> Answer<Vec<StoredToken>>;

    /// Makes a token. Other tokens of its name that have not ended must have its role.
    fn add_token(&self, token: NewToken) -> Answer<StoredToken>;

    /// Takes a token away; gives it as it was.
    fn revoke_token(&self, id: TokenId) -> Answer<StoredToken>;

    /// Writes down that a token was used. One that is gone is left alone.
    fn token_used(&self, id: TokenId, at: Timestamp) -> Answer<()>;

    /// Whose a job is: who its `created_by` names.
    fn owner_of(&self, job: JobId) -> Answer<Option<String>>;

    /// Whose a batch is.
    fn owner_of_batch(&self, batch: BatchId) -> Answer<Option<String>>;

    /// How many jobs somebody has by state, counted over the newest twenty thousand; and whether there are more.
    fn counts_of(&self, owner: String) -> Answer<(BTreeMap<StateName, u64>, bool)>;

    /// Whether a job of somebody has these bytes among its inputs or outputs. It looks at the newest ten thousand jobs with
    /// them.
    fn has_bytes(&self, owner: String, digest: Digest) -> Answer<bool>;
}
