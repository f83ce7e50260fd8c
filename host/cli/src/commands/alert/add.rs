//! `runner alert add`.

use std::process::ExitCode;

use clap::Args;
use reqwest::Method;
use runner_model::{Limit, ScheduleName};
use serde_json::{Value, json};

use super::{Alert, name};
use crate::client::{Client, Patience, ServerArgs};
use crate::commands::shared::tell;
use crate::options::Global;

/// Add an alert: one thing to watch, and where its line is
#[derive(Debug, Args)]
#[command(after_help = "\
When an alert begins to fire, and when it does no more, is an event `alert`: a webhook brings it to people, by HTTP or by
mail. Those whom [smtp] to of runner.toml names get a mail of every alert.

Examples:
  runner alert add failing --failure-rate 20 --of 50 --within 10m
  runner alert add mail-waits --backlog-age 5m --queue mail
  runner alert add busy --cpu 90 --for 15m
  runner webhook add https://hooks.slack.com/services/… --event alert --format slack
  runner webhook add mailto:mail-team@example.com --event alert --alert mail-waits")]
pub(crate) struct AddArgs {
    /// Its name
    #[arg(value_name = "NAME", value_parser = name)]
    name: ScheduleName,

    #[command(flatten)]
    what: WhatArgs,

    /// Within what time jobs failed
    #[arg(long, value_name = "DURATION", value_parser = duration, default_value = "10m")]
    within: u64,

    /// For a rate: if that many jobs ended at all
    #[arg(long, value_name = "N", default_value_t = 10)]
    of: u64,

    /// Only jobs of this processor
    #[arg(long, value_name = "NAME")]
    processor: Option<String>,

    /// Only jobs of this queue
    #[arg(long, value_name = "NAME")]
    queue: Option<String>,

    /// For how long it must be so before anybody is told
    #[arg(long = "for", value_name = "DURATION", value_parser = duration)]
    hold: Option<u64>,

    /// Print JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    server: ServerArgs,
}

/// What is watched.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct WhatArgs {
    /// So many jobs failed
    #[arg(long, value_name = "N")]
    failed: Option<u64>,

    /// So many in a hundred of the jobs that ended failed
    #[arg(long, value_name = "PERCENT")]
    failure_rate: Option<u8>,

    /// More jobs than that wait for a slot
    #[arg(long, value_name = "N")]
    backlog: Option<u64>,

    /// A job has waited for a slot for longer than that
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    backlog_age: Option<u64>,

    /// Jobs wait, and nothing runs
    #[arg(long)]
    no_worker: bool,

    /// Less of the disk is free than that
    #[arg(long, value_name = "PERCENT")]
    disk_free: Option<u8>,

    /// The host's processors are busier than that
    #[arg(long, value_name = "PERCENT")]
    cpu: Option<u8>,

    /// The host's memory is fuller than that
    #[arg(long, value_name = "PERCENT")]
    memory: Option<u8>,

    /// A job has run for longer than that
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    stuck: Option<u64>,

    /// A schedule should have fired so long ago
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    schedule_missed: Option<u64>,
}

fn duration(text: &str) -> Result<u64, String> {
    // Timeouts are written in the same way.
    Limit::Timeout
        .parse(text)
        .map_err(|error| error.to_string())
}

impl AddArgs {
    fn watch(&self) -> Value {
        let what = &self.what;
        let within = self.within;
        let kinds = [
            what.failed
                .map(|n| json!({"kind": "failed_jobs", "at_least": n, "within_ms": within})),
            what.failure_rate.map(|percent| {
                json!({"kind": "failure_rate", "at_least_percent": percent, "of_at_least": self.of, "within_ms": within})
            }),
            what.backlog.map(|n| json!({"kind": "backlog", "above": n})),
            what.backlog_age
                .map(|age| json!({"kind": "backlog_age", "older_than_ms": age})),
            what.no_worker.then(|| json!({"kind": "no_worker"})),
            what.disk_free
                .map(|percent| json!({"kind": "disk_free", "below_percent": percent})),
            what.cpu
                .map(|percent| json!({"kind": "cpu", "above_percent": percent})),
            what.memory
                .map(|percent| json!({"kind": "memory", "above_percent": percent})),
            what.stuck
                .map(|time| json!({"kind": "stuck_job", "running_for_ms": time})),
            what.schedule_missed
                .map(|time| json!({"kind": "schedule_missed", "late_by_ms": time})),
        ];
        let mut watch = kinds.into_iter().flatten().next().unwrap_or_default();
        for (field, name) in [("processor", &self.processor), ("queue", &self.queue)] {
            if let Some(name) = name {
                watch[field] = name.as_str().into();
            }
        }
        watch
    }
}

pub(super) fn run(global: &Global, args: &AddArgs) -> anyhow::Result<ExitCode> {
    let client = Client::open(global, &args.server)?;
    let mut body = json!({"name": args.name, "watch": args.watch()});
    if let Some(hold) = args.hold {
        body["for"] = hold.into();
    }
    let line = |alert: Alert| format!("{} watches {}", alert.name, alert.watches());
    let how = (Method::POST, Patience::Short);
    tell(&client, how, &["alerts"], &body, (args.json, line))
}
