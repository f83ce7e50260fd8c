//! A job as a client writes it.

use std::collections::BTreeMap;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::choices::{Backoff, Priority};
use crate::problem::Problem;
use crate::shape;
use crate::shape::model::StatsInput;

/// A job as a client writes it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "processor": "data-conversion",
    "params": {"from": "csv", "to": "jsonl"},
    "inputs": {"input": {"text": "id,zip\n1,00123\n"}},
    "title": "Zip codes",
    "tags": ["import"]
}))]
pub(crate) struct NewJob {
    /// What works on it: the name of a plugin.
    #[schema(value_type = shape::Name)]
    pub(super) processor: String,
    /// What the processor is told: an object that fits its schema. Numbers keep up to 15 digits, integers up to 2^64.
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    pub(super) params: Option<Box<RawValue>>,
    /// The one of the processor's name unless said.
    #[schema(value_type = Option<shape::Name>)]
    pub(super) queue: Option<String>,
    /// Jobs of one key in a queue share limits: at most 128 characters, none of them a control character.
    #[schema(min_length = 1, max_length = 128)]
    pub(super) limit_key: Option<String>,
    #[schema(value_type = Option<Priority>)]
    pub(super) priority: Option<Value>,
    /// It runs from then on; at once if neither this nor `delay_ms` is given.
    #[schema(value_type = Option<shape::Time>)]
    pub(super) run_at: Option<String>,
    /// It runs so many milliseconds from now.
    pub(super) delay_ms: Option<u64>,
    /// It fails if it has not begun by then.
    #[schema(value_type = Option<shape::Time>)]
    pub(super) expires_at: Option<String>,
    /// The same, in milliseconds from now.
    pub(super) expires_in_ms: Option<u64>,
    /// How many attempts may fail before the job does; 3 unless said.
    #[schema(minimum = 1)]
    pub(super) max_attempts: Option<u32>,
    #[schema(value_type = Option<Backoff>)]
    pub(super) backoff: Option<Value>,
    /// The jobs that it waits for.
    #[serde(default)]
    pub(super) after: Vec<JobRef>,
    #[schema(value_type = Option<shape::OnFailureName>)]
    pub(super) on_failure: Option<String>,
    #[schema(value_type = Option<NewUnique>)]
    pub(super) unique: Option<Value>,
    /// Lower limits than its processor's ceilings, by their names.
    #[serde(default)]
    #[schema(value_type = BTreeMap<shape::LimitName, u64>)]
    pub(super) limits: BTreeMap<String, u64>,
    /// A line for people, at most 1 KiB.
    #[schema(max_length = 1024)]
    pub(super) title: Option<String>,
    /// For people, at most 64 KiB.
    #[schema(max_length = 65536)]
    pub(super) description: Option<String>,
    /// To find it by: at most 64 tags of at most 128 bytes.
    #[serde(default)]
    #[schema(value_type = Vec<shape::Tag>, max_items = 64)]
    pub(super) tags: Vec<String>,
    /// Whatever else, any JSON of at most 64 KiB.
    #[schema(value_type = Option<Value>)]
    pub(super) metadata: Option<Box<RawValue>>,
    /// On whose behalf it is submitted; the token's name unless said. A submitter cannot say another's.
    #[schema(max_length = 1024)]
    pub(super) created_by: Option<String>,
    /// The inputs by their names. File parts of a multipart body that no input names are inputs of the parts' names.
    #[serde(default, deserialize_with = "inputs")]
    pub(super) inputs: BTreeMap<String, NewInput>,
}

/// Reads inputs, each of which is an object.
fn inputs<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<String, NewInput>, D::Error> {
    let written = BTreeMap::<String, Map<String, Value>>::deserialize(from)?;
    let read = written.into_iter().map(|(name, input)| {
        let input = serde_json::from_value(Value::Object(input));
        Ok((name, input.map_err(D::Error::custom)?))
    });
    read.collect()
}

/// Another job: by its id, or by its place in the same request, from 0.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(untagged)]
pub(super) enum JobRef {
    Place(usize),
    #[schema(value_type = shape::JobId)]
    Id(String),
}

/// An input as a client writes it: one of `text`, `part`, `blob`, `stats`, and `job` with `output`.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"text": "id,zip\n1,00123\n", "media_type": "text/csv"}))]
pub(super) struct NewInput {
    /// The text itself.
    pub(super) text: Option<String>,
    /// The name of a part of the multipart body.
    pub(super) part: Option<String>,
    /// The digest of bytes that the server has.
    #[schema(value_type = Option<shape::Digest>)]
    pub(super) blob: Option<String>,
    /// The id of bytes that were sent ahead.
    pub(super) upload: Option<String>,
    /// Another job, whose `output` it is.
    pub(super) job: Option<JobRef>,
    #[schema(value_type = Option<shape::PortName>)]
    pub(super) output: Option<String>,
    /// Which of the server's own statistics: `{"since": "30d"}`.
    #[schema(value_type = Option<StatsInput>)]
    pub(super) stats: Option<Value>,
    /// `text/plain` of a text, that of the part, and `application/octet-stream` of a blob unless said.
    pub(super) media_type: Option<String>,
}

/// How long a job waits between its attempts.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewBackoff {
    /// `exponential` unless said.
    #[schema(value_type = Option<super::choices::Growth>)]
    pub(super) growth: Option<runner_model::Growth>,
    /// The first wait, in milliseconds.
    pub(super) base_ms: Option<u64>,
    /// The longest wait, in milliseconds; not less than the first.
    pub(super) cap_ms: Option<u64>,
    /// By how much a wait is moved at random.
    #[schema(maximum = 100)]
    pub(super) jitter_percent: Option<u8>,
}

/// What makes a job unique.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewUnique {
    /// What two jobs are compared by: 1 to 512 bytes.
    #[schema(value_type = String, min_length = 1, max_length = 512)]
    pub(super) key: runner_model::UniqueKey,
    /// Among which jobs: those of its processor unless said.
    #[serde(default)]
    #[schema(value_type = super::choices::UniqueScope)]
    pub(super) scope: runner_model::UniqueScope,
    /// For so many milliseconds from the submission, ended or not; until it ends if it is left out.
    #[schema(minimum = 1)]
    pub(super) window_ms: Option<u64>,
    /// Until it ends, in whatever way.
    #[serde(default)]
    pub(super) until_done: bool,
    #[serde(default)]
    #[schema(value_type = super::choices::OnDuplicate)]
    pub(super) mode: runner_model::OnDuplicate,
}

/// Many jobs, at most 10 000.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"jobs": [
    {"processor": "data-conversion", "params": {"from": "csv", "to": "jsonl"}, "inputs": {"input": {"text": "id\n1\n"}}},
    {"processor": "report-generation", "after": [0], "inputs": {"data": {"job": 0, "output": "output"}}}
]}))]
pub(super) struct Bulk {
    pub(super) jobs: Vec<NewJob>,
}

/// A job with its files: the part `job`, and a part for each file after it.
#[derive(ToSchema)]
#[expect(
    dead_code,
    reason = "it is there for its schema: parts are read as they come"
)]
pub(super) struct JobWithFiles {
    job: NewJob,
    /// A file. Its name is that of the input, unless an input of the job names it as its `part`.
    #[schema(value_type = Option<String>, format = Binary, nullable = false)]
    input: Option<Vec<u8>>,
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
