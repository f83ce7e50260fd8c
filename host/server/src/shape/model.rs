//! How documents of the model and the engine look in the API's document, which they themselves know nothing of. What each
//! has is held against the type that it stands for by the tests below.
#![expect(dead_code, reason = "they are there for their schemas")]

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::shape;
use crate::submit::NewJob;

/// Why a job did not succeed.
#[derive(ToSchema)]
#[schema(as = Failure)]
pub(crate) struct FailureView {
    code: shape::FailureName,
    /// What happened, limit and use, and what to do.
    message: String,
    /// More of it: a backtrace, the processor's own words.
    #[schema(nullable = false)]
    detail: Option<String>,
}

/// What a processor said of its progress.
#[derive(ToSchema)]
pub(crate) struct ProgressSaid {
    /// Units done.
    done: u64,
    /// Units there are, if that is known.
    total: Option<u64>,
    /// Units done that failed.
    failed: u64,
    /// What is being done, for people.
    message: Option<String>,
    step: Option<ProgressStep>,
}

/// The step that an attempt is in.
#[derive(ToSchema)]
pub(crate) struct ProgressStep {
    /// What it does.
    name: String,
    /// Which it is, from 0.
    index: u32,
    /// How many there are.
    count: u32,
}

/// What was measured of an attempt.
#[derive(ToSchema)]
pub(crate) struct UsageMeasured {
    /// Fuel burnt: about one unit for each operation.
    fuel: u64,
    /// Whether `fuel` is exact. An attempt that was cut off is known to 100 million; one that ended by itself is exact, and the
    /// same when it is run again.
    fuel_exact: bool,
    /// The most memory that it held at once.
    peak_memory_bytes: u64,
    /// Wall-clock time in milliseconds, without frozen time.
    wall_ms: u64,
    /// Time frozen, in milliseconds.
    frozen_ms: u64,
    /// Bytes read from inputs.
    input_bytes: u64,
    /// Bytes written to outputs.
    output_bytes: u64,
    /// Bytes of the log, dropped lines included.
    log_bytes: u64,
    /// HTTP requests made.
    http_requests: u64,
    /// Bytes of HTTP in both directions, headers included.
    http_bytes: u64,
}

/// A line of a log. Its text is a stranger's: it may hold anything but control characters.
#[derive(ToSchema)]
#[schema(as = LogLine)]
pub(crate) struct LogLineView {
    /// Its number in the attempt, from 0, dropped lines included.
    number: u64,
    /// When it was written, in milliseconds since the attempt began.
    at_ms: u64,
    level: shape::LevelName,
    message: String,
    /// Named values, as the processor gave them.
    #[schema(value_type = Option<Object>, nullable = false)]
    fields: Option<Map<String, Value>>,
}

/// Which of the server's own statistics are an input, as JSON Lines.
#[derive(ToSchema)]
#[schema(example = json!({"since": "30d"}))]
pub(crate) struct StatsInput {
    /// From when on: so long before the end, such as `30d` or `12h`, or a moment.
    since: String,
    /// Up to when; up to the start of the job if it is left out.
    #[schema(value_type = Option<shape::Time>)]
    until: Option<String>,
    /// By the minute, hour or day.
    #[schema(value_type = Option<shape::SpanName>)]
    span: Option<String>,
}

/// What a plugin says of its processor.
#[derive(ToSchema)]
pub(crate) struct Descriptor {
    #[schema(value_type = shape::Name)]
    name: String,
    version: String,
    /// One line for people.
    summary: String,
    /// The JSON Schema (2020-12) of the params.
    params_schema: Value,
    /// The JSON Schema of the result, if it promises one.
    result_schema: Value,
    inputs: Vec<Port>,
    outputs: Vec<Port>,
    /// What it asks for beyond its inputs.
    wants: Vec<WantSaid>,
    /// Whether it goes on from checkpoints.
    resumable: bool,
}

/// A named place for an input or an output.
#[derive(ToSchema)]
pub(crate) struct Port {
    #[schema(value_type = shape::PortName)]
    name: String,
    /// One line for people.
    summary: String,
    /// The media types that it takes or may make; empty: any.
    media_types: Vec<String>,
    /// Whether a job must give it, or a success always makes it.
    required: bool,
}

/// What a plugin asks for, as it says it.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub(crate) enum WantSaid {
    /// HTTP to a place, or to `*`.
    Http(String),
    /// A secret by its name.
    Secret(String),
    /// Room in the cache, in bytes.
    Cache(u64),
}

/// What a plugin may reach by HTTP.
#[derive(ToSchema)]
#[schema(
    as = HttpGrant,
    example = json!({"to": "https://api.example.com/v1", "methods": ["GET"], "headers": {"authorization": "Bearer ${secret:API_KEY}"}, "rate": "10/s"})
)]
pub(crate) struct HttpGrantBody {
    /// Where to: scheme, host, port (the scheme's own if there is none), and what the path begins with. `https://*.example.com`
    /// is every name below, `http://10.0.0.0/8:*` a network and every port.
    to: String,
    /// With which methods; any if it is left out.
    methods: Option<Vec<String>>,
    /// Headers that every request gets; `${secret:NAME}` stands for a secret, which the plugin never sees.
    headers: Option<BTreeMap<String, String>>,
    /// Private addresses and networks that the name may lead to.
    addresses: Option<Vec<String>>,
    /// How often, all attempts of the plugin on a node together.
    rate: Option<shape::Rate>,
    /// The longest that connecting may take, such as `10s`, which it is unless said.
    connect_timeout: Option<String>,
    /// The longest that the headers of the answer may take after that; `2m` unless said.
    first_byte_timeout: Option<String>,
    /// The longest between two pieces of a body; `1m` unless said.
    between_bytes_timeout: Option<String>,
}

/// A batch as a client writes it.
#[derive(ToSchema)]
#[schema(
    as = NewBatch,
    example = json!({"title": "January", "job": {"processor": "data-conversion", "params": {"from": "csv", "to": "jsonl"}}, "items": [{"inputs": {"input": {"text": "id\n1\n"}}}], "max_parallel": 4})
)]
pub(crate) struct BatchBody {
    title: Option<String>,
    /// Whatever else, any JSON.
    metadata: Option<Value>,
    /// How many of its items may be under way at once; all if it is left out.
    #[schema(minimum = 1)]
    max_parallel: Option<u32>,
    /// A job that runs once all items have ended, however they did.
    then: Option<Box<NewJob>>,
    /// What all items have in common: each is put over it, field by field.
    #[schema(value_type = Option<Object>)]
    job: Option<Map<String, Value>>,
    /// A template of a job: each item is then its params.
    template: Option<shape::Name>,
    /// The items: jobs, or the params of the template. At most 10 000; more are sent as lines.
    #[schema(value_type = Option<Vec<Object>>)]
    items: Option<Vec<Value>>,
}

/// What a schedule starts: one of a job, a batch, a template, and the server's own upkeep.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case", as = Target)]
pub(crate) enum TargetBody {
    /// A job, as clients write it.
    #[schema(value_type = Object)]
    Job(Value),
    /// A batch with its items, at most 10 000.
    Batch(BatchBody),
    Template(TemplateUseBody),
    /// The server's own upkeep: the name of a kind, or an object of the kind with its settings.
    Maintenance(Value),
}

/// A template, and what is put into it.
#[derive(ToSchema)]
#[schema(as = TemplateUse)]
pub(crate) struct TemplateUseBody {
    name: shape::Name,
    #[schema(value_type = Option<Object>)]
    params: Option<Map<String, Value>>,
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde::Serialize;
    use serde_json::json;

    use super::*;

    /// What an object has in JSON, and what its schema says that it may have.
    fn differences<T: ToSchema>(value: impl Serialize) -> Vec<String> {
        let value = serde_json::to_value(value).unwrap();
        let schema = serde_json::to_value(T::schema()).unwrap();
        let keys = |value: &Value| -> BTreeSet<String> {
            value.as_object().unwrap().keys().cloned().collect()
        };
        let (has, says) = (keys(&value), keys(&schema["properties"]));
        has.symmetric_difference(&says).cloned().collect()
    }

    fn none() -> Vec<String> {
        Vec::new()
    }

    #[test]
    fn what_the_model_writes_is_what_is_said_of_it() {
        use runner_model as model;
        let failure = model::Failure {
            code: model::FailureCode::Denied,
            message: String::new(),
            detail: Some(String::new()),
        };
        assert_eq!(differences::<FailureView>(failure), none());
        assert_eq!(
            differences::<ProgressSaid>(model::Progress::default()),
            none()
        );
        let step = model::Step {
            name: String::new(),
            index: 0,
            count: 1,
        };
        assert_eq!(differences::<ProgressStep>(step), none());
        assert_eq!(
            differences::<UsageMeasured>(model::Usage::default()),
            none()
        );
        let line = model::LogLine {
            number: 0,
            at_ms: 0,
            level: model::Level::Info,
            message: String::new(),
            fields: Some(Map::new()),
        };
        assert_eq!(differences::<LogLineView>(line), none());
        let ask = json!({"since": "1d", "until": "2026-01-01T00:00:00Z", "span": "day"});
        let ask = model::StatsAsk::from_json(&ask).unwrap().to_json();
        assert_eq!(differences::<StatsInput>(ask), none());
    }

    #[test]
    fn what_the_model_reads_is_what_is_said_of_it() {
        use runner_model as model;
        let grant = json!({
            "to": "https://a.example",
            "methods": ["GET"],
            "headers": {"accept": "*/*"},
            "addresses": ["10.0.0.0/8"],
            "rate": "1/s",
            "connect_timeout": "1s",
            "first_byte_timeout": "1s",
            "between_bytes_timeout": "1s",
        });
        let grant: model::HttpGrant = serde_json::from_value(grant).unwrap();
        assert_eq!(differences::<HttpGrantBody>(grant), none());
        let batch = json!({
            "title": "t",
            "metadata": 1,
            "max_parallel": 1,
            "then": {},
            "job": {},
            "template": "t",
            "items": [],
        });
        let batch: runner_engine::BatchDocument = serde_json::from_value(batch).unwrap();
        assert_eq!(differences::<BatchBody>(batch), none());
        let of: runner_engine::TemplateUse = serde_json::from_value(json!({"name": "t"})).unwrap();
        assert_eq!(differences::<TemplateUseBody>(of), none());
    }
}
