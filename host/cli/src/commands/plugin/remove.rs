//! `runner plugin remove`.

use std::process::ExitCode;
use std::str::FromStr;

use clap::Args;
use runner_model::ProcessorName;

use super::name;
use super::version::WhichVersion;
use crate::client::{Client, RemovedDoc, ServerArgs, block_on};
use crate::options::Global;
use crate::terminal;

/// Remove a plugin, or a version of it that does not run
#[derive(Debug, Args)]
#[command(after_help = "\
Attempts that run finish. Jobs that wait for what was removed fail with `plugin_missing` when their turn comes, and run on
another version by `runner job retry --latest`. The name of a plugin that was removed is free; its grants and limits are
kept for when it comes back. It does not come back by itself: a file of it that lies in the plugins folder counts again
once it is written anew, one of the program once the program has another version of it.

Examples:
  runner plugin remove word-search
  runner plugin remove word-search@sha256:3f8a54f1")]
pub(crate) struct RemoveArgs {
    /// The plugin's name, alone or with the digest of a version
    #[arg(value_name = "NAME[@DIGEST]")]
    what: What,

    /// Print what was removed as JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    server: ServerArgs,
}

/// What is to be removed.
#[derive(Debug, Clone)]
enum What {
    Plugin(ProcessorName),
    Version(WhichVersion),
}

impl FromStr for What {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text.contains('@') {
            text.parse().map(Self::Version)
        } else {
            name(text).map(Self::Plugin)
        }
    }
}

pub(super) fn run(global: &Global, args: &RemoveArgs) -> anyhow::Result<ExitCode> {
    let client = Client::open(global, &args.server)?;
    let text = block_on(async {
        Ok(match &args.what {
            What::Plugin(name) => client.delete(&["plugins", name.as_str()]).await?,
            What::Version(which) => {
                let digest = which.find(&client).await?.to_string();
                let path = ["plugins", which.name.as_str(), "versions", &digest];
                client.delete(&path).await?
            }
        })
    })?;
    let removed: RemovedDoc = client.read(&text)?;
    let of_plugin = matches!(args.what, What::Plugin(_));
    terminal::data(&if args.json {
        text
    } else {
        line(&removed, of_plugin)
    })?;
    remarks(&removed, of_plugin);
    Ok(ExitCode::SUCCESS)
}

fn line(removed: &RemovedDoc, of_plugin: bool) -> String {
    let RemovedDoc { name, removed, .. } = removed;
    match removed.as_slice() {
        [one] if of_plugin => format!("{name} removed ({one})"),
        all if of_plugin => format!("{name} removed, {} versions", all.len()),
        all => format!("{name}@{} removed", all.join(", ")),
    }
}

/// What follows from it that somebody may not expect.
fn remarks(removed: &RemovedDoc, of_plugin: bool) {
    let waiting = match removed.stranded_jobs {
        0 => None,
        1 => Some("1 job waits".to_owned()),
        many => Some(format!("{many} jobs wait")),
    };
    if let Some(waiting) = waiting {
        terminal::note(&format!(
            "{waiting} for what was removed, and will fail with plugin_missing; \
             runner job retry --latest lets a job run on another version"
        ));
    }
    if let (Some(file), true) = (&removed.file, of_plugin) {
        terminal::note(&format!(
            "the file {file} is left where it is, and is not taken again unless it is written anew"
        ));
    }
}
