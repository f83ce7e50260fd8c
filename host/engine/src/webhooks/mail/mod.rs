//! Mail: a webhook that leads to `mailto:` is told by SMTP (RFC 5321), through the server that `[smtp]` names.
//!
//! All else is as for other webhooks: its position, tries, deliveries. A mail that comes twice has the same Message-ID, so
//! that most programs show it once. Those whom `[smtp]` names in `to` have a webhook each, which is made and removed when the
//! server starts.
//!
//! [`config`] reads the section, [`letter`] writes a mail, this module sends it.

mod config;
mod letter;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::transport::smtp::response::Response;
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};
use runner_model::{MailAddress, Timestamp, WebhookUrl, is_hidden};
use runner_sandbox::Secrets as _;
use runner_store::{EventFilter, EventType, NewWebhook, StoreError, StoredWebhook, WebhookFormat};

use self::letter::{About, letter};
use super::sign;
use crate::engine::Shared;
use crate::plugins::blocking;
use crate::secrets::{OpenSecrets, SecretError};

pub(crate) use self::config::Section;
pub use self::config::{SmtpConfig, SmtpLogin, SmtpTls};

/// Who made the webhooks of those that the file names. No token has such a name.
const BY_FILE: &str = "[smtp] to";

/// How much of what a server says is kept, in characters.
const MOST_KEPT: usize = 1_024;

/// How this node sends mail.
#[derive(Debug)]
pub(crate) struct Mailer {
    /// The server; none if the file names none.
    pub(crate) smtp: Option<SmtpConfig>,
    /// Certificates that are trusted beside those that everybody trusts.
    pub(crate) ca_file: Option<PathBuf>,
}

impl Mailer {
    /// Who signs in at the server, if somebody has to.
    pub(crate) fn login(&self) -> Option<&SmtpLogin> {
        self.smtp.as_ref()?.login.as_ref()
    }
}

/// What a mail is to tell.
pub(super) struct Mail<'a> {
    pub(super) to: &'a MailAddress,
    /// The id of the event's message.
    pub(super) id: &'a str,
    pub(super) at: Timestamp,
    /// The event as it is written for clients.
    pub(super) event: &'a str,
    pub(super) webhook: &'a StoredWebhook,
}

/// What came back: the code of the reply and its text, if there was one, and why the mail was not taken, if so.
#[derive(Debug, Default)]
pub(super) struct Reply {
    pub(super) code: Option<u16>,
    pub(super) text: Option<String>,
    pub(super) error: Option<String>,
}

impl Reply {
    fn failed(why: impl ToString) -> Self {
        Self {
            error: Some(why.to_string()),
            ..Self::default()
        }
    }
}

/// What to say where mail is wanted and there is no server for it.
pub(super) fn no_server() -> String {
    let block = config::EXAMPLE.replace('\n', "\n    ");
    format!(
        "there is no [smtp] in runner.toml, so that no mail can be sent; it is such a block:\n\n    {block}"
    )
}

/// Sends a mail. What does not work is an answer, too.
pub(super) async fn send(shared: &Shared, mail: Mail<'_>) -> Result<Reply, StoreError> {
    let Some(smtp) = &shared.mailer.smtp else {
        return Ok(Reply::failed(no_server()));
    };
    let event = serde_json::from_str(mail.event).unwrap_or_default();
    let webhook = mail.webhook.id.to_string();
    let about = About {
        id: mail.id,
        at: mail.at,
        node: &shared.node,
        webhook: &webhook,
    };
    let message = match letter(&event, about, (&smtp.from, mail.to)) {
        Ok(message) => message,
        Err(error) => return Ok(Reply::failed(error)),
    };
    let secrets = match open(shared, smtp).await {
        Ok(secrets) => secrets,
        Err(SecretError::Store(error)) => return Err(error),
        Err(error) => return Ok(Reply::failed(error)),
    };
    let transport = match transport(shared, smtp, &secrets).await {
        Ok(transport) => transport,
        Err(why) => return Ok(Reply::failed(why)),
    };
    let sending = hand_over(&transport, &message);
    let sent = tokio::time::timeout(smtp.timeout, sending).await;
    let mut reply = sent.unwrap_or_else(|_| {
        let seconds = smtp.timeout.as_secs_f64();
        Reply::failed(format_args!(
            "{}:{} did not take it within {seconds} s",
            smtp.host, smtp.port
        ))
    });
    // A server may repeat what it was told.
    let redactor = secrets.redactor();
    for text in [&mut reply.text, &mut reply.error].into_iter().flatten() {
        redactor.text(text);
    }
    Ok(reply)
}

/// The password, if one is needed.
async fn open(shared: &Shared, smtp: &SmtpConfig) -> Result<OpenSecrets, SecretError> {
    let names = smtp.login.iter().map(|login| &login.password);
    shared.vault.values(names).await
}

async fn transport(
    shared: &Shared,
    smtp: &SmtpConfig,
    secrets: &OpenSecrets,
) -> Result<AsyncSmtpTransport<Tokio1Executor>, String> {
    let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&*smtp.host)
        .port(smtp.port)
        .timeout(Some(smtp.timeout))
        .tls(match smtp.tls {
            SmtpTls::None => Tls::None,
            SmtpTls::Starttls => Tls::Required(parameters(shared, smtp).await?),
            SmtpTls::Tls => Tls::Wrapper(parameters(shared, smtp).await?),
        });
    if let Some(login) = &smtp.login {
        let name = &login.password;
        let password = secrets.get(name).ok_or_else(|| {
            format!("the secret `{name}` is not set, and [smtp] signs in with it: runner secret set {name}")
        })?;
        let password = password.reveal().to_owned();
        builder = builder
            .credentials(Credentials::new(login.user.clone(), password))
            .authentication(vec![Mechanism::Plain, Mechanism::Login]);
    }
    Ok(builder.build())
}

/// Whom the connection trusts: as for requests of plugins.
async fn parameters(shared: &Shared, smtp: &SmtpConfig) -> Result<TlsParameters, String> {
    let mut builder = TlsParameters::builder(smtp.host.clone());
    if let Some(path) = shared.mailer.ca_file.clone() {
        let shown = path.display().to_string();
        let wrong = |why: &dyn std::fmt::Display| format!("cannot use `ca_file` {shown}: {why}");
        let pem = blocking(move || fs::read(path)).await;
        let pem = pem.map_err(|error| wrong(&error))?;
        let certificate = Certificate::from_pem(&pem).map_err(|error| wrong(&error))?;
        builder = builder.add_root_certificate(certificate);
    }
    builder.build().map_err(|error| error.to_string())
}

async fn hand_over(transport: &AsyncSmtpTransport<Tokio1Executor>, message: &Message) -> Reply {
    let (envelope, bytes) = (message.envelope(), message.formatted());
    match transport.send_raw(envelope, &bytes).await {
        Ok(response) => taken(&response),
        Err(error) => refused(&error),
    }
}

fn taken(response: &Response) -> Reply {
    let code = response.code();
    Reply {
        code: Some(code.into()),
        text: Some(kept(&response.message().collect::<Vec<_>>().join(" "))),
        error: None,
    }
}

fn refused(error: &SmtpError) -> Reply {
    let mut why = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(error) = source {
        let more = error.to_string();
        if !why.contains(&more) {
            // Writing to a String cannot fail.
            let _ = write!(why, ": {more}");
        }
        source = error.source();
    }
    Reply {
        code: error.status().map(u16::from),
        text: None,
        error: Some(kept(&why)),
    }
}

/// A server's words, as text that is safe to show.
fn kept(text: &str) -> String {
    let shown = |c: char| {
        if c.is_control() || is_hidden(c) {
            ' '
        } else {
            c
        }
    };
    text.chars().take(MOST_KEPT).map(shown).collect()
}

/// Gives each whom the file names a webhook for alerts, and takes it from those that it names no more.
pub(super) async fn settle_recipients(shared: &Shared) -> Result<(), SecretError> {
    let named = shared.mailer.smtp.as_ref().map(|smtp| smtp.to.iter());
    let mut missing: BTreeSet<&MailAddress> = named.into_iter().flatten().collect();
    let mut leads_nowhere = false;
    for webhook in shared.store.webhooks().await? {
        let WebhookUrl::Mail(url) = &webhook.url else {
            continue;
        };
        let is_of_file = webhook.created_by.as_deref() == Some(BY_FILE);
        if is_of_file && !missing.remove(url.to()) {
            match shared.store.remove_webhook(webhook.id).await {
                // Another node was first.
                Ok(()) | Err(StoreError::NoWebhook(_)) => {}
                Err(error) => return Err(error.into()),
            }
        } else if shared.mailer.smtp.is_none() && webhook.disabled.is_none() {
            leads_nowhere = true;
        }
    }
    if leads_nowhere {
        tracing::warn!(
            "webhooks lead to mail, and there is no [smtp] in the configuration: none can be sent"
        );
    }
    for to in missing {
        let webhook = NewWebhook {
            url: WebhookUrl::Mail(to.clone().into()),
            title: None,
            filter: EventFilter {
                events: BTreeSet::from([EventType::Alert]),
                ..EventFilter::default()
            },
            format: WebhookFormat::Email,
            parallel: 1,
            mark: sign::random()?,
            secret: None,
            created_by: Some(BY_FILE.to_owned()),
        };
        shared.store.add_webhook(webhook).await?;
    }
    Ok(())
}
