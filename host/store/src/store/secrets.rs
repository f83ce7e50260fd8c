//! Secrets, sealed.

use runner_model::SecretName;

use super::Answer;
use crate::types::SealedSecret;

/// Secrets as they are kept: a store never sees a value.
pub trait SecretStore {
    /// All of them, by name.
    fn secrets(&self) -> Answer<Vec<SealedSecret>>;

    /// The one of a name.
    fn secret(&self, name: SecretName) -> Answer<Option<SealedSecret>>;

    /// Keeps one, in place of the one of its name; the answer is false if there was one.
    fn set_secret(&self, secret: SealedSecret) -> Answer<bool>;

    /// Forgets one.
    fn delete_secret(&self, name: SecretName) -> Answer<()>;
}
