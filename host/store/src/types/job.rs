//! A job and its attempts as they are read.

use runner_model::{
    BatchId, Digest, Failure, FailureCode, JobId, LimitKey, LogLine, Priority, ProcessorName,
    Progress, QueueName, State, Timestamp, Usage,
};

use super::{About, Input, Output, StatInput};

/// A job as it stands.
#[derive(Debug, Clone)]
pub struct Job {
    /// Its id.
    pub id: JobId,
    /// What runs it.
    pub processor: ProcessorName,
    /// Where it waits.
    pub queue: QueueName,
    /// Whom it counts for.
    pub limit_key: Option<LimitKey>,
    /// The batch that it is an item of.
    pub batch: Option<BatchId>,
    /// Where it is in its life.
    pub state: State,
    /// How much it matters.
    pub priority: Priority,
    /// The params as JSON text.
    pub params: String,
    /// The result as JSON text.
    pub result: Option<String>,
    /// Why it failed last, or was cancelled.
    pub error: Option<JobError>,
    /// How far its attempt has come.
    pub progress: Option<Progress>,
    /// Executions so far.
    pub attempt: u32,
    /// Failures so far.
    pub failures: u32,
    /// Failures that it may have.
    pub max_attempts: u32,
    /// The limits it lowers, as JSON text.
    pub limits: Option<String>,
    /// What people say of it.
    pub about: About,
    /// When it was submitted.
    pub created_at: Timestamp,
    /// When it may run, or since when it may.
    pub due_at: Timestamp,
    /// When it fails if it waits then, for its first attempt or another.
    pub expires_at: Option<Timestamp>,
    /// When its last attempt began.
    pub started_at: Option<Timestamp>,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
    /// Whether its attempt is being stopped.
    pub is_stopping: bool,
    /// The version of the plugin it was submitted for: digest and version.
    pub plugin: Option<(Digest, Option<String>)>,
    /// What its last attempt that ended used, and its time in the queue in milliseconds. None in lists.
    pub usage: Option<(Usage, u64)>,
    /// Its inputs, as far as they have bytes. Empty in lists.
    pub inputs: Vec<Input>,
    /// Those that are the host's statistics, with bytes or not yet: what was asked for. Empty in lists.
    pub stat_inputs: Vec<StatInput>,
    /// Its outputs. Empty in lists.
    pub outputs: Vec<Output>,
    /// The jobs that it waits for or waited for, the first thousand. Empty in lists.
    pub after: Vec<JobId>,
    /// The jobs that wait for it or waited for it, the first thousand. Empty in lists.
    pub needed_by: Vec<JobId>,
}

/// Why a job failed.
pub type JobError = Failure;

/// One execution of a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// Which, from 1.
    pub number: u32,
    /// The name of the node that ran it.
    pub node: String,
    /// The version of the plugin it ran.
    pub plugin: Option<Digest>,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended; none of the one that runs.
    pub ended_at: Option<Timestamp>,
    /// Why it did not succeed: code, message, detail.
    pub failure: Option<(FailureCode, String, Option<String>)>,
    /// How long the job waited for it once it could have run, in milliseconds.
    pub queue_ms: u64,
    /// What it used; nothing yet of the one that runs.
    pub usage: Usage,
}

/// Lines of an attempt's log.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LogPage {
    /// Oldest lines that are not kept any more.
    pub dropped: u64,
    /// The lines, oldest first.
    pub lines: Vec<LogLine>,
    /// Where the next page begins; none if this was the last so far.
    pub next: Option<u64>,
}
