//! `runner plugin versions`.

use std::process::ExitCode;

use clap::Args;
use runner_model::ProcessorName;

use super::name;
use crate::client::{PluginDoc, Query};
use crate::commands::shared::{ListArgs, Listing};
use crate::options::Global;

/// List the versions that there are and were of a plugin, newest first
#[derive(Debug, Args)]
#[command(after_help = "\
active    runs the jobs that are submitted
previous  is what `runner plugin rollback` goes back to
kept      can be activated
refused   came from elsewhere than the plugin that has the name
removed   is remembered, its bytes are not kept")]
pub(crate) struct VersionsArgs {
    /// The plugin's name
    #[arg(value_name = "PLUGIN", value_parser = name)]
    plugin: ProcessorName,

    #[command(flatten)]
    list: ListArgs,
}

pub(super) fn run(global: &Global, args: &VersionsArgs) -> anyhow::Result<ExitCode> {
    let listing = Listing {
        path: &["plugins", args.plugin.as_str(), "versions"],
        titles: &["DIGEST", "VERSION", "STATE", "SOURCE", "ADDED", "REMOVED"],
        row,
        none: "there is no such plugin",
    };
    listing.show(global, &Query::new(), &args.list)
}

fn row(version: PluginDoc) -> Vec<String> {
    // As much as tells versions apart; the whole digest is in the JSON.
    let digest = version.digest.chars().take("sha256:".len() + 12).collect();
    vec![
        digest,
        version.version.unwrap_or_default(),
        version.state,
        version.source,
        version.added_at,
        version.removed_at.unwrap_or_default(),
    ]
}
