//! What is known of all jobs together: see [`KnownStore`].

use std::sync::Arc;
use std::time::Duration;

use runner_model::{Digest, ErrorState, JobId, ProcessorName, Timestamp};

use super::SqliteStore;
use crate::sqlite::writer::Needs;
use crate::sqlite::{cache, depths, errors, stats, users};
use crate::store::{Answer, KnownStore};
use crate::types::{
    Cached, Cursor, Depth, DepthPoint, ErrorFilter, ErrorGroup, ErrorId, ErrorPlace, Stat,
    StatFilter, StatRow, UserStat,
};

impl KnownStore for SqliteStore {
    fn stats(&self, filter: StatFilter) -> Answer<Vec<(ProcessorName, Stat)>> {
        self.read(move |conn| stats::by_processor(conn, &filter))
    }

    fn stat_series(&self, filter: StatFilter) -> Answer<Vec<(Timestamp, Stat)>> {
        self.read(move |conn| stats::series(conn, &filter))
    }

    fn version_stats(&self, plugin: ProcessorName) -> Answer<Vec<(Digest, Stat)>> {
        self.read(move |conn| stats::versions::by_version(conn, &plugin))
    }

    fn depths_now(&self) -> Answer<Vec<Depth>> {
        let now = self.clock.now();
        self.read(move |conn| depths::now(conn, now))
    }

    fn keep_depths(&self, depths: Vec<Depth>) -> Answer<()> {
        self.write(move |txn| depths::keep(txn.conn, txn.now, depths.clone()))
    }

    fn depths(&self, filter: StatFilter) -> Answer<Vec<DepthPoint>> {
        self.read(move |conn| depths::read(conn, &filter))
    }

    fn stat_rows(&self, filter: StatFilter, most: usize) -> Answer<Option<Vec<StatRow>>> {
        self.read(move |conn| stats::each(conn, &filter, most))
    }

    fn user_stats(&self, from: Timestamp, until: Timestamp, most: usize) -> Answer<Vec<UserStat>> {
        self.read(move |conn| users::read(conn, (from, until), most))
    }

    fn errors(
        &self,
        filter: ErrorFilter,
        after: Option<ErrorPlace>,
        most: usize,
    ) -> Answer<Vec<ErrorGroup>> {
        let now = self.clock.now();
        self.read(move |conn| errors::list(conn, &filter, (after, most), now))
    }

    fn set_error_state(&self, error: ErrorId, state: ErrorState) -> Answer<ErrorGroup> {
        self.write(move |txn| errors::set_state(txn, error, state))
    }

    fn error_jobs(
        &self,
        error: ErrorId,
        from: Cursor,
        most: usize,
    ) -> Answer<(Vec<JobId>, Option<Cursor>)> {
        self.read(move |conn| errors::jobs(conn, error, from, most))
    }

    fn cache_get(
        &self,
        processor: ProcessorName,
        key: String,
        most: u64,
    ) -> Answer<Option<Cached>> {
        let now = self.clock.now();
        let (asked, wanted) = (processor.clone(), key.clone());
        let found = self.read(move |conn| cache::get(conn, &asked, (&wanted, most), now));
        let writer = Arc::clone(&self.writer);
        Box::pin(async move {
            let Some(found) = found.await? else {
                return Ok(None);
            };
            if found.is_to_be_touched(now) {
                // Nobody waits for it: a use that is not written down makes a cache a little worse and nothing wrong.
                drop(writer.call(Needs::Nothing, 1, move |txn| {
                    cache::touch(txn, &processor, &key)
                }));
            }
            Ok(Some(found.value))
        })
    }

    fn cache_put(
        &self,
        processor: ProcessorName,
        key: String,
        value: Vec<u8>,
        ttl: Option<Duration>,
        limit_bytes: u64,
    ) -> Answer<bool> {
        self.write(move |txn| cache::put(txn, (&processor, &key), &value, ttl, limit_bytes))
    }

    fn cache_remove(&self, processor: ProcessorName, key: String) -> Answer<()> {
        self.write(move |txn| cache::remove(txn, &processor, &key))
    }

    fn cache_clear(&self, processor: ProcessorName) -> Answer<u64> {
        self.write(move |txn| cache::clear(txn, &processor))
    }

    fn cache_bytes(&self, processor: ProcessorName) -> Answer<u64> {
        self.read(move |conn| cache::bytes(conn, &processor))
    }
}
