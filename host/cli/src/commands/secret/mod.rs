//! `runner secret`: values that requests of plugins need, set and removed, never shown.

mod value;

use std::process::ExitCode;

use clap::{Args, Subcommand};
use reqwest::Method;
use runner_model::SecretName;
use serde::Deserialize;
use serde_json::json;

use super::shared::gone;
use crate::client::{Client, Listed, Patience, Query, ServerArgs, block_on};
use crate::options::Global;
use crate::terminal::{self, Style, Table, paint, when};

/// Set and remove the secrets that requests of plugins need
#[derive(Debug, Args)]
pub(crate) struct SecretArgs {
    #[command(subcommand)]
    command: SecretCommand,
}

#[derive(Debug, Subcommand)]
enum SecretCommand {
    Set(SetArgs),
    List(ListArgs),
    /// Remove a secret
    #[command(visible_alias = "remove")]
    Rm(RmArgs),
}

/// Set a secret, in place of one of that name
#[derive(Debug, Args)]
#[command(after_help = "\
The value comes from the standard input, without the line's end at its end; on a terminal it is asked for and not shown.
It is sealed with the key in RUNNER_SECRET_KEY of the server, or in the file `secret.key` of its data folder.

Examples:
  runner secret set api < key.txt
  pass show api | runner secret set api
  runner plugin grant fetch https://api.example.com --header 'authorization: Bearer ${secret:api}'")]
struct SetArgs {
    /// Its name
    #[arg(value_name = "NAME", value_parser = name)]
    name: SecretName,

    /// What somebody might take for the value's place. It is refused, and not repeated.
    #[arg(hide = true, num_args = 0.., allow_hyphen_values = true)]
    misplaced: Vec<String>,

    #[command(flatten)]
    server: ServerArgs,
}

/// List secrets: names, when they were set, which plugins' grants and which settings need them
#[derive(Debug, Args)]
struct ListArgs {
    /// Print JSON Lines
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    server: ServerArgs,
}

#[derive(Debug, Args)]
struct RmArgs {
    /// Its name
    #[arg(value_name = "NAME", value_parser = name)]
    name: SecretName,

    /// Print JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    server: ServerArgs,
}

#[derive(Deserialize)]
struct Secret {
    name: String,
    set_at: String,
    set_by: Option<String>,
    used_by: Vec<String>,
    /// An older server does not say.
    #[serde(default)]
    used_by_settings: Vec<String>,
    opens: bool,
}

fn name(text: &str) -> Result<SecretName, String> {
    SecretName::try_from(text.to_owned()).map_err(|error| error.to_string())
}

pub(crate) fn run(global: &Global, args: &SecretArgs) -> anyhow::Result<ExitCode> {
    match &args.command {
        SecretCommand::Set(args) => set(global, args),
        SecretCommand::List(args) => list(global, args),
        SecretCommand::Rm(args) => remove(global, args),
    }
}

fn set(global: &Global, args: &SetArgs) -> anyhow::Result<ExitCode> {
    #[derive(Deserialize)]
    struct Set {
        used_by: Vec<String>,
        #[serde(default)]
        used_by_settings: Vec<String>,
        redacted: bool,
    }
    value::is_no_argument(&args.name, &args.misplaced)?;
    let client = Client::open(global, &args.server)?;
    let value = value::read(&args.name)?;
    let path = ["secrets", args.name.as_str()];
    let text = block_on(async {
        let body = json!({"value": value.reveal()});
        Ok(client
            .send_json(Method::PUT, &path, &body, Patience::Short)
            .await?)
    })?;
    let set: Set = client.read(&text)?;
    terminal::data(&format!("{} is set", args.name))?;
    if !set.redacted {
        terminal::note(&paint(
            Style::Warning,
            "it is so short that it is not blotted out of logs and errors",
        ));
    }
    if set.used_by.is_empty() && set.used_by_settings.is_empty() {
        terminal::hint(&format!(
            "no grant needs it yet: runner plugin grant PLUGIN URL --header 'authorization: Bearer ${{secret:{}}}'",
            args.name
        ));
    }
    Ok(ExitCode::SUCCESS)
}

fn list(global: &Global, args: &ListArgs) -> anyhow::Result<ExitCode> {
    let client = Client::open(global, &args.server)?;
    let text = block_on(async { Ok(client.get_text(&["secrets"], &Query::new()).await?) })?;
    if args.json {
        terminal::json_items(&text)?;
        return Ok(ExitCode::SUCCESS);
    }
    let secrets: Listed<Secret> = client.read(&text)?;
    if secrets.items.is_empty() {
        terminal::note("there are no secrets");
        return Ok(ExitCode::SUCCESS);
    }
    let row = |secret: &Secret| {
        let settings = secret.used_by_settings.iter();
        let sections = settings.map(|section| format!("[{section}]"));
        let users: Vec<String> = secret.used_by.iter().cloned().chain(sections).collect();
        vec![
            secret.name.clone(),
            when(&secret.set_at),
            secret.set_by.clone().unwrap_or_default(),
            users.join(", "),
        ]
    };
    let rows: Vec<Vec<String>> = secrets.items.iter().map(row).collect();
    for line in Table::new(&["NAME", "SET", "BY", "USED BY"]).lines(&rows) {
        terminal::data(&line)?;
    }
    for secret in secrets.items.iter().filter(|secret| !secret.opens) {
        let text = format!(
            "{} does not open with the key that the server has",
            secret.name
        );
        terminal::note(&paint(Style::Warning, &text));
    }
    Ok(ExitCode::SUCCESS)
}

fn remove(global: &Global, args: &RmArgs) -> anyhow::Result<ExitCode> {
    let client = Client::open(global, &args.server)?;
    let path = ["secrets", args.name.as_str()];
    block_on(async { Ok(client.delete(&path).await?) })?;
    terminal::data(&gone(args.json, &args.name, "removed"))?;
    Ok(ExitCode::SUCCESS)
}
