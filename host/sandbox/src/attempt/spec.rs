//! What an attempt is started with.

use std::sync::Arc;

use runner_model::{JobId, Limits};

use crate::bindings;
use crate::capability::{CacheStore, CheckpointStore, HttpAccess, InputFile, OutputPlaces};

/// What an attempt is started with. Params and inputs were checked against the descriptor by whoever took the job.
pub struct AttemptSpec {
    /// The job.
    pub job: JobId,
    /// Which execution of it this is, from 1.
    pub attempt: u32,
    /// Whether a failure is final.
    pub last_attempt: bool,
    /// The params as JSON text.
    pub params: String,
    /// The inputs.
    pub inputs: Vec<InputFile>,
    /// Where the outputs go.
    pub outputs: OutputPlaces,
    /// What it runs under.
    pub limits: Limits,
    /// What the last attempt saved: its bytes and the version of the plugin that saved them.
    pub checkpoint: Option<(Vec<u8>, String)>,
    /// Where its checkpoints go.
    pub checkpoints: Arc<dyn CheckpointStore>,
    /// The processor's cache.
    pub cache: Arc<dyn CacheStore>,
    /// What it may reach by HTTP.
    pub http: HttpAccess,
}

impl AttemptSpec {
    /// The job as the guest sees it.
    pub(super) fn job(&mut self, processor: &str) -> bindings::Job {
        use bindings::runner::job::types::{BlobInfo, Saved};
        bindings::Job {
            id: self.job.to_string(),
            processor: processor.to_owned(),
            attempt: self.attempt,
            last_attempt: self.last_attempt,
            params: std::mem::take(&mut self.params),
            inputs: self
                .inputs
                .iter()
                .map(|input| BlobInfo {
                    name: input.name.to_string(),
                    media_type: input.media_type.clone(),
                    size: input.size.0,
                })
                .collect(),
            checkpoint: self.checkpoint.take().map(|(state, plugin_version)| Saved {
                state,
                plugin_version,
            }),
        }
    }
}
