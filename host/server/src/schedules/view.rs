//! How a schedule and its firings look as JSON.

use runner_engine::{Triggered, is_built_in};
use runner_model::{BatchId, JobId, Misfire, Overlap, ScheduleName};
use runner_store::{Fired, Firing, Schedule};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::json_of;
use crate::shape;
use crate::shape::model::TargetBody;
use crate::view::time;

/// A schedule.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Schedule)]
pub(crate) struct ScheduleView {
    #[schema(value_type = shape::Name)]
    name: ScheduleName,
    cron: String,
    zone: String,
    #[schema(value_type = shape::MisfireName)]
    misfire: Misfire,
    #[schema(value_type = shape::OverlapName)]
    overlap: Overlap,
    #[schema(value_type = TargetBody)]
    target: Value,
    paused: bool,
    /// Whether it is the server's own upkeep.
    built_in: bool,
    created_by: Option<String>,
    /// When it fires next; null while it is paused.
    #[schema(value_type = Option<shape::Time>)]
    next_at: Option<String>,
    /// The last time that it fired for.
    #[schema(value_type = Option<shape::Time>)]
    last_at: Option<String>,
}

pub(super) fn view(schedule: &Schedule) -> ScheduleView {
    ScheduleView {
        name: schedule.name.clone(),
        cron: schedule.rule.as_str().to_owned(),
        zone: schedule.rule.zone().to_owned(),
        misfire: schedule.misfire,
        overlap: schedule.overlap,
        target: json_of(&schedule.target),
        paused: schedule.is_paused,
        built_in: is_built_in(&schedule.name),
        created_by: schedule.created_by.clone(),
        next_at: schedule.next_at.filter(|_| !schedule.is_paused).map(time),
        last_at: schedule.last_at.map(time),
    }
}

/// What came of a firing.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Triggered)]
pub(crate) struct TriggeredView {
    /// `fired`; `done`, of the server's own upkeep; `skipped`, since what the last one started runs still; `failed`.
    outcome: &'static str,
    #[schema(value_type = Option<shape::JobId>)]
    job_id: Option<JobId>,
    #[schema(value_type = Option<shape::BatchId>)]
    batch_id: Option<BatchId>,
    /// Why it started nothing, or what upkeep did.
    message: Option<String>,
    /// For which time it fired, of a backfill.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<shape::Time>)]
    due_at: Option<String>,
}

impl TriggeredView {
    /// The same for a time of the past.
    pub(crate) fn of(self, due_at: String) -> Self {
        Self {
            due_at: Some(due_at),
            ..self
        }
    }
}

pub(crate) fn triggered_view(triggered: &Triggered) -> TriggeredView {
    let (outcome, job, batch) = match &triggered.fired {
        Fired::Job(job) => ("fired", Some(*job), None),
        Fired::Batch(batch) => ("fired", None, Some(*batch)),
        Fired::Own => ("done", None, None),
        Fired::Skipped | Fired::Already => ("skipped", None, None),
        Fired::Failed => ("failed", None, None),
    };
    TriggeredView {
        outcome,
        job_id: job,
        batch_id: batch,
        message: triggered.message.clone(),
        due_at: None,
    }
}

/// When a schedule fires next.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NextTimes {
    #[schema(value_type = Vec<shape::Time>)]
    pub(super) items: Vec<String>,
    /// Whether it is paused, and so does not fire then.
    pub(super) paused: bool,
}

/// A firing of a schedule.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Firing)]
pub(crate) struct FiringView {
    /// The time that it fired for.
    #[schema(value_type = shape::Time)]
    due_at: String,
    /// When it did.
    #[schema(value_type = shape::Time)]
    fired_at: String,
    /// `fired`, `done`, `skipped` or `failed`.
    outcome: String,
    /// The job that it started, unless that was deleted.
    #[schema(value_type = Option<shape::JobId>)]
    job_id: Option<JobId>,
    /// The batch that it started, unless that was deleted.
    #[schema(value_type = Option<shape::BatchId>)]
    batch_id: Option<BatchId>,
    /// Why it started nothing.
    message: Option<String>,
    /// How what it started stands: the state of the job; of a batch `running` or `paused`, and once it ended `completed`, `failed`
    /// if an item did, or `cancelled` if it was stopped.
    state: Option<String>,
}

pub(super) fn firing_view(firing: Firing) -> FiringView {
    FiringView {
        due_at: time(firing.due_at),
        fired_at: time(firing.fired_at),
        outcome: firing.outcome,
        job_id: firing.job,
        batch_id: firing.batch,
        message: firing.message,
        state: firing.state,
    }
}
