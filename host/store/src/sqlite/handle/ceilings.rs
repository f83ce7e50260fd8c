//! Ceilings: see [`CeilingStore`].

use super::SqliteStore;
use crate::sqlite::ceilings;
use crate::store::{Answer, CeilingStore};
use crate::types::{CeilingChange, StoredCeiling};

impl CeilingStore for SqliteStore {
    fn ceilings(&self) -> Answer<Vec<StoredCeiling>> {
        self.read(ceilings::list)
    }

    fn set_ceilings(&self, change: CeilingChange) -> Answer<()> {
        self.write(move |txn| ceilings::set(txn, &change))
    }
}
