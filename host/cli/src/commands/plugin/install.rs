//! `runner plugin install`.

use std::process::ExitCode;
use std::time::Duration;

use clap::Args;

use crate::client::{Client, PluginDoc, ServerArgs, Source, block_on};
use crate::commands::submit::idempotency_key;
use crate::error::{Exit, UserError};
use crate::options::Global;
use crate::terminal;

/// How long nothing is said while the server is at it.
const QUIET: Duration = Duration::from_secs(2);

/// Install a plugin on a server, or its next version
#[derive(Debug, Args)]
#[command(after_help = "\
Jobs that are submitted from then on run on it; those before, and those that run, stay on theirs. A name belongs to where
its plugin came from first: a plugin of another source gets it by `runner plugin activate`, as the refusal says.

Examples:
  runner plugin install word_search.wasm
  curl -s https://plugins.example.com/word_search.wasm | runner plugin install -")]
pub(crate) struct InstallArgs {
    /// The .wasm file, or `-` for the standard input
    #[arg(value_name = "FILE")]
    file: String,

    /// Send it once, however often this command is run with the same key within 24 hours
    #[arg(long, value_name = "KEY", value_parser = idempotency_key)]
    idempotency_key: Option<String>,

    /// Print the version as JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    server: ServerArgs,
}

pub(super) fn run(global: &Global, args: &InstallArgs) -> anyhow::Result<ExitCode> {
    let source = match args.file.as_str() {
        "-" => Source::Stdin,
        file => {
            std::fs::File::open(file).map_err(|error| {
                UserError::new(Exit::Usage, format!("cannot read {file}: {error}"))
                    .hint("a plugin is a .wasm file, built for wasm32-wasip2")
            })?;
            Source::File(file.to_owned())
        }
    };
    let client = Client::open(global, &args.server)?;
    let text = block_on(async {
        let what = (source, args.file.clone());
        let key = args.idempotency_key.as_deref();
        let how = ("application/wasm", key);
        let mut sent = std::pin::pin!(client.post_bytes(&["plugins"], what, how));
        match tokio::time::timeout(QUIET, &mut sent).await {
            Ok(answer) => Ok(answer?),
            Err(_) => {
                terminal::note("the server is at it: compiling a large plugin takes a while, once");
                Ok(sent.await?)
            }
        }
    })?;
    if args.json {
        terminal::data(&text)?;
        return Ok(ExitCode::SUCCESS);
    }
    let version: PluginDoc = client.read(&text)?;
    terminal::data(&said(&version))?;
    Ok(ExitCode::SUCCESS)
}

/// What became of it. What is there already and does not run is said with what lets it.
fn said(version: &PluginDoc) -> String {
    let (title, digest) = (version.title(), &version.digest);
    let name = version.name.as_deref().unwrap_or_default();
    match version.state.as_str() {
        "active" => format!("{title} is active ({digest})"),
        state => format!(
            "{title} is {state} and does not run; to let it: runner plugin activate {name}@{digest}"
        ),
    }
}
