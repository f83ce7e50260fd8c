//! A job as a client writes it.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::problem::Problem;

/// A job as a client writes it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewJob {
    pub(super) processor: String,
    #[serde(default)]
    pub(super) params: Option<Box<RawValue>>,
    pub(super) queue: Option<String>,
    pub(super) limit_key: Option<String>,
    /// A number, a name, or the factors that it is worked out from.
    pub(super) priority: Option<Value>,
    pub(super) run_at: Option<String>,
    pub(super) delay_ms: Option<u64>,
    pub(super) expires_at: Option<String>,
    pub(super) expires_in_ms: Option<u64>,
    pub(super) max_attempts: Option<u32>,
    /// The name of a growth, or an object.
    pub(super) backoff: Option<Value>,
    #[serde(default)]
    pub(super) after: Vec<JobRef>,
    pub(super) on_failure: Option<String>,
    pub(super) unique: Option<Value>,
    #[serde(default)]
    pub(super) limits: BTreeMap<String, u64>,
    pub(super) title: Option<String>,
    pub(super) description: Option<String>,
    #[serde(default)]
    pub(super) tags: Vec<String>,
    pub(super) metadata: Option<Box<RawValue>>,
    pub(super) created_by: Option<String>,
    #[serde(default)]
    pub(super) inputs: BTreeMap<String, NewInput>,
}

/// Another job: by its id, or by its place in the same request, from 0.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum JobRef {
    Place(usize),
    Id(String),
}

/// An input as a client writes it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NewInput {
    /// The text itself.
    pub(super) text: Option<String>,
    /// The name of a part of the multipart body.
    pub(super) part: Option<String>,
    /// The digest of bytes that the server has.
    pub(super) blob: Option<String>,
    /// The id of bytes that were sent ahead.
    pub(super) upload: Option<String>,
    /// Another job, whose `output` it is.
    pub(super) job: Option<JobRef>,
    pub(super) output: Option<String>,
    /// Which of the server's own statistics: `{"since": "30d"}`.
    pub(super) stats: Option<Value>,
    pub(super) media_type: Option<String>,
}

/// How long a job waits between its attempts.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NewBackoff {
    pub(super) growth: Option<runner_model::Growth>,
    pub(super) base_ms: Option<u64>,
    pub(super) cap_ms: Option<u64>,
    pub(super) jitter_percent: Option<u8>,
}

/// What makes a job unique.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NewUnique {
    pub(super) key: runner_model::UniqueKey,
    #[serde(default)]
    pub(super) scope: runner_model::UniqueScope,
    pub(super) window_ms: Option<u64>,
    #[serde(default)]
    pub(super) until_done: bool,
    #[serde(default)]
    pub(super) mode: runner_model::OnDuplicate,
}

/// Many jobs.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Bulk {
    pub(super) jobs: Vec<NewJob>,
}

impl NewJob {
    /// Parses the part `job` of a multipart body, and gives every file part that it does not name to the input of
    /// the same name.
    pub(crate) fn with_parts(
        text: &str,
        parts: impl Iterator<Item = String>,
    ) -> Result<Self, Problem> {
        let mut job: Self = serde_json::from_str(text).map_err(|error| {
            Problem::bad_request(format!("the part `job` does not parse: {error}"))
        })?;
        for part in parts {
            let named = job
                .inputs
                .values()
                .any(|input| input.part.as_deref() == Some(&part));
            if !named {
                let input = NewInput {
                    text: None,
                    part: Some(part.clone()),
                    blob: None,
                    upload: None,
                    job: None,
                    output: None,
                    stats: None,
                    media_type: None,
                };
                job.inputs.insert(part, input);
            }
        }
        Ok(job)
    }
}
