//! `runner batch list`, `show` and `items`.

use std::process::ExitCode;

use clap::Args;
use runner_model::{BatchId, StateName};

use super::super::shared::{Listing, PageArgs};
use super::{Batch, id};
use crate::client::{Client, Job, Query, ServerArgs, block_on};
use crate::options::Global;
use crate::terminal;

/// List batches, the newest first
#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    /// Only batches in this state: running, paused, stopped, done
    #[arg(long, value_name = "STATE")]
    state: Option<String>,

    /// Only batches that they made
    #[arg(long, value_name = "WHO")]
    created_by: Option<String>,

    /// Only batches with these words in the title
    #[arg(long, value_name = "WORDS")]
    search: Option<String>,

    #[command(flatten)]
    page: PageArgs,
}

/// Show how far a batch is
#[derive(Debug, Args)]
pub(crate) struct ShowArgs {
    /// The batch's id
    #[arg(value_name = "BATCH", value_parser = id)]
    batch: BatchId,

    /// Print JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    server: ServerArgs,
}

/// List the items of a batch
#[derive(Debug, Args)]
pub(crate) struct ItemsArgs {
    /// The batch's id
    #[arg(value_name = "BATCH", value_parser = id)]
    batch: BatchId,

    /// Only items in this state, or one of these
    #[arg(long, value_name = "STATE", value_delimiter = ',', value_parser = state)]
    state: Vec<StateName>,

    #[command(flatten)]
    page: PageArgs,
}

fn state(text: &str) -> Result<StateName, String> {
    text.parse::<StateName>().map_err(|error| error.to_string())
}

pub(super) fn list(global: &Global, args: &ListArgs) -> anyhow::Result<ExitCode> {
    let listing = Listing {
        path: &["batches"],
        titles: &[
            "ID",
            "STATE",
            "TOTAL",
            "PENDING",
            "RUNNING",
            "COMPLETED",
            "FAILED",
            "OTHER",
            "TITLE",
        ],
        row,
        none: "there are no batches",
    };
    let fields = [
        ("state", args.state.clone()),
        ("created_by", args.created_by.clone()),
        ("q", args.search.clone()),
    ];
    let query = fields
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .collect();
    listing.show_pages(global, query, &args.page)
}

fn row(batch: Batch) -> Vec<String> {
    let counts = batch.counts;
    vec![
        batch.id.to_string(),
        batch.state,
        counts.total.to_string(),
        counts.pending.to_string(),
        counts.running.to_string(),
        counts.completed.to_string(),
        counts.failed.to_string(),
        (counts.skipped + counts.cancelled).to_string(),
        batch.title.unwrap_or_default(),
    ]
}

pub(super) fn show(global: &Global, args: &ShowArgs) -> anyhow::Result<ExitCode> {
    let client = Client::open(global, &args.server)?;
    let id = args.batch.to_string();
    let text = block_on(async { Ok(client.get_text(&["batches", &id], &Query::new()).await?) })?;
    if args.json {
        terminal::data(&text)?;
        return Ok(ExitCode::SUCCESS);
    }
    let batch: Batch = client.read(&text)?;
    terminal::data(&batch.line())?;
    let lines = [
        ("title", batch.title),
        ("at once", batch.max_parallel.map(|most| most.to_string())),
        ("then", batch.then_job_id),
        ("created", Some(batch.created_at)),
        ("finished", batch.finished_at),
    ];
    for (title, value) in lines {
        if let Some(value) = value {
            terminal::data(&format!("  {title:<9} {value}"))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

pub(super) fn items(global: &Global, args: &ItemsArgs) -> anyhow::Result<ExitCode> {
    let id = args.batch.to_string();
    let mut query = Query::new();
    if !args.state.is_empty() {
        let states: Vec<&str> = args.state.iter().map(|state| state.as_str()).collect();
        query.push(("state", states.join(",")));
    }
    let listing = Listing {
        path: &["batches", &id, "items"],
        titles: &["ID", "STATE", "PROCESSOR", "QUEUE", "TITLE"],
        row: |job: Job| {
            vec![
                job.id.to_string(),
                job.state.to_string(),
                job.processor,
                job.queue,
                job.title.unwrap_or_default(),
            ]
        },
        none: "there are no such items",
    };
    listing.show_pages(global, query, &args.page)
}
