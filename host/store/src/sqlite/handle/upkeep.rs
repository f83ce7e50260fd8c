//! Upkeep: see [`UpkeepStore`].

use std::path::PathBuf;
use std::sync::Arc;

use super::SqliteStore;
use crate::sqlite::{
    actions, audits, cache, collect, depths, errors, onces, queues, schedules, sessions, stats,
    uniques, uploads, users,
};
use crate::store::{Answer, UpkeepStore};
use crate::types::{Backup, BlobCursor, Collected};

impl UpkeepStore for SqliteStore {
    fn forget(&self, most: usize) -> Answer<usize> {
        self.write_some(most, move |txn| {
            Ok(uniques::forget(txn, most)?
                + onces::forget(txn, most)?
                + queues::forget_keys(txn, most)?
                + cache::forget(txn, most)?
                + stats::forget(txn.conn, txn.now, most)?
                + users::forget(txn.conn, txn.now, most)?
                + depths::forget(txn.conn, txn.now, most)?
                + errors::forget(txn.conn, txn.now, most)?
                + schedules::forget_firings(txn, most)?
                + audits::forget(txn.conn, txn.now, most)?
                + actions::forget(txn.conn, txn.now, most)?
                + uploads::forget(txn.conn, txn.now, most)?
                + sessions::forget(txn.conn, txn.now, most)?)
        })
    }

    fn sum_statistics(&self, most: usize) -> Answer<usize> {
        self.write_some(most, move |txn| {
            Ok(stats::sum_up(txn.conn, txn.now, most)? + users::sum_up(txn.conn, txn.now)?)
        })
    }

    fn collect_blobs(&self, from: Option<BlobCursor>, most: usize) -> Answer<Collected> {
        let being_put = self.files.being_put.clone();
        let looked = self.write_some(most, move |txn| {
            collect::collect(txn, &being_put, from, most)
        });
        let hashers = Arc::clone(&self.hashers);
        Box::pin(async move {
            let collected = looked.await?;
            let gone = collected.gone.clone();
            if !gone.is_empty() {
                hashers
                    .call(move |files| gone.iter().try_for_each(|digest| files.remove(*digest)))
                    .await?;
            }
            Ok(collected)
        })
    }

    fn backup(&self, folder: PathBuf) -> Answer<Backup> {
        self.upkeep.call(move |upkeep| upkeep.backup(&folder))
    }

    fn quick_check(&self) -> Answer<Vec<String>> {
        self.upkeep.call(|upkeep| upkeep.quick_check())
    }
}
