//! `runner schedule pause`, `resume`, `trigger` and `delete`.

use std::process::ExitCode;

use clap::Args;
use reqwest::Method;
use runner_model::ScheduleName;
use serde::Deserialize;
use serde_json::json;

use super::super::shared::gone;
use super::{Schedule, name};
use crate::client::{Client, Patience, ServerArgs, block_on};
use crate::error::Exit;
use crate::options::Global;
use crate::terminal;

#[derive(Debug, Args)]
pub(crate) struct ActArgs {
    /// The schedules' names
    #[arg(required = true, value_name = "SCHEDULE", value_parser = name)]
    schedules: Vec<ScheduleName>,

    /// Print JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    server: ServerArgs,
}

pub(super) fn each(global: &Global, args: &ActArgs, verb: &str) -> anyhow::Result<ExitCode> {
    let client = Client::open(global, &args.server)?;
    block_on(async {
        for schedule in &args.schedules {
            let path = ["schedules", schedule.as_str(), verb];
            let text = client.post(&path).await?;
            if args.json {
                terminal::data(&text)?;
                continue;
            }
            let shown: Schedule = client.read(&text)?;
            terminal::data(&match (shown.paused, shown.next_at) {
                (true, _) => format!("{schedule} paused"),
                (false, Some(next)) => format!("{schedule} fires next at {next}"),
                (false, None) => format!("{schedule} fires no more"),
            })?;
        }
        Ok(ExitCode::SUCCESS)
    })
}

pub(super) fn delete(global: &Global, args: &ActArgs) -> anyhow::Result<ExitCode> {
    let client = Client::open(global, &args.server)?;
    block_on(async {
        for schedule in &args.schedules {
            client.delete(&["schedules", schedule.as_str()]).await?;
            terminal::data(&gone(args.json, schedule, "deleted"))?;
        }
        Ok(ExitCode::SUCCESS)
    })
}

/// Fire a schedule now, besides its times
#[derive(Debug, Args)]
pub(crate) struct TriggerArgs {
    /// The schedule's name
    #[arg(value_name = "SCHEDULE", value_parser = name)]
    schedule: ScheduleName,

    /// Print JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    server: ServerArgs,
}

#[derive(Deserialize)]
struct Triggered {
    outcome: String,
    job_id: Option<String>,
    batch_id: Option<String>,
    message: Option<String>,
}

pub(super) fn trigger(global: &Global, args: &TriggerArgs) -> anyhow::Result<ExitCode> {
    let client = Client::open(global, &args.server)?;
    let path = ["schedules", args.schedule.as_str(), "trigger"];
    let text = block_on(async {
        // A backup takes as long as it takes.
        let nothing = json!({});
        Ok(client
            .send_json(Method::POST, &path, &nothing, Patience::Endless)
            .await?)
    })?;
    let triggered: Triggered = client.read(&text)?;
    let code = match triggered.outcome.as_str() {
        "fired" | "done" => ExitCode::SUCCESS,
        _ => Exit::Failed.into(),
    };
    if args.json {
        terminal::data(&text)?;
        return Ok(code);
    }
    match (triggered.job_id, triggered.batch_id, triggered.message) {
        (Some(id), ..) | (None, Some(id), _) => terminal::data(&id)?,
        (None, None, message) => {
            let message = message.unwrap_or_default();
            terminal::data(&format!("{}: {message}", triggered.outcome))?
        }
    };
    Ok(code)
}
