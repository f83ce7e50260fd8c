//! `runner webhook remove`, `redeliver`, `test` and `rotate`.

use std::process::ExitCode;

use clap::Args;
use reqwest::Method;
use runner_model::Limit;
use serde::Deserialize;
use serde_json::{Value, json};

use super::add::new_secret;
use super::deliveries::Try;
use crate::client::{Client, Patience, ServerArgs, block_on};
use crate::commands::shared::{OneArgs, gone};
use crate::error::{Exit, UserError};
use crate::options::Global;
use crate::terminal;

#[derive(Debug, Args)]
pub(crate) struct RemoveArgs {
    /// The webhooks' ids
    #[arg(required = true, value_name = "ID")]
    ids: Vec<String>,

    /// Print JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    server: ServerArgs,
}

/// Send something again, whatever became of it; its webhook-id stays
#[derive(Debug, Args)]
pub(crate) struct RedeliverArgs {
    /// The webhook's id
    #[arg(value_name = "ID")]
    id: String,

    /// The deliveries, as `runner webhook deliveries` shows them
    #[arg(required = true, value_name = "DELIVERY")]
    deliveries: Vec<String>,

    /// Print JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    server: ServerArgs,
}

/// Give a webhook a new secret, and print it: this once
#[derive(Debug, Args)]
pub(crate) struct RotateArgs {
    /// The webhook's id
    #[arg(value_name = "ID")]
    id: String,

    /// For how long messages are signed with the secret before too, so that nobody has to change it at the same moment
    #[arg(long, value_name = "DURATION", default_value = "24h", value_parser = keep)]
    keep: u64,

    /// Print JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    server: ServerArgs,
}

fn keep(text: &str) -> Result<u64, String> {
    // Timeouts are written in the same way.
    Limit::Timeout
        .parse(text)
        .map_err(|error| error.to_string())
}

pub(super) fn remove(global: &Global, args: &RemoveArgs) -> anyhow::Result<ExitCode> {
    let client = Client::open(global, &args.server)?;
    block_on(async {
        for id in &args.ids {
            client.delete(&["webhooks", id]).await?;
            terminal::data(&match args.json {
                true => gone(true, id, "removed"),
                false => format!("webhook {id} removed"),
            })?;
        }
        Ok(ExitCode::SUCCESS)
    })
}

pub(super) fn redeliver(global: &Global, args: &RedeliverArgs) -> anyhow::Result<ExitCode> {
    let client = Client::open(global, &args.server)?;
    block_on(async {
        for delivery in &args.deliveries {
            let path = ["webhooks", &args.id, "deliveries", delivery, "redeliver"];
            let text = client.post(&path).await?;
            terminal::data(&match args.json {
                true => text,
                false => format!("delivery {delivery} is sent again"),
            })?;
        }
        Ok(ExitCode::SUCCESS)
    })
}

pub(super) fn test(global: &Global, args: &OneArgs) -> anyhow::Result<ExitCode> {
    #[derive(Deserialize)]
    struct Tested {
        delivered: bool,
        #[serde(flatten)]
        tried: Try,
    }
    let client = Client::open(global, &args.server)?;
    let path = ["webhooks", args.id.as_str(), "test"];
    let text = block_on(async {
        let sent = client.send_json(Method::POST, &path, &Value::Null, Patience::Endless);
        Ok(sent.await?)
    })?;
    let Tested { delivered, tried } = client.read(&text)?;
    if args.json {
        terminal::data(&text)?;
    } else if delivered {
        terminal::data(&format!("{} ({} ms)", tried.answered(), tried.ms))?;
    }
    if delivered {
        return Ok(ExitCode::SUCCESS);
    }
    let mut error = UserError::new(Exit::Failed, tried.error.as_deref().unwrap_or_default());
    if let Some(answer) = tried.answer.filter(|answer| !answer.is_empty()) {
        error = error.hint(format_args!("the endpoint says: {answer}"));
    }
    Err(error.into())
}

pub(super) fn rotate(global: &Global, args: &RotateArgs) -> anyhow::Result<ExitCode> {
    let client = Client::open(global, &args.server)?;
    let path = ["webhooks", args.id.as_str(), "rotate"];
    let body = json!({"keep": args.keep});
    if new_secret(&client, &path, &body, args.json)?.is_some() {
        terminal::note(
            "this is the only time that it is shown; the one before signs beside it for a while",
        );
    }
    Ok(ExitCode::SUCCESS)
}
