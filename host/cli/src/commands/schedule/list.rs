//! `runner schedule list`.

use std::process::ExitCode;

use clap::Args;

use super::Schedule;
use crate::client::{Client, Listed, Query, ServerArgs, block_on};
use crate::options::Global;
use crate::terminal::{self, Table};

/// List the schedules, the server's own upkeep among them
#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    /// Print JSON Lines
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    server: ServerArgs,
}

pub(crate) fn run(global: &Global, args: &ListArgs) -> anyhow::Result<ExitCode> {
    let client = Client::open(global, &args.server)?;
    let text = block_on(async { Ok(client.get_text(&["schedules"], &Query::new()).await?) })?;
    if args.json {
        terminal::json_items(&text)?;
        return Ok(ExitCode::SUCCESS);
    }
    let schedules: Listed<Schedule> = client.read(&text)?;
    let rows: Vec<Vec<String>> = schedules.items.iter().map(row).collect();
    let mut table = Table::new(&["SCHEDULE", "CRON", "ZONE", "NEXT", "LAST", "STARTS"]);
    for line in table.lines(&rows) {
        terminal::data(&line)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn row(schedule: &Schedule) -> Vec<String> {
    let moment = |at: &Option<String>| at.clone().unwrap_or_else(|| "-".to_owned());
    vec![
        schedule.name.clone(),
        schedule.cron.clone(),
        schedule.zone.clone(),
        if schedule.paused {
            "paused".to_owned()
        } else {
            moment(&schedule.next_at)
        },
        moment(&schedule.last_at),
        schedule.starts(),
    ]
}
