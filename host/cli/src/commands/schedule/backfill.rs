//! `runner schedule backfill`.

use std::process::ExitCode;

use clap::Args;
use reqwest::Method;
use runner_model::{Overlap, ScheduleName};
use serde::Deserialize;
use serde_json::json;

use super::name;
use crate::client::{Client, Patience, ServerArgs, block_on};
use crate::commands::submit::moment;
use crate::error::Exit;
use crate::options::Global;
use crate::terminal::{self, Table};

/// Fire a schedule for times of the past that it has not fired for
#[derive(Debug, Args)]
#[command(after_help = "\
Times that it has answered already, fired, skipped or failed, are left alone; so
the same backfill again does nothing. At most 1000 times at once.

Examples:
  runner schedule backfill nightly --from 2026-01-01T00:00:00Z --to 2026-02-01T00:00:00Z --dry-run
  runner schedule backfill nightly --from 2026-01-01T00:00:00Z --overlap allow")]
pub(crate) struct BackfillArgs {
    /// The schedule's name
    #[arg(value_name = "SCHEDULE", value_parser = name)]
    schedule: ScheduleName,

    /// From then on, such as `2026-01-31T08:00:00Z`
    #[arg(long, value_name = "TIME", value_parser = moment)]
    from: jiff::Timestamp,

    /// Before then [default: now]
    #[arg(long, value_name = "TIME", value_parser = moment)]
    to: Option<jiff::Timestamp>,

    /// What becomes of a firing while the one before runs: allow, skip or cancel [default: the schedule's own rule, and
    /// several firings need it said unless that is `allow`]
    #[arg(long, value_name = "RULE", value_parser = overlap)]
    overlap: Option<Overlap>,

    /// Show which times would fire, and fire none
    #[arg(long)]
    dry_run: bool,

    /// Print JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    server: ServerArgs,
}

fn overlap(text: &str) -> Result<Overlap, String> {
    text.parse::<Overlap>().map_err(|error| error.to_string())
}

#[derive(Deserialize)]
struct Backfilled {
    overlap: String,
    answered_before: u64,
    items: Vec<Firing>,
}

#[derive(Deserialize)]
struct Firing {
    due_at: String,
    outcome: Option<String>,
    job_id: Option<String>,
    batch_id: Option<String>,
    message: Option<String>,
}

impl Firing {
    fn row(self) -> Vec<String> {
        let started = match (self.job_id, self.batch_id) {
            (Some(job), _) => format!("job {job}"),
            (_, Some(batch)) => format!("batch {batch}"),
            _ => self.message.unwrap_or_default(),
        };
        vec![self.due_at, self.outcome.unwrap_or_default(), started]
    }
}

pub(super) fn run(global: &Global, args: &BackfillArgs) -> anyhow::Result<ExitCode> {
    let client = Client::open(global, &args.server)?;
    let path = ["schedules", args.schedule.as_str(), "backfill"];
    let mut body = json!({ "from": args.from.to_string(), "dry_run": args.dry_run });
    if let Some(to) = args.to {
        body["to"] = to.to_string().into();
    }
    if let Some(overlap) = args.overlap {
        body["overlap"] = json!(overlap);
    }
    let text = block_on(async {
        Ok(client
            .send_json(Method::POST, &path, &body, Patience::Endless)
            .await?)
    })?;
    let done: Backfilled = client.read(&text)?;
    let is_failed = |firing: &Firing| firing.outcome.as_deref() == Some("failed");
    let failed = done.items.iter().filter(|firing| is_failed(firing)).count();
    let (count, before, overlap) = (done.items.len(), done.answered_before, &done.overlap);
    let said = if args.dry_run {
        format!("{count} times would fire by the overlap rule `{overlap}`")
    } else {
        format!("{count} times fired by the overlap rule `{overlap}`, {failed} of them in vain")
    };
    if args.json {
        terminal::data(&text)?;
    } else if args.dry_run {
        for firing in done.items {
            terminal::data(&firing.due_at)?;
        }
    } else if count > 0 {
        let rows: Vec<Vec<String>> = done.items.into_iter().map(Firing::row).collect();
        for line in Table::new(&["DUE", "OUTCOME", "STARTED"]).lines(&rows) {
            terminal::data(&line)?;
        }
    }
    terminal::note(&format!("{said}; {before} had been answered before"));
    Ok(if failed > 0 {
        Exit::Failed.into()
    } else {
        ExitCode::SUCCESS
    })
}
