//! A job as it is handed in.

use runner_model::{
    Backoff, Digest, JobId, LimitKey, OnFailure, PortName, Priority, ProcessorName, QueueName,
    StatsAsk, Timestamp, Unique,
};
use serde::{Deserialize, Serialize};

/// A job as it is handed in. Everything was checked by whoever took it.
#[derive(Debug, Clone)]
pub struct NewJob {
    /// Its id, from the caller's id source.
    pub id: JobId,
    /// What runs it.
    pub processor: ProcessorName,
    /// Where it waits; its processor's queue if none.
    pub queue: Option<QueueName>,
    /// Whom it counts for.
    pub limit_key: Option<LimitKey>,
    /// How much it matters.
    pub priority: Priority,
    /// The params as JSON text.
    pub params: String,
    /// When it may run; at once if none.
    pub run_at: Option<Timestamp>,
    /// When it fails if it waits then, for its first attempt or another.
    pub expires_at: Option<Timestamp>,
    /// How many failures it may have.
    pub max_attempts: u32,
    /// How long it waits between them; the default if none.
    pub backoff: Option<Backoff>,
    /// The limits it lowers, as JSON text.
    pub limits: Option<String>,
    /// The version of the plugin that its params were checked by.
    pub plugin: Option<Digest>,
    /// Its inputs: blobs that the store has.
    pub inputs: Vec<Input>,
    /// Jobs that it waits for. Each was submitted before, or stands before it in the same request: so no job waits for
    /// itself by way of others.
    pub after: Vec<JobId>,
    /// What it does if one of them does not complete.
    pub on_failure: OnFailure,
    /// Inputs that are outputs of other jobs. It waits for those jobs too.
    pub job_inputs: Vec<JobInput>,
    /// Inputs that are the host's own statistics, as they stand when its first attempt begins.
    pub stat_inputs: Vec<StatInput>,
    /// What there may be one of at a time.
    pub unique: Option<Unique>,
    /// What people say of it.
    pub about: About,
}

/// What people say of a job.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct About {
    /// A line.
    pub title: Option<String>,
    /// More of it.
    pub description: Option<String>,
    /// Words to find it by.
    pub tags: Vec<String>,
    /// Whatever else, as JSON text.
    pub metadata: Option<String>,
    /// Who submitted it.
    pub created_by: Option<String>,
}

/// An input of a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// The port it is given to.
    pub name: PortName,
    /// Its bytes.
    pub digest: Digest,
    /// Its media type.
    pub media_type: String,
    /// Its length in bytes. The store says it; what a caller writes here is not read.
    pub size: u64,
}

/// An input that is an output of another job, once that has completed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobInput {
    /// The port it is given to.
    pub name: PortName,
    /// The other job.
    pub job: JobId,
    /// The other job's port.
    pub output: PortName,
}

/// An input that is the host's own statistics. Its bytes are made when the job's first attempt begins, and stay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatInput {
    /// The port it is given to.
    pub name: PortName,
    /// Which statistics.
    pub ask: StatsAsk,
}

/// What became of a job that was handed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Submitted {
    /// It was taken.
    Created(JobId),
    /// There is another with its unique key, and that is the answer.
    Duplicate(JobId),
    /// There is another with its unique key, which waits, and has its params now.
    Replaced(JobId),
    /// There is another with its unique key, and it was left out.
    Skipped(JobId),
}

impl Submitted {
    /// The job that there is now: the new one, or the other.
    pub const fn job(self) -> JobId {
        match self {
            Self::Created(job)
            | Self::Duplicate(job)
            | Self::Replaced(job)
            | Self::Skipped(job) => job,
        }
    }

    /// Whether it was taken as a job of its own.
    pub const fn is_new(self) -> bool {
        matches!(self, Self::Created(_))
    }
}

/// What makes a request count once, however often it is sent (an `Idempotency-Key`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Once {
    /// Whose key it is: keys of different clients do not meet.
    pub owner: String,
    /// The key.
    pub key: String,
    /// The digest of the request. The same key with another is refused.
    pub request: Digest,
}

impl NewJob {
    /// A job of a processor with its params, everything else as it is by default.
    pub fn new(id: JobId, processor: ProcessorName, params: impl Into<String>) -> Self {
        Self {
            id,
            processor,
            queue: None,
            limit_key: None,
            priority: Priority::default(),
            params: params.into(),
            run_at: None,
            expires_at: None,
            max_attempts: 3,
            backoff: None,
            limits: None,
            plugin: None,
            inputs: Vec::new(),
            after: Vec::new(),
            on_failure: OnFailure::default(),
            job_inputs: Vec::new(),
            stat_inputs: Vec::new(),
            unique: None,
            about: About::default(),
        }
    }
}
