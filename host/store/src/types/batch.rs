//! Batches: many jobs as one.

use runner_model::{BatchId, JobId, Timestamp};

use super::NewJob;

/// A batch as it is made. Its items follow.
#[derive(Debug, Clone)]
pub struct NewBatch {
    /// Its id, from the caller's id source.
    pub id: BatchId,
    /// A line.
    pub title: Option<String>,
    /// Whatever else, as JSON text.
    pub metadata: Option<String>,
    /// Who made it.
    pub created_by: Option<String>,
    /// How many of its items may wait in their queues or run at once; the store's own bound if none.
    pub max_parallel: Option<u32>,
    /// A job that runs once all items have ended, however they did.
    pub then: Option<NewJob>,
}

/// Where a batch is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BatchState {
    /// Its items run as they can.
    Running,
    /// No item begins.
    Paused,
    /// Somebody ended it.
    Stopped,
    /// All its items are in and have ended.
    Done,
}

impl BatchState {
    /// The name as clients see it and as it is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Paused => "paused",
            Self::Stopped => "stopped",
            Self::Done => "done",
        }
    }

    /// The state of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Running, Self::Paused, Self::Stopped, Self::Done]
            .into_iter()
            .find(|state| state.as_str() == name)
    }
}

/// Which batches a list shows. Everything that is said must hold.
#[derive(Debug, Clone, Default)]
pub struct BatchFilter {
    /// Only those that they made.
    pub created_by: Option<String>,
    /// In this state.
    pub state: Option<BatchState>,
    /// Made then or later.
    pub created_from: Option<Timestamp>,
    /// Made before.
    pub created_before: Option<Timestamp>,
    /// With these words in the title, in any case.
    pub text: Option<String>,
}

/// A batch as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// Its id.
    pub id: BatchId,
    /// A line.
    pub title: Option<String>,
    /// Whatever else, as JSON text.
    pub metadata: Option<String>,
    /// Who made it.
    pub created_by: Option<String>,
    /// Where it is.
    pub state: BatchState,
    /// Whether all its items are in.
    pub is_sealed: bool,
    /// How many of its items may be under way at once.
    pub max_parallel: Option<u32>,
    /// How many items there are.
    pub total: u64,
    /// Those that have not begun.
    pub pending: u64,
    /// Those that run.
    pub running: u64,
    /// Those that gave their result.
    pub completed: u64,
    /// Those that failed.
    pub failed: u64,
    /// Those that were left out: another job had their unique key, or one that they waited for did not complete.
    pub skipped: u64,
    /// Those that were cancelled.
    pub cancelled: u64,
    /// The job that runs at its end.
    pub then: Option<JobId>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When the last item ended.
    pub finished_at: Option<Timestamp>,
}
