//! How things look as JSON.

use std::collections::BTreeMap;

use jiff::Timestamp as Moment;
use runner_engine::Resumes;
use runner_model::{
    BatchId, Digest, Failure, FailureCode, JobId, PortName, ProcessorName, Progress,
    STATS_MEDIA_TYPE, State, StateName, Timestamp, Usage,
};
use runner_store::{Attempt, Input, Job, Output, StatInput, Submitted};
use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::problem::Problem;
use crate::shape;
use crate::shape::model::{FailureView, ProgressSaid, StatsInput, UsageMeasured};
use crate::submit::why_not_new;

/// A page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct List<T> {
    pub(crate) items: Vec<T>,
    /// Where the next page begins, to be sent as `page_token`; null on the last.
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
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Job)]
pub(crate) struct JobView {
    /// None of a job that is none yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<shape::JobId>, nullable = false)]
    id: Option<String>,
    title: Option<String>,
    description: Option<String>,
    /// What works on it.
    #[schema(value_type = shape::Name)]
    processor: String,
    #[schema(value_type = shape::Name)]
    queue: String,
    /// Jobs of one key in a queue share limits.
    limit_key: Option<String>,
    #[schema(value_type = shape::JobState)]
    state: StateName,
    /// The state that a paused job goes on from.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<shape::JobState>)]
    paused_from: Option<String>,
    /// How a paused job goes on that had begun: `frozen`, where it stands; `checkpoint`, from its last checkpoint; `restart`,
    /// from the start.
    #[serde(skip_serializing_if = "Option::is_none")]
    resumes: Option<&'static str>,
    /// 1 to 10; higher goes first.
    #[schema(minimum = 1, maximum = 10)]
    priority: u8,
    /// What the processor is told, an object.
    #[schema(value_type = Option<Object>)]
    params: Option<Box<RawValue>>,
    /// What the processor gave, any JSON; null until it completed.
    #[schema(value_type = Value)]
    result: Option<Box<RawValue>>,
    #[schema(value_type = Option<FailureView>)]
    error: Option<Failure>,
    progress: Option<ProgressView>,
    /// Which attempt runs or ran last, from 1; 0 before the first.
    attempt: u32,
    /// How many attempts failed that count.
    failures: u32,
    /// How many may fail before the job does.
    max_attempts: u32,
    /// The limits that it lowers, by their names.
    #[schema(value_type = Option<BTreeMap<String, u64>>)]
    limits: Option<Box<RawValue>>,
    tags: Vec<String>,
    /// Whatever whoever submitted it wrote here, any JSON.
    #[schema(value_type = Value)]
    metadata: Option<Box<RawValue>>,
    /// Who submitted it: the name of a token, or of somebody on whose behalf that was.
    created_by: Option<String>,
    #[schema(value_type = shape::Time)]
    created_at: String,
    /// From when on it may run.
    #[schema(value_type = shape::Time)]
    scheduled_at: String,
    /// It fails if it has not begun by then.
    #[schema(value_type = Option<shape::Time>)]
    expires_at: Option<String>,
    /// When its last attempt began.
    #[schema(value_type = Option<shape::Time>)]
    started_at: Option<String>,
    #[schema(value_type = Option<shape::Time>)]
    finished_at: Option<String>,
    /// Whether it is being cancelled, and its attempt has not stopped yet.
    is_stopping: bool,
    /// The batch that it is an item of.
    #[schema(value_type = Option<shape::BatchId>)]
    batch_id: Option<BatchId>,
    plugin: Option<PluginOfJob>,
    /// What its last attempt used; null before one ended.
    usage: Option<UsageView>,
    /// The jobs that it waits for.
    #[schema(value_type = Vec<shape::JobId>)]
    after: Vec<String>,
    /// The jobs that wait for it, the first thousand. Empty in lists.
    #[schema(value_type = Vec<shape::JobId>)]
    needed_by: Vec<String>,
    inputs: Vec<InputView>,
    outputs: Vec<OutputView>,
    /// Whether the answer to a submit is a job that was there before.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    duplicate: bool,
    /// What became of the submit then: `duplicate`, `replaced` or `skipped`.
    #[serde(skip_serializing_if = "Option::is_none")]
    submitted_as: Option<&'static str>,
    /// Fields that are null because all of it would be too large.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    #[schema(value_type = Vec<String>)]
    left_out: &'static [&'static str],
}

/// How far an attempt has come, as its processor last said.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Progress)]
pub(crate) struct ProgressView {
    #[serde(flatten)]
    #[schema(value_type = ProgressSaid)]
    progress: Progress,
    /// The share that is done, from 0 to 100; null if the total is not known.
    percent: Option<f64>,
}

/// An output.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Output)]
pub(crate) struct OutputView {
    #[schema(value_type = shape::PortName)]
    name: String,
    #[schema(example = "application/json")]
    media_type: String,
    size_bytes: u64,
    #[schema(value_type = shape::Digest)]
    digest: String,
    /// The attempt that made it.
    attempt: u32,
    /// Whether that attempt did not succeed: then it is for people to look at.
    partial: bool,
}

/// An input.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Input)]
pub(crate) struct InputView {
    #[schema(value_type = shape::PortName)]
    name: PortName,
    media_type: String,
    /// Null of statistics before the first attempt.
    size_bytes: Option<u64>,
    #[schema(value_type = Option<shape::Digest>)]
    digest: Option<Digest>,
    /// What was asked for, if it is of the server's own statistics.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<StatsInput>)]
    stats: Option<Value>,
}

/// The version of a plugin that a job runs on.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PluginOfJob {
    #[schema(value_type = shape::Name)]
    name: ProcessorName,
    /// What the plugin calls it.
    version: Option<String>,
    #[schema(value_type = shape::Digest)]
    digest: Digest,
}

/// What an attempt used.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Usage)]
pub(crate) struct UsageView {
    #[serde(flatten)]
    #[schema(value_type = UsageMeasured)]
    usage: Usage,
    /// How long the job waited for it once it could have run, in milliseconds.
    queue_ms: u64,
}

/// An attempt.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Attempt)]
pub(crate) struct AttemptView {
    /// Which, from 1.
    attempt: u32,
    /// The node that ran it.
    node: String,
    #[schema(value_type = Option<shape::Digest>)]
    plugin_digest: Option<Digest>,
    #[schema(value_type = shape::Time)]
    started_at: String,
    /// Null of one that runs.
    #[schema(value_type = Option<shape::Time>)]
    ended_at: Option<String>,
    /// Why it did not succeed.
    error: Option<AttemptError>,
    usage: UsageView,
}

/// Why an attempt did not succeed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AttemptError {
    #[schema(value_type = shape::FailureName)]
    code: FailureCode,
    /// What happened, limit and use, and what to do.
    message: String,
    /// More of it: a backtrace, the processor's own words.
    detail: Option<String>,
}

impl From<Job> for JobView {
    fn from(job: Job) -> Self {
        let plugin = job.plugin.map(|(digest, version)| PluginOfJob {
            name: job.processor.clone(),
            version,
            digest,
        });
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
            limits: raw(job.limits),
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
                .map(|(usage, queue_ms)| UsageView { usage, queue_ms }),
            inputs: inputs_view(&job.inputs, &job.stat_inputs),
            after: job.after.iter().map(ToString::to_string).collect(),
            needed_by: job.needed_by.iter().map(ToString::to_string).collect(),
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
pub(crate) fn inputs_view(inputs: &[Input], stats: &[StatInput]) -> Vec<InputView> {
    let mut views: BTreeMap<&PortName, InputView> = BTreeMap::new();
    for input in inputs {
        let view = InputView {
            name: input.name.clone(),
            media_type: input.media_type.clone(),
            size_bytes: Some(input.size),
            digest: Some(input.digest),
            stats: None,
        };
        views.insert(&input.name, view);
    }
    for input in stats {
        let unmade = || InputView {
            name: input.name.clone(),
            media_type: STATS_MEDIA_TYPE.to_owned(),
            size_bytes: None,
            digest: None,
            stats: None,
        };
        let view = views.entry(&input.name).or_insert_with(unmade);
        view.stats = Some(input.ask.to_json());
    }
    views.into_values().collect()
}

impl From<Attempt> for AttemptView {
    fn from(attempt: Attempt) -> Self {
        let Attempt {
            usage, queue_ms, ..
        } = attempt;
        let error = attempt.failure.map(|(code, message, detail)| AttemptError {
            code,
            message,
            detail,
        });
        Self {
            attempt: attempt.number,
            node: attempt.node,
            plugin_digest: attempt.plugin,
            started_at: time(attempt.started_at),
            ended_at: attempt.ended_at.map(time),
            error,
            usage: UsageView { usage, queue_ms },
        }
    }
}

/// A number for each state that there is.
pub(crate) fn by_state(count: impl Fn(StateName) -> u64) -> Map<String, Value> {
    StateName::ALL
        .iter()
        .map(|state| (state.to_string(), count(*state).into()))
        .collect()
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
