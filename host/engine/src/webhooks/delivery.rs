//! One try to tell a webhook of something: written, signed, sent, judged.

use std::sync::Arc;
use std::time::Duration;

use runner_model::{HttpUrl, Timestamp, WebhookUrl};
use runner_sandbox::{OwnError, OwnPost};
use runner_store::{StoreError, StoredEvent, StoredWebhook, Tried};
use uuid::Uuid;

use super::format::shaped;
use super::mail::{self, Mail};
use super::sign;
use crate::engine::Shared;
use crate::secrets::SecretError;

/// The status by which an endpoint says that it wants nothing more.
const GONE: u16 = 410;

/// How a try ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It was taken.
    Taken,
    /// It was not; the endpoint may have said how long to leave it alone.
    NotTaken(Option<Duration>),
    /// The endpoint wants nothing more.
    Gone,
}

/// A message before it is written for whoever gets it.
struct Message {
    id: String,
    /// When it happened.
    at: Timestamp,
    /// The event as JSON.
    event: String,
}

/// Tells a webhook of an event.
pub(super) async fn deliver(
    shared: &Shared,
    webhook: &StoredWebhook,
    event: &StoredEvent,
) -> Result<(Tried, Outcome), StoreError> {
    let job = match &event.job {
        Some((id, ..)) => match shared.store.job(*id).await {
            Ok(job) => Some(job),
            // It was deleted since.
            Err(StoreError::NoJob(_)) => None,
            Err(error) => return Err(error),
        },
        None => None,
    };
    let Some(writer) = shared.event_writer.get() else {
        return Err(StoreError::Invalid("this node writes no events"));
    };
    let message = Message {
        id: sign::message_id(webhook, event),
        at: event.at,
        event: writer.write(event, job),
    };
    send(shared, webhook, message).await
}

/// Sends a webhook a message of no event.
pub(super) async fn test(shared: &Shared, webhook: &StoredWebhook) -> Result<Tried, StoreError> {
    let now = shared.clock.now();
    let event = serde_json::json!({
        "type": "test",
        "at": now.to_string(),
        "webhook": webhook.id.to_string(),
    });
    let message = Message {
        id: format!("test_{}", Uuid::now_v7().simple()),
        at: now,
        event: event.to_string(),
    };
    let (tried, _) = send(shared, webhook, message).await?;
    Ok(tried)
}

async fn send(
    shared: &Shared,
    webhook: &StoredWebhook,
    message: Message,
) -> Result<(Tried, Outcome), StoreError> {
    let begun = tokio::time::Instant::now();
    let mut tried = Tried {
        at: shared.clock.now(),
        ms: 0,
        status: None,
        answer: None,
        error: None,
    };
    let outcome = match &webhook.url {
        WebhookUrl::Http(url) => post(shared, webhook, url, message, &mut tried).await?,
        WebhookUrl::Mail(url) => {
            let mail = Mail {
                to: url.to(),
                id: &message.id,
                at: message.at,
                event: &message.event,
                webhook,
            };
            let reply = mail::send(shared, mail).await?;
            (tried.status, tried.answer, tried.error) = (reply.code, reply.text, reply.error);
            match tried.error {
                None => Outcome::Taken,
                // Also if the server says that it never will: somebody may mend it within the day.
                Some(_) => Outcome::NotTaken(None),
            }
        }
    };
    tried.ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    Ok((tried, outcome))
}

async fn post(
    shared: &Shared,
    webhook: &StoredWebhook,
    url: &HttpUrl,
    message: Message,
    tried: &mut Tried,
) -> Result<Outcome, StoreError> {
    let body = shaped(webhook.format, message.event);
    let headers = match headers(shared, webhook, (&message.id, &body), tried.at).await {
        Ok(headers) => headers,
        Err(SecretError::Store(error)) => return Err(error),
        Err(error) => {
            tried.error = Some(error.to_string());
            return Ok(Outcome::NotTaken(None));
        }
    };
    let config = &shared.webhooks;
    let post = OwnPost {
        url: url.clone(),
        headers,
        media_type: "application/json",
        body: body.into_bytes(),
        allowed: Arc::clone(&config.allow),
        within: config.timeout,
    };
    let outcome = match shared.sandbox.post_own(post).await {
        Ok(answer) => {
            tried.status = Some(answer.status);
            tried.answer = Some(answer.body);
            tried.error = wrong_with(answer.status);
            match answer.status {
                200..=299 => Outcome::Taken,
                GONE => Outcome::Gone,
                _ => Outcome::NotTaken(answer.retry_after),
            }
        }
        Err(error) => {
            tried.error = Some(match error {
                OwnError::Refused {
                    origin,
                    address,
                    kind,
                } => config.refusal(&origin, address, kind),
                OwnError::Failed(why) => why,
            });
            Outcome::NotTaken(None)
        }
    };
    Ok(outcome)
}

/// What is wrong with a status, if anything is.
fn wrong_with(status: u16) -> Option<String> {
    let why = match status {
        200..=299 => return None,
        300..=399 => {
            "it redirects, which is not followed: give the address that it leads to".to_owned()
        }
        GONE => "it says that it is gone".to_owned(),
        _ => format!("it answered {status}"),
    };
    Some(why)
}

/// The three headers of a signed message. While a secret is being replaced there is a signature by each.
async fn headers(
    shared: &Shared,
    webhook: &StoredWebhook,
    (id, body): (&str, &str),
    now: Timestamp,
) -> Result<Vec<(&'static str, String)>, SecretError> {
    let seconds = now.as_millis().div_euclid(1_000);
    let mut signatures = Vec::new();
    for secret in &webhook.secrets {
        if secret.expires_at.is_some_and(|ends| ends <= now) {
            continue;
        }
        let opened = shared
            .vault
            .opened_for_webhook(&webhook.mark, secret.sealed.clone())
            .await?;
        signatures.extend(sign::signature(&opened, id, seconds, body.as_bytes()));
    }
    Ok(vec![
        ("webhook-id", id.to_owned()),
        ("webhook-timestamp", seconds.to_string()),
        ("webhook-signature", signatures.join(" ")),
    ])
}
