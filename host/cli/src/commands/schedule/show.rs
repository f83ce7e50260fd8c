//! `runner schedule show` and `next`.

use std::process::ExitCode;

use clap::Args;
use runner_model::ScheduleName;
use serde::Deserialize;

use super::{Schedule, name};
use crate::client::{Client, Listed, Query, ServerArgs, block_on};
use crate::options::Global;
use crate::terminal::{self, Table};

/// Show a schedule and its last firings
#[derive(Debug, Args)]
pub(crate) struct ShowArgs {
    /// The schedule's name
    #[arg(value_name = "SCHEDULE", value_parser = name)]
    schedule: ScheduleName,

    /// Print the schedule as JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    server: ServerArgs,
}

/// Show when a schedule fires next
#[derive(Debug, Args)]
pub(crate) struct NextArgs {
    /// The schedule's name
    #[arg(value_name = "SCHEDULE", value_parser = name)]
    schedule: ScheduleName,

    /// How many times
    #[arg(long, value_name = "N", default_value_t = 5)]
    count: usize,

    /// Print JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    server: ServerArgs,
}

#[derive(Deserialize)]
struct Firing {
    due_at: String,
    outcome: String,
    job_id: Option<String>,
    batch_id: Option<String>,
    message: Option<String>,
}

pub(crate) fn run(global: &Global, args: &ShowArgs) -> anyhow::Result<ExitCode> {
    let client = Client::open(global, &args.server)?;
    let path = ["schedules", args.schedule.as_str()];
    block_on(async {
        let text = client.get_text(&path, &Query::new()).await?;
        if args.json {
            terminal::data(&text)?;
            return Ok(ExitCode::SUCCESS);
        }
        let shown: Schedule = client.read(&text)?;
        let paused = if shown.paused { ", paused" } else { "" };
        terminal::data(&format!("{}{paused}", shown.name))?;
        let moment = |at: &Option<String>| at.clone().unwrap_or_else(|| "never".to_owned());
        let lines = [
            ("cron", format!("{} ({})", shown.cron, shown.zone)),
            ("misfire", shown.misfire.clone()),
            ("overlap", shown.overlap.clone()),
            ("next", moment(&shown.next_at)),
            ("starts", shown.target.to_string()),
        ];
        for (title, value) in lines {
            terminal::data(&format!("  {title:<8} {value}"))?;
        }
        let path = [path[0], path[1], "firings"];
        let firings: Listed<Firing> = client.get(&path, &Query::new()).await?;
        if !firings.items.is_empty() {
            terminal::data("")?;
            let rows: Vec<Vec<String>> = firings.items.into_iter().map(row).collect();
            for line in Table::new(&["DUE", "OUTCOME", "STARTED"]).lines(&rows) {
                terminal::data(&line)?;
            }
        }
        Ok(ExitCode::SUCCESS)
    })
}

fn row(firing: Firing) -> Vec<String> {
    let started = match (firing.job_id, firing.batch_id) {
        (Some(job), _) => format!("job {job}"),
        (_, Some(batch)) => format!("batch {batch}"),
        _ => firing.message.unwrap_or_default(),
    };
    vec![firing.due_at, firing.outcome, started]
}

pub(crate) fn next(global: &Global, args: &NextArgs) -> anyhow::Result<ExitCode> {
    let client = Client::open(global, &args.server)?;
    let path = ["schedules", args.schedule.as_str(), "next"];
    let query = vec![("count", args.count.to_string())];
    let text = block_on(async { Ok(client.get_text(&path, &query).await?) })?;
    if args.json {
        terminal::data(&text)?;
        return Ok(ExitCode::SUCCESS);
    }
    let times: Listed<String> = client.read(&text)?;
    for time in times.items {
        terminal::data(&time)?;
    }
    Ok(ExitCode::SUCCESS)
}
