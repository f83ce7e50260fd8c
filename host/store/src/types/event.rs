//! The outbox.

use std::fmt;
use std::str::FromStr;

use runner_model::{JobId, StateName, Timestamp};
use serde::{Deserialize, Serialize};

/// What kind of thing happened. The names are stable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "&'static str")]
pub enum EventType {
    /// A job was submitted.
    JobCreated,
    /// A job's state changed, and it goes on.
    JobUpdate,
    /// A job gave its result.
    JobCompleted,
    /// A job failed for good.
    JobFailed,
    /// A job was cancelled or skipped.
    JobCancelled,
    /// A batch changed.
    BatchUpdate,
    /// A queue changed.
    QueueUpdate,
    /// A schedule fired.
    ScheduleFired,
    /// A plugin was added, activated or refused.
    PluginChanged,
    /// Something needs attention.
    Alert,
}

/// There are no events of that name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there are no events `{0}`: write {list}", list = EventType::listed())]
pub struct ParseEventTypeError(String);

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEvent {
    /// Its number: rising, with gaps perhaps, never given twice.
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// What kind.
    pub kind: EventType,
    /// Which job, and its state and attempt then.
    pub job: Option<(JobId, StateName, u32)>,
    /// What else there is to say, as JSON text.
    pub data: Option<String>,
}

/// Events of one job.
#[derive(Debug, Clone, PartialEq)]
pub struct JobEvents {
    /// The events, in the order of their numbers.
    pub events: Vec<StoredEvent>,
    /// All up to this number were looked at: there may be more of the job after it.
    pub seen: i64,
}

impl EventType {
    /// Every kind.
    pub const ALL: [Self; 10] = [
        Self::JobCreated,
        Self::JobUpdate,
        Self::JobCompleted,
        Self::JobFailed,
        Self::JobCancelled,
        Self::BatchUpdate,
        Self::QueueUpdate,
        Self::ScheduleFired,
        Self::PluginChanged,
        Self::Alert,
    ];

    /// The name as clients see it and as it is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::JobCreated => "job-created",
            Self::JobUpdate => "job-update",
            Self::JobCompleted => "job-completed",
            Self::JobFailed => "job-failed",
            Self::JobCancelled => "job-cancelled",
            Self::BatchUpdate => "batch-update",
            Self::QueueUpdate => "queue-update",
            Self::ScheduleFired => "schedule-fired",
            Self::PluginChanged => "plugin-changed",
            Self::Alert => "alert",
        }
    }

    /// The kind of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    fn listed() -> String {
        let names: Vec<&str> = Self::ALL.iter().map(|kind| kind.as_str()).collect();
        names.join(", ")
    }

    /// The kind of a change to that state.
    pub(crate) const fn of(state: StateName) -> Self {
        match state {
            StateName::Completed => Self::JobCompleted,
            StateName::Failed => Self::JobFailed,
            StateName::Cancelled => Self::JobCancelled,
            _ => Self::JobUpdate,
        }
    }
}

impl fmt::Display for EventType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for EventType {
    type Err = ParseEventTypeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::from_name(text).ok_or_else(|| {
            let shown = text.chars().take(40).flat_map(char::escape_debug);
            ParseEventTypeError(shown.collect())
        })
    }
}

impl TryFrom<String> for EventType {
    type Error = ParseEventTypeError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<EventType> for &'static str {
    fn from(kind: EventType) -> Self {
        kind.as_str()
    }
}
