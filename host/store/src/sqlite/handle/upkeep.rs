//! Upkeep: see [`UpkeepStore`].

use super::SqliteStore;
use crate::sqlite::{queues, submit, uniques};
use crate::store::{Answer, UpkeepStore};

impl UpkeepStore for SqliteStore {
    fn forget(&self, most: usize) -> Answer<usize> {
        self.write_some(most, move |txn| {
            Ok(uniques::forget(txn, most)?
                + submit::forget_onces(txn, most)?
                + queues::forget_keys(txn, most)?)
        })
    }
}
