//! Webhooks: whoever wants to know of events is told by HTTP, signed as Standard Webhooks says
//! (<https://www.standardwebhooks.com>), from the durable outbox.
//!
//! What is promised: every event that is meant comes at least once, as long as the outbox has it, also over a restart; an
//! event that comes twice has the same id. Each endpoint has its events in their order, one at a time unless it wants more
//! at once; one that it did not take is tried again later, and those after it do not wait for that. An endpoint that fails
//! again and again is left alone for a while, and nothing is lost by it: it has a position in the outbox and goes on from there.
//!
//! [`supervisor`] has a task for each endpoint, [`endpoint`] is that task, [`delivery`] one try, [`sign`] what stands in its
//! headers, [`format`] how chat programs are told, [`mail`] how people are by mail, [`patience`] when what is tried again. No endpoint waits for another.

mod config;
mod delivery;
mod endpoint;
mod format;
mod mail;
mod patience;
mod sign;
mod supervisor;

use std::sync::Arc;
use std::time::Duration;

use runner_model::{HttpUrl, SecretString, WebhookUrl};
use runner_sandbox::OwnPost;
use runner_store::{
    EventFilter, Job, NewWebhook, StoreError, StoredEvent, StoredWebhook, Tried, WebhookChange,
    WebhookFormat, WebhookId,
};

pub(crate) use self::config::Section;
pub use self::config::WebhookConfig;
pub(crate) use self::mail::{Mailer, Section as SmtpSection};
pub use self::mail::{SmtpConfig, SmtpLogin, SmtpTls};
use crate::engine::Engine;
use crate::secrets::SecretError;

/// Writes events as clients see them. How that looks is the API's business, and so it is given to the engine from above.
pub trait EventWriter: Send + Sync + 'static {
    /// Writes an event as JSON, with its job as it is now; without it if it is gone.
    fn write(&self, event: &StoredEvent, job: Option<Job>) -> String;
}

/// A webhook as somebody asks for it.
#[derive(Debug, Clone)]
pub struct WebhookDraft {
    /// Where events are sent to.
    pub url: WebhookUrl,
    /// What people call it.
    pub title: Option<String>,
    /// Which events.
    pub filter: EventFilter,
    /// How they are written; what is usual for the address unless said.
    pub format: Option<WebhookFormat>,
    /// How many are sent at once.
    pub parallel: u32,
    /// Who asks.
    pub by: Option<String>,
}

/// Why something was not done with a webhook.
#[derive(Debug, thiserror::Error)]
pub enum WebhookError {
    /// Its address is one that the operator must allow first.
    #[error("{0}")]
    Refused(String),
    /// Its format does not go with its address.
    #[error("{0}")]
    Format(&'static str),
    /// It is told by mail, and mail is not signed.
    #[error("mail is not signed: a webhook that leads to `mailto:` has no secret")]
    Unsigned,
    /// Its secret cannot be sealed.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// The store failed, or there is no such webhook.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Engine {
    /// Says who writes events. The first writer stays.
    pub fn write_events_by(&self, writer: Arc<dyn EventWriter>) {
        // Another would write the same.
        let _ = self.shared.event_writer.set(writer);
    }

    /// Begins to tell webhooks of events.
    pub fn start_webhooks(&self) {
        let shared = Arc::clone(&self.shared);
        let task = tokio::spawn(async move {
            if let Err(error) = mail::settle_recipients(&shared).await {
                tracing::error!(%error, "cannot see to it that those whom [smtp] names are told of alerts");
            }
            supervisor::run(shared).await;
        });
        self.lock_helpers().push(task);
    }

    /// Makes a webhook. The secret is given this once; there is none if it is told by mail.
    pub async fn add_webhook(
        &self,
        draft: WebhookDraft,
    ) -> Result<(StoredWebhook, Option<SecretString>), WebhookError> {
        self.must_be_allowed(&draft.url)?;
        let format = format_of(&draft.url, draft.format)?;
        let mark = sign::random()?;
        let (secret, sealed) = match &draft.url {
            WebhookUrl::Http(_) => {
                let secret = sign::new_secret()?;
                let sealed = self.shared.vault.seal_for_webhook(&mark, &secret).await?;
                (Some(secret), Some(sealed))
            }
            WebhookUrl::Mail(_) => (None, None),
        };
        let webhook = NewWebhook {
            url: draft.url,
            title: draft.title,
            filter: draft.filter,
            format,
            parallel: draft.parallel,
            mark,
            secret: sealed,
            created_by: draft.by,
        };
        Ok((self.store().add_webhook(webhook).await?, secret))
    }

    /// Changes a webhook.
    pub async fn change_webhook(
        &self,
        id: WebhookId,
        change: WebhookChange,
    ) -> Result<StoredWebhook, WebhookError> {
        if change.url.is_some() || change.format.is_some() {
            let known = self.store().webhook(id).await?;
            let url = change.url.as_ref().unwrap_or(&known.url);
            let (of_mail, is_mail) = (known.url.is_mail(), url.is_mail());
            if of_mail != is_mail {
                return Err(WebhookError::Refused(
                    "what is told by mail and what is told by HTTP are two webhooks: add another, and remove this one"
                        .to_owned(),
                ));
            }
            format_of(url, change.format)?;
        }
        if let Some(url) = &change.url {
            self.must_be_allowed(url)?;
        }
        Ok(self.store().change_webhook(id, change).await?)
    }

    /// Gives a webhook a new secret, which is given this once. The one before signs beside it for a while.
    pub async fn rotate_webhook(
        &self,
        id: WebhookId,
        keep: Duration,
    ) -> Result<(StoredWebhook, SecretString), WebhookError> {
        let known = self.store().webhook(id).await?;
        if known.url.is_mail() {
            return Err(WebhookError::Unsigned);
        }
        let secret = sign::new_secret()?;
        let sealed = self.shared.vault.seal_for_webhook(&known.mark, &secret);
        let until = self.shared.clock.now().after(keep);
        let rotated = self
            .store()
            .rotate_webhook(id, sealed.await?, until)
            .await?;
        Ok((rotated, secret))
    }

    /// Sends a message of no event to a webhook, now, and says how it went. It is not tried again.
    pub async fn test_webhook(&self, id: WebhookId) -> Result<Tried, StoreError> {
        let webhook = self.store().webhook(id).await?;
        delivery::test(&self.shared, &webhook).await
    }

    /// Refuses an address that cannot be allowed as things are. Names are looked up when something is sent.
    fn must_be_allowed(&self, url: &WebhookUrl) -> Result<(), WebhookError> {
        match url {
            WebhookUrl::Http(url) => self.must_be_allowed_host(url),
            WebhookUrl::Mail(_) if self.shared.mailer.smtp.is_none() => {
                Err(WebhookError::Refused(mail::no_server()))
            }
            WebhookUrl::Mail(_) => Ok(()),
        }
    }

    fn must_be_allowed_host(&self, url: &HttpUrl) -> Result<(), WebhookError> {
        match OwnPost::must_be_allowed(url) {
            Some((address, kind)) if !self.shared.webhooks.allows(address) => {
                let why = self.shared.webhooks.refusal(url.origin(), address, kind);
                Err(WebhookError::Refused(why))
            }
            _ => Ok(()),
        }
    }
}

/// How messages to an address are written, if they can be written so.
fn format_of(
    url: &WebhookUrl,
    format: Option<WebhookFormat>,
) -> Result<WebhookFormat, WebhookError> {
    match (url.is_mail(), format) {
        (true, None | Some(WebhookFormat::Email)) => Ok(WebhookFormat::Email),
        (true, Some(_)) => Err(WebhookError::Format(
            "what is told by mail has the format `email`: leave the format out",
        )),
        (false, Some(WebhookFormat::Email)) => Err(WebhookError::Format(
            "the format `email` goes with an address such as `mailto:ops@example.com`",
        )),
        (false, format) => Ok(format.unwrap_or_default()),
    }
}
