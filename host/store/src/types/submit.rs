//! A job as it is handed in.

use runner_model::{
    Backoff, Digest, JobId, LimitKey, PortName, Priority, ProcessorName, QueueName, Timestamp,
};

/// A job as it is handed in. Everything was checked by whoever took it.
#[derive(Debug, Clone)]
pub struct NewJob {
    /// Its id, from the caller's id source.
    pub id: JobId,
    /// What runs it.
    pub processor: ProcessorName,
    /// Where it waits; its processor's queue if none.
    pub queue: Option<QueueName>,
    /// Whom it counts for.
    pub limit_key: Option<LimitKey>,
    /// How much it matters.
    pub priority: Priority,
    /// The params as JSON text.
    pub params: String,
    /// When it may run; at once if none.
    pub run_at: Option<Timestamp>,
    /// When it fails if it has not begun.
    pub expires_at: Option<Timestamp>,
    /// How many failures it may have.
    pub max_attempts: u32,
    /// How long it waits between them; the default if none.
    pub backoff: Option<Backoff>,
    /// The limits it lowers, as JSON text.
    pub limits: Option<String>,
    /// The version of the plugin that its params were checked by.
    pub plugin: Option<Digest>,
    /// Its inputs: blobs that the store has.
    pub inputs: Vec<Input>,
    /// What people say of it.
    pub about: About,
}

/// What people say of a job.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct About {
    /// A line.
    pub title: Option<String>,
    /// More of it.
    pub description: Option<String>,
    /// Words to find it by.
    pub tags: Vec<String>,
    /// Whatever else, as JSON text.
    pub metadata: Option<String>,
    /// Who submitted it.
    pub created_by: Option<String>,
}

/// An input of a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// The port it is given to.
    pub name: PortName,
    /// Its bytes.
    pub digest: Digest,
    /// Its media type.
    pub media_type: String,
    /// Its length in bytes. The store says it; what a caller writes here is not read.
    pub size: u64,
}

impl NewJob {
    /// A job of a processor with its params, everything else as it is by default.
    pub fn new(id: JobId, processor: ProcessorName, params: impl Into<String>) -> Self {
        Self {
            id,
            processor,
            queue: None,
            limit_key: None,
            priority: Priority::default(),
            params: params.into(),
            run_at: None,
            expires_at: None,
            max_attempts: 3,
            backoff: None,
            limits: None,
            plugin: None,
            inputs: Vec::new(),
            about: About::default(),
        }
    }
}
