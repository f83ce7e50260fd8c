//! Keeping jobs that were checked. Between the two the version that they were checked with may be removed, which is no
//! fault of theirs: they are checked with the one that runs instead.

use runner_model::{Digest, ProcessorName};
use runner_store::{Answer, Job, NewJob, Once, StoreError, Submitted};

use super::SubmitError;
use super::check::check_with_active;
use crate::engine::Shared;

/// How often jobs are checked anew before their removals are no coincidence.
const MOST_TRIES: usize = 8;

/// Keeps jobs, all or none.
pub(super) async fn keep_all(
    shared: &Shared,
    jobs: Vec<NewJob>,
    once: Option<Once>,
) -> Result<Vec<Submitted>, SubmitError> {
    keep(shared, jobs, |jobs| match &once {
        Some(once) => shared.store.submit_once(once.clone(), jobs),
        None => shared.store.submit(jobs),
    })
    .await
}

/// Keeps a job, and shows it as it is kept.
pub(super) async fn keep_shown(
    shared: &Shared,
    job: NewJob,
    once: Option<Once>,
) -> Result<(Submitted, Job), SubmitError> {
    keep(shared, vec![job], |mut jobs| {
        let job = jobs.pop().expect("as many are handed on as were given");
        shared.store.submit_shown(once.clone(), job)
    })
    .await
}

/// Hands jobs to the store, again if the version of one of them went meanwhile.
async fn keep<T>(
    shared: &Shared,
    mut jobs: Vec<NewJob>,
    hand_over: impl Fn(Vec<NewJob>) -> Answer<T>,
) -> Result<T, SubmitError> {
    let mut tries = 0;
    loop {
        let (name, digest) = match hand_over(jobs.clone()).await {
            Err(StoreError::NoVersion { name, digest }) if tries < MOST_TRIES => (name, digest),
            other => return Ok(other?),
        };
        tries += 1;
        let is_alone = jobs.len() == 1;
        for (index, job) in jobs.iter_mut().enumerate() {
            let renewed = renew(shared, job, &name, digest).await;
            renewed.map_err(|error| error.in_job(index, is_alone))?;
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
    let names = given.chain(awaited);
    let digest = check_with_active(shared, name, &job.params, names).await?;
    job.plugin = Some(digest);
    Ok(())
}
