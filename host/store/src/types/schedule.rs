//! Schedules and templates.

use runner_model::{BatchId, CronRule, JobId, Misfire, Overlap, ScheduleName, Timestamp};
use serde::{Deserialize, Serialize};

/// A schedule as it is put.
#[derive(Debug, Clone)]
pub struct NewSchedule {
    /// Its name. One that is there is replaced.
    pub name: ScheduleName,
    /// When it fires.
    pub rule: CronRule,
    /// What becomes of times that were missed.
    pub misfire: Misfire,
    /// What becomes of a firing while the last runs still.
    pub overlap: Overlap,
    /// What it starts, as JSON text: the engine's business.
    pub target: String,
    /// Who put it.
    pub created_by: Option<String>,
}

/// A schedule as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    /// Its name.
    pub name: ScheduleName,
    /// When it fires.
    pub rule: CronRule,
    /// What becomes of times that were missed.
    pub misfire: Misfire,
    /// What becomes of a firing while the last runs still.
    pub overlap: Overlap,
    /// What it starts, as JSON text.
    pub target: String,
    /// Whether it does not fire for now.
    pub is_paused: bool,
    /// Who put it.
    pub created_by: Option<String>,
    /// When it fires next.
    pub next_at: Option<Timestamp>,
    /// The last time that it fired for.
    pub last_at: Option<Timestamp>,
}

/// A schedule that is to fire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueFiring {
    /// The schedule.
    pub schedule: ScheduleName,
    /// The time that it fires for.
    pub due_at: Timestamp,
    /// What it starts, as JSON text.
    pub target: String,
}

/// What is to fire now.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DueFirings {
    /// One by one, oldest first of each schedule.
    pub firings: Vec<DueFiring>,
    /// When to look again; now if there was more than was asked for. None: not before a schedule changes.
    pub next: Option<Timestamp>,
}

/// What a firing starts.
#[derive(Debug, Clone)]
pub enum Fire {
    /// A job.
    Job(Box<super::NewJob>),
    /// A batch with all its items.
    Batch(Box<super::NewBatch>, Vec<super::NewJob>),
    /// What the caller does itself, and tells the end of by [`crate::ScheduleStore::close_firing`].
    Own,
    /// Nothing, for a reason: the target cannot be started.
    Failed(String),
}

/// What became of a firing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fired {
    /// It started that.
    Job(JobId),
    /// It started that.
    Batch(BatchId),
    /// It is the caller's to do, and nobody else's.
    Own,
    /// What the last one started runs still, and so this was left out.
    Skipped,
    /// It could not start anything, as the caller said.
    Failed,
    /// It fired for that time before: nothing was done.
    Already,
}

/// What became of a firing that somebody asked for once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FiredOnce {
    /// What became of it.
    pub fired: Fired,
    /// The time that it fired for.
    pub due_at: Timestamp,
    /// False if the same request did it before.
    pub is_new: bool,
}

/// What a schedule did at a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Firing {
    /// The time that it fired for.
    pub due_at: Timestamp,
    /// When it did.
    pub fired_at: Timestamp,
    /// What came of it: fired, skipped or failed.
    pub outcome: String,
    /// The job it started, unless that was deleted.
    pub job: Option<JobId>,
    /// The batch it started, unless that was deleted.
    pub batch: Option<BatchId>,
    /// How what it started stands: the state of the job; of a batch `running` or `paused`, and once it ended `completed`,
    /// `failed` if an item did, or `cancelled` if it was stopped.
    pub state: Option<String>,
    /// Why it started nothing.
    pub message: Option<String>,
}

/// A stored job or batch with `{{params}}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// Its name.
    pub name: ScheduleName,
    /// What it is for.
    pub description: Option<String>,
    /// The job or batch as JSON text.
    pub body: String,
    /// Who put it last.
    pub updated_by: Option<String>,
}
