//! `runner queue list`.

use std::process::ExitCode;

use clap::Args;

use super::Queue;
use crate::client::{Client, Listed, Query, ServerArgs, block_on};
use crate::options::Global;
use crate::terminal::{self, Table};

/// List the queues: how many jobs they have, and their limits
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
    let text = block_on(async { Ok(client.get_text(&["queues"], &Query::new()).await?) })?;
    if args.json {
        terminal::json_items(&text)?;
        return Ok(ExitCode::SUCCESS);
    }
    let queues: Listed<Queue> = client.read(&text)?;
    if queues.items.is_empty() {
        terminal::note("there are no queues; one comes with its first job");
        return Ok(ExitCode::SUCCESS);
    }
    let titles = [
        "QUEUE",
        "PENDING",
        "RUNNING",
        "WAITING",
        "FAILED",
        "COMPLETED",
        "WEIGHT",
        "RATE",
        "STATE",
    ];
    let rows: Vec<Vec<String>> = queues.items.iter().map(row).collect();
    for line in Table::new(&titles).lines(&rows) {
        terminal::data(&line)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn row(queue: &Queue) -> Vec<String> {
    let waiting: u64 = ["blocked", "scheduled", "retrying", "paused"]
        .iter()
        .map(|state| queue.count(state))
        .sum();
    vec![
        queue.name.clone(),
        queue.count("pending").to_string(),
        queue.running(),
        waiting.to_string(),
        queue.count("failed").to_string(),
        queue.count("completed").to_string(),
        queue.weight.to_string(),
        queue
            .rate
            .map_or_else(|| "-".to_owned(), |rate| rate.to_string()),
        if queue.paused { "paused" } else { "open" }.to_owned(),
    ]
}
