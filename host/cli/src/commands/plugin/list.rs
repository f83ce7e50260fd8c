//! `runner plugin list`.

use std::process::ExitCode;

use clap::Args;
use serde_json::json;

use crate::options::Global;
use crate::{processor, terminal};

/// List the processors
#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    /// Print JSON Lines
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(global: &Global, args: &ListArgs) -> anyhow::Result<ExitCode> {
    let sandbox = processor::sandbox(global)?;
    for bundled in runner_plugins::all() {
        let plugin = processor::load(&sandbox, bundled.name, bundled.wasm)?;
        let descriptor = plugin.descriptor();
        let line = if args.json {
            json!({
                "name": descriptor.name,
                "version": descriptor.version,
                "summary": descriptor.summary,
                "digest": plugin.digest(),
                "size_bytes": bundled.wasm.len(),
            })
            .to_string()
        } else {
            format!(
                "{:<20} {:<8} {}",
                descriptor.name, descriptor.version, descriptor.summary
            )
        };
        terminal::data(&line)?;
    }
    Ok(ExitCode::SUCCESS)
}
