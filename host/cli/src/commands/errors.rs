//! `runner errors`.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use reqwest::Method;
use runner_model::ErrorState;
use serde::Deserialize;
use serde_json::json;

use crate::client::{Client, Listed, Patience, Query, ServerArgs, block_on};
use crate::options::Global;
use crate::terminal::{self, Table};

/// See what fails again and again; mute it, resolve it, or retry all jobs that failed so
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct ErrorsArgs {
    #[command(subcommand)]
    command: Option<ErrorsCommand>,

    /// Only errors in this state: open, muted, resolved
    #[arg(long, value_name = "STATE", value_parser = state)]
    state: Option<ErrorState>,

    /// Only errors of this processor
    #[arg(long, value_name = "NAME")]
    processor: Option<String>,

    /// Print JSON Lines
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    server: ServerArgs,
}

#[derive(Debug, Subcommand)]
enum ErrorsCommand {
    /// Nobody wants to hear of it
    Mute(OneArgs),
    /// It should not come again; if it does, it is open again
    Resolve(OneArgs),
    /// It is to be looked at
    Open(OneArgs),
    /// Retry all jobs that failed so and are failed still
    Retry(OneArgs),
}

#[derive(Debug, Args)]
struct OneArgs {
    /// The error's id, such as e7
    #[arg(value_name = "ID")]
    id: String,

    /// Print JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    server: ServerArgs,
}

#[derive(Deserialize)]
struct Group {
    id: String,
    processor: String,
    code: String,
    state: ErrorState,
    count: u64,
    last_at: String,
    example: Example,
}

#[derive(Deserialize)]
struct Example {
    message: String,
}

#[derive(Deserialize)]
struct Retried {
    retried: u64,
}

fn state(text: &str) -> Result<ErrorState, String> {
    text.parse::<ErrorState>()
        .map_err(|error| error.to_string())
}

pub(crate) fn run(global: &Global, args: &ErrorsArgs) -> anyhow::Result<ExitCode> {
    match &args.command {
        None => list(global, args),
        Some(ErrorsCommand::Mute(one)) => set(global, one, "mute"),
        Some(ErrorsCommand::Resolve(one)) => set(global, one, "resolve"),
        Some(ErrorsCommand::Open(one)) => set(global, one, "open"),
        Some(ErrorsCommand::Retry(one)) => retry(global, one),
    }
}

fn list(global: &Global, args: &ErrorsArgs) -> anyhow::Result<ExitCode> {
    let client = Client::open(global, &args.server)?;
    let mut query = Query::new();
    query.extend(args.state.map(|state| ("state", state.to_string())));
    query.extend(args.processor.clone().map(|name| ("processor", name)));
    let text = block_on(async { Ok(client.get_text(&["errors"], &query).await?) })?;
    if args.json {
        terminal::json_items(&text)?;
        return Ok(ExitCode::SUCCESS);
    }
    let groups: Listed<Group> = client.read(&text)?;
    if groups.items.is_empty() {
        terminal::note("there are no such errors");
        return Ok(ExitCode::SUCCESS);
    }
    let rows: Vec<Vec<String>> = groups.items.into_iter().map(row).collect();
    let titles = [
        "ID",
        "STATE",
        "COUNT",
        "LAST",
        "PROCESSOR",
        "CODE",
        "MESSAGE",
    ];
    for line in Table::new(&titles).lines(&rows) {
        terminal::data(&line)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn row(group: Group) -> Vec<String> {
    vec![
        group.id,
        group.state.to_string(),
        group.count.to_string(),
        group.last_at,
        group.processor,
        group.code,
        group.example.message,
    ]
}

fn set(global: &Global, args: &OneArgs, verb: &str) -> anyhow::Result<ExitCode> {
    let client = Client::open(global, &args.server)?;
    let text = block_on(async { Ok(client.post(&["errors", &args.id, verb]).await?) })?;
    if args.json {
        terminal::data(&text)?;
        return Ok(ExitCode::SUCCESS);
    }
    let group: Group = client.read(&text)?;
    terminal::data(&format!("{} {}", group.id, group.state))?;
    Ok(ExitCode::SUCCESS)
}

fn retry(global: &Global, args: &OneArgs) -> anyhow::Result<ExitCode> {
    let client = Client::open(global, &args.server)?;
    let path = ["errors", &args.id, "retry"];
    let text = block_on(async {
        let nothing = json!({});
        Ok(client
            .send_json(Method::POST, &path, &nothing, Patience::Endless)
            .await?)
    })?;
    if args.json {
        terminal::data(&text)?;
        return Ok(ExitCode::SUCCESS);
    }
    let Retried { retried } = client.read(&text)?;
    terminal::data(&format!("{retried} jobs retried"))?;
    Ok(ExitCode::SUCCESS)
}
