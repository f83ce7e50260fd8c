//! `runner plugin cache`.

use std::process::ExitCode;

use clap::Args;
use runner_model::ByteSize;
use serde::Deserialize;

use crate::client::{Client, Query, ServerArgs, block_on};
use crate::options::Global;
use crate::terminal;

/// Show how much the jobs of a processor keep for each other on a server, or forget it
#[derive(Debug, Args)]
pub(crate) struct CacheArgs {
    /// The processor's name
    #[arg(value_name = "PROCESSOR")]
    processor: String,

    /// Forget all of it
    #[arg(long)]
    clear: bool,

    /// Print JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    server: ServerArgs,
}

#[derive(Deserialize)]
struct Kept {
    bytes: u64,
    limit_bytes: u64,
}

#[derive(Deserialize)]
struct Cleared {
    cleared_bytes: u64,
}

pub(super) fn run(global: &Global, args: &CacheArgs) -> anyhow::Result<ExitCode> {
    let client = Client::open(global, &args.server)?;
    let path = ["plugins", &args.processor, "cache"];
    let text = block_on(async {
        Ok(if args.clear {
            client.delete(&path).await?
        } else {
            client.get_text(&path, &Query::new()).await?
        })
    })?;
    let line = if args.json {
        text
    } else if args.clear {
        let cleared: Cleared = client.read(&text)?;
        format!("{} forgotten", ByteSize(cleared.cleared_bytes))
    } else {
        let kept: Kept = client.read(&text)?;
        format!("{} of {}", ByteSize(kept.bytes), ByteSize(kept.limit_bytes))
    };
    terminal::data(&line)?;
    Ok(ExitCode::SUCCESS)
}
