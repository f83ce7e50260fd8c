//! `runner errors`.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use reqwest::Method;
use runner_model::ErrorState;
use serde::Deserialize;

use super::shared::{Listing, OneArgs, PageArgs, Retried, said, tell};
use crate::client::{Client, Patience, Query, block_on};
use crate::options::Global;
use crate::terminal::when;

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

    #[command(flatten)]
    page: PageArgs,
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
    Retry(RetryArgs),
}

#[derive(Debug, Args)]
struct RetryArgs {
    /// On the version of their plugin that is active now, instead of the one that they were submitted for
    #[arg(long)]
    latest: bool,

    #[command(flatten)]
    one: OneArgs,
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
        Some(ErrorsCommand::Retry(args)) => retry(global, args),
    }
}

fn list(global: &Global, args: &ErrorsArgs) -> anyhow::Result<ExitCode> {
    let mut query = Query::new();
    query.extend(args.state.map(|state| ("state", state.to_string())));
    query.extend(args.processor.clone().map(|name| ("processor", name)));
    let listing = Listing {
        path: &["errors"],
        titles: &[
            "ID",
            "STATE",
            "COUNT",
            "LAST",
            "PROCESSOR",
            "CODE",
            "MESSAGE",
        ],
        row,
        none: "there are no such errors",
    };
    listing.show_pages(global, query, &args.page)
}

fn row(group: Group) -> Vec<String> {
    vec![
        group.id,
        group.state.to_string(),
        group.count.to_string(),
        when(&group.last_at),
        group.processor,
        group.code,
        group.example.message,
    ]
}

fn set(global: &Global, args: &OneArgs, verb: &str) -> anyhow::Result<ExitCode> {
    let client = Client::open(global, &args.server)?;
    let text = block_on(async { Ok(client.post(&["errors", &args.id, verb]).await?) })?;
    let line = |group: Group| format!("{} {}", group.id, group.state);
    said(&client, text, (args.json, line))
}

fn retry(global: &Global, RetryArgs { latest, one }: &RetryArgs) -> anyhow::Result<ExitCode> {
    let client = Client::open(global, &one.server)?;
    let path = ["errors", &one.id, "retry"];
    let line = |retried: Retried| retried.line("jobs");
    let how = (Method::POST, Patience::Endless);
    tell(
        &client,
        how,
        &path,
        &Retried::asked(*latest),
        (one.json, line),
    )
}
