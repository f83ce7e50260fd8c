//! Webhooks: made, seen, changed, tried out; and what became of their deliveries. A secret is in the answer that makes it,
//! and nowhere after that.

use std::time::Duration;

use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::{Extension, Json};
use runner_engine::{WebhookDraft, WebhookError};
use runner_model::{SecretString, WebhookUrl};
use runner_store::{
    Delivery, DeliveryId, EventFilter, PageToken, StoredWebhook, Tried, WebhookChange,
    WebhookFormat, WebhookId, Whether,
};
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};

use crate::app::App;
use crate::audit::Made;
use crate::auth::Caller;
use crate::body::{Body, OptionalBody, duration, nullable, parsed};
use crate::page;
use crate::problem::Problem;
use crate::query::Query;
use crate::shape;
use crate::shape::answers::{DeliveryShown, EventFilterSaid, TestShown, WebhookShown};
use crate::view::{List, time};

/// What the tokens of pages are of.
const DELIVERIES: &str = "deliveries";

/// How many events may be sent at once.
const MOST_PARALLEL: u32 = 32;

/// The most that one part of a filter names, and the longest title, in characters.
const MOST_NAMED: usize = 100;
const LONGEST_TITLE: usize = 200;

/// How long a secret signs beside its successor unless somebody says, and at the most.
const KEEP: Duration = Duration::from_secs(24 * 60 * 60);
const LONGEST_KEEP: Duration = Duration::from_secs(30 * 24 * 60 * 60);

type Answer<T> = Result<Json<T>, Problem>;

/// A webhook as a client asks for it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewWebhook, example = json!({"url": "https://hooks.example.com/runner", "filter": {"events": ["job-failed"]}}))]
pub(crate) struct WebhookBody {
    /// Where to: an http or https address, or `mailto:` and one recipient, who is told by mail as `[smtp]` says.
    url: String,
    /// What people call it.
    #[schema(max_length = 200)]
    title: Option<String>,
    #[serde(default)]
    #[schema(value_type = EventFilterSaid)]
    filter: EventFilter,
    /// How messages are written: `standard` unless said, and `email` to `mailto:`.
    #[schema(value_type = Option<shape::WebhookFormatName>)]
    format: Option<WebhookFormat>,
    /// How many events are sent at once; 1 unless said. With more than one they may come in another order.
    #[schema(minimum = 1, maximum = 32)]
    parallel: Option<u32>,
}

/// What is to change.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WebhookChanges, example = json!({"enabled": true}))]
pub(crate) struct ChangeBody {
    url: Option<String>,
    #[serde(default, deserialize_with = "nullable")]
    #[schema(value_type = Option<String>, max_length = 200)]
    title: Option<Option<String>>,
    #[schema(value_type = Option<EventFilterSaid>)]
    filter: Option<EventFilter>,
    #[schema(value_type = Option<shape::WebhookFormatName>)]
    format: Option<WebhookFormat>,
    #[schema(minimum = 1, maximum = 32)]
    parallel: Option<u32>,
    /// Whether it is told at all. What it missed meanwhile it is told then, as far as that is kept.
    enabled: Option<bool>,
}

/// How a secret is replaced.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SecretRotation, example = json!({"keep": "24h"}))]
pub(crate) struct RotateBody {
    /// For how long the secret before signs too: a day unless said, and 30 days at the most.
    #[schema(value_type = Option<shape::Duration>)]
    keep: Option<Value>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct DeliveriesQuery {
    /// `delivered`, `waiting` or `failed`.
    #[param(nullable = false, pattern = "^(delivered|waiting|failed)$")]
    state: Option<String>,
    /// How many on a page: 50 unless said, and never more than 500.
    #[param(nullable = false, minimum = 0)]
    page_size: Option<usize>,
    #[param(nullable = false, value_type = Option<shape::PageToken>)]
    page_token: Option<String>,
}

impl From<WebhookError> for Problem {
    fn from(error: WebhookError) -> Self {
        match error {
            WebhookError::Refused(why) => Self::invalid("/url", why),
            WebhookError::Format(why) => Self::invalid("/format", why),
            WebhookError::Unsigned => Self::bad_request(error.to_string()),
            WebhookError::Secret(error) => error.into(),
            WebhookError::Store(error) => error.into(),
        }
    }
}

/// List webhooks
#[utoipa::path(
    get, path = "/webhooks", operation_id = "list_webhooks", tag = "webhooks",
    responses((status = 200, description = "All of them", body = List<WebhookShown>)),
)]
pub(crate) async fn list(State(app): State<App>) -> Answer<List<Value>> {
    let webhooks = app.engine.store().webhooks().await?;
    Ok(Json(List {
        items: webhooks.iter().map(view).collect(),
        next_page_token: None,
    }))
}

/// Show a webhook
#[utoipa::path(
    get, path = "/webhooks/{id}", operation_id = "get_webhook", tag = "webhooks",
    responses((status = 200, description = "The webhook", body = WebhookShown)),
)]
pub(crate) async fn show(State(app): State<App>, Path(id): Path<String>) -> Answer<Value> {
    let webhook = app.engine.store().webhook(id.parse()?).await?;
    Ok(Json(view(&webhook)))
}

/// Add a webhook
///
/// The answer alone has the secret, so that a request that is sent again makes another. What is told by mail has none.
#[utoipa::path(
    post, path = "/webhooks", operation_id = "create_webhook", tag = "webhooks",
    request_body = WebhookBody,
    responses(
        (status = 201, description = "The webhook, with its secret", body = WebhookShown),
        (status = 409, description = "`secret_key`: the server has no key, or another than the one that secrets were sealed with"),
    ),
)]
pub(crate) async fn create(
    State(app): State<App>,
    caller: Caller,
    Body(body): Body<WebhookBody>,
) -> Result<impl IntoResponse, Problem> {
    let draft = WebhookDraft {
        url: url(&body.url)?,
        title: body.title.map(title).transpose()?,
        filter: filter(body.filter)?,
        format: body.format,
        parallel: parallel(body.parallel.unwrap_or(1))?,
        by: Some(caller.name().to_owned()),
    };
    let (webhook, secret) = app.engine.add_webhook(draft).await?;
    Ok((StatusCode::CREATED, with_secret(&webhook, secret.as_ref())))
}

/// Change a webhook
///
/// What is left out stays as it is.
#[utoipa::path(
    patch, path = "/webhooks/{id}", operation_id = "change_webhook", tag = "webhooks",
    request_body = ChangeBody,
    responses((status = 200, description = "The webhook as it is now", body = WebhookShown)),
)]
pub(crate) async fn change(
    State(app): State<App>,
    Path(id): Path<String>,
    Body(body): Body<ChangeBody>,
) -> Answer<Value> {
    let id: WebhookId = id.parse()?;
    let change = WebhookChange {
        url: body.url.as_deref().map(url).transpose()?,
        title: match body.title {
            Some(Some(text)) => Some(Some(title(text)?)),
            other => other,
        },
        filter: body.filter.map(filter).transpose()?,
        format: body.format,
        parallel: body.parallel.map(parallel).transpose()?,
        whether: body.enabled.map(|enabled| match enabled {
            true => Whether::Told,
            false => Whether::NotTold,
        }),
    };
    let webhook = app.engine.change_webhook(id, change).await?;
    Ok(Json(view(&webhook)))
}

/// Remove a webhook
#[utoipa::path(
    delete, path = "/webhooks/{id}", operation_id = "remove_webhook", tag = "webhooks",
    responses((status = 204, description = "It is gone")),
)]
pub(crate) async fn remove(
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    app.engine.store().remove_webhook(id.parse()?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Give a webhook a new secret
///
/// The answer alone has the new secret. The one before signs too for a while.
#[utoipa::path(
    post, path = "/webhooks/{id}/rotate", operation_id = "rotate_webhook", tag = "webhooks",
    request_body = Option<RotateBody>,
    responses(
        (status = 200, description = "The webhook, with its new secret", body = WebhookShown),
        (status = 409, description = "`secret_key`: the server has no key, or another than the one that secrets were sealed with"),
    ),
)]
pub(crate) async fn rotate(
    State(app): State<App>,
    Path(id): Path<String>,
    OptionalBody(body): OptionalBody<RotateBody>,
) -> Result<impl IntoResponse, Problem> {
    let id: WebhookId = id.parse()?;
    let keep = match &body.keep {
        Some(keep) => duration("/keep", keep)?.min(LONGEST_KEEP),
        None => KEEP,
    };
    let (webhook, secret) = app.engine.rotate_webhook(id, keep).await?;
    Ok(with_secret(&webhook, Some(&secret)))
}

/// Send a message of type `test`
///
/// Now and once, also to one that is disabled.
#[utoipa::path(
    post, path = "/webhooks/{id}/test", operation_id = "test_webhook", tag = "webhooks",
    responses(
        (status = 200, description = "What came back", body = TestShown),
        (status = 409, description = "`secret_key`: the server has no key, or another than the one that secrets were sealed with"),
    ),
)]
pub(crate) async fn test(State(app): State<App>, Path(id): Path<String>) -> Answer<Value> {
    let tried = app.engine.test_webhook(id.parse()?).await?;
    let mut shown = try_view(&tried);
    shown["delivered"] = tried.error.is_none().into();
    Ok(Json(shown))
}

/// List what a webhook was told
///
/// The newest first.
#[utoipa::path(
    get, path = "/webhooks/{id}/deliveries", operation_id = "list_deliveries", tag = "webhooks",
    params(DeliveriesQuery),
    responses((status = 200, description = "A page of deliveries", body = List<DeliveryShown>)),
)]
pub(crate) async fn deliveries(
    State(app): State<App>,
    Path(id): Path<String>,
    Query(query): Query<DeliveriesQuery>,
) -> Answer<List<Value>> {
    let state = match query.state.as_deref() {
        None => None,
        Some("delivered") => Some("delivered"),
        Some("waiting") => Some("waiting"),
        Some("failed") => Some("failed"),
        Some(_) => {
            let message = "state: write delivered, waiting or failed";
            return Err(Problem::bad_request(message));
        }
    };
    let most = page::size(query.page_size);
    let after: Option<PageToken> = page::after(DELIVERIES, query.page_token.as_deref())?;
    let store = app.engine.store();
    let found = store.deliveries(id.parse()?, state, after, most).await?;
    Ok(Json(List {
        items: found.items.iter().map(delivery_view).collect(),
        next_page_token: found.next.map(|next| page::token(DELIVERIES, next)),
    }))
}

/// Send something again
///
/// Soon, whatever became of it. Its `webhook-id` stays.
#[utoipa::path(
    post, path = "/webhooks/{id}/deliveries/{delivery}/redeliver", operation_id = "redeliver", tag = "webhooks",
    responses((status = 202, description = "The delivery, which waits again", body = DeliveryShown)),
)]
pub(crate) async fn redeliver(
    State(app): State<App>,
    Path((id, delivery)): Path<(String, String)>,
) -> Result<(StatusCode, Json<Value>), Problem> {
    let (id, delivery): (WebhookId, DeliveryId) = (id.parse()?, delivery.parse()?);
    let delivery = app.engine.store().redeliver(id, delivery).await?;
    Ok((StatusCode::ACCEPTED, Json(delivery_view(&delivery))))
}

fn url(text: &str) -> Result<WebhookUrl, Problem> {
    parsed("/url", text)
}

fn title(text: String) -> Result<String, Problem> {
    match text.chars().count() {
        0..=LONGEST_TITLE => Ok(text),
        _ => {
            let message = format!("a title has at most {LONGEST_TITLE} characters");
            Err(Problem::invalid("/title", message))
        }
    }
}

fn filter(filter: EventFilter) -> Result<EventFilter, Problem> {
    let parts = [
        ("processors", filter.processors.len()),
        ("queues", filter.queues.len()),
        ("batches", filter.batches.len()),
        ("tags", filter.tags.len()),
        ("alerts", filter.alerts.len()),
    ];
    match parts.iter().find(|(_, count)| *count > MOST_NAMED) {
        Some((part, _)) => {
            let message = format!("at most {MOST_NAMED} are named");
            Err(Problem::invalid(&format!("/filter/{part}"), message))
        }
        None => Ok(filter),
    }
}

fn parallel(number: u32) -> Result<u32, Problem> {
    if (1..=MOST_PARALLEL).contains(&number) {
        return Ok(number);
    }
    let message = format!("write a number from 1 to {MOST_PARALLEL}");
    Err(Problem::invalid("/parallel", message))
}

fn with_secret(
    webhook: &StoredWebhook,
    secret: Option<&SecretString>,
) -> impl IntoResponse + use<> {
    let mut shown = view(webhook);
    if let Some(secret) = secret {
        shown["secret"] = secret.reveal().into();
    }
    let made = Extension(Made(webhook.id.to_string()));
    ([(header::CACHE_CONTROL, "no-store")], made, Json(shown))
}

fn view(webhook: &StoredWebhook) -> Value {
    let health = &webhook.health;
    json!({
        "id": webhook.id.to_string(),
        "url": webhook.url,
        "title": webhook.title,
        "filter": webhook.filter,
        "format": webhook.format,
        "parallel": webhook.parallel,
        "enabled": webhook.disabled.is_none(),
        "disabled": webhook.disabled.map(|disabled| json!({
            "at": time(disabled.at),
            "reason": disabled.why.as_str(),
        })),
        "failures": health.failures,
        "failing_since": health.failing_since.map(time),
        "rests_until": health.rests_until.map(time),
        "waiting": webhook.waiting,
        "missed": webhook.missed,
        "delivered_at": webhook.delivered_at.map(time),
        "secrets": webhook.secrets.len(),
        "created_at": time(webhook.created_at),
        "created_by": webhook.created_by,
    })
}

fn delivery_view(delivery: &Delivery) -> Value {
    let event = &delivery.event;
    let mut shown = json!({
        "id": delivery.id.to_string(),
        "state": delivery.state.as_str(),
        "attempts": delivery.attempts,
        "next_at": delivery.state.next_at().map(time),
        "event": {
            "seq": event.seq,
            "type": event.kind,
            "at": time(event.at),
            "job_id": event.job.map(|(id, ..)| id),
        },
    });
    shown["last"] = try_view(&delivery.tried);
    shown
}

fn try_view(tried: &Tried) -> Value {
    json!({
        "at": time(tried.at),
        "ms": tried.ms,
        "status": tried.status,
        "answer": tried.answer,
        "error": tried.error,
    })
}
