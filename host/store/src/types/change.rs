//! What somebody wants of a job.

use runner_model::{Priority, StateName, Timestamp};

use super::Fence;

/// One thing to change about a job. What people say of it may change at any time, the rest only while it waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JobChange {
    /// How much it matters.
    Priority(Priority),
    /// When it may run; none: as soon as it can.
    RunAt(Option<Timestamp>),
    /// When it fails if it waits then, for its first attempt or another; none: never.
    ExpiresAt(Option<Timestamp>),
    /// How many failures it may have.
    MaxAttempts(u32),
    /// A line.
    Title(Option<String>),
    /// More of it.
    Description(Option<String>),
    /// Words to find it by, in place of those it had.
    Tags(Vec<String>),
    /// Whatever else, as JSON text.
    Metadata(Option<String>),
}

impl JobChange {
    /// Whether it is about what people say and not about how the job runs.
    pub const fn is_about(&self) -> bool {
        matches!(
            self,
            Self::Title(_) | Self::Description(_) | Self::Tags(_) | Self::Metadata(_)
        )
    }
}

/// What became of a pause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paused {
    /// The job is paused.
    Done,
    /// An attempt runs: it is marked, and its node freezes it, or stops it and settles it as interrupted.
    Pausing(Fence),
}

/// What became of a resume.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resumed {
    /// The job is in that state now.
    Done(StateName),
    /// Its attempt is frozen on a node, which goes on with it when it gets a slot.
    Thawing(Fence),
    /// Its attempt was to be paused and was not yet: it goes on.
    Unmarked(Fence),
}
