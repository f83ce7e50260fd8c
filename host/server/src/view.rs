//! How things look as JSON.

use std::collections::BTreeMap;

use jiff::Timestamp as Moment;
use runner_engine::Resumes;
use runner_model::{
    BatchId, Failure, JobId, PortName, Progress, STATS_MEDIA_TYPE, State, StateName, Timestamp,
    Usage,
};
use runner_store::{Attempt, Input, Job, Output, StatInput, Submitted};
use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use crate::problem::Problem;
use crate::submit::why_not_new;

/// A page of a list.
#[derive(Debug, Serialize)]
pub(crate) struct List<T> {
    pub(crate) items: Vec<T>,
    pub(crate) next_page_token: Option<String>,
}

impl<T> List<T> {
    /// The same with something else for each item.
    pub(crate) fn map<U>(self, view: impl FnMut(T) -> U) -> List<U> {
        List {
            items: self.items.into_iter().map(view).collect(),
            next_page_token: self.next_page_token,
        }
    }

    /// One with nothing on it.
    pub(crate) const fn none() -> Self {
        Self {
            items: Vec::new(),
            next_page_token: None,
        }
    }
}

/// A job.
#[derive(Debug, Serialize)]
pub(crate) struct JobView {
    /// None of a job that is none yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    title: Option<String>,
    description: Option<String>,
    processor: String,
    queue: String,
    limit_key: Option<String>,
    state: StateName,
    #[serde(skip_serializing_if = "Option::is_none")]
    paused_from: Option<String>,
    /// How a paused job goes on that had begun.
    #[serde(skip_serializing_if = "Option::is_none")]
    resumes: Option<&'static str>,
    priority: u8,
    params: Option<Box<RawValue>>,
    result: Option<Box<RawValue>>,
    error: Option<Failure>,
    progress: Option<ProgressView>,
    attempt: u32,
    failures: u32,
    max_attempts: u32,
    tags: Vec<String>,
    metadata: Option<Box<RawValue>>,
    created_by: Option<String>,
    created_at: String,
    scheduled_at: String,
    expires_at: Option<String>,
    started_at: Option<String>,
    finished_at: Option<String>,
    is_stopping: bool,
    batch_id: Option<BatchId>,
    plugin: Option<Value>,
    usage: Option<Value>,
    after: Vec<String>,
    inputs: Vec<Value>,
    outputs: Vec<OutputView>,
    /// Whether the answer to a submit is a job that was there before.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    duplicate: bool,
    /// What became of the submit then.
    #[serde(skip_serializing_if = "Option::is_none")]
    submitted_as: Option<&'static str>,
    /// Fields that are null because all of it would be too large.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    left_out: &'static [&'static str],
}

#[derive(Debug, Serialize)]
pub(crate) struct ProgressView {
    #[serde(flatten)]
    progress: Progress,
    percent: Option<f64>,
}

/// An output.
#[derive(Debug, Serialize)]
pub(crate) struct OutputView {
    name: String,
    media_type: String,
    size_bytes: u64,
    digest: String,
    attempt: u32,
    partial: bool,
}

impl From<Job> for JobView {
    fn from(job: Job) -> Self {
        let plugin = job.plugin.map(
            |(digest, version)| json!({"name": job.processor, "version": version, "digest": digest}),
        );
        Self {
            id: Some(job.id.to_string()),
            title: job.about.title,
            description: job.about.description,
            processor: job.processor.to_string(),
            queue: job.queue.to_string(),
            limit_key: job.limit_key.map(|key| key.to_string()),
            state: job.state.name(),
            paused_from: match job.state {
                State::Paused(from) => Some(format!("{from:?}").to_lowercase()),
                _ => None,
            },
            resumes: None,
            priority: job.priority.get(),
            params: raw(Some(job.params)),
            result: raw(job.result),
            error: job.error,
            progress: job.progress.map(ProgressView::from),
            attempt: job.attempt,
            failures: job.failures,
            max_attempts: job.max_attempts,
            tags: job.about.tags,
            metadata: raw(job.about.metadata),
            created_by: job.about.created_by,
            created_at: time(job.created_at),
            scheduled_at: time(job.due_at),
            expires_at: job.expires_at.map(time),
            started_at: job.started_at.map(time),
            finished_at: job.finished_at.map(time),
            is_stopping: job.is_stopping,
            batch_id: job.batch,
            plugin,
            usage: job
                .usage
                .map(|(usage, queue_ms)| usage_view(&usage, queue_ms)),
            inputs: inputs_view(&job.inputs, &job.stat_inputs),
            after: job.after.iter().map(ToString::to_string).collect(),
            outputs: job.outputs.into_iter().map(OutputView::from).collect(),
            duplicate: false,
            submitted_as: None,
            left_out: &[],
        }
    }
}

impl JobView {
    /// The job as the answer to a submit.
    pub(crate) fn submitted(mut self, submitted: Submitted) -> Self {
        self.submitted_as = why_not_new(submitted);
        self.duplicate = self.submitted_as.is_some();
        self
    }

    /// One that is none yet.
    pub(crate) fn without_id(mut self) -> Self {
        self.id = None;
        self
    }

    /// The job with how it goes on, if it is paused and had begun.
    pub(crate) fn resuming(mut self, how: Option<Resumes>) -> Self {
        self.resumes = how.map(Resumes::as_str);
        self
    }

    /// Leaves out what may be large, and says so.
    pub(crate) fn leave_out(&mut self) {
        (self.params, self.result, self.metadata) = (None, None, None);
        self.left_out = &["params", "result", "metadata"];
    }

    /// The same job as it was at an event: its state and attempt then, the rest as it is now.
    pub(crate) fn at(mut self, state: StateName, attempt: u32) -> Self {
        self.state = state;
        self.attempt = attempt;
        self
    }
}

impl From<Progress> for ProgressView {
    fn from(progress: Progress) -> Self {
        Self {
            percent: progress.percent(),
            progress,
        }
    }
}

impl From<Output> for OutputView {
    fn from(output: Output) -> Self {
        Self {
            name: output.name.to_string(),
            media_type: output.media_type,
            size_bytes: output.size,
            digest: output.digest.to_string(),
            attempt: output.attempt,
            partial: output.is_partial,
        }
    }
}

/// Inputs by their names. Of statistics there is what was asked for, and no bytes before the first attempt.
pub(crate) fn inputs_view(inputs: &[Input], stats: &[StatInput]) -> Vec<Value> {
    let mut views: BTreeMap<&PortName, Value> = BTreeMap::new();
    for input in inputs {
        let view = json!({
            "name": input.name,
            "media_type": input.media_type,
            "size_bytes": input.size,
            "digest": input.digest,
        });
        views.insert(&input.name, view);
    }
    for input in stats {
        let unmade = || {
            json!({
                "name": input.name,
                "media_type": STATS_MEDIA_TYPE,
                "size_bytes": null,
                "digest": null,
            })
        };
        views.entry(&input.name).or_insert_with(unmade)["stats"] = input.ask.to_json();
    }
    views.into_values().collect()
}

fn usage_view(usage: &Usage, queue_ms: u64) -> Value {
    let mut view = serde_json::to_value(usage).unwrap_or_default();
    if let Value::Object(map) = &mut view {
        map.insert("queue_ms".to_owned(), queue_ms.into());
    }
    view
}

/// An attempt.
pub(crate) fn attempt_view(attempt: &Attempt) -> Value {
    let error = attempt
        .failure
        .as_ref()
        .map(|(code, message, detail)| json!({"code": code, "message": message, "detail": detail}));
    json!({
        "attempt": attempt.number,
        "node": attempt.node,
        "plugin_digest": attempt.plugin,
        "started_at": time(attempt.started_at),
        "ended_at": attempt.ended_at.map(time),
        "error": error,
        "usage": usage_view(&attempt.usage, attempt.queue_ms),
    })
}

/// A moment as RFC 3339, in UTC, to the millisecond.
pub(crate) fn time(at: Timestamp) -> String {
    at.to_string()
}

/// The time by the clock of this machine.
pub(crate) fn now() -> Timestamp {
    Timestamp::from_millis(jiff::Timestamp::now().as_millisecond())
}

/// Parses a moment of RFC 3339.
pub(crate) fn parse_time(text: &str) -> Option<Timestamp> {
    text.parse::<Moment>()
        .ok()
        .map(|moment| Timestamp::from_millis(moment.as_millisecond()))
}

/// A moment that a query may name.
pub(crate) fn moment(name: &str, text: Option<String>) -> Result<Option<Timestamp>, Problem> {
    text.map(|text| {
        parse_time(&text)
            .ok_or_else(|| Problem::bad_request(format!("{name}: {text:?} is no RFC 3339 time")))
    })
    .transpose()
}

/// Parses a job's id.
pub(crate) fn parse_id(text: &str) -> Result<JobId, Problem> {
    text.parse().map_err(|_| {
        let shown: String = text.chars().take(64).collect();
        Problem::not_found(format!("there is no job {shown:?}: a job's id is a UUID"))
    })
}

/// JSON text as it is: a number of any length keeps its digits.
pub(crate) fn raw(text: Option<String>) -> Option<Box<RawValue>> {
    text.and_then(|text| RawValue::from_string(text).ok())
}
