//! `runner plugin list`: the plugins of the server, or without one those in the program.

use std::process::ExitCode;

use clap::Args;
use jiff::Timestamp;
use runner_model::ByteSize;
use runner_sandbox::HttpOptions;
use serde_json::json;
use serde_json::value::RawValue;

use super::ask;
use crate::client::{CompilingDoc, Listed, PluginDoc, PluginList, Query, ServerArgs};
use crate::options::Global;
use crate::processor;
use crate::terminal::{self, Style, Table, paint, span};

/// List the processors, with how much memory the code of each takes that is loaded, and what is being compiled
#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    /// Print JSON Lines
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    server: ServerArgs,
}

pub(crate) fn run(global: &Global, args: &ListArgs) -> anyhow::Result<ExitCode> {
    let answer = ask(global, &args.server, async |client| {
        let text = client.get_text(&["plugins"], &Query::new()).await?;
        let lines: Listed<Box<RawValue>> = client.read(&text)?;
        let plugins: PluginList = client.read(&text)?;
        Ok((lines.items, plugins))
    })?;
    match answer {
        Some((lines, plugins)) => {
            if args.json {
                for line in lines {
                    terminal::data(line.get())?;
                }
            } else {
                table(&plugins.items)?;
                ungranted(&plugins.items);
            }
            compiling(&plugins.compiling);
            refused(&plugins);
        }
        None => bundled(global, args)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn table(plugins: &[PluginDoc]) -> anyhow::Result<()> {
    let rows: Vec<Vec<String>> = plugins
        .iter()
        .filter(|plugin| plugin.active)
        .map(|plugin| {
            let text = |text: &Option<String>| text.clone().unwrap_or_default();
            vec![
                text(&plugin.name),
                text(&plugin.version),
                plugin.source.clone(),
                plugin.code(),
                text(&plugin.summary),
            ]
        })
        .collect();
    print(&["NAME", "VERSION", "SOURCE", "CODE", "SUMMARY"], &rows)
}

/// What asks for more than it has, and where to see of what.
fn ungranted(plugins: &[PluginDoc]) {
    let lacking = plugins.iter().filter_map(|plugin| {
        let count = plugin.ungranted_wants.filter(|&count| count > 0)?;
        Some(format!("{} ({count})", plugin.name.as_deref()?))
    });
    let lacking: Vec<String> = lacking.collect();
    if !lacking.is_empty() {
        let names = lacking.join(", ");
        terminal::note(&format!(
            "neither granted nor refused what they ask for: {names}"
        ));
        terminal::hint("see what, and how to grant or refuse it: runner plugin grants NAME");
    }
}

/// What is being compiled, and for how long.
pub(super) fn compiling(compiling: &[CompilingDoc]) {
    for one in compiling {
        let (plugin, size) = (&one.plugin, ByteSize(one.size_bytes));
        let so_far = span(one.since(), Timestamp::now());
        terminal::note(&format!("compiling: {plugin}, {size}, for {so_far}"));
    }
}

/// What does not run, and why.
fn refused(plugins: &PluginList) {
    let versions = plugins.items.iter().filter_map(|plugin| {
        let refused = plugin.refused.as_ref()?;
        // A file whose name is taken is said below, with what to do.
        if plugins
            .refused
            .iter()
            .any(|file| file.file == plugin.source)
        {
            return None;
        }
        Some((&plugin.source, &refused.code, &refused.message, None))
    });
    let files = plugins.refused.iter().map(|file| {
        let hint = file.hint.as_ref();
        (&file.file, &file.code, &file.message, hint)
    });
    for (place, code, message, hint) in versions.chain(files) {
        let text = format!("refused: {place}, {code}: {message}");
        terminal::note(&paint(Style::Warning, &text));
        if let Some(hint) = hint {
            terminal::hint(hint);
        }
    }
}

/// The plugins in the program.
fn bundled(global: &Global, args: &ListArgs) -> anyhow::Result<()> {
    let sandbox = processor::sandbox(global, HttpOptions::default())?;
    let mut rows = Vec::new();
    for bundled in runner_plugins::all() {
        let plugin = processor::load(&sandbox, bundled.name, bundled.wasm)?;
        let descriptor = plugin.descriptor();
        if args.json {
            let line = json!({
                "name": descriptor.name,
                "version": descriptor.version,
                "summary": descriptor.summary,
                "digest": plugin.digest(),
                "size_bytes": bundled.wasm.len(),
                "source": "bundled",
                "active": true,
            });
            terminal::data(&line.to_string())?;
        } else {
            rows.push(vec![
                descriptor.name.to_string(),
                descriptor.version.clone(),
                "bundled".to_owned(),
                descriptor.summary.clone(),
            ]);
        }
    }
    if !args.json {
        print(&["NAME", "VERSION", "SOURCE", "SUMMARY"], &rows)?;
    }
    Ok(())
}

fn print(titles: &[&'static str], rows: &[Vec<String>]) -> anyhow::Result<()> {
    for line in Table::new(titles).lines(rows) {
        terminal::data(&line)?;
    }
    Ok(())
}
