//! Browsers that signed in, and keys that what is handed out is signed with.

use super::Answer;
use crate::types::Session;

/// Sessions and keys.
///
/// Whoever lets requests in holds the sessions in memory. [`crate::Rung::access`] rises with each that begins or is ended, on
/// whichever node; not with one that ends by itself.
pub trait SessionStore {
    /// All sessions that have not ended.
    fn sessions(&self) -> Answer<Vec<Session>>;

    /// Begins a session. A token has 100 at the most: the oldest of more are ended.
    fn add_session(&self, session: Session) -> Answer<()>;

    /// Ends the session of a hash; false if there is none.
    fn end_session(&self, hash: [u8; 32]) -> Answer<bool>;

    /// The key of a name. It is the given one from now on if there was none.
    fn signing_key(&self, name: &'static str, fresh: [u8; 32]) -> Answer<[u8; 32]>;
}
