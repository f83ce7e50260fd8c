//! What passes between the store and a node that runs jobs.

use std::fmt;

use runner_model::{
    Backoff, Digest, Ending, Failure, Jitter, JobId, LogLine, PortName, Priority, ProcessorName,
    QueueName, StateName, Timestamp, Usage,
};

use super::{Input, StatInput};

/// The lease of a node: all its attempts run under it, and its heartbeat renews it. Never given twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lease(pub(crate) i64);

impl fmt::Display for Lease {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

/// What an attempt shows with every write: only the one that holds the job changes anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fence {
    /// The job.
    pub job: JobId,
    /// Which execution of it, from 1.
    pub attempt: u32,
    /// The lease it runs under.
    pub lease: Lease,
}

/// A job that a node may run now.
#[derive(Debug, Clone)]
pub struct Claimed {
    /// What every write about it must show.
    pub fence: Fence,
    /// What runs it.
    pub processor: ProcessorName,
    /// Where it waited.
    pub queue: QueueName,
    /// The params as JSON text.
    pub params: String,
    /// How much it matters.
    pub priority: Priority,
    /// Failures so far.
    pub failures: u32,
    /// Failures that it may have.
    pub max_attempts: u32,
    /// The limits it lowers, as JSON text.
    pub limits: Option<String>,
    /// How it waits between attempts.
    pub backoff: Backoff,
    /// The version of the plugin it was submitted for.
    pub plugin: Option<Digest>,
    /// When that version was removed, if it was before the claim.
    pub plugin_removed_at: Option<Timestamp>,
    /// Its inputs, as far as they have bytes.
    pub inputs: Vec<Input>,
    /// Those that are the host's statistics and have no bytes yet.
    pub stat_inputs: Vec<StatInput>,
    /// Who submitted it.
    pub created_by: Option<String>,
    /// When it was submitted.
    pub created_at: Timestamp,
    /// Since when it could have been claimed.
    pub due_at: Timestamp,
    /// When it was claimed.
    pub started_at: Timestamp,
    /// How it begins.
    pub start: AttemptStart,
}

/// How a claimed attempt begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttemptStart {
    /// It is a new one.
    Fresh,
    /// It is the one of that fence that this node froze, and goes on where it stands.
    Thawed,
}

impl Claimed {
    /// Whether a failure of this attempt is final.
    pub const fn is_last_attempt(&self) -> bool {
        self.failures + 1 >= self.max_attempts
    }
}

/// How an attempt ended, and all that it leaves.
#[derive(Debug, Clone)]
pub struct Settlement {
    /// Which attempt.
    pub fence: Fence,
    /// How it ended, as far as the job's life goes.
    pub ending: Ending,
    /// The result as JSON text, of a success.
    pub result: Option<String>,
    /// Why it did not succeed, for people.
    pub failure: Option<Failure>,
    /// What it used.
    pub usage: Usage,
    /// What it made: blobs that the store has. Those of an attempt that did not succeed are marked partial.
    pub outputs: Vec<NewOutput>,
    /// The last lines of its log, not written before.
    pub log: Vec<LogLine>,
    /// The most that is kept of its log, in bytes.
    pub log_limit_bytes: u64,
    /// The dice for the wait before the next attempt.
    pub jitter: Jitter,
}

impl Settlement {
    /// A success that leaves nothing but its result.
    pub fn succeeded(fence: Fence, result: impl Into<String>, usage: Usage) -> Self {
        Self {
            result: Some(result.into()),
            ..Self::ended(fence, Ending::Succeeded, usage)
        }
    }

    /// An end that leaves nothing.
    pub fn ended(fence: Fence, ending: Ending, usage: Usage) -> Self {
        Self {
            fence,
            ending,
            result: None,
            failure: None,
            usage,
            outputs: Vec::new(),
            log: Vec::new(),
            log_limit_bytes: 4 * 1024 * 1024,
            jitter: Jitter::NONE,
        }
    }
}

/// An output that an attempt made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewOutput {
    /// The port.
    pub name: PortName,
    /// Its bytes.
    pub digest: Digest,
    /// Its media type.
    pub media_type: String,
}

/// What became of a settlement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settled {
    /// It counts: the state of the job now, and when it will be due if it is to be tried again.
    Done {
        /// The state.
        state: StateName,
        /// When it is tried again, of a job that is retrying.
        due_at: Option<Timestamp>,
    },
    /// It came too late: the attempt does not hold the job any more. Nothing was changed.
    Stale,
}

/// What a node hears when it renews its lease.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heartbeat {
    /// When the lease ends unless it is renewed again.
    pub expires_at: Timestamp,
    /// Attempts of this node that somebody cancelled, frozen ones too: stop them and settle them as cancelled.
    pub stop: Vec<Fence>,
    /// Attempts of this node that somebody paused: freeze them and say so by [`crate::WorkStore::freeze`], or stop
    /// them and settle them as interrupted.
    pub pause: Vec<Fence>,
}

/// What became of a freeze.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Frozen {
    /// The job is paused, and the attempt is the node's to keep.
    Done,
    /// Nobody wants it paused any more, or it is being cancelled: let it go on.
    Unwanted,
    /// It came too late: the attempt does not hold the job any more.
    Stale,
}

/// What became of a cancel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cancelled {
    /// The job is cancelled.
    Done,
    /// An attempt runs: it is marked, and its node must stop it and settle it as cancelled.
    Stopping(Fence),
}

/// What a look at the time did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Due {
    /// Jobs that may be claimed now.
    pub moved: usize,
    /// Jobs that waited too long.
    pub expired: usize,
    /// Jobs that heard of the end of one that they wait for.
    pub told: usize,
    /// When to look again; now if there was more than was asked for. None: not before another job gets a time.
    pub next: Option<Timestamp>,
}

/// What a rescue did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rescued {
    /// Attempts that were taken from nodes that are gone.
    pub attempts: usize,
    /// Whether there was more than was asked for.
    pub more: bool,
    /// When the lease of the next node ends unless it is renewed.
    pub next: Option<Timestamp>,
}

/// What an attempt saves so that the next can go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// The attempt that saved it.
    pub attempt: u32,
    /// The version of the plugin that saved it.
    pub plugin_version: String,
    /// The outputs, as far as it covers them.
    pub outputs: Vec<CoveredOutput>,
    /// The guest's bytes.
    pub state: Vec<u8>,
}

/// An output as a checkpoint covers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoveredOutput {
    /// The port.
    pub name: PortName,
    /// Its media type.
    pub media_type: String,
    /// The name of its file in the work folder.
    pub file: String,
    /// How many of its bytes are covered.
    pub size: u64,
}
