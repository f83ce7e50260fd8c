//! `runner bench`: how many jobs a server does, and how soon, seen from here.

mod figures;
mod load;

use std::process::ExitCode;
use std::time::Duration;

use clap::Args;
use serde_json::{Value, json};

use self::figures::{Figures, Percentiles};
use crate::client::{Client, ServerArgs, block_on};
use crate::error::{Exit, UserError};
use crate::job_args::json::params;
use crate::options::Global;
use crate::terminal;

/// Submit many small jobs to a server, and say how many it did each second and how soon
#[derive(Debug, Args)]
#[command(after_help = "\
The jobs are those of the processor that is named, in a queue of their own and with a
tag that names the run; they stay in the list until they are cleaned up:
runner queue clean bench. What is measured is the server, the network and this machine
together; a server that has other work measures that too.")]
pub(crate) struct BenchArgs {
    /// How many jobs
    #[arg(long, value_name = "N", default_value_t = 1_000, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    jobs: u64,

    /// How many requests are under way at once
    #[arg(long, value_name = "N", default_value_t = 16, value_parser = clap::value_parser!(u16).range(1..=1_000))]
    connections: u16,

    /// How many jobs one request submits
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..=1_000))]
    bulk: u64,

    /// The processor; by default data-conversion with one row of CSV
    #[arg(long, value_name = "NAME")]
    processor: Option<String>,

    /// A param of each job
    #[arg(short = 'p', long = "param", value_name = "KEY=VALUE")]
    params: Vec<String>,

    /// The queue that they wait in
    #[arg(long, value_name = "NAME", default_value = "bench")]
    queue: String,

    /// How long it may take
    #[arg(long, value_name = "DURATION", default_value = "10m", value_parser = patience)]
    timeout: Duration,

    /// Print JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    server: ServerArgs,
}

fn patience(text: &str) -> Result<Duration, String> {
    // Timeouts are written in the same way.
    let millis = runner_model::Limit::Timeout.parse(text);
    millis
        .map(Duration::from_millis)
        .map_err(|error| error.to_string())
}

impl BenchArgs {
    /// A job, as it is submitted.
    fn job(&self, tag: &str) -> Result<Value, UserError> {
        let mut params = params(&self.params)?;
        let mut job = match &self.processor {
            Some(processor) => json!({"processor": processor, "params": params}),
            None => {
                params.entry("to").or_insert_with(|| json!("jsonl"));
                json!({
                    "processor": "data-conversion",
                    "params": params,
                    "inputs": {"data": {"text": "id\n1\n", "media_type": "text/csv"}},
                })
            }
        };
        job["queue"] = json!(self.queue);
        job["tags"] = json!(["bench", tag]);
        Ok(job)
    }
}

pub(crate) fn run(global: &Global, args: &BenchArgs) -> anyhow::Result<ExitCode> {
    let client = Client::open(global, &args.server)?;
    let figures = block_on(load::run(client, args))?;
    if args.json {
        terminal::json(&document(args, &figures).to_string())?;
    } else {
        for line in lines(args, &figures) {
            terminal::data(&line)?;
        }
    }
    if figures.failed > 0 {
        terminal::error(&format!("{} of them did not complete", figures.failed));
        terminal::hint(&format!(
            "which, and why: runner job list --tag {} --state failed",
            figures.tag
        ));
        return Ok(Exit::Failed.into());
    }
    Ok(ExitCode::SUCCESS)
}

fn lines(args: &BenchArgs, figures: &Figures) -> Vec<String> {
    let (jobs, seconds) = (args.jobs, figures.seconds);
    let mut lines = vec![
        format!(
            "{jobs} jobs in {seconds:.2} s: {:.0} jobs/s",
            figures.jobs_per_second()
        ),
        format!(
            "submitted in {:.2} s: {:.0} jobs/s, {} at once, {} in each request",
            figures.submit_seconds,
            figures.submits_per_second(),
            args.connections,
            args.bulk
        ),
        String::new(),
        format!(
            "{:<10}{:>10}{:>10}{:>10}{:>10}",
            "", "p50", "p90", "p99", "max"
        ),
    ];
    let titled = [
        ("request", &figures.request),
        ("in queue", &figures.queued),
        ("to end", &figures.to_end),
    ];
    for (title, of) in titled {
        let cells = [of.p50, of.p90, of.p99, of.max].map(|ms| format!("{:>10}", millis(ms)));
        lines.push(format!("{title:<10}{}", cells.concat()));
    }
    lines
}

fn millis(ms: f64) -> String {
    match ms {
        ..10.0 => format!("{ms:.1} ms"),
        ..10_000.0 => format!("{ms:.0} ms"),
        _ => format!("{:.1} s", ms / 1000.0),
    }
}

fn document(args: &BenchArgs, figures: &Figures) -> Value {
    let of = |of: &Percentiles| json!({"p50": of.p50, "p90": of.p90, "p99": of.p99, "max": of.max});
    json!({
        "jobs": args.jobs,
        "failed": figures.failed,
        "tag": figures.tag,
        "connections": args.connections,
        "bulk": args.bulk,
        "seconds": figures.seconds,
        "jobs_per_second": figures.jobs_per_second(),
        "submit_seconds": figures.submit_seconds,
        "submits_per_second": figures.submits_per_second(),
        "request_ms": of(&figures.request),
        "queue_ms": of(&figures.queued),
        "to_end_ms": of(&figures.to_end),
    })
}
