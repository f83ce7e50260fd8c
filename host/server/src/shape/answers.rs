//! How answers look whose handlers write them as JSON themselves.
#![expect(dead_code, reason = "they are there for their schemas")]

use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::shape;

/// What is done to many jobs.
#[derive(ToSchema)]
#[schema(as = Action)]
pub(crate) struct ActionShown {
    id: shape::ActionId,
    /// `cancel`, `pause`, `resume`, `retry`, `promote`, `delete` or `priority`.
    verb: String,
    /// Which jobs, as it was asked for; null if they were named.
    #[schema(value_type = Option<Object>)]
    filter: Option<Map<String, Value>>,
    /// How many jobs were named; null if it was asked for by a filter.
    named: Option<u64>,
    /// Whether they are only counted.
    dry_run: bool,
    /// `counting`, `running`, `done` or `aborted`.
    state: String,
    /// How many jobs were found.
    matched: u64,
    /// To how many of them it was tried.
    done: u64,
    changed: u64,
    /// Those that were so already.
    unchanged: u64,
    failed: u64,
    /// Why it failed, by the code of the problem.
    failures: Vec<ActionFailure>,
    created_by: Option<String>,
    created_at: shape::Time,
    finished_at: Option<shape::Time>,
    /// Of `retry`: whether on the version of their plugin that is active then.
    #[schema(nullable = false)]
    latest: Option<bool>,
    /// Of `priority`.
    #[schema(nullable = false)]
    priority: Option<u8>,
}

/// What could not be done to jobs, for one reason.
#[derive(ToSchema)]
pub(crate) struct ActionFailure {
    code: String,
    count: u64,
    example: ActionExample,
}

/// One of those jobs.
#[derive(ToSchema)]
pub(crate) struct ActionExample {
    job_id: shape::JobId,
    message: String,
}

/// Bytes that were sent ahead of a job.
#[derive(ToSchema)]
#[schema(as = Upload)]
pub(crate) struct UploadShown {
    id: String,
    digest: shape::Digest,
    size_bytes: u64,
    media_type: String,
    created_at: shape::Time,
    /// A job must have them by then.
    expires_at: shape::Time,
}

/// A token that sees one job.
#[derive(ToSchema)]
#[schema(as = WatchToken)]
pub(crate) struct WatchTokenShown {
    /// The text of the token: what is sent as `Authorization: Bearer …`.
    token: String,
    job_id: shape::JobId,
    expires_at: shape::Time,
}

/// Whoever asks.
#[derive(ToSchema)]
#[schema(as = Session)]
pub(crate) struct SessionShown {
    name: shape::TokenName,
    role: shape::RoleName,
    /// When it ends by itself.
    expires_at: Option<shape::Time>,
}

/// A webhook.
#[derive(ToSchema)]
#[schema(as = Webhook)]
pub(crate) struct WebhookShown {
    id: String,
    url: String,
    title: Option<String>,
    filter: EventFilterSaid,
    format: shape::WebhookFormatName,
    /// How many events are sent at once.
    parallel: u32,
    enabled: bool,
    disabled: Option<WebhookDisabled>,
    /// How many deliveries failed in a row.
    failures: u32,
    failing_since: Option<shape::Time>,
    /// Until when it is left alone.
    rests_until: Option<shape::Time>,
    /// How many deliveries wait.
    waiting: u64,
    /// How many events were forgotten before it was told.
    missed: u64,
    delivered_at: Option<shape::Time>,
    /// How many secrets sign its messages.
    secrets: usize,
    created_at: shape::Time,
    created_by: Option<String>,
    /// The secret, in the answer that makes it and nowhere after that. Mail has none.
    #[schema(nullable = false)]
    secret: Option<String>,
}

/// Since when, and why, a webhook is told nothing.
#[derive(ToSchema)]
pub(crate) struct WebhookDisabled {
    at: shape::Time,
    reason: String,
}

/// Which events are meant. Everything that is said must hold; of each kind one is enough.
#[derive(ToSchema)]
#[schema(as = EventFilter)]
pub(crate) struct EventFilterSaid {
    /// Of one of these types, such as `job-failed`; of any if empty.
    #[schema(nullable = false)]
    events: Option<Vec<String>>,
    /// Of jobs of one of these processors.
    #[schema(nullable = false)]
    processors: Option<Vec<shape::Name>>,
    /// Of one of these queues, or of a job in it.
    #[schema(nullable = false)]
    queues: Option<Vec<shape::Name>>,
    /// Of one of these batches, or of an item of it.
    #[schema(nullable = false)]
    batches: Option<Vec<shape::BatchId>>,
    /// Of jobs with one of these tags.
    #[schema(nullable = false)]
    tags: Option<Vec<String>>,
    /// Of one of these alerts.
    #[schema(nullable = false)]
    alerts: Option<Vec<shape::Name>>,
}

/// A message to an endpoint, and what became of it.
#[derive(ToSchema)]
#[schema(as = Delivery)]
pub(crate) struct DeliveryShown {
    id: String,
    /// `delivered`, `waiting` or `failed`.
    state: String,
    /// How often it was tried.
    attempts: u32,
    next_at: Option<shape::Time>,
    event: DeliveryEvent,
    last: TryShown,
}

/// The event that an endpoint is told of.
#[derive(ToSchema)]
pub(crate) struct DeliveryEvent {
    seq: i64,
    r#type: String,
    at: shape::Time,
    job_id: Option<shape::JobId>,
}

/// One try of a delivery.
#[derive(ToSchema)]
#[schema(as = DeliveryTry)]
pub(crate) struct TryShown {
    at: shape::Time,
    /// How long it took.
    ms: u64,
    /// The status of the answer, if there was one.
    status: Option<u16>,
    /// The first bytes of the answer.
    answer: Option<String>,
    /// What was wrong; null if it was taken.
    error: Option<String>,
}

/// A message of type `test`, and what came back.
#[derive(ToSchema)]
#[schema(as = WebhookTest)]
pub(crate) struct TestShown {
    at: shape::Time,
    /// How long it took.
    ms: u64,
    /// The status of the answer, if there was one.
    status: Option<u16>,
    /// The first bytes of the answer.
    answer: Option<String>,
    /// What was wrong; null if it was taken.
    error: Option<String>,
    delivered: bool,
}

/// A rule for what operators want to hear of.
#[derive(ToSchema)]
#[schema(as = Alert)]
pub(crate) struct AlertShown {
    name: shape::Name,
    /// What it watches.
    #[schema(value_type = Object)]
    watch: Map<String, Value>,
    /// For how long it must be over its line.
    for_ms: u64,
    /// `ok`, `pending` or `firing`.
    state: String,
    since: shape::Time,
    /// What was seen then.
    message: Option<String>,
    muted_until: Option<shape::Time>,
    created_at: shape::Time,
    created_by: Option<String>,
}

/// How a rule turned.
#[derive(ToSchema)]
pub(crate) struct AlertTurned {
    alert: shape::Name,
    at: shape::Time,
    /// `firing` or `recovered`.
    state: String,
    /// What was seen.
    message: String,
    /// Whether nobody was told.
    muted: bool,
}
