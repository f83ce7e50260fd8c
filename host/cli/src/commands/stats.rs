//! `runner stats`.

use std::collections::BTreeMap;
use std::process::ExitCode;

use clap::Args;
use runner_model::{Limit, StateName};
use serde::Deserialize;

use crate::client::{Client, ServerArgs, block_on};
use crate::options::Global;
use crate::terminal::{self, Table};

/// Show how many jobs a server has, by queue and state, and how those went that ended
#[derive(Debug, Args)]
pub(crate) struct StatsArgs {
    /// How jobs went in that time, such as `1h` or `30d`
    #[arg(long, value_name = "DURATION", default_value = "24h", value_parser = duration)]
    since: String,

    /// How many users to name, those with the most attempts first
    #[arg(long, value_name = "N", default_value_t = 10)]
    users: usize,

    /// Print JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    server: ServerArgs,
}

fn duration(text: &str) -> Result<String, String> {
    match Limit::Timeout.parse(text) {
        Ok(_) => Ok(text.to_owned()),
        Err(error) => Err(error.to_string()),
    }
}

type States = BTreeMap<String, u64>;

#[derive(Deserialize)]
struct Stats {
    jobs: States,
    queues: BTreeMap<String, States>,
    running_here: u64,
    by_processor: BTreeMap<String, Ended>,
    by_user: Users,
}

/// How the jobs of users went.
#[derive(Deserialize)]
struct Users {
    items: Vec<User>,
    /// Of jobs that name nobody.
    nobody: Option<Ended>,
    /// Of all users that are not named here.
    others: Option<Ended>,
}

#[derive(Deserialize)]
struct User {
    user: String,
    #[serde(flatten)]
    ended: Ended,
}

#[derive(Deserialize)]
struct Ended {
    completed: u64,
    failed: u64,
    retrying: u64,
    success_rate: Option<f64>,
    duration_ms: Spread,
    queue_ms: Spread,
}

#[derive(Deserialize)]
struct Spread {
    mean: Option<f64>,
    p95: Option<u64>,
}

pub(crate) fn run(global: &Global, args: &StatsArgs) -> anyhow::Result<ExitCode> {
    let client = Client::open(global, &args.server)?;
    let query = vec![
        ("since", args.since.clone()),
        ("users", args.users.to_string()),
    ];
    let text = block_on(async { Ok(client.get_text(&["stats"], &query).await?) })?;
    if args.json {
        terminal::data(&text)?;
        return Ok(ExitCode::SUCCESS);
    }
    let stats: Stats = client.read(&text)?;
    counts(&stats)?;
    ended(
        "PROCESSOR",
        stats
            .by_processor
            .iter()
            .map(|(name, ended)| row(name, ended)),
    )?;
    let users = stats.by_user;
    // Where nobody is named there is nothing to tell apart.
    if !users.items.is_empty() {
        let named = users.items.iter().map(|user| row(&user.user, &user.ended));
        let rest = [("(all others)", &users.others), ("(nobody)", &users.nobody)];
        let rest = rest
            .into_iter()
            .filter_map(|(title, ended)| Some(row(title, ended.as_ref()?)));
        ended("USER", named.chain(rest))?;
    }
    terminal::note(&format!(
        "{} attempts run on this server; how they went is told of the last {}",
        stats.running_here, args.since
    ));
    Ok(ExitCode::SUCCESS)
}

/// A table of how jobs went.
fn ended(of: &'static str, rows: impl Iterator<Item = Vec<String>>) -> anyhow::Result<()> {
    let titles = [
        of,
        "completed",
        "failed",
        "retried",
        "success",
        "mean",
        "p95",
        "mean in queue",
    ];
    let rows: Vec<Vec<String>> = rows.collect();
    if !rows.is_empty() {
        terminal::data("")?;
        for line in Table::new(&titles).lines(&rows) {
            terminal::data(&line)?;
        }
    }
    Ok(())
}

fn counts(stats: &Stats) -> anyhow::Result<()> {
    let names = StateName::ALL.map(StateName::as_str);
    let row = |title: &str, states: &States| {
        let counts = names.iter().map(|name| states.get(*name).unwrap_or(&0));
        let mut row = vec![title.to_owned()];
        row.extend(counts.map(ToString::to_string));
        row
    };
    let mut titles = vec!["QUEUE"];
    titles.extend(names);
    let mut rows: Vec<Vec<String>> = stats
        .queues
        .iter()
        .map(|(queue, states)| row(queue, states))
        .collect();
    rows.push(row("all", &stats.jobs));
    for line in Table::new(&titles).lines(&rows) {
        terminal::data(&line)?;
    }
    Ok(())
}

fn row(name: &str, ended: &Ended) -> Vec<String> {
    let none = || "-".to_owned();
    let millis = |value: Option<f64>| value.map_or_else(none, |value| format!("{value:.0}ms"));
    vec![
        name.to_owned(),
        ended.completed.to_string(),
        ended.failed.to_string(),
        ended.retrying.to_string(),
        ended
            .success_rate
            .map_or_else(none, |rate| format!("{:.1} %", rate * 100.0)),
        millis(ended.duration_ms.mean),
        millis(ended.duration_ms.p95.map(|value| value as f64)),
        millis(ended.queue_ms.mean),
    ]
}
