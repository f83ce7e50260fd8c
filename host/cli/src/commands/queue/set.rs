//! `runner queue set`.

use std::process::ExitCode;

use clap::Args;
use reqwest::Method;
use runner_model::{QueueName, Rate};
use serde_json::{Value, json};

use super::super::shared::{given, something};
use super::name;
use crate::client::{Client, Patience, ServerArgs, block_on};
use crate::options::Global;
use crate::terminal;

/// Change the limits of a queue, or of one limit key in it; they hold at once
#[derive(Debug, Args)]
#[command(after_help = "\
`none` takes a limit away.

Examples:
  runner queue set mail --concurrency 5 --rate '10/s burst 50'
  runner queue set mail --key-concurrency 1
  runner queue set mail --key tenant-7 --rate 100/m")]
pub(crate) struct SetArgs {
    /// The queue's name
    #[arg(value_name = "QUEUE", value_parser = name)]
    queue: QueueName,

    /// How many jobs it gives in its turn
    #[arg(long, value_name = "N", conflicts_with = "key")]
    weight: Option<u32>,

    /// How many of its jobs may run at once
    #[arg(long, value_name = "N", value_parser = number)]
    concurrency: Option<Value>,

    /// How often one of its jobs may begin, such as `10/s` or `100/m burst 20`
    #[arg(long, value_name = "RATE", value_parser = rate)]
    rate: Option<Value>,

    /// How many jobs of one limit key may run at once
    #[arg(long, value_name = "N", value_parser = number, conflicts_with = "key")]
    key_concurrency: Option<Value>,

    /// How often a job of one limit key may begin
    #[arg(long, value_name = "RATE", value_parser = rate, conflicts_with = "key")]
    key_rate: Option<Value>,

    /// Change --concurrency and --rate of this limit key alone
    #[arg(long, value_name = "KEY")]
    key: Option<String>,

    /// Print JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    server: ServerArgs,
}

fn number(text: &str) -> Result<Value, String> {
    match text {
        "none" => Ok(Value::Null),
        _ => text
            .parse::<u32>()
            .map(Value::from)
            .map_err(|_| "write a number, or `none` for no limit".to_owned()),
    }
}

fn rate(text: &str) -> Result<Value, String> {
    match text {
        "none" => Ok(Value::Null),
        _ => text
            .parse::<Rate>()
            .map(|rate| json!(rate))
            .map_err(|error| error.to_string()),
    }
}

pub(crate) fn run(global: &Global, args: &SetArgs) -> anyhow::Result<ExitCode> {
    let fields = [
        ("weight", args.weight.map(Value::from)),
        ("concurrency", args.concurrency.clone()),
        ("rate", args.rate.clone()),
        ("key_concurrency", args.key_concurrency.clone()),
        ("key_rate", args.key_rate.clone()),
    ];
    let flags = "--weight, --concurrency, --rate, --key-concurrency or --key-rate";
    let body = something(given(fields), flags)?;
    let client = Client::open(global, &args.server)?;
    let queue = args.queue.as_str();
    let text = block_on(async {
        let path = match &args.key {
            Some(key) => vec!["queues", queue, "keys", key],
            None => vec!["queues", queue],
        };
        Ok(client
            .send_json(Method::PATCH, &path, &body, Patience::Short)
            .await?)
    })?;
    let of_key = args
        .key
        .as_ref()
        .map(|key| format!(" for {key}"))
        .unwrap_or_default();
    let line = format!("{queue} changed{of_key}");
    terminal::data(if args.json { &text } else { &line })?;
    Ok(ExitCode::SUCCESS)
}
