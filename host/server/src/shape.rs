//! How texts look in the API's document: the model's names, ids and words know nothing of it.

pub(crate) mod answers;
pub(crate) mod model;

use runner_model::{ErrorState, FailureCode, Level, Limit, OnFailure, Role, Span, StateName};
use serde_json::Value;
use utoipa::openapi::schema::SchemaType;
use utoipa::openapi::{
    KnownFormat, ObjectBuilder, OneOfBuilder, RefOr, Schema, SchemaFormat, Type,
};
use utoipa::{PartialSchema, ToSchema};

fn text(doc: &[&str]) -> ObjectBuilder {
    let doc: Vec<&str> = doc.iter().map(|line| line.trim()).collect();
    ObjectBuilder::new()
        .schema_type(Type::String)
        .description(Some(doc.join(" ")))
}

fn words(words: impl IntoIterator<Item = impl ToString>) -> Option<Vec<Value>> {
    Some(
        words
            .into_iter()
            .map(|word| Value::from(word.to_string()))
            .collect(),
    )
}

/// Kinds of text, each with what is said of it and what is added to its schema.
macro_rules! texts {
    ($($(#[doc = $doc:literal])+ $name:ident: |$text:ident| $schema:expr;)+) => {$(
        $(#[doc = $doc])+
        pub(crate) struct $name;

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                let $text = text(&[$($doc),+]);
                $schema.build().into()
            }
        }

        impl ToSchema for $name {}
    )+};
}

texts! {
    /// A moment: RFC 3339. The server writes UTC, to the millisecond, and reads any offset.
    Time: |text| text
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)))
        .examples(["2026-01-31T08:00:00.000Z"]);
    /// The id of a job: a UUID (version 7), which sorts by when jobs were made.
    JobId: |text| text
        .format(Some(SchemaFormat::Custom("uuid".to_owned())))
        .examples(["019a2c4e-7d1b-7c3a-9f00-2b6c1d9e4f11"]);
    /// The id of a batch: a UUID (version 7).
    BatchId: |text| text
        .format(Some(SchemaFormat::Custom("uuid".to_owned())))
        .examples(["019a2c4e-9a40-7b52-8d11-7f0e5c3b2a10"]);
    /// The id of an action: a UUID (version 7).
    ActionId: |text| text
        .format(Some(SchemaFormat::Custom("uuid".to_owned())))
        .examples(["019a2c4e-b2d0-7e11-8a02-5c4d3e2f1a09"]);
    /// How messages to an endpoint are written: the event as JSON, or a line of text as Slack or Discord take it.
    WebhookFormatName: |text| text.enum_values(words(["standard", "slack", "discord", "email"]));
    /// A name: lower-case letters, digits and `-`, beginning with a letter, at most 64 characters.
    Name: |text| text
        .pattern(Some("^[a-z][a-z0-9-]{0,63}$"))
        .examples(["data-conversion"]);
    /// The name of an input or output: lower-case letters, digits, `-` and `_`, at most 64 characters.
    PortName: |text| text
        .pattern(Some("^[a-z0-9][a-z0-9_-]{0,63}$"))
        .examples(["input"]);
    /// The name of a secret: letters, digits, `-` and `_`, beginning with a letter, at most 64 characters.
    SecretName: |text| text
        .pattern(Some("^[A-Za-z][A-Za-z0-9_-]{0,63}$"))
        .examples(["PROPERTY_API_KEY"]);
    /// The name of a token: letters, digits, `-`, `_`, `.` and `@`, beginning with a letter or digit, at most 64 characters.
    /// Jobs belong to names, so that a new token of the same name sees them too.
    TokenName: |text| text
        .pattern(Some("^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$"))
        .examples(["ci"]);
    /// What bytes are known by: their SHA-256.
    Digest: |text| text
        .pattern(Some("^sha256:[0-9a-fA-F]{64}$"))
        .examples(["sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"]);
    /// How often something may happen: a count, and a time, as `10/s`, `100/m` or `5/10s`, at most a million a second; and how
    /// many may at once after a rest, as `10/s burst 50`.
    Rate: |text| text
        .pattern(Some("^[1-9][0-9]{0,5}/[0-9a-z ]{1,20}$"))
        .examples(["10/s", "100/m burst 20"]);
    /// A tag of a job: 1 to 128 bytes.
    Tag: |text| text.min_length(Some(1)).max_length(Some(128)).examples(["import"]);
    /// Where a list goes on: what `next_page_token` of the last page said, as it was.
    PageToken: |text| text.examples(["p1a2b"]);
    /// Where a job is in its life. `completed`, `failed` and `cancelled` are its ends.
    JobState: |text| text.enum_values(words(StateName::ALL));
    /// Why a job did not succeed. `transient`, `timed_out`, `trapped`, `internal`, `retry_after` and `interrupted` are tried
    /// again while the job has attempts left; the others are for good.
    FailureName: |text| text.enum_values(words(FailureCode::ALL));
    /// What a token lets do. `viewer` reads everything that is no administrator's; `submitter` submits jobs, and sees and
    /// changes its own alone; `operator` does everything with jobs, batches, queues, schedules, templates and errors; `admin`
    /// does everything.
    RoleName: |text| text.enum_values(words(Role::ALL));
    /// What people think of a failure: `open` is to be looked at, `muted` is known and of no interest, `resolved` should not
    /// come again, and is open again if it does.
    ErrorStateName: |text| text.enum_values(words(ErrorState::ALL));
    /// Over how long each point is counted. Minutes are kept for a week, hours and days for 400 days.
    SpanName: |text| text.enum_values(words(Span::ALL));
    /// What a job does if one that it waits for does not complete: fail too, be skipped, or run all the same.
    OnFailureName: |text| text.enum_values(words(OnFailure::ALL));
    /// How much a line of a log matters.
    LevelName: |text| text
        .enum_values(words([Level::Trace, Level::Debug, Level::Info, Level::Warn, Level::Error]));
    /// What becomes of times that were missed: left out, made up for once, or each (the last 100).
    MisfireName: |text| text.enum_values(words(["skip", "once", "all"]));
    /// What becomes of a firing while what the last one started runs still: both run, the new one is left out, or the old one is
    /// cancelled.
    OverlapName: |text| text.enum_values(words(["allow", "skip", "cancel"]));
    /// The name of a limit. Those that end in `_bytes` count bytes, `timeout_ms` counts milliseconds of wall-clock time, `fuel`
    /// counts units of work (some billion a second), and `http_requests` and `http_concurrency` count requests.
    LimitName: |text| text.enum_values(words(Limit::ALL.map(Limit::json_name)));
}

/// How long: milliseconds, or a text such as `30d`, `12h` or `90s`.
pub(crate) struct Duration;

impl PartialSchema for Duration {
    fn schema() -> RefOr<Schema> {
        let number = ObjectBuilder::new()
            .schema_type(Type::Integer)
            .minimum(Some(0));
        let text = ObjectBuilder::new()
            .schema_type(Type::String)
            .pattern(Some("^([0-9]{1,4}(ms|s|m|h|d) ?)+$"));
        Schema::from(
            OneOfBuilder::new()
                .item(number)
                .item(text)
                .description(Some(
                    "How long: milliseconds, or a text such as `30d`, `12h` or `90s`.",
                ))
                .examples([Value::from("30d"), Value::from(90_000)])
                .build(),
        )
        .into()
    }
}

impl ToSchema for Duration {}

/// A limit: a number in its unit, a text such as `512MiB`, `10m` or `5G`, or null for none of one's own.
pub(crate) struct LimitValue;

impl PartialSchema for LimitValue {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(SchemaType::from_iter([Type::Integer, Type::String, Type::Null]))
            .minimum(Some(0))
            .description(Some(
                "A limit: a number in its unit, a text such as `512MiB`, `10m` or `5G`, or null for none of its own.",
            ))
            .examples([Value::from("512MiB"), Value::from(600_000)])
            .build()
            .into()
    }
}

impl ToSchema for LimitValue {}

/// A priority by its number.
pub(crate) struct PriorityNumber;

impl PartialSchema for PriorityNumber {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::Integer)
            .minimum(Some(1))
            .maximum(Some(10))
            .build()
            .into()
    }
}

impl ToSchema for PriorityNumber {}

/// How many jobs there are by state.
pub(crate) struct JobCounts;

impl PartialSchema for JobCounts {
    fn schema() -> RefOr<Schema> {
        let count = || {
            ObjectBuilder::new()
                .schema_type(Type::Integer)
                .minimum(Some(0))
        };
        let start = ObjectBuilder::new()
            .schema_type(SchemaType::new(Type::Object))
            .description(Some("How many jobs there are by state."));
        let whole = StateName::ALL.iter().fold(start, |object, state| {
            object
                .property(state.to_string(), count())
                .required(state.to_string())
        });
        whole.build().into()
    }
}

impl ToSchema for JobCounts {}
