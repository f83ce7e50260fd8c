//! What is done to many jobs, some at a time: each step is a commit of its own, so that others come in between.

use runner_model::{BatchId, JobId, QueueName, StateName};
use runner_store::{Answer, Clean, Cursor, ErrorId, JobFilter, StoreError, Walked};

use crate::attempt::forget_files;
use crate::engine::{Engine, Shared};
use crate::submit::SubmitError;

/// The most that one step is done to.
const MOST_AT_ONCE: usize = 500;

/// What became of jobs that were to run again on the version of their plugin that is active now.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Retried {
    /// Those that run again.
    pub count: usize,
    /// Those that stay failed: what they were given does not fit that version, or there is no plugin any more.
    pub unfit: usize,
    /// One of them, and why.
    pub why: Option<(JobId, String)>,
}

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

    /// Retries the failed items of a batch, each on the version of its plugin that is active now.
    pub async fn retry_batch_on_latest(&self, batch: BatchId) -> Result<Retried, StoreError> {
        self.store().batch(batch).await?;
        let (mut retried, mut after) = (Retried::default(), None);
        loop {
            let failed = JobFilter {
                batch: Some(batch),
                states: vec![StateName::Failed],
                ..JobFilter::default()
            };
            let page = self.store().jobs(failed, after, MOST_AT_ONCE).await?;
            for job in &page.items {
                self.retry_one_on_latest(job.id, &mut retried).await?;
            }
            match page.next {
                Some(next) => after = Some(next),
                None => return Ok(retried),
            }
        }
    }

    /// Retries all jobs that failed in the same way and are failed still, each on the version of its plugin that is active
    /// now.
    pub async fn retry_error_on_latest(&self, error: ErrorId) -> Result<Retried, StoreError> {
        let (mut retried, mut from) = (Retried::default(), Cursor::default());
        loop {
            let (jobs, next) = self.store().error_jobs(error, from, MOST_AT_ONCE).await?;
            for job in jobs {
                self.retry_one_on_latest(job, &mut retried).await?;
            }
            match next {
                Some(next) => from = next,
                None => return Ok(retried),
            }
        }
    }

    async fn retry_one_on_latest(
        &self,
        job: JobId,
        retried: &mut Retried,
    ) -> Result<(), StoreError> {
        match self.retry_on_latest(job).await {
            Ok(_) => retried.count += 1,
            // Somebody else retried or deleted it meanwhile.
            Err(SubmitError::Store(StoreError::Illegal(_) | StoreError::NoJob(_))) => {}
            Err(SubmitError::Store(error)) => return Err(error),
            Err(why) => {
                retried.unfit += 1;
                retried.why.get_or_insert((job, why.to_string()));
            }
        }
        Ok(())
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
