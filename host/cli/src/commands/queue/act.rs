//! `runner queue pause`, `resume`, `drain` and `clean`.

use std::process::ExitCode;

use clap::Args;
use reqwest::Method;
use runner_model::{QueueName, StateName};
use serde::Deserialize;
use serde_json::{Map, json};

use super::super::shared::tell;
use super::{Queue, name};
use crate::client::{Client, Patience, ServerArgs, block_on};
use crate::options::Global;
use crate::terminal;

/// It is done to many jobs.
const LONG: (Method, Patience) = (Method::POST, Patience::Endless);

#[derive(Debug, Args)]
pub(crate) struct ActArgs {
    /// The queues' names
    #[arg(required = true, value_name = "QUEUE", value_parser = name)]
    queues: Vec<QueueName>,

    /// Print the queues as JSON Lines
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    server: ServerArgs,
}

pub(super) fn each(global: &Global, args: &ActArgs, verb: &str) -> anyhow::Result<ExitCode> {
    let client = Client::open(global, &args.server)?;
    block_on(async {
        for queue in &args.queues {
            let text = client.post(&["queues", queue.as_str(), verb]).await?;
            if args.json {
                terminal::data(&text)?;
                continue;
            }
            let shown: Queue = client.read(&text)?;
            let state = if shown.paused { "paused" } else { "open" };
            terminal::data(&format!("{queue} {state}"))?;
        }
        Ok(ExitCode::SUCCESS)
    })
}

#[derive(Debug, Args)]
pub(crate) struct DrainArgs {
    /// The queue's name
    #[arg(value_name = "QUEUE", value_parser = name)]
    queue: QueueName,

    /// Print JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    server: ServerArgs,
}

#[derive(Deserialize)]
struct Cleared {
    cancelled: Option<u64>,
    deleted: Option<u64>,
}

pub(super) fn drain(global: &Global, args: &DrainArgs) -> anyhow::Result<ExitCode> {
    let client = Client::open(global, &args.server)?;
    let path = ["queues", args.queue.as_str(), "drain"];
    tell(&client, LONG, &path, &json!({}), (args.json, line))
}

/// Delete jobs of a queue that ended
#[derive(Debug, Args)]
pub(crate) struct CleanArgs {
    /// The queue's name
    #[arg(value_name = "QUEUE", value_parser = name)]
    queue: QueueName,

    /// Only jobs in these states: completed, failed, cancelled [default: all three]
    #[arg(long, value_name = "STATE", value_delimiter = ',', value_parser = state)]
    state: Vec<StateName>,

    /// Only jobs that ended that long ago, such as `30d`
    #[arg(long, value_name = "DURATION")]
    older_than: Option<String>,

    /// Print JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    server: ServerArgs,
}

fn state(text: &str) -> Result<StateName, String> {
    text.parse::<StateName>().map_err(|error| error.to_string())
}

pub(super) fn clean(global: &Global, args: &CleanArgs) -> anyhow::Result<ExitCode> {
    let client = Client::open(global, &args.server)?;
    let path = ["queues", args.queue.as_str(), "clean"];
    let mut body = Map::new();
    body.insert("states".to_owned(), json!(args.state));
    if let Some(older_than) = &args.older_than {
        body.insert("older_than".to_owned(), json!(older_than));
    }
    tell(&client, LONG, &path, &body, (args.json, line))
}

fn line(cleared: Cleared) -> String {
    let counts = [
        (cleared.cancelled, "cancelled"),
        (cleared.deleted, "deleted"),
    ];
    let said: Vec<String> = counts
        .into_iter()
        .filter_map(|(count, what)| Some(format!("{} jobs {what}", count?)))
        .collect();
    said.join("\n")
}
