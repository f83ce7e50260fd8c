//! `runner schedule`: what starts by itself.

mod act;
mod add;
mod backfill;
mod list;
mod show;

use std::process::ExitCode;

use clap::{Args, Subcommand};
use runner_model::ScheduleName;
use serde::Deserialize;
use serde_json::Value;

use super::shared::ListArgs;
use crate::options::Global;

/// Start jobs by the clock: add, see, trigger and pause schedules
#[derive(Debug, Args)]
pub(crate) struct ScheduleArgs {
    #[command(subcommand)]
    command: ScheduleCommand,
}

#[derive(Debug, Subcommand)]
enum ScheduleCommand {
    /// List the schedules, the server's own upkeep among them
    List(ListArgs),
    Add(Box<add::AddArgs>),
    Set(Box<add::SetArgs>),
    Show(show::ShowArgs),
    Next(show::NextArgs),
    /// Let schedules not fire; what they started goes on
    Pause(act::ActArgs),
    /// Let paused schedules fire again, from their next time on
    Resume(act::ActArgs),
    Trigger(act::TriggerArgs),
    Backfill(backfill::BackfillArgs),
    /// Delete schedules; what they started goes on
    Delete(act::ActArgs),
}

pub(crate) fn run(global: &Global, args: &ScheduleArgs) -> anyhow::Result<ExitCode> {
    match &args.command {
        ScheduleCommand::List(args) => list::run(global, args),
        ScheduleCommand::Add(args) => add::add(global, args),
        ScheduleCommand::Set(args) => add::set(global, args),
        ScheduleCommand::Show(args) => show::run(global, args),
        ScheduleCommand::Next(args) => show::next(global, args),
        ScheduleCommand::Pause(args) => act::each(global, args, "pause"),
        ScheduleCommand::Resume(args) => act::each(global, args, "resume"),
        ScheduleCommand::Trigger(args) => act::trigger(global, args),
        ScheduleCommand::Backfill(args) => backfill::run(global, args),
        ScheduleCommand::Delete(args) => act::delete(global, args),
    }
}

/// A schedule as the server shows it.
#[derive(Debug, Deserialize)]
struct Schedule {
    name: String,
    cron: String,
    zone: String,
    misfire: String,
    overlap: String,
    target: Value,
    paused: bool,
    next_at: Option<String>,
    last_at: Option<String>,
}

impl Schedule {
    /// What it starts, in a few words.
    fn starts(&self) -> String {
        let Some((kind, what)) = self.target.as_object().and_then(|map| map.iter().next()) else {
            return String::new();
        };
        let name = match kind.as_str() {
            "job" => what["processor"].as_str(),
            "template" => what["name"].as_str(),
            "batch" => what["title"].as_str(),
            _ => what
                .as_str()
                .or_else(|| what.as_object()?.keys().next().map(String::as_str)),
        };
        name.map_or_else(|| kind.clone(), |name| format!("{kind} {name}"))
    }
}

fn name(text: &str) -> Result<ScheduleName, String> {
    ScheduleName::try_from(text.to_owned()).map_err(|error| error.to_string())
}
