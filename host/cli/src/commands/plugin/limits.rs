//! `runner plugin limits`: how much jobs may ask for.

use std::process::ExitCode;

use clap::Args;
use reqwest::Method;
use runner_model::{Limit, ProcessorName};
use serde_json::{Map, Value};

use super::name;
use crate::client::{Client, LimitDoc, LimitList, Patience, Query, ServerArgs, block_on};
use crate::error::UserError;
use crate::job_args::limits::{Flags, parse};
use crate::options::Global;
use crate::terminal::{self, Table};

/// Show or change how much the jobs of a plugin may ask for
#[derive(Debug, Args)]
#[command(after_help = "\
A ceiling above the default lets jobs ask for more; one that asks for nothing has the default, as before. A ceiling below
it holds for every job, those that were submitted before included; an attempt that runs keeps what it began with.
`default` in place of a value takes a ceiling away. What stands in the configuration file is changed there.

Examples:
  runner plugin limits fetch
  runner plugin limits fetch --memory 1GiB --timeout 30m
  runner plugin limits fetch --limit http_requests=100 --memory default
  runner plugin limits --all --fuel 2T")]
pub(crate) struct LimitsArgs {
    /// The plugin's name
    #[arg(value_name = "PLUGIN", value_parser = name, required_unless_present = "all")]
    plugin: Option<ProcessorName>,

    /// Of all plugins that have no ceiling of their own
    #[arg(long, conflicts_with = "plugin")]
    all: bool,

    /// The most fuel, such as `2T`
    #[arg(long, value_name = "FUEL")]
    fuel: Option<String>,

    /// The most memory, such as `1GiB`
    #[arg(long, value_name = "SIZE")]
    memory: Option<String>,

    /// The longest time, such as `30m`
    #[arg(long, value_name = "DURATION")]
    timeout: Option<String>,

    /// Another limit by its name
    #[arg(long = "limit", value_name = "NAME=VALUE")]
    limits: Vec<String>,

    /// Take all ceilings away that were set by command, before others are set
    #[arg(long)]
    reset: bool,

    /// Print JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    server: ServerArgs,
}

impl LimitsArgs {
    /// What is to be changed, as the server takes it.
    fn changes(&self) -> Result<Map<String, Value>, UserError> {
        let flags = Flags {
            fuel: self.fuel.as_deref(),
            memory: self.memory.as_deref(),
            timeout: self.timeout.as_deref(),
            limits: &self.limits,
        };
        let changes = flags.read(|flag, limit, text| {
            Ok(match text {
                "default" => Value::Null,
                _ => parse(flag, limit, text)?.into(),
            })
        })?;
        let named = changes.into_iter();
        Ok(named
            .map(|(limit, value)| (limit.json_name().to_owned(), value))
            .collect())
    }
}

pub(super) fn run(global: &Global, args: &LimitsArgs) -> anyhow::Result<ExitCode> {
    let mut changes = args.changes()?;
    let client = Client::open(global, &args.server)?;
    let path = match &args.plugin {
        Some(plugin) => vec!["plugins", plugin.as_str(), "limits"],
        None => vec!["limits"],
    };
    let text = block_on(async {
        let text = client.get_text(&path, &Query::new()).await?;
        if args.reset {
            let now: LimitList = client.read(&text)?;
            for doc in now.items.iter().filter(|doc| is_own(args, doc)) {
                changes.entry(doc.name.clone()).or_insert(Value::Null);
            }
        }
        if changes.is_empty() {
            return Ok(text);
        }
        Ok(client
            .send_json(Method::PATCH, &path, &changes, Patience::Short)
            .await?)
    })?;
    if args.json {
        terminal::data(&text)?;
        return Ok(ExitCode::SUCCESS);
    }
    let shown: LimitList = client.read(&text)?;
    for line in lines(&shown.items) {
        terminal::data(&line)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Whether a ceiling is one that `--reset` takes away.
fn is_own(args: &LimitsArgs, doc: &LimitDoc) -> bool {
    doc.set_by == "command" && doc.for_all == args.all
}

/// A table of ceilings.
pub(super) fn lines(limits: &[LimitDoc]) -> Vec<String> {
    let row = |(limit, doc): (Limit, &LimitDoc)| {
        vec![
            limit.to_string(),
            limit.show(doc.default),
            limit.show(doc.ceiling),
            limit.show(doc.unasked),
            doc.from(),
        ]
    };
    let known = limits.iter().filter_map(LimitDoc::known);
    let rows: Vec<Vec<String>> = known.map(row).collect();
    Table::new(&["LIMIT", "DEFAULT", "CEILING", "UNLESS ASKED", "SET BY"]).lines(&rows)
}
