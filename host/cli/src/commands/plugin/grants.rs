//! `runner plugin grants`, `revoke` and `approve`: what plugins may reach, and what they may not any more.

use std::process::ExitCode;

use anyhow::Context;
use clap::Args;
use runner_model::{HttpTarget, ProcessorName};

use super::name;
use crate::client::{
    Client, GrantDoc, GrantList, Query, RefusalDoc, ServerArgs, UngrantedDoc, block_on,
};
use crate::commands::shared::gone;
use crate::error::{Exit, UserError};
use crate::options::Global;
use crate::terminal::{self, Style, Table, paint, when};

/// List what a plugin may reach, and what it asks for beyond that
#[derive(Debug, Args)]
pub(crate) struct GrantsArgs {
    /// The plugin's name
    #[arg(value_name = "PLUGIN", value_parser = name)]
    plugin: ProcessorName,

    /// Print JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    server: ServerArgs,
}

/// Take back what a plugin was granted
#[derive(Debug, Args)]
#[command(after_help = "\
It holds from the next attempt on. What stands in the configuration file is taken back there.

Examples:
  runner plugin revoke fetch https://api.example.com
  runner plugin revoke fetch 7")]
pub(crate) struct RevokeArgs {
    /// The plugin's name
    #[arg(value_name = "PLUGIN", value_parser = name)]
    plugin: ProcessorName,

    /// All grants of exactly this target, or one grant by its id
    #[arg(value_name = "URL|ID", value_parser = which)]
    which: Which,

    /// Print JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    server: ServerArgs,
}

/// Let the version of a plugin that runs go on with what was granted to an earlier one
#[derive(Debug, Args)]
#[command(after_help = "\
A version that asks for more than the one for which something was granted, or that comes from elsewhere, has nothing of
it until somebody has looked at it: see `runner plugin show`.")]
pub(crate) struct ApproveArgs {
    /// The plugin's name
    #[arg(value_name = "PLUGIN", value_parser = name)]
    plugin: ProcessorName,

    /// Print JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    server: ServerArgs,
}

/// Which grants are meant.
#[derive(Debug, Clone)]
enum Which {
    Id(String),
    Target(Box<HttpTarget>),
}

fn which(text: &str) -> Result<Which, String> {
    if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(Which::Id(text.to_owned()));
    }
    match text.parse() {
        Ok(target) => Ok(Which::Target(Box::new(target))),
        Err(error) => Err(format!("{error}; or say the id of a grant")),
    }
}

pub(super) fn list(global: &Global, args: &GrantsArgs) -> anyhow::Result<ExitCode> {
    let client = Client::open(global, &args.server)?;
    let path = ["plugins", args.plugin.as_str(), "grants"];
    let text = block_on(async { Ok(client.get_text(&path, &Query::new()).await?) })?;
    if args.json {
        terminal::data(&text)?;
        return Ok(ExitCode::SUCCESS);
    }
    let grants: GrantList = client.read(&text)?;
    if grants.items.is_empty() {
        terminal::note(&format!("nothing is granted to {}", args.plugin));
    } else {
        for line in lines(&grants.items) {
            terminal::data(&line)?;
        }
    }
    remarks(&args.plugin, &grants.items);
    for ungranted in &grants.ungranted {
        terminal::note(&format!("not granted: {}", ungranted.want));
        for command in &ungranted.commands {
            terminal::hint(command);
        }
    }
    for line in refused(&grants.refusals) {
        terminal::note(&format!("refused: {line}"));
    }
    Ok(ExitCode::SUCCESS)
}

/// A table of grants.
pub(super) fn lines(grants: &[GrantDoc]) -> Vec<String> {
    let row = |grant: &GrantDoc| {
        vec![
            grant.id.clone(),
            grant.to.clone(),
            grant.methods(),
            grant.origin.clone(),
            grant.state.replace('_', " "),
            grant.with(),
        ]
    };
    let rows: Vec<Vec<String>> = grants.iter().map(row).collect();
    Table::new(&["ID", "TO", "METHODS", "FROM", "STATE", "WITH"]).lines(&rows)
}

/// Why some grants do nothing, and what to do about it.
pub(super) fn remarks(plugin: &ProcessorName, grants: &[GrantDoc]) {
    for grant in grants {
        if let Some(reason) = &grant.reason {
            let text = format!("grant {} is not in force: {reason}", grant.id);
            terminal::note(&paint(Style::Warning, &text));
        }
        for secret in &grant.missing_secrets {
            let text = format!(
                "grant {} needs the secret {secret}, which is not set",
                grant.id
            );
            terminal::note(&paint(Style::Warning, &text));
            terminal::hint(&format!("runner secret set {secret}"));
        }
    }
    if grants.iter().any(|grant| grant.state == "held") {
        terminal::hint(&format!(
            "see what it asks for: runner plugin show {plugin}; to let it go on: runner plugin approve {plugin}"
        ));
    }
}

/// What a plugin asks for and does not have, for a page.
pub(super) fn ungranted(ungranted: &[UngrantedDoc]) -> Vec<String> {
    let mut lines = Vec::new();
    for one in ungranted {
        lines.push(format!("  {}", one.want));
        lines.extend(
            one.commands
                .iter()
                .map(|command| format!("      {command}")),
        );
    }
    lines
}

/// What a plugin asks for and was refused, by whom and when.
pub(super) fn refused(refused: &[RefusalDoc]) -> Vec<String> {
    let line = |refusal: &RefusalDoc| {
        let by = refusal.refused_by.as_deref();
        let by = by.map_or_else(String::new, |by| format!("by {by}, "));
        format!("{} ({by}{})", refusal.want, when(&refusal.refused_at))
    };
    refused.iter().map(line).collect()
}

pub(super) fn revoke(global: &Global, args: &RevokeArgs) -> anyhow::Result<ExitCode> {
    let client = Client::open(global, &args.server)?;
    let plugin = args.plugin.as_str();
    let path = ["plugins", plugin, "grants"];
    block_on(async {
        let all: GrantList = client.get(&path, &Query::new()).await?;
        let is_meant = |grant: &&GrantDoc| match &args.which {
            Which::Id(id) => grant.id == *id,
            Which::Target(target) => grant.to == target.to_string(),
        };
        let meant: Vec<&GrantDoc> = all.items.iter().filter(is_meant).collect();
        // What stands in the file is left out if there is something else that was meant.
        let given: Vec<&GrantDoc> = meant
            .iter()
            .filter(|grant| grant.origin != "file")
            .copied()
            .collect();
        if meant.is_empty() {
            let what = match &args.which {
                Which::Id(id) => format!("grant {id} of {plugin}"),
                Which::Target(target) => format!("grant of {target} to {plugin}"),
            };
            return Err(
                UserError::new(Exit::NotFound, format!("there is no {what}"))
                    .hint(format!(
                        "see what is granted: runner plugin grants {plugin}"
                    ))
                    .into(),
            );
        }
        let first = meant.first().context("it is not empty")?;
        if given.is_empty() {
            let message = format!("grant {} stands in the configuration file", first.id);
            return Err(UserError::new(Exit::Failed, message)
                .hint("take it out there, and start the server again")
                .into());
        }
        for grant in &given {
            let path = ["plugins", plugin, "grants", &grant.id];
            client.delete(&path).await?;
            terminal::data(&match args.json {
                true => gone(true, &grant.id, "revoked"),
                false => format!(
                    "{plugin} may not reach {} by grant {} any more",
                    grant.to, grant.id
                ),
            })?;
        }
        if given.len() < meant.len() {
            terminal::note("the configuration file grants it too: take it out there");
        }
        Ok(ExitCode::SUCCESS)
    })
}

pub(super) fn approve(global: &Global, args: &ApproveArgs) -> anyhow::Result<ExitCode> {
    #[derive(serde::Deserialize)]
    struct Approved {
        approved: u64,
    }
    let client = Client::open(global, &args.server)?;
    let plugin = args.plugin.as_str();
    let text = block_on(async { Ok(client.post(&["plugins", plugin, "approve"]).await?) })?;
    if args.json {
        terminal::data(&text)?;
        return Ok(ExitCode::SUCCESS);
    }
    let Approved { approved } = client.read(&text)?;
    terminal::data(&match approved {
        0 => format!("{plugin} has all that was granted to it already"),
        1 => format!("{plugin} goes on with 1 more grant"),
        more => format!("{plugin} goes on with {more} more grants"),
    })?;
    Ok(ExitCode::SUCCESS)
}
