//! Batches: see [`BatchStore`].

use runner_model::BatchId;

use super::SqliteStore;
use crate::sqlite::{batches, onces};
use crate::store::{Answer, BatchStore};
use crate::types::{
    Batch, BatchFilter, Cursor, NewBatch, NewJob, Once, Page, PageToken, Submitted, Walked,
};

impl BatchStore for SqliteStore {
    fn create_batch(&self, batch: NewBatch) -> Answer<()> {
        self.write(move |txn| batches::create(txn, &batch).map(drop))
    }

    fn create_batch_once(&self, once: Once, batch: NewBatch) -> Answer<BatchId> {
        self.write(move |txn| {
            onces::once(txn, &once, |txn| {
                batches::create(txn, &batch).map(|_| batch.id)
            })
        })
    }

    fn add_to_batch(&self, batch: BatchId, items: Vec<NewJob>) -> Answer<Vec<Submitted>> {
        self.write_some(items.len(), move |txn| {
            let n = batches::find(txn.conn, batch)?;
            batches::add(txn, n, &items)
        })
    }

    fn seal_batch(&self, batch: BatchId) -> Answer<Batch> {
        self.write(move |txn| {
            batches::seal(txn, batch)?;
            batches::follow_up(txn)?;
            batches::view(txn.conn, batch)
        })
    }

    fn batch(&self, batch: BatchId) -> Answer<Batch> {
        self.read(move |conn| batches::view(conn, batch))
    }

    fn batches(
        &self,
        filter: BatchFilter,
        after: Option<PageToken>,
        most: usize,
    ) -> Answer<Page<Batch>> {
        self.read(move |conn| batches::page(conn, &filter, after, most))
    }

    fn set_batch_parallel(&self, batch: BatchId, max_parallel: Option<u32>) -> Answer<Batch> {
        self.write(move |txn| {
            batches::set_parallel(txn, batch, max_parallel)?;
            batches::view(txn.conn, batch)
        })
    }

    fn pause_batch(&self, batch: BatchId) -> Answer<Batch> {
        self.write(move |txn| {
            batches::pause(txn, batch)?;
            batches::view(txn.conn, batch)
        })
    }

    fn resume_batch(&self, batch: BatchId) -> Answer<Batch> {
        self.write(move |txn| {
            batches::resume(txn, batch)?;
            batches::view(txn.conn, batch)
        })
    }

    fn stop_batch(&self, batch: BatchId) -> Answer<Batch> {
        self.write(move |txn| {
            batches::stop(txn, batch)?;
            batches::follow_up(txn)?;
            batches::view(txn.conn, batch)
        })
    }

    fn retry_batch(&self, batch: BatchId, from: Cursor, most: usize) -> Answer<Walked> {
        self.write_some(most, move |txn| batches::retry(txn, batch, from, most))
    }

    fn delete_batch(&self, batch: BatchId) -> Answer<()> {
        self.write(move |txn| batches::delete(txn, batch))
    }
}
