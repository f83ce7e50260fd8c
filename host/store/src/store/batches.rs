//! Batches: many jobs submitted, watched and controlled as one.

use runner_model::BatchId;

use super::Answer;
use crate::types::{
    Batch, BatchFilter, Cursor, NewBatch, NewJob, Once, Page, PageToken, Submitted, Walked,
};

/// Batches. One failing item stops nothing.
pub trait BatchStore {
    /// Makes a batch. Its items follow by [`Self::add_to_batch`], and then [`Self::seal_batch`].
    fn create_batch(&self, batch: NewBatch) -> Answer<()>;

    /// As [`Self::create_batch`]; sent again with the same key within 24 h it makes nothing and gives the first's id.
    fn create_batch_once(&self, once: Once, batch: NewBatch) -> Answer<BatchId>;

    /// Adds items, all or none of these.
    fn add_to_batch(&self, batch: BatchId, items: Vec<NewJob>) -> Answer<Vec<Submitted>>;

    /// All items are in: the batch is done once they have ended.
    fn seal_batch(&self, batch: BatchId) -> Answer<Batch>;

    /// A batch.
    fn batch(&self, batch: BatchId) -> Answer<Batch>;

    /// A page of at most so many batches, newest first.
    fn batches(
        &self,
        filter: BatchFilter,
        after: Option<PageToken>,
        most: usize,
    ) -> Answer<Page<Batch>>;

    /// Changes how many of its items may be under way at once.
    fn set_batch_parallel(&self, batch: BatchId, max_parallel: Option<u32>) -> Answer<Batch>;

    /// Lets no more items begin. What runs goes on.
    fn pause_batch(&self, batch: BatchId) -> Answer<Batch>;

    /// Lets the items of a paused batch begin again.
    fn resume_batch(&self, batch: BatchId) -> Answer<Batch>;

    /// Cancels all items that have not ended, and the job at its end. Those that run are stopped by their nodes, and
    /// what has not begun goes in portions: see [`crate::WorkStore::due`].
    fn stop_batch(&self, batch: BatchId) -> Answer<Batch>;

    /// Retries the items that failed, looking at a bounded number: to be called until there is nothing left.
    fn retry_batch(&self, batch: BatchId, from: Cursor, most: usize) -> Answer<Walked>;

    /// Deletes a batch that is done or stopped, and not its jobs.
    fn delete_batch(&self, batch: BatchId) -> Answer<()>;
}
