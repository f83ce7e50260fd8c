//! What is known about all jobs together: statistics, failures that are the same, caches, blobs.

use std::path::PathBuf;

pub use runner_model::Span;
use runner_model::{
    Digest, ErrorState, FailureCode, Histogram, JobId, ProcessorName, QueueName, Timestamp,
};
use serde::{Deserialize, Serialize};

/// Which statistics are wanted. Everything that is said must hold.
#[derive(Debug, Clone)]
pub struct StatFilter {
    /// How fine: only whole minutes, hours or days are told, those that begin within the time.
    pub span: Span,
    /// From this time on.
    pub from: Timestamp,
    /// Up to this time.
    pub until: Timestamp,
    /// Of this processor.
    pub processor: Option<ProcessorName>,
    /// Of this queue.
    pub queue: Option<QueueName>,
}

/// Attempts that ended alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stat {
    /// What became of the jobs: completed, failed, cancelled, retrying, or interrupted.
    pub outcome: String,
    /// How many.
    pub count: u64,
    /// Wall-clock times in milliseconds.
    pub wall_ms: Histogram,
    /// Times in the queue in milliseconds.
    pub queue_ms: Histogram,
    /// Fuel burnt.
    pub fuel: Histogram,
    /// Peak memory in bytes.
    pub memory_bytes: Histogram,
}

/// Attempts that ended alike, of one processor and queue, in one span of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatRow {
    /// When the span began.
    pub at: Timestamp,
    /// What ran them.
    pub processor: ProcessorName,
    /// Where they waited.
    pub queue: QueueName,
    /// How they went.
    pub stat: Stat,
}

/// Whose attempts are counted.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Whom {
    /// A user's.
    Named(String),
    /// Those of jobs that name nobody.
    Nobody,
    /// Those of all users who are not told by name.
    Others,
}

/// Attempts of a user's jobs that ended alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserStat {
    /// Whose.
    pub whom: Whom,
    /// What became of the jobs, as in [`Stat`].
    pub outcome: String,
    /// How many.
    pub count: u64,
    /// Wall-clock times in milliseconds.
    pub wall_ms: Histogram,
    /// Times in the queue in milliseconds.
    pub queue_ms: Histogram,
}

/// Names a group of failures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ErrorId(pub(crate) i64);

impl std::fmt::Display for ErrorId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "e{}", self.0)
    }
}

/// Where the next page of groups of failures begins: after the one that came last then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ErrorPlace {
    /// When it came last.
    pub last_at: Timestamp,
    /// The group.
    pub id: ErrorId,
}

impl std::fmt::Display for ErrorPlace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.last_at.as_millis(), self.id.0)
    }
}

impl std::str::FromStr for ErrorPlace {
    type Err = crate::StoreError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let place = text.split_once('.').and_then(|(at, n)| {
            Some(Self {
                last_at: Timestamp::from_millis(at.parse().ok()?),
                id: ErrorId(n.parse().ok()?),
            })
        });
        place.ok_or_else(|| crate::StoreError::BadPageToken(text.chars().take(40).collect()))
    }
}

impl std::str::FromStr for ErrorId {
    type Err = crate::StoreError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.strip_prefix('e')
            .and_then(|number| number.parse().ok())
            .map(Self)
            .ok_or_else(|| crate::StoreError::NoError(text.chars().take(40).collect()))
    }
}

/// Which groups of failures a list shows. Everything that is said must hold.
#[derive(Debug, Clone, Default)]
pub struct ErrorFilter {
    /// In this state.
    pub state: Option<ErrorState>,
    /// Of this processor.
    pub processor: Option<ProcessorName>,
    /// With this code.
    pub code: Option<FailureCode>,
    /// With these words in the last message, in any case.
    pub text: Option<String>,
}

/// Failures that are the same one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErrorGroup {
    /// Its name.
    pub id: ErrorId,
    /// What failed.
    pub processor: ProcessorName,
    /// How.
    pub code: FailureCode,
    /// Its message, without numbers and ids.
    pub pattern: String,
    /// What people think of it.
    pub state: ErrorState,
    /// How often it came.
    pub count: u64,
    /// When it came first.
    pub first_at: Timestamp,
    /// When it came last.
    pub last_at: Timestamp,
    /// How often it came again after it was resolved.
    pub reopened: u64,
    /// The version of the plugin that it came from first.
    pub first_version: Option<String>,
    /// The version of the plugin that it came from last.
    pub last_version: Option<String>,
    /// The last job that failed so; it may have been deleted.
    pub example: JobId,
    /// That job's message.
    pub message: String,
    /// How often it came in each of the last 24 hours, the oldest first; the last is the one that is not over.
    pub last_hours: Vec<u64>,
}

/// What is kept under a key of a cache.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cached {
    /// The bytes.
    Value(Vec<u8>),
    /// More than was asked for; they were not read.
    TooLarge {
        /// How many there are.
        bytes: u64,
    },
}

/// What a walk over the blobs did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Collected {
    /// Blobs that nothing names any more.
    pub marked: usize,
    /// Blobs that were removed, an hour after they were marked.
    pub removed: usize,
    /// Their bytes.
    pub bytes: u64,
    /// Their digests.
    pub gone: Vec<Digest>,
    /// Where to go on; none if there is nothing left to look at.
    pub next: Option<BlobCursor>,
}

/// Where a walk over blobs goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BlobCursor(pub(crate) [u8; 32]);

/// A backup that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backup {
    /// The folder: `runner.db` and `blobs/` in it, as a store's.
    pub folder: PathBuf,
    /// Bytes of the database.
    pub database_bytes: u64,
    /// Blobs in it.
    pub blobs: u64,
    /// Their bytes. They are shared with the store where the file system can.
    pub blob_bytes: u64,
}
