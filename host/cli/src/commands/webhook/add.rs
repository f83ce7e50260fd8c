//! `runner webhook add` and `change`.

use std::process::ExitCode;

use clap::Args;
use reqwest::Method;
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::shared::{given, something, tell};
use super::Webhook;
use super::what::WhatArgs;
use crate::client::{Client, Patience, ServerArgs, block_on};
use crate::error::{Exit, UserError};
use crate::options::Global;
use crate::terminal;

/// Add a webhook, and print the secret that its messages are signed with: this once
#[derive(Debug, Args)]
#[command(after_help = "\
Each event is a POST of JSON, as `runner events --json` shows it, signed as Standard Webhooks says (standardwebhooks.com):
headers webhook-id, webhook-timestamp and webhook-signature. Answer with 2xx soon; everything else is tried again for a day.
Events come in their order, but one that was not taken comes again after others, and one may come twice with the same
webhook-id. A server in a private network must be allowed in runner.toml, by [webhooks] allow.

With mailto:ops@example.com each event is a mail instead, sent as [smtp] of runner.toml says; nothing is signed.

Examples:
  runner webhook add https://example.com/hook --event job-completed,job-failed > hook.secret
  runner webhook add https://example.com/mail --queue mail --tag urgent --title 'urgent mail'
  runner webhook add mailto:ops@example.com --event alert")]
pub(crate) struct AddArgs {
    /// Where events are sent to
    #[arg(value_name = "URL")]
    url: String,

    #[command(flatten)]
    what: WhatArgs,

    /// How messages are written: standard, or a line of text as slack or discord take it; mail has its own
    #[arg(long, value_name = "FORMAT", value_parser = ["standard", "slack", "discord", "email"])]
    format: Option<String>,

    /// What people call it
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,

    /// How many events may be on their way at once; with more than one they may come in another order
    #[arg(long, value_name = "N", default_value_t = 1)]
    parallel: u32,

    /// Print JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    server: ServerArgs,
}

/// Change a webhook, or enable and disable it
#[derive(Debug, Args)]
#[command(after_help = "\
A filter that is said takes the place of the whole filter that there was. An endpoint that was disabled goes on where it
stopped, as far as the events are kept.")]
pub(crate) struct ChangeArgs {
    /// Its id, as `runner webhook list` shows it
    #[arg(value_name = "ID")]
    id: String,

    /// Where events are sent to
    #[arg(long, value_name = "URL")]
    url: Option<String>,

    #[command(flatten)]
    what: WhatArgs,

    /// How messages are written: standard, or a line of text as slack or discord take it; mail has its own
    #[arg(long, value_name = "FORMAT", value_parser = ["standard", "slack", "discord", "email"])]
    format: Option<String>,

    /// All events
    #[arg(long)]
    everything: bool,

    /// What people call it
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,

    /// How many events may be on their way at once
    #[arg(long, value_name = "N")]
    parallel: Option<u32>,

    /// Tell it of events again
    #[arg(long, conflicts_with = "disable")]
    enable: bool,

    /// Tell it of nothing for now
    #[arg(long)]
    disable: bool,

    /// Print JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    server: ServerArgs,
}

/// Who was made, and what is there to be seen once. Mail is not signed.
#[derive(Deserialize)]
pub(super) struct Made {
    id: String,
    #[serde(default)]
    secret: Option<String>,
}

pub(super) fn add(global: &Global, args: &AddArgs) -> anyhow::Result<ExitCode> {
    let client = Client::open(global, &args.server)?;
    let mut body = json!({"url": args.url, "parallel": args.parallel});
    if let Some(title) = &args.title {
        body["title"] = title.as_str().into();
    }
    if let Some(filter) = args.what.filter() {
        body["filter"] = filter;
    }
    if let Some(format) = &args.format {
        body["format"] = format.as_str().into();
    }
    if let Some(Made { id, secret }) = new_secret(&client, &["webhooks"], &body, args.json)? {
        let once = match secret {
            Some(_) => "; this is the only time that its secret is shown",
            None => "",
        };
        terminal::note(&format!(
            "webhook {id} is told of what happens from now on{once}"
        ));
        terminal::hint(&format!("to try it out: runner webhook test {id}"));
    }
    Ok(ExitCode::SUCCESS)
}

pub(super) fn change(global: &Global, args: &ChangeArgs) -> anyhow::Result<ExitCode> {
    let filter = match (args.what.filter(), args.everything) {
        (Some(_), true) => {
            let message = "--everything, and only some of it";
            return Err(UserError::new(Exit::Usage, message)
                .hint("leave out one of the two")
                .into());
        }
        (None, true) => Some(json!({})),
        (filter, false) => filter,
    };
    let enabled = match (args.enable, args.disable) {
        (true, _) => Some(true),
        (_, true) => Some(false),
        (false, false) => None,
    };
    let fields = [
        ("url", args.url.clone().map(Value::from)),
        ("title", args.title.clone().map(Value::from)),
        ("filter", filter),
        ("format", args.format.clone().map(Value::from)),
        ("parallel", args.parallel.map(Value::from)),
        ("enabled", enabled.map(Value::from)),
    ];
    let flags = "--url, --event and the other filters, --everything, --format, --title, --parallel, --enable or --disable";
    let body = something(given(fields), flags)?;
    let client = Client::open(global, &args.server)?;
    let path = ["webhooks", args.id.as_str()];
    let how = (Method::PATCH, Patience::Short);
    let line = |webhook: Webhook| {
        format!(
            "webhook {} changed: {}, told of {}",
            webhook.id,
            webhook.stands(),
            webhook.filter.line()
        )
    };
    tell(&client, how, &path, &body, (args.json, line))
}

/// Asks for a secret and prints it: the answer as it came, or the secret alone. Gives whose it is, to say more of it, unless
/// the answer was printed.
pub(super) fn new_secret(
    client: &Client,
    path: &[&str],
    body: &Value,
    json: bool,
) -> anyhow::Result<Option<Made>> {
    let text = block_on(async {
        let sent = client.send_json(Method::POST, path, body, Patience::Short);
        Ok(sent.await?)
    })?;
    if json {
        terminal::data(&text)?;
        return Ok(None);
    }
    let made: Made = client.read(&text)?;
    if let Some(secret) = &made.secret {
        terminal::data(secret)?;
    }
    Ok(Some(made))
}
