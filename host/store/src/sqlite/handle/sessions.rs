//! Sessions and keys: see [`SessionStore`].

use super::SqliteStore;
use crate::sqlite::sessions;
use crate::store::{Answer, SessionStore};
use crate::types::Session;

impl SessionStore for SqliteStore {
    fn sessions(&self) -> Answer<Vec<Session>> {
        self.read_now(sessions::list)
    }

    fn add_session(&self, session: Session) -> Answer<()> {
        self.write(move |txn| sessions::add(txn, &session))
    }

    fn end_session(&self, hash: [u8; 32]) -> Answer<bool> {
        self.write(move |txn| sessions::end(txn, hash))
    }

    fn signing_key(&self, name: &'static str, fresh: [u8; 32]) -> Answer<[u8; 32]> {
        self.write(move |txn| sessions::key(txn, name, fresh))
    }
}
