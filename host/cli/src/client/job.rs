//! What the server says of jobs, read.

use runner_model::{JobId, LogLine, Progress, StateName, Usage};
use serde::Deserialize;
use serde_json::value::RawValue;

/// A job. What is not shown is not read.
#[derive(Debug, Deserialize)]
pub(crate) struct Job {
    pub(crate) id: JobId,
    pub(crate) processor: String,
    pub(crate) queue: String,
    pub(crate) state: StateName,
    pub(crate) priority: u8,
    pub(crate) title: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) params: Option<Box<RawValue>>,
    pub(crate) result: Option<Box<RawValue>>,
    pub(crate) error: Option<Failed>,
    pub(crate) progress: Option<Progress>,
    pub(crate) attempt: u32,
    pub(crate) failures: u32,
    pub(crate) max_attempts: u32,
    #[serde(default)]
    pub(crate) tags: Vec<String>,
    pub(crate) metadata: Option<Box<RawValue>>,
    pub(crate) created_by: Option<String>,
    pub(crate) created_at: String,
    pub(crate) scheduled_at: Option<String>,
    pub(crate) started_at: Option<String>,
    pub(crate) finished_at: Option<String>,
    #[serde(default)]
    pub(crate) is_stopping: bool,
    /// How it goes on, if it is paused and had begun.
    pub(crate) resumes: Option<String>,
    #[serde(default)]
    pub(crate) duplicate: bool,
    pub(crate) limit_key: Option<String>,
    pub(crate) expires_at: Option<String>,
    #[serde(default)]
    pub(crate) after: Vec<String>,
    pub(crate) batch_id: Option<String>,
    pub(crate) plugin: Option<PluginRef>,
    pub(crate) usage: Option<JobUsage>,
    #[serde(default)]
    pub(crate) inputs: Vec<Input>,
    #[serde(default)]
    pub(crate) outputs: Vec<Output>,
}

/// Why a job failed.
#[derive(Debug, Deserialize)]
pub(crate) struct Failed {
    pub(crate) code: String,
    pub(crate) message: String,
    pub(crate) detail: Option<String>,
}

/// The plugin that a job was submitted for.
#[derive(Debug, Deserialize)]
pub(crate) struct PluginRef {
    pub(crate) version: Option<String>,
    pub(crate) digest: String,
}

/// What an attempt used.
#[derive(Debug, Deserialize)]
pub(crate) struct JobUsage {
    #[serde(flatten)]
    pub(crate) usage: Usage,
    pub(crate) queue_ms: u64,
}

/// An input of a job.
#[derive(Debug, Deserialize)]
pub(crate) struct Input {
    pub(crate) name: String,
    pub(crate) media_type: String,
    /// None as long as there are no bytes.
    pub(crate) size_bytes: Option<u64>,
    /// Which of the server's statistics it is, if it is.
    pub(crate) stats: Option<serde_json::Value>,
}

/// An output of a job.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Output {
    pub(crate) name: String,
    pub(crate) media_type: String,
    pub(crate) size_bytes: u64,
    pub(crate) digest: String,
    pub(crate) partial: bool,
}

/// One execution of a job.
#[derive(Debug, Deserialize)]
pub(crate) struct Attempt {
    pub(crate) attempt: u32,
    pub(crate) node: String,
    pub(crate) started_at: String,
    pub(crate) ended_at: Option<String>,
    pub(crate) error: Option<Failed>,
    pub(crate) usage: Option<JobUsage>,
}

/// Lines of an attempt's log.
#[derive(Debug, Deserialize)]
pub(crate) struct LogPage {
    pub(crate) attempt: u32,
    pub(crate) items: Vec<LogLine>,
    pub(crate) next_from: Option<u64>,
}

/// A list that is not paged.
#[derive(Debug, Deserialize)]
pub(crate) struct Listed<T> {
    pub(crate) items: Vec<T>,
}
