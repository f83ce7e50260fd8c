//! `runner workers`.

use std::process::ExitCode;

use anyhow::Context;
use clap::Args;
use jiff::Timestamp;
use reqwest::Method;
use serde::Deserialize;
use serde_json::json;

use crate::client::{Client, Listed, Patience, Query, ServerArgs, block_on};
use crate::options::Global;
use crate::terminal::{self, Table, span};

/// Show who runs what since when, or change how many jobs run at once
#[derive(Debug, Args)]
pub(crate) struct WorkersArgs {
    /// Give the server that many slots, until it stops; what runs goes on
    #[arg(long, value_name = "N")]
    slots: Option<usize>,

    /// Print JSON Lines
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    server: ServerArgs,
}

#[derive(Deserialize)]
struct Worker {
    node: String,
    /// An older server does not say.
    #[serde(default)]
    state: Option<String>,
    #[serde(default)]
    heartbeat_at: Option<String>,
    slots: usize,
    busy: usize,
    completed: u64,
    failed: u64,
    each: Vec<Slot>,
}

#[derive(Deserialize)]
struct Slot {
    slot: usize,
    completed: u64,
    failed: u64,
    job: Option<Job>,
}

#[derive(Deserialize)]
struct Job {
    id: String,
    attempt: u32,
    processor: String,
    queue: String,
    since: String,
}

pub(crate) fn run(global: &Global, args: &WorkersArgs) -> anyhow::Result<ExitCode> {
    let client = Client::open(global, &args.server)?;
    let text = block_on(async {
        let mut text = client.get_text(&["workers"], &Query::new()).await?;
        if let Some(slots) = args.slots {
            let workers: Listed<Worker> = client.read(&text)?;
            let worker = workers.items.first().context("the server has no worker")?;
            let (path, body) = (["workers", &worker.node], json!({ "slots": slots }));
            client
                .send_json(Method::PATCH, &path, &body, Patience::Short)
                .await?;
            text = client.get_text(&["workers"], &Query::new()).await?;
        }
        Ok(text)
    })?;
    if args.json {
        terminal::json_items(&text)?;
        return Ok(ExitCode::SUCCESS);
    }
    let workers: Listed<Worker> = client.read(&text)?;
    let now = Timestamp::now();
    let mut table = Table::new(&[
        "NODE",
        "SLOT",
        "COMPLETED",
        "FAILED",
        "SINCE",
        "JOB",
        "PROCESSOR",
        "QUEUE",
    ]);
    for worker in &workers.items {
        let rows: Vec<Vec<String>> = worker
            .each
            .iter()
            .map(|slot| row(worker, slot, now))
            .collect();
        for line in table.lines(&rows) {
            terminal::data(&line)?;
        }
        terminal::note(&format!(
            "{}: {}{} of {} slots busy, {} completed and {} failed since it started",
            worker.node,
            pulse(worker, now),
            worker.busy,
            worker.slots,
            worker.completed,
            worker.failed
        ));
    }
    Ok(ExitCode::SUCCESS)
}

/// Whether it lives, and how its store knows.
fn pulse(worker: &Worker, now: Timestamp) -> String {
    let heard = worker.heartbeat_at.as_ref().and_then(|at| at.parse().ok());
    match (&worker.state, heard) {
        (Some(state), Some(heard)) => format!(
            "{}, its store heard of it {} ago; ",
            state.replace('_', " "),
            span(heard, now)
        ),
        _ => String::new(),
    }
}

fn row(worker: &Worker, slot: &Slot, now: Timestamp) -> Vec<String> {
    let mut row = vec![
        worker.node.clone(),
        slot.slot.to_string(),
        slot.completed.to_string(),
        slot.failed.to_string(),
    ];
    match &slot.job {
        Some(job) => row.extend([
            job.since
                .parse()
                .map(|since| span(since, now))
                .unwrap_or_default(),
            match job.attempt {
                1 => job.id.clone(),
                attempt => format!("{}, attempt {attempt}", job.id),
            },
            job.processor.clone(),
            job.queue.clone(),
        ]),
        None => row.extend(["-", "-", "-", "-"].map(str::to_owned)),
    }
    row
}
