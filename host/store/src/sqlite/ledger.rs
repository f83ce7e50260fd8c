//! All that a store's folder says, as plain values: for a checker that judges it from without.

mod read;

use std::path::{Path, PathBuf};

use runner_model::{BatchId, Digest, JobId, StateName, Timestamp};

use super::open;
use crate::error::StoreError;

/// All that a store's folder says.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    /// The jobs, in the order in which they came.
    pub jobs: Vec<JobRow>,
    /// The attempts that ended, by job and number.
    pub attempts: Vec<AttemptRow>,
    /// Inputs and outputs.
    pub files: Vec<FileRow>,
    /// The bytes that are kept.
    pub blobs: Vec<BlobRow>,
    /// What happened, in the order of its commits.
    pub events: Vec<EventRow>,
    /// The queues with their limits.
    pub queues: Vec<QueueRow>,
    /// The batches.
    pub batches: Vec<BatchRow>,
    /// What schedules did at their times, by schedule and time.
    pub firings: Vec<FiringRow>,
    /// The nodes, in the order of their leases.
    pub nodes: Vec<NodeRow>,
    /// What attempts saved so that the next can go on.
    pub checkpoints: Vec<CheckpointRow>,
    /// How many attempts ended by the statistics of minutes and of hours, by outcome. What is not in the hours yet counts
    /// by its minutes.
    pub ends: Vec<(String, u64, u64)>,
    /// How many failures the groups of failures count.
    pub failures: u64,
}

/// A job.
#[derive(Debug, Clone)]
#[allow(
    missing_docs,
    reason = "the columns of the tables, whose comments say what they are"
)]
pub struct JobRow {
    pub n: i64,
    pub id: JobId,
    pub processor: String,
    pub queue: String,
    pub limit_key: String,
    pub state: StateName,
    pub attempt: u32,
    pub failures: u32,
    pub crashes: u32,
    pub plugin: Option<Digest>,
    pub created_at: Timestamp,
    pub expires_at: Option<Timestamp>,
    pub error_code: Option<String>,
    pub result: Option<String>,
    pub title: Option<String>,
    pub description: Option<String>,
    /// What makes it unique, as JSON.
    pub unique: Option<String>,
    /// Those that it waited for.
    pub after: Vec<JobId>,
    pub on_failure: Option<String>,
    pub batch: Option<BatchId>,
}

/// An attempt that ended.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "as above")]
pub struct AttemptRow {
    pub job: i64,
    pub number: u32,
    pub node: i64,
    pub plugin: Option<Digest>,
    pub started_at: Timestamp,
    pub ended_at: Timestamp,
    /// Null for a success.
    pub code: Option<String>,
}

/// An input or an output of a job.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "as above")]
pub struct FileRow {
    pub job: i64,
    pub name: String,
    pub digest: Digest,
    /// What an output has and an input has not: its attempt, and whether it is partial.
    pub made: Option<(u32, bool)>,
}

/// Bytes that are kept.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "as above")]
pub struct BlobRow {
    pub digest: Digest,
    pub size: u64,
    /// Where they lie.
    pub path: PathBuf,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "as above")]
pub struct EventRow {
    pub seq: i64,
    pub at: Timestamp,
    pub kind: String,
    pub job: Option<(JobId, StateName, u32)>,
    pub data: Option<String>,
}

/// A queue.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "as above")]
pub struct QueueRow {
    pub name: String,
    pub concurrency: Option<u32>,
    pub rate: Option<String>,
    pub key_concurrency: Option<u32>,
    pub key_rate: Option<String>,
}

/// A batch.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "as above")]
pub struct BatchRow {
    pub id: BatchId,
    pub title: Option<String>,
    pub state: String,
    pub total: u64,
    pub max_parallel: Option<u32>,
    pub then: Option<JobId>,
    pub finished_at: Option<Timestamp>,
}

/// What a schedule did at a time.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "as above")]
pub struct FiringRow {
    pub schedule: String,
    pub due_at: Timestamp,
    pub outcome: String,
    pub job: Option<JobId>,
}

/// A process that ran jobs.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "as above")]
pub struct NodeRow {
    pub lease: i64,
    pub started_at: Timestamp,
    pub gone_at: Option<Timestamp>,
}

/// What an attempt saved.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "as above")]
pub struct CheckpointRow {
    pub job: i64,
    pub attempt: u32,
    /// The outputs as JSON, each with its file in the work folder.
    pub outputs: String,
}

/// Reads all that a store's folder says. Nothing may run on it, or what is read is of several moments.
pub fn ledger(folder: &Path) -> Result<Ledger, StoreError> {
    let conn = open::reader(&folder.join("runner.db"))?;
    Ok(Ledger {
        jobs: read::jobs(&conn)?,
        attempts: read::attempts(&conn)?,
        files: read::files(&conn)?,
        blobs: read::blobs(&conn, folder)?,
        events: read::events(&conn)?,
        queues: read::queues(&conn)?,
        batches: read::batches(&conn)?,
        firings: read::firings(&conn)?,
        nodes: read::nodes(&conn)?,
        checkpoints: read::checkpoints(&conn)?,
        ends: read::ends(&conn)?,
        failures: read::failures(&conn)?,
    })
}
