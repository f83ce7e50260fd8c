//! `runner alert`: what operators want to hear of.

mod act;
mod add;

use std::process::ExitCode;

use clap::{Args, Subcommand};
use runner_model::ScheduleName;
use serde::Deserialize;
use serde_json::Value;

use super::shared::{ListArgs, Listing};
use crate::client::Query;
use crate::options::Global;

/// Hear of failures, backlogs and full disks: add, see and mute alerts
#[derive(Debug, Args)]
pub(crate) struct AlertArgs {
    #[command(subcommand)]
    command: AlertCommand,
}

#[derive(Debug, Subcommand)]
enum AlertCommand {
    Add(Box<add::AddArgs>),
    /// List the alerts: what they watch, and how they stand
    #[command(visible_alias = "ls")]
    List(ListArgs),
    Show(act::OneArgs),
    /// Remove alerts
    #[command(visible_alias = "rm")]
    Remove(act::RemoveArgs),
    Mute(act::MuteArgs),
    History(act::HistoryArgs),
}

/// An alert as the server shows it.
#[derive(Debug, Deserialize)]
struct Alert {
    name: String,
    watch: Value,
    for_ms: u64,
    state: String,
    since: String,
    message: Option<String>,
    muted_until: Option<String>,
    created_at: String,
    created_by: Option<String>,
}

impl Alert {
    /// What it watches, in a line.
    fn watches(&self) -> String {
        let fields = self.watch.as_object();
        let said = fields.into_iter().flatten().filter_map(|(name, value)| {
            let value = match value {
                Value::Null => return None,
                Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            Some(match name.as_str() {
                "kind" => value,
                name => format!("{name}={value}"),
            })
        });
        said.collect::<Vec<_>>().join(" ")
    }
}

pub(crate) fn run(global: &Global, args: &AlertArgs) -> anyhow::Result<ExitCode> {
    match &args.command {
        AlertCommand::Add(args) => add::run(global, args),
        AlertCommand::List(args) => list(global, args),
        AlertCommand::Show(args) => act::show(global, args),
        AlertCommand::Remove(args) => act::remove(global, args),
        AlertCommand::Mute(args) => act::mute(global, args),
        AlertCommand::History(args) => act::history(global, args),
    }
}

fn list(global: &Global, args: &ListArgs) -> anyhow::Result<ExitCode> {
    let listing = Listing {
        path: &["alerts"],
        titles: &["NAME", "STATE", "SINCE", "WATCHES", "SAID"],
        row,
        none: "there are no alerts",
    };
    listing.show(global, &Query::new(), args)
}

fn row(alert: Alert) -> Vec<String> {
    let watches = alert.watches();
    vec![
        alert.name,
        alert.state,
        alert.since,
        watches,
        alert.message.unwrap_or_default(),
    ]
}

fn name(text: &str) -> Result<ScheduleName, String> {
    ScheduleName::try_from(text.to_owned()).map_err(|error| error.to_string())
}
