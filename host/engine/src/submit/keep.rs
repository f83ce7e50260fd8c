//! Keeping jobs that were checked, alone or in a batch, by a request or a schedule. Between the two the version that they
//! were checked with may be removed, which is no fault of theirs: they are checked with the one that runs instead.

use runner_model::{Digest, ProcessorName};
use runner_store::{Answer, Fire, Job, NewBatch, NewJob, Once, StoreError, Submitted};

use super::SubmitError;
use super::check::check_with_active;
use crate::engine::Shared;

/// How often jobs are checked anew before their removals are no coincidence.
pub(crate) const MOST_TRIES: usize = 8;

/// What is kept with jobs in it.
pub(crate) trait HasJobs: Clone {
    /// The jobs, in their order.
    fn jobs(&mut self) -> Vec<&mut NewJob>;
}

impl HasJobs for Vec<NewJob> {
    fn jobs(&mut self) -> Vec<&mut NewJob> {
        self.iter_mut().collect()
    }
}

impl HasJobs for NewBatch {
    /// The job that runs at its end, if there is one. Its items come later.
    fn jobs(&mut self) -> Vec<&mut NewJob> {
        self.then.iter_mut().collect()
    }
}

impl HasJobs for Fire {
    fn jobs(&mut self) -> Vec<&mut NewJob> {
        match self {
            Self::Job(job) => vec![job.as_mut()],
            Self::Batch(batch, items) => batch.then.iter_mut().chain(items).collect(),
            Self::Own | Self::Failed(_) => Vec::new(),
        }
    }
}

/// Why something with jobs in it was not kept.
#[derive(Debug)]
pub(crate) struct NotKept {
    /// Which of its jobs is no more what it may be; none if it is the store that did not take it.
    pub(crate) job: Option<usize>,
    /// Why.
    pub(crate) error: SubmitError,
}

impl From<StoreError> for NotKept {
    fn from(error: StoreError) -> Self {
        Self {
            job: None,
            error: error.into(),
        }
    }
}

/// Keeps jobs, all or none.
pub(crate) async fn keep_all(
    shared: &Shared,
    jobs: Vec<NewJob>,
    once: Option<Once>,
) -> Result<Vec<Submitted>, SubmitError> {
    let is_alone = jobs.len() == 1;
    let kept = keep(shared, jobs, |jobs| match &once {
        Some(once) => shared.store.submit_once(once.clone(), jobs),
        None => shared.store.submit(jobs),
    });
    kept.await.map_err(|not| match not.job {
        Some(index) => not.error.in_job(index, is_alone),
        None => not.error,
    })
}

/// Keeps a job, and shows it as it is kept.
pub(super) async fn keep_shown(
    shared: &Shared,
    job: NewJob,
    once: Option<Once>,
) -> Result<(Submitted, Job), SubmitError> {
    let kept = keep(shared, vec![job], |mut jobs| {
        let job = jobs.pop().expect("as many are handed on as were given");
        shared.store.submit_shown(once.clone(), job)
    });
    kept.await.map_err(|not| not.error)
}

/// Hands something to the store, again if the version of one of its jobs went meanwhile.
pub(crate) async fn keep<W: HasJobs, T>(
    shared: &Shared,
    mut what: W,
    hand_over: impl Fn(W) -> Answer<T>,
) -> Result<T, NotKept> {
    let mut tries = 0;
    loop {
        let (name, digest) = match hand_over(what.clone()).await {
            Err(StoreError::NoVersion { name, digest }) if tries < MOST_TRIES => (name, digest),
            other => return Ok(other?),
        };
        tries += 1;
        for (index, job) in what.jobs().into_iter().enumerate() {
            let renewed = renew(shared, job, &name, digest).await;
            renewed.map_err(|error| NotKept {
                job: Some(index),
                error,
            })?;
        }
    }
}

/// Checks a job with the version that runs now, if it was checked with one that does no more.
async fn renew(
    shared: &Shared,
    job: &mut NewJob,
    name: &ProcessorName,
    gone: Digest,
) -> Result<(), SubmitError> {
    if job.processor != *name || job.plugin != Some(gone) {
        return Ok(());
    }
    // What is held in memory is what was removed: whoever removes it says so a moment later.
    shared.plugins.refresh(name).await?;
    let given = job.inputs.iter().map(|input| input.name.as_str());
    let awaited = job.job_inputs.iter().map(|input| input.name.as_str());
    let asked = job.stat_inputs.iter().map(|input| input.name.as_str());
    let names = given.chain(awaited).chain(asked);
    let digest = check_with_active(shared, name, &job.params, names).await?;
    job.plugin = Some(digest);
    Ok(())
}
