//! Taking jobs: everything that can be wrong with one is found here, before it is kept.

mod check;
mod checked;
mod error;
mod inputs;
mod keep;
mod submitter;

use std::path::PathBuf;

use runner_model::{
    Backoff, Digest, JobId, Limit, LimitKey, Limits, OnFailure, Priority, QueueName, SomeLimits,
    StatsAsk, Timestamp, Unique, UploadId,
};
use runner_store::{About, Job, NewJob, Once, Submitted};
use serde_json::Value;

pub(crate) use self::check::{check, check_again};
pub(crate) use self::checked::{Checked, CheckedJobs};
pub use self::error::SubmitError;
pub(crate) use self::keep::{MOST_TRIES, NotKept, keep, keep_all};
pub use self::submitter::Submitter;
use crate::engine::Shared;
use crate::ids::job_id;

/// A job as somebody hands it in.
#[derive(Debug, Clone)]
pub struct Submission {
    /// The id that it will have.
    pub id: JobId,
    /// What is to run it.
    pub processor: String,
    /// The params.
    pub params: Value,
    /// The inputs.
    pub inputs: Vec<GivenInput>,
    /// Where it waits; its processor's queue if none.
    pub queue: Option<QueueName>,
    /// Whom it counts for.
    pub limit_key: Option<LimitKey>,
    /// How much it matters.
    pub priority: Priority,
    /// When it may run, at the earliest.
    pub run_at: Option<Timestamp>,
    /// When it fails if it waits then, for its first attempt or another.
    pub expires_at: Option<Timestamp>,
    /// How many failures it may have.
    pub max_attempts: u32,
    /// How long it waits between them; the default if none.
    pub backoff: Option<Backoff>,
    /// Jobs that it waits for: kept before, or before it in the same request.
    pub after: Vec<JobId>,
    /// What it does if one of them does not complete.
    pub on_failure: OnFailure,
    /// What there may be one of at a time.
    pub unique: Option<Unique>,
    /// Limits that it asks for, up to the ceilings of its processor.
    pub limits: Vec<(Limit, u64)>,
    /// What people say of it.
    pub about: About,
    /// Who hands it in.
    pub by: Submitter,
    /// What it is handed in for.
    pub purpose: Purpose,
}

/// What a job is handed in for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Purpose {
    /// To be kept.
    #[default]
    Keep,
    /// To see what would become of it: nothing of it is kept.
    Look,
}

/// An input as it is handed in.
#[derive(Debug, Clone)]
pub enum GivenInput {
    /// A file whose bytes become the job's. It is moved if it lies in the store's work folder.
    File {
        /// The port.
        name: String,
        /// Its media type.
        media_type: String,
        /// Where it is.
        path: PathBuf,
    },
    /// Bytes that come with the job.
    Bytes {
        /// The port.
        name: String,
        /// Their media type.
        media_type: String,
        /// The bytes.
        bytes: Vec<u8>,
    },
    /// Bytes that the store has.
    Blob {
        /// The port.
        name: String,
        /// Its media type.
        media_type: String,
        /// Its digest.
        digest: Digest,
    },
    /// Bytes that were sent ahead.
    Upload {
        /// The port.
        name: String,
        /// Its media type; that of the upload if none.
        media_type: Option<String>,
        /// Its id.
        upload: UploadId,
    },
    /// An output of another job, which the job waits for.
    Job {
        /// The port.
        name: String,
        /// The other job.
        job: JobId,
        /// The other job's port.
        output: String,
    },
    /// The host's own statistics, as they stand when the job's first attempt begins.
    Stats {
        /// The port.
        name: String,
        /// Which.
        ask: StatsAsk,
    },
}

impl GivenInput {
    fn name(&self) -> &str {
        match self {
            Self::File { name, .. }
            | Self::Bytes { name, .. }
            | Self::Blob { name, .. }
            | Self::Upload { name, .. }
            | Self::Job { name, .. }
            | Self::Stats { name, .. } => name,
        }
    }
}

impl Submission {
    /// A job of a processor with its params and an id of its own, everything else as it is by default.
    pub fn new(processor: impl Into<String>, params: Value) -> Self {
        Self {
            id: job_id(),
            processor: processor.into(),
            params,
            inputs: Vec::new(),
            queue: None,
            limit_key: None,
            priority: Priority::default(),
            run_at: None,
            expires_at: None,
            max_attempts: 3,
            backoff: None,
            after: Vec::new(),
            on_failure: OnFailure::default(),
            unique: None,
            limits: Vec::new(),
            about: About::default(),
            by: Submitter::Trusted(None),
            purpose: Purpose::Keep,
        }
    }
}

/// Checks the jobs and keeps them, all or none. They are on disk when this returns.
pub(crate) async fn submit(
    shared: &Shared,
    submissions: Vec<Submission>,
    once: Option<Once>,
) -> Result<Vec<Submitted>, SubmitError> {
    let jobs = check_all(shared, submissions).await?;
    let kept = keep::keep_all(shared, jobs, once).await?;
    kept.iter().for_each(note);
    Ok(kept)
}

/// Checks a job and keeps it. It is on disk when this returns, with the job that there is now.
pub(crate) async fn submit_shown(
    shared: &Shared,
    submission: Submission,
    once: Option<Once>,
) -> Result<(Submitted, Job), SubmitError> {
    let checked = check::check(shared, submission, &[]).await?;
    let job = checked.keep_inputs(shared.store.as_ref()).await?;
    let kept = keep::keep_shown(shared, job, once).await?;
    note(&kept.0);
    Ok(kept)
}

/// Says in the log which job came of a request: the span around it says which request that was.
fn note(submitted: &Submitted) {
    tracing::debug!(
        job.id = %submitted.job(),
        is_new = submitted.is_new(),
        "a job was handed in"
    );
}

/// What would become of jobs if they were kept, and how they would stand then. Nothing of them is.
pub(crate) async fn would_submit(
    shared: &Shared,
    mut submissions: Vec<Submission>,
) -> Result<Vec<(Submitted, Job)>, SubmitError> {
    for submission in &mut submissions {
        submission.purpose = Purpose::Look;
    }
    let jobs = check_all(shared, submissions).await?;
    Ok(shared.store.would_submit(jobs).await?)
}

/// Checks the jobs of one request, and once nothing is wrong with any of them keeps the inputs that come with them.
async fn check_all(
    shared: &Shared,
    submissions: Vec<Submission>,
) -> Result<Vec<NewJob>, SubmitError> {
    let is_alone = submissions.len() == 1;
    let mut checked = CheckedJobs::default();
    for (index, submission) in submissions.into_iter().enumerate() {
        let next = check::check(shared, submission, checked.jobs()).await;
        checked.push(next.map_err(|error| error.in_job(index, is_alone))?);
    }
    Ok(checked.keep_inputs(shared.store.as_ref()).await?)
}

/// The limits of a job under its processor's ceilings, from what was kept with it.
pub(crate) fn limits_of(kept: Option<&str>, ceilings: &Limits) -> Limits {
    let asked = kept.and_then(|json| serde_json::from_str(json).ok());
    let asked = asked.as_ref().map(SomeLimits::of_json);
    Limits::under(ceilings, &asked.unwrap_or_default())
}
