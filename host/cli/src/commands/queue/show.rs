//! `runner queue show`.

use std::process::ExitCode;

use clap::Args;
use runner_model::{QueueName, Rate, StateName};
use serde::Deserialize;

use super::{Queue, name};
use crate::client::{Client, Listed, Query, ServerArgs, block_on};
use crate::options::Global;
use crate::terminal::{self, Table};

/// Show a queue: its jobs, its limits and its limit keys
#[derive(Debug, Args)]
pub(crate) struct ShowArgs {
    /// The queue's name
    #[arg(value_name = "QUEUE", value_parser = name)]
    queue: QueueName,

    /// Print JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    server: ServerArgs,
}

#[derive(Deserialize)]
struct Key {
    key: String,
    running: u64,
    concurrency: Option<u32>,
    rate: Option<Rate>,
}

pub(crate) fn run(global: &Global, args: &ShowArgs) -> anyhow::Result<ExitCode> {
    let client = Client::open(global, &args.server)?;
    let queue = args.queue.as_str();
    block_on(async {
        let text = client.get_text(&["queues", queue], &Query::new()).await?;
        if args.json {
            terminal::data(&text)?;
            return Ok(ExitCode::SUCCESS);
        }
        print(&client.read(&text)?)?;
        let page = vec![("page_size", "500".to_owned())];
        let keys: Listed<Key> = client.get(&["queues", queue, "keys"], &page).await?;
        if !keys.items.is_empty() {
            terminal::data("")?;
            let rows: Vec<Vec<String>> = keys.items.iter().map(row).collect();
            for line in Table::new(&["KEY", "RUNNING", "RATE"]).lines(&rows) {
                terminal::data(&line)?;
            }
        }
        Ok(ExitCode::SUCCESS)
    })
}

fn print(queue: &Queue) -> anyhow::Result<()> {
    let state = if queue.paused { "paused" } else { "open" };
    terminal::data(&format!("{} ({state})", queue.name))?;
    let jobs: Vec<String> = StateName::ALL
        .iter()
        .map(|state| (state, queue.count(state.as_str())))
        .filter(|(_, count)| *count > 0)
        .map(|(state, count)| format!("{count} {state}"))
        .collect();
    let jobs = if jobs.is_empty() {
        "none".to_owned()
    } else {
        jobs.join(", ")
    };
    let number =
        |most: Option<u32>| most.map_or_else(|| "no limit".to_owned(), |most| most.to_string());
    let rate =
        |rate: Option<Rate>| rate.map_or_else(|| "no limit".to_owned(), |rate| rate.to_string());
    let concurrency = match queue.concurrency {
        Some(most) => most.to_string(),
        None => format!("{} (all slots)", queue.slots),
    };
    let mut lines = vec![
        ("jobs", jobs),
        ("weight", queue.weight.to_string()),
        ("concurrency", concurrency),
        ("rate", rate(queue.rate)),
        ("concurrency of a key", number(queue.key_concurrency)),
        ("rate of a key", rate(queue.key_rate)),
    ];
    let oldest = queue.oldest_ready_at.as_ref();
    lines.extend(oldest.map(|at| ("oldest ready since", at.clone())));
    lines.extend(queue.next_token_at.clone().map(|at| ("next token", at)));
    for (title, value) in lines {
        terminal::data(&format!("  {title:<21} {value}"))?;
    }
    Ok(())
}

fn row(key: &Key) -> Vec<String> {
    let running = match key.concurrency {
        Some(most) => format!("{}/{most}", key.running),
        None => key.running.to_string(),
    };
    let rate = key
        .rate
        .map_or_else(|| "-".to_owned(), |rate| rate.to_string());
    vec![key.key.clone(), running, rate]
}
