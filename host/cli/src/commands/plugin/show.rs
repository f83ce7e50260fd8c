//! `runner plugin show`.

use std::fmt::Write as _;
use std::process::ExitCode;

use clap::Args;
use runner_model::{Descriptor, Port, Want};
use runner_sandbox::Plugin;
use serde_json::{Value, json};

use crate::commands::run::kinds;
use crate::options::Global;
use crate::{processor, terminal};

/// Show what a processor takes, makes and wants
#[derive(Debug, Args)]
pub(crate) struct ShowArgs {
    /// A processor's name, or a .wasm file
    #[arg(value_name = "PROCESSOR|FILE.wasm")]
    processor: String,

    /// Print JSON, with the whole schemas
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(global: &Global, args: &ShowArgs) -> anyhow::Result<ExitCode> {
    let wasm = processor::find(&args.processor)?;
    let sandbox = processor::sandbox(global)?;
    let plugin = processor::load(&sandbox, &args.processor, &wasm)?;
    if args.json {
        let shown = json!({
            "digest": plugin.digest(),
            "size_bytes": wasm.len(),
            "descriptor": plugin.descriptor(),
        });
        terminal::data(&serde_json::to_string_pretty(&shown)?)?;
    } else {
        terminal::data(page(&plugin, wasm.len()).trim_end())?;
    }
    Ok(ExitCode::SUCCESS)
}

fn page(plugin: &Plugin, size: usize) -> String {
    let descriptor = plugin.descriptor();
    let mut page = String::new();
    // Writing to a String cannot fail, here and below.
    let _ = writeln!(page, "{} {}", descriptor.name, descriptor.version);
    let _ = writeln!(page, "{}\n", descriptor.summary);
    let _ = writeln!(
        page,
        "digest    {} ({} KiB)",
        plugin.digest(),
        size.div_ceil(1024)
    );
    let resumes = if descriptor.resumable {
        "goes on from a checkpoint"
    } else {
        "starts over"
    };
    let _ = writeln!(page, "retry     {resumes}");
    ports(&mut page, "inputs", &descriptor.inputs);
    ports(&mut page, "outputs", &descriptor.outputs);
    wants(&mut page, descriptor);
    params(&mut page, &descriptor.params_schema);
    page
}

fn ports(page: &mut String, title: &str, ports: &[Port]) {
    if ports.is_empty() {
        return;
    }
    let _ = writeln!(page, "\n{title}");
    for port in ports {
        let need = if port.required {
            "required"
        } else {
            "optional"
        };
        let _ = writeln!(page, "  {:<14} {need:<10} {}", port.name, port.summary);
        if !port.media_types.is_empty() {
            let _ = writeln!(
                page,
                "  {:<14} {:<10} {}",
                "",
                "",
                port.media_types.join(", ")
            );
        }
    }
}

fn wants(page: &mut String, descriptor: &Descriptor) {
    if descriptor.wants.is_empty() {
        return;
    }
    let _ = writeln!(page, "\nwants, of the operator");
    for want in &descriptor.wants {
        let _ = match want {
            Want::Http(origin) => writeln!(page, "  HTTP to {origin}"),
            Want::Secret(name) => writeln!(page, "  the secret {name}, put into its requests"),
            Want::Cache(bytes) => writeln!(page, "  a cache of {bytes}"),
        };
    }
}

fn params(page: &mut String, schema: &Value) {
    let Some(properties) = schema["properties"].as_object() else {
        return;
    };
    let required = schema["required"].as_array();
    let _ = writeln!(page, "\nparams (-p NAME=VALUE)");
    for (name, property) in properties {
        let needed = required.is_some_and(|names| names.iter().any(|needed| needed == name));
        let need = if needed { "required" } else { "" };
        let _ = writeln!(
            page,
            "  {name:<14} {:<30} {need}",
            kinds(schema, property).join(" | ")
        );
        let about = property["description"].as_str().unwrap_or_default();
        for line in about.lines() {
            let _ = writeln!(page, "                 {line}");
        }
    }
}
