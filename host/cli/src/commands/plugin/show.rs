//! `runner plugin show`: a plugin of the server, or without one a plugin in the program; or a file.

use std::fmt::{Display, Write as _};
use std::process::ExitCode;

use anyhow::Context;
use clap::Args;
use runner_model::{ByteSize, Descriptor, Port, Want};
use runner_sandbox::HttpOptions;
use serde_json::{Value, json};

use super::{ask, grants, limits, list};
use crate::client::{LimitDoc, PluginDoc, Query, ServerArgs};
use crate::job_args::params::kinds;
use crate::options::Global;
use crate::processor::{took, unknown_to};
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

    #[command(flatten)]
    server: ServerArgs,
}

pub(crate) fn run(global: &Global, args: &ShowArgs) -> anyhow::Result<ExitCode> {
    if !processor::looks_like_a_file(&args.processor)
        && let Some(answer) = of_server(global, args)?
    {
        return Ok(answer);
    }
    let wasm = processor::find(&args.processor)?;
    let sandbox = processor::sandbox(global, HttpOptions::default())?;
    let plugin = processor::load(&sandbox, &args.processor, &wasm)?;
    if args.json {
        let shown = json!({
            "digest": plugin.digest(),
            "size_bytes": wasm.len(),
            "descriptor": plugin.descriptor(),
        });
        terminal::data(&serde_json::to_string_pretty(&shown)?)?;
    } else {
        terminal::data(page(plugin.descriptor(), plugin.digest(), wasm.len() as u64).trim_end())?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Shows the server's plugin of a name; none if there is no server.
fn of_server(global: &Global, args: &ShowArgs) -> anyhow::Result<Option<ExitCode>> {
    let name = args.processor.as_str();
    let answer = ask(global, &args.server, async |client| {
        match client.get_text(&["plugins", name], &Query::new()).await {
            Ok(text) => Ok(Ok((client.read::<PluginDoc>(&text)?, text))),
            Err(error) if error.is_not_found() => Ok(Err(unknown_to(client, name).await?)),
            Err(error) => Err(error),
        }
    })?;
    let Some(answer) = answer else {
        return Ok(None);
    };
    let (plugin, text) = answer?;
    if args.json {
        terminal::data(&text)?;
    } else {
        let descriptor = plugin
            .descriptor
            .as_ref()
            .context("the server does not describe the plugin")?;
        let mut page = page(descriptor, &plugin.digest, plugin.size_bytes);
        code(&mut page, &plugin);
        allowed(&mut page, &plugin);
        ceilings(&mut page, plugin.limits);
        terminal::data(page.trim_end())?;
        list::compiling(&plugin.compiling);
        grants::remarks(&descriptor.name, &plugin.grants);
    }
    Ok(Some(ExitCode::SUCCESS))
}

fn page(descriptor: &Descriptor, digest: impl Display, size: u64) -> String {
    let mut page = String::new();
    // Writing to a String cannot fail, here and below.
    let _ = writeln!(page, "{} {}", descriptor.name, descriptor.version);
    let _ = writeln!(page, "{}\n", descriptor.summary);
    let _ = writeln!(page, "digest    {} ({} KiB)", digest, size.div_ceil(1024));
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

/// Where it comes from, what compiling it took, and whether its code is loaded.
fn code(page: &mut String, plugin: &PluginDoc) {
    let _ = writeln!(page, "\ncode");
    let _ = writeln!(page, "  source    {}", plugin.source);
    if let Some(millis) = plugin.compile_ms {
        let _ = writeln!(page, "  compiled  in {}", took(millis));
    }
    let _ = match plugin.code_bytes {
        Some(bytes) => writeln!(page, "  loaded    {}", ByteSize(bytes)),
        None => writeln!(page, "  loaded    no: when a job needs it"),
    };
}

/// What it has of what it wants, and how it would get the rest.
fn allowed(page: &mut String, plugin: &PluginDoc) {
    if !plugin.grants.is_empty() {
        let _ = writeln!(page, "\ngranted");
        for line in grants::lines(&plugin.grants) {
            let _ = writeln!(page, "  {line}");
        }
    }
    if !plugin.ungranted.is_empty() {
        let _ = writeln!(page, "\nnot granted; an operator may give it by");
        for line in grants::ungranted(&plugin.ungranted) {
            let _ = writeln!(page, "{line}");
        }
    }
    if !plugin.refusals.is_empty() {
        let _ = writeln!(page, "\nrefused");
        for line in grants::refused(&plugin.refusals) {
            let _ = writeln!(page, "  {line}");
        }
    }
}

/// How much its jobs may ask for, where somebody said so.
fn ceilings(page: &mut String, limits: Vec<LimitDoc>) {
    let is_set = |doc: &LimitDoc| doc.set_by != "default";
    let set: Vec<LimitDoc> = limits.into_iter().filter(is_set).collect();
    if set.is_empty() {
        return;
    }
    let _ = writeln!(page, "\nlimits");
    for line in limits::lines(&set) {
        let _ = writeln!(page, "  {line}");
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
