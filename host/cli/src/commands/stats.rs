//! `runner stats`.

use std::collections::BTreeMap;
use std::process::ExitCode;

use clap::Args;
use runner_model::StateName;
use serde::Deserialize;

use crate::client::{Client, Query, ServerArgs, block_on};
use crate::options::Global;
use crate::terminal::{self, Table};

/// Show how many jobs a server has, by queue and state
#[derive(Debug, Args)]
pub(crate) struct StatsArgs {
    /// Print JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    server: ServerArgs,
}

type States = BTreeMap<String, u64>;

#[derive(Deserialize)]
struct Stats {
    jobs: States,
    queues: BTreeMap<String, States>,
    running_here: u64,
}

pub(crate) fn run(global: &Global, args: &StatsArgs) -> anyhow::Result<ExitCode> {
    let client = Client::open(global, &args.server)?;
    let text = block_on(async { Ok(client.get_text(&["stats"], &Query::new()).await?) })?;
    if args.json {
        terminal::data(&text)?;
        return Ok(ExitCode::SUCCESS);
    }
    let stats: Stats = client.read(&text)?;
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
    terminal::note(&format!(
        "{} attempts run on this server",
        stats.running_here
    ));
    Ok(ExitCode::SUCCESS)
}
