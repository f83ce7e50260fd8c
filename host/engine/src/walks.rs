//! What is done to many jobs, some at a time: each step is a commit of its own, so that others come in between.

use runner_model::{BatchId, QueueName};
use runner_store::{Answer, Clean, Cursor, ErrorId, StoreError, Walked};

use crate::attempt::forget_files;
use crate::engine::{Engine, Shared};

/// The most that one step is done to.
const MOST_AT_ONCE: usize = 500;

impl Engine {
    /// Cancels all jobs of a queue that wait or are paused; gives how many. What runs goes on.
    pub async fn drain_queue(&self, queue: &QueueName) -> Result<usize, StoreError> {
        let store = self.store();
        walk(|from| store.drain_queue(queue.clone(), from, MOST_AT_ONCE)).await
    }

    /// Deletes jobs that ended; gives how many.
    pub async fn clean(&self, which: &Clean) -> Result<usize, StoreError> {
        clean(self.shared(), which).await
    }

    /// Retries the failed items of a batch; gives how many.
    pub async fn retry_batch(&self, batch: BatchId) -> Result<usize, StoreError> {
        let store = self.store();
        walk(|from| store.retry_batch(batch, from, MOST_AT_ONCE)).await
    }

    /// Retries all jobs that failed in the same way and are failed still; gives how many.
    pub async fn retry_error(&self, error: ErrorId) -> Result<usize, StoreError> {
        let (mut done, mut from) = (0, Cursor::default());
        loop {
            let (jobs, next) = self.store().error_jobs(error, from, MOST_AT_ONCE).await?;
            // They are handed over together, so that they share commits.
            let retried: Vec<Answer<_>> = jobs.iter().map(|job| self.store().retry(*job)).collect();
            for answer in retried {
                match answer.await {
                    Ok(_) => done += 1,
                    // Somebody else retried or deleted it meanwhile, or the version that it is for was removed.
                    Err(
                        StoreError::Illegal(_)
                        | StoreError::NoJob(_)
                        | StoreError::JobVersionRemoved { .. },
                    ) => {}
                    Err(error) => return Err(error),
                }
            }
            match next {
                Some(next) => from = next,
                None => return Ok(done),
            }
        }
    }
}

/// Deletes jobs that ended, and the files that their checkpoints covered; gives how many.
pub(crate) async fn clean(shared: &Shared, which: &Clean) -> Result<usize, StoreError> {
    let (mut done, mut from) = (0, Cursor::default());
    loop {
        let walked = shared
            .store
            .clean(which.clone(), from, MOST_AT_ONCE)
            .await?;
        done += walked.done;
        forget_files(shared.store.blob_work_dir(), &walked.left_files);
        match walked.next {
            Some(next) => from = next,
            None => return Ok(done),
        }
    }
}

async fn walk(step: impl Fn(Cursor) -> Answer<Walked>) -> Result<usize, StoreError> {
    let (mut done, mut from) = (0, Cursor::default());
    loop {
        let walked = step(from).await?;
        done += walked.done;
        match walked.next {
            Some(next) => from = next,
            None => return Ok(done),
        }
    }
}
