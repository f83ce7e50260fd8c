//! Why a job does not run.

use runner_model::{BatchId, Digest, JobId, LimitKey, QueueName, StateName, Timestamp};

/// Why a job does not run, as the code that decides at a claim sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// Where the job is in its life.
    pub state: StateName,
    /// Each thing that keeps it from running, the broadest first. Empty for a job that runs, ended, or is next.
    pub reasons: Vec<Reason>,
}

/// One thing that keeps a job from running.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// Everything is paused.
    EverythingPaused,
    /// Its queue is paused.
    QueuePaused {
        /// The queue.
        queue: QueueName,
    },
    /// Its queue runs as many jobs as it may.
    QueueFull {
        /// The queue.
        queue: QueueName,
        /// How many run.
        running: u64,
        /// How many may.
        limit: u64,
        /// The first of them.
        holders: Vec<JobId>,
    },
    /// Its queue has no token left.
    QueueRate {
        /// The queue.
        queue: QueueName,
        /// When the next comes.
        next_at: Timestamp,
    },
    /// Its limit key runs as many jobs as it may in this queue.
    KeyFull {
        /// The key.
        key: LimitKey,
        /// How many run.
        running: u64,
        /// How many may.
        limit: u64,
        /// The first of them.
        holders: Vec<JobId>,
    },
    /// Its limit key has no token left.
    KeyRate {
        /// The key.
        key: LimitKey,
        /// When the next comes.
        next_at: Timestamp,
    },
    /// It waits for other jobs.
    Dependencies {
        /// How many.
        count: u64,
        /// The first of them.
        jobs: Vec<JobId>,
    },
    /// Its batch holds it back: as many of its items are under way as may be, or it is paused.
    HeldBack {
        /// The batch.
        batch: BatchId,
    },
    /// It runs once all items of a batch have ended.
    BatchEnd {
        /// The batch.
        batch: BatchId,
    },
    /// Its time has not come.
    Scheduled {
        /// When it comes.
        at: Timestamp,
    },
    /// It failed, and waits for its next attempt.
    BackingOff {
        /// Until when.
        until: Timestamp,
        /// Failures so far.
        failures: u32,
        /// Failures that it may have.
        max_attempts: u32,
    },
    /// Somebody paused it.
    Paused {
        /// Where it goes on.
        from: StateName,
    },
    /// Its attempt is frozen on a node, and only that one can go on with it: it waits for a slot there.
    Thawing {
        /// The node.
        node: String,
    },
    /// Processes died under it, so that it runs alone on a node; none has been empty yet.
    RunsAlone {
        /// How often one died.
        crashes: u32,
    },
    /// The version of the plugin that it was submitted for was removed: it fails when its turn comes.
    VersionRemoved {
        /// The version.
        digest: Digest,
        /// When.
        at: Timestamp,
    },
    /// Others are before it.
    Turn {
        /// Jobs of its queue that go first, counted up to a thousand: those of higher priority, and older ones of its
        /// own priority and limit key. Jobs of other limit keys and queues take turns with these.
        ahead: u64,
    },
}

impl Reason {
    /// A stable name, for programs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::EverythingPaused => "everything_paused",
            Self::QueuePaused { .. } => "queue_paused",
            Self::QueueFull { .. } => "queue_full",
            Self::QueueRate { .. } => "queue_rate",
            Self::KeyFull { .. } => "key_full",
            Self::KeyRate { .. } => "key_rate",
            Self::Dependencies { .. } => "dependencies",
            Self::HeldBack { .. } => "held_back",
            Self::BatchEnd { .. } => "batch_end",
            Self::Scheduled { .. } => "scheduled",
            Self::BackingOff { .. } => "backing_off",
            Self::Paused { .. } => "paused",
            Self::Thawing { .. } => "thawing",
            Self::RunsAlone { .. } => "runs_alone",
            Self::VersionRemoved { .. } => "version_removed",
            Self::Turn { .. } => "turn",
        }
    }
}
