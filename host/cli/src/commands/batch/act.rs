//! `runner batch pause`, `resume`, `stop`, `retry`, `set` and `delete`.

use std::process::ExitCode;

use clap::Args;
use reqwest::Method;
use runner_model::BatchId;
use serde_json::{Value, json};

use super::super::shared::{Retried, tell};
use super::{Batch, id};
use crate::client::{Client, Patience, ServerArgs, block_on};
use crate::options::Global;
use crate::terminal;

#[derive(Debug, Args)]
pub(crate) struct ActArgs {
    /// The batches' ids
    #[arg(required = true, value_name = "BATCH", value_parser = id)]
    batches: Vec<BatchId>,

    /// Print JSON Lines
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    server: ServerArgs,
}

pub(super) fn each(global: &Global, args: &ActArgs, verb: &str) -> anyhow::Result<ExitCode> {
    let client = Client::open(global, &args.server)?;
    block_on(async {
        for batch in &args.batches {
            let text = client.post(&["batches", &batch.to_string(), verb]).await?;
            let line = if args.json {
                text
            } else {
                client.read::<Batch>(&text)?.line()
            };
            terminal::data(&line)?;
        }
        Ok(ExitCode::SUCCESS)
    })
}

#[derive(Debug, Args)]
pub(crate) struct RetryArgs {
    /// On the version of their plugin that is active now, instead of the one that they were submitted for
    #[arg(long)]
    latest: bool,

    #[command(flatten)]
    act: ActArgs,
}

pub(super) fn retry(
    global: &Global,
    RetryArgs { latest, act: args }: &RetryArgs,
) -> anyhow::Result<ExitCode> {
    let client = Client::open(global, &args.server)?;
    block_on(async {
        for batch in &args.batches {
            let id = batch.to_string();
            let (path, asked) = (["batches", &id, "retry-failed"], Retried::asked(*latest));
            let text = client
                .send_json(Method::POST, &path, &asked, Patience::Endless)
                .await?;
            let line = if args.json {
                text
            } else {
                let retried: Retried = client.read(&text)?;
                format!("{batch} {}", retried.line("items"))
            };
            terminal::data(&line)?;
        }
        Ok(ExitCode::SUCCESS)
    })
}

pub(super) fn delete(global: &Global, args: &ActArgs) -> anyhow::Result<ExitCode> {
    let client = Client::open(global, &args.server)?;
    block_on(async {
        for batch in &args.batches {
            client.delete(&["batches", &batch.to_string()]).await?;
            if !args.json {
                terminal::data(&format!("{batch} deleted"))?;
            }
        }
        Ok(ExitCode::SUCCESS)
    })
}

/// Change how many items of a batch may be under way at once
#[derive(Debug, Args)]
pub(crate) struct SetArgs {
    /// The batch's id
    #[arg(value_name = "BATCH", value_parser = id)]
    batch: BatchId,

    /// How many, or `none` for as many as there may be
    #[arg(long, value_name = "N", value_parser = number)]
    max_parallel: Value,

    /// Print JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    server: ServerArgs,
}

fn number(text: &str) -> Result<Value, String> {
    match (text, text.parse::<u32>()) {
        ("none", _) => Ok(Value::Null),
        (_, Ok(number)) if number > 0 => Ok(number.into()),
        _ => Err("write a number from 1, or `none`".to_owned()),
    }
}

pub(super) fn set(global: &Global, args: &SetArgs) -> anyhow::Result<ExitCode> {
    let client = Client::open(global, &args.server)?;
    let id = args.batch.to_string();
    let (path, body) = (["batches", &id], json!({"max_parallel": args.max_parallel}));
    let how = (Method::PATCH, Patience::Short);
    let line = |batch: Batch| batch.line();
    tell(&client, how, &path, &body, (args.json, line))
}
