//! `runner alert show`, `remove`, `mute` and `history`.

use std::process::ExitCode;

use clap::Args;
use reqwest::Method;
use runner_model::{Limit, ScheduleName};
use serde::Deserialize;
use serde_json::json;

use super::{Alert, name};
use crate::client::{Client, Patience, Query, ServerArgs, block_on};
use crate::commands::shared::{Listing, PageArgs, gone, tell};
use crate::options::Global;
use crate::terminal;

/// Show an alert: what it watches, and how it stands
#[derive(Debug, Args)]
pub(crate) struct OneArgs {
    /// Its name
    #[arg(value_name = "NAME", value_parser = name)]
    name: ScheduleName,

    /// Print JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    server: ServerArgs,
}

#[derive(Debug, Args)]
pub(crate) struct RemoveArgs {
    /// The alerts' names
    #[arg(required = true, value_name = "NAME", value_parser = name)]
    names: Vec<ScheduleName>,

    /// Print JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    server: ServerArgs,
}

/// Have nobody told of an alert for a while
#[derive(Debug, Args)]
pub(crate) struct MuteArgs {
    /// Its name
    #[arg(value_name = "NAME", value_parser = name)]
    name: ScheduleName,

    /// For how long
    #[arg(value_name = "DURATION", value_parser = duration, required_unless_present = "off")]
    within: Option<u64>,

    /// Have people told again
    #[arg(long, conflicts_with = "within")]
    off: bool,

    /// Print JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    server: ServerArgs,
}

/// See which alerts fired and recovered, newest first
#[derive(Debug, Args)]
pub(crate) struct HistoryArgs {
    /// Only this one
    #[arg(value_name = "NAME", value_parser = name)]
    name: Option<ScheduleName>,

    #[command(flatten)]
    page: PageArgs,
}

#[derive(Deserialize)]
struct Turn {
    alert: String,
    at: String,
    state: String,
    message: String,
    muted: bool,
}

fn duration(text: &str) -> Result<u64, String> {
    // Timeouts are written in the same way.
    Limit::Timeout
        .parse(text)
        .map_err(|error| error.to_string())
}

pub(super) fn show(global: &Global, args: &OneArgs) -> anyhow::Result<ExitCode> {
    let client = Client::open(global, &args.server)?;
    let path = ["alerts", args.name.as_str()];
    let text = block_on(async { Ok(client.get_text(&path, &Query::new()).await?) })?;
    if args.json {
        terminal::data(&text)?;
        return Ok(ExitCode::SUCCESS);
    }
    let alert: Alert = client.read(&text)?;
    let by = match &alert.created_by {
        Some(by) => format!(" by {by}"),
        None => String::new(),
    };
    let lines = [
        ("watches", alert.watches()),
        ("for", Limit::Timeout.exact(alert.for_ms)),
        ("state", format!("{} since {}", alert.state, alert.since)),
        ("said", alert.message.unwrap_or_default()),
        (
            "muted",
            alert.muted_until.unwrap_or_else(|| "no".to_owned()),
        ),
        ("made", format!("{}{by}", alert.created_at)),
    ];
    terminal::data(&alert.name)?;
    for (title, value) in lines {
        terminal::data(format!("  {title:<8} {value}").trim_end())?;
    }
    Ok(ExitCode::SUCCESS)
}

pub(super) fn remove(global: &Global, args: &RemoveArgs) -> anyhow::Result<ExitCode> {
    let client = Client::open(global, &args.server)?;
    block_on(async {
        for name in &args.names {
            client.delete(&["alerts", name.as_str()]).await?;
            terminal::data(&gone(args.json, name, "removed"))?;
        }
        Ok(ExitCode::SUCCESS)
    })
}

pub(super) fn mute(global: &Global, args: &MuteArgs) -> anyhow::Result<ExitCode> {
    let client = Client::open(global, &args.server)?;
    let path = ["alerts", args.name.as_str(), "mute"];
    let body = json!({"within": args.within});
    let line = |alert: Alert| match alert.muted_until {
        Some(until) => format!("{} is muted until {until}", alert.name),
        None => format!("{} is told of again", alert.name),
    };
    let how = (Method::POST, Patience::Short);
    tell(&client, how, &path, &body, (args.json, line))
}

pub(super) fn history(global: &Global, args: &HistoryArgs) -> anyhow::Result<ExitCode> {
    let path = match &args.name {
        Some(name) => vec!["alerts", name.as_str(), "history"],
        None => vec!["alerts", "history"],
    };
    let listing = Listing {
        path: &path,
        titles: &["AT", "ALERT", "STATE", "SAID", "MUTED"],
        row,
        none: "no alert fired",
    };
    listing.show_pages(global, Query::new(), &args.page)
}

fn row(turn: Turn) -> Vec<String> {
    let muted = if turn.muted { "yes" } else { "" };
    vec![
        turn.at,
        turn.alert,
        turn.state,
        turn.message,
        muted.to_owned(),
    ]
}
