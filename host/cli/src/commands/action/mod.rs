//! `runner action`: what is done to many jobs.

mod ask;
mod watch;

use std::process::ExitCode;

use clap::{Args, Subcommand};
use jiff::Timestamp;
use runner_model::ActionId;
use serde::Deserialize;

pub(super) use self::ask::{Ask, ask};
use super::shared::{Listing, PageArgs};
use crate::client::{Client, Query, ServerArgs, block_on};
use crate::options::Global;
use crate::terminal::{self, span};

/// See, watch and end what is done to many jobs at once
#[derive(Debug, Args)]
pub(crate) struct ActionArgs {
    #[command(subcommand)]
    command: ActionCommand,
}

#[derive(Debug, Subcommand)]
enum ActionCommand {
    List(ListArgs),
    /// Show how far an action is, and what it could not be done to
    Show(OneArgs),
    Watch(OneArgs),
    /// End an action before it is done; what it did stays
    Abort(OneArgs),
}

/// List actions, the newest first
#[derive(Debug, Args)]
struct ListArgs {
    /// Only actions in this state: counting, running, done, aborted
    #[arg(long, value_name = "STATE")]
    state: Option<String>,

    /// Only actions with this verb, such as `cancel`
    #[arg(long, value_name = "VERB")]
    verb: Option<String>,

    #[command(flatten)]
    page: PageArgs,
}

/// Watch an action until it is over
#[derive(Debug, Args)]
#[command(after_help = "\
The exit code is 0 if it could be done to all jobs, and 1 otherwise. Ctrl-C ends the
watching; the action goes on.")]
pub(super) struct OneArgs {
    /// The action's id
    #[arg(value_name = "ACTION", value_parser = id)]
    action: ActionId,

    /// Print JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    server: ServerArgs,
}

pub(crate) fn run(global: &Global, args: &ActionArgs) -> anyhow::Result<ExitCode> {
    match &args.command {
        ActionCommand::List(args) => list(global, args),
        ActionCommand::Show(args) => show(global, args),
        ActionCommand::Watch(args) => {
            let mut client = Client::open(global, &args.server)?;
            block_on(watch::to_the_end(&mut client, args.action, args.json))
        }
        ActionCommand::Abort(args) => abort(global, args),
    }
}

/// An action as the server shows it.
#[derive(Debug, Deserialize)]
struct Action {
    id: ActionId,
    verb: String,
    filter: Option<serde_json::Value>,
    dry_run: bool,
    state: String,
    matched: u64,
    done: u64,
    changed: u64,
    unchanged: u64,
    failed: u64,
    failures: Vec<Failures>,
    created_by: Option<String>,
    created_at: String,
    finished_at: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Failures {
    code: String,
    count: u64,
    example: Example,
}

#[derive(Debug, Deserialize)]
struct Example {
    job_id: String,
    message: String,
}

impl Action {
    /// What it did so far, in a line.
    fn line(&self) -> String {
        let verb = &self.verb;
        if self.dry_run {
            return format!("{} jobs to {verb}", self.matched);
        }
        let mut line = format!("{verb}: {} jobs changed", self.changed);
        for (count, what) in [(self.unchanged, "unchanged"), (self.failed, "failed")] {
            if count > 0 {
                line.push_str(&format!(", {count} {what}"));
            }
        }
        if self.state == "aborted" {
            line.push_str(", aborted");
        }
        line
    }

    /// What it could not be done to, a line for each reason.
    fn reasons(&self) -> Vec<String> {
        let of = |one: &Failures| {
            let Example { job_id, message } = &one.example;
            format!("{} {}, such as {job_id}: {message}", one.count, one.code)
        };
        self.failures.iter().map(of).collect()
    }
}

fn list(global: &Global, args: &ListArgs) -> anyhow::Result<ExitCode> {
    let listing = Listing {
        path: &["actions"],
        titles: &[
            "ID",
            "VERB",
            "STATE",
            "MATCHED",
            "CHANGED",
            "UNCHANGED",
            "FAILED",
            "AGE",
            "BY",
        ],
        row,
        none: "there are no such actions",
    };
    let fields = [("state", args.state.clone()), ("verb", args.verb.clone())];
    let query: Query<'_> = fields
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .collect();
    listing.show_pages(global, query, &args.page)
}

fn row(action: Action) -> Vec<String> {
    let age = action
        .created_at
        .parse()
        .map(|at| span(at, Timestamp::now()));
    let verb = match action.dry_run {
        true => format!("{} (dry run)", action.verb),
        false => action.verb,
    };
    vec![
        action.id.to_string(),
        verb,
        action.state,
        action.matched.to_string(),
        action.changed.to_string(),
        action.unchanged.to_string(),
        action.failed.to_string(),
        age.unwrap_or_default(),
        action.created_by.unwrap_or_default(),
    ]
}

fn show(global: &Global, args: &OneArgs) -> anyhow::Result<ExitCode> {
    let client = Client::open(global, &args.server)?;
    let id = args.action.to_string();
    let text = block_on(async { Ok(client.get_text(&["actions", &id], &Query::new()).await?) })?;
    if args.json {
        terminal::data(&text)?;
        return Ok(ExitCode::SUCCESS);
    }
    let action: Action = client.read(&text)?;
    terminal::data(&format!("{id} {}", action.state))?;
    let filter = action.filter.as_ref().map(ToString::to_string);
    let lines = [
        ("verb", Some(action.verb.clone())),
        ("filter", filter),
        ("matched", Some(action.matched.to_string())),
        ("so far", Some(action.line())),
        ("by", action.created_by.clone()),
        ("created", Some(action.created_at.clone())),
        ("finished", action.finished_at.clone()),
    ];
    for (title, value) in lines {
        if let Some(value) = value {
            terminal::data(&format!("  {title:<9} {value}"))?;
        }
    }
    for reason in action.reasons() {
        terminal::data(&format!("  failed    {reason}"))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn abort(global: &Global, args: &OneArgs) -> anyhow::Result<ExitCode> {
    let client = Client::open(global, &args.server)?;
    let path = ["actions", &args.action.to_string(), "abort"];
    let text = block_on(async { Ok(client.post(&path).await?) })?;
    let line = |action: Action| action.line();
    super::shared::said(&client, text, (args.json, line))
}

fn id(text: &str) -> Result<ActionId, String> {
    text.parse::<ActionId>().map_err(|error| error.to_string())
}
