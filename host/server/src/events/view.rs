//! An event as it looks, wherever it is sent: on a stream, or to a webhook.

use runner_engine::{EventWriter, LiveEvent};
use runner_model::{JobId, LogLine, StateName};
use runner_store::{Job, StoredEvent};
use serde::Serialize;
use serde_json::value::RawValue;
use utoipa::ToSchema;

use super::feed::Resync;
use crate::shape;
use crate::shape::model::LogLineView;
use crate::view::{JobView, ProgressView, raw, time};

/// How large an event is that a webhook is sent with all of its job, in bytes. Many endpoints take no more.
const WHOLE: usize = 256 * 1024;

/// A durable event, as the `data` of one in the stream.
#[derive(Serialize, ToSchema)]
#[schema(as = Event)]
pub(crate) struct EventView {
    /// Its number, which is its `id` in the stream: rising, with gaps perhaps, never given twice.
    seq: i64,
    /// `job-created`, `job-update`, `job-completed`, `job-failed`, `job-cancelled`, `batch-update`, `queue-update`,
    /// `schedule-fired`, `plugin-changed` or `alert`; it is its `event` in the stream too.
    #[serde(rename = "type")]
    kind: &'static str,
    #[schema(value_type = shape::Time)]
    at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    job: Option<EventJob>,
    /// What else there is to say.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Value>)]
    data: Option<Box<RawValue>>,
}

/// The job that an event is of: its state and attempt are those of the event, the rest is as it is now.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum EventJob {
    Whole(Box<JobView>),
    /// It was deleted since.
    Gone {
        #[schema(value_type = shape::JobId)]
        id: JobId,
        #[schema(value_type = shape::JobState)]
        state: StateName,
        attempt: u32,
    },
}

impl EventView {
    fn new(event: &StoredEvent, job: Option<Job>) -> Self {
        let of_job = |(id, state, attempt)| match job {
            Some(job) => EventJob::Whole(Box::new(JobView::from(job).at(state, attempt))),
            None => EventJob::Gone { id, state, attempt },
        };
        Self {
            seq: event.seq,
            kind: event.kind.as_str(),
            at: time(event.at),
            job: event.job.map(of_job),
            data: raw(event.data.clone()),
        }
    }

    fn json(&self) -> String {
        // Nothing in it can fail to be written.
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// An event with its job as it is now; without it if it is gone.
pub(super) fn json(event: &StoredEvent, job: Option<Job>) -> String {
    EventView::new(event, job).json()
}

/// An ephemeral event, as the `data` of one in the stream.
#[derive(Serialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
#[schema(as = LiveEvent)]
pub(crate) enum LiveView {
    Progress {
        job: JobProgress,
    },
    Log {
        job: JobAttempt,
        #[schema(value_type = Vec<LogLineView>)]
        lines: Vec<LogLine>,
    },
}

/// How far a job has come.
#[derive(Serialize, ToSchema)]
pub(crate) struct JobProgress {
    #[schema(value_type = shape::JobId)]
    id: JobId,
    progress: ProgressView,
}

/// An attempt of a job.
#[derive(Serialize, ToSchema)]
pub(crate) struct JobAttempt {
    #[schema(value_type = shape::JobId)]
    id: JobId,
    attempt: u32,
}

impl From<LiveEvent> for LiveView {
    fn from(event: LiveEvent) -> Self {
        match event {
            LiveEvent::Progress { job, progress } => Self::Progress {
                job: JobProgress {
                    id: job,
                    progress: ProgressView::from(progress),
                },
            },
            LiveEvent::Log {
                job,
                attempt,
                lines,
            } => Self::Log {
                job: JobAttempt { id: job, attempt },
                lines,
            },
        }
    }
}

impl LiveView {
    pub(super) fn json(&self) -> String {
        // Nothing in it can fail to be written.
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// There are events that the client has not seen and will not: what it knows of jobs is to be fetched anew. The stream goes on
/// behind it, and all that comes then is whole again.
#[derive(Serialize, ToSchema)]
#[schema(as = Resync)]
pub(crate) struct ResyncView {
    /// `resync`.
    #[serde(rename = "type")]
    #[schema(pattern = "^resync$")]
    kind: &'static str,
    /// The stream goes on after the event of this number; it is its `id` in the stream too.
    seq: i64,
    reason: Reason,
}

/// Why events were not seen: `live`, `progress` and `log`, which are not kept, came faster than they were read; `pruned`, those
/// after the number where the client was are not kept any more; `ahead`, the number where it was is none that this server has
/// given, since its store is another or was brought back from a backup.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ResyncReason)]
pub(crate) enum Reason {
    Live,
    Pruned,
    Ahead,
}

impl Resync {
    pub(super) fn json(self) -> String {
        let view = ResyncView {
            kind: "resync",
            seq: self.seq,
            reason: self.reason,
        };
        // Nothing in it can fail to be written.
        serde_json::to_string(&view).unwrap_or_default()
    }
}

/// Writes events for webhooks.
#[derive(Debug)]
pub(crate) struct Writer;

impl EventWriter for Writer {
    fn write(&self, event: &StoredEvent, job: Option<Job>) -> String {
        let mut view = EventView::new(event, job);
        let whole = view.json();
        match &mut view.job {
            Some(EventJob::Whole(job)) if whole.len() > WHOLE => {
                job.leave_out();
                view.json()
            }
            _ => whole,
        }
    }
}
