//! `runner plugin check`: what a server would say to a plugin, for its author.

mod advice;
mod page;
mod warnings;

use std::process::ExitCode;

use clap::Args;
use runner_sandbox::{Compiled, HttpOptions, Inspection, LoadError, Reach};
use serde::Serialize;
use serde_json::{Value, json};

use crate::error::Exit;
use crate::options::Global;
use crate::{processor, terminal};

/// Check a plugin of your own: what it imports, exports, says of itself and costs, and what to mend
#[derive(Debug, Args)]
#[command(after_help = "\
It ends with 0 if a server would take the plugin, warnings or not, and with 1 if not.

Examples:
  runner plugin check target/wasm32-wasip2/release/word_search.wasm
  runner plugin check --json word-search.wasm | jq '.findings[]'")]
pub(crate) struct CheckArgs {
    /// The .wasm file
    #[arg(value_name = "FILE.wasm")]
    file: String,

    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

/// Something that its author should know.
#[derive(Debug, Serialize)]
struct Finding {
    level: Level,
    /// A word for programs.
    code: &'static str,
    message: String,
    /// What to do about it.
    hint: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Level {
    /// A server refuses the plugin.
    Error,
    /// A server takes it, and somebody will regret it.
    Warning,
}

impl Finding {
    fn warning(code: &'static str, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            level: Level::Warning,
            code,
            message: message.into(),
            hint: hint.into(),
        }
    }
}

pub(super) fn run(global: &Global, args: &CheckArgs) -> anyhow::Result<ExitCode> {
    let wasm = processor::read(&args.file)?;
    let sandbox = processor::sandbox(global, HttpOptions::default())?;
    let mut inspection = sandbox.inspect(&wasm, &mut || processor::compiling(&args.file, &wasm));
    if let Some(fault) = inspection.problems.iter().position(is_of_the_host) {
        return Err(inspection.problems.swap_remove(fault).into());
    }
    let mut findings: Vec<Finding> = inspection
        .problems
        .iter()
        .map(|error| advice::finding(error, &inspection.exports))
        .collect();
    findings.extend(warnings::of(&inspection, wasm.len() as u64));
    let is_good = inspection.problems.is_empty();
    if args.json {
        let document = document(&inspection, &findings, wasm.len() as u64);
        terminal::data(&serde_json::to_string_pretty(&document)?)?;
    } else {
        terminal::data(
            page::page(&args.file, &inspection, &findings, wasm.len() as u64).trim_end(),
        )?;
    }
    Ok(if is_good {
        ExitCode::SUCCESS
    } else {
        Exit::Failed.into()
    })
}

fn is_of_the_host(error: &LoadError) -> bool {
    error.code().is_none()
}

fn document(inspection: &Inspection, findings: &[Finding], size: u64) -> Value {
    let imports: Vec<Value> = inspection
        .imports
        .iter()
        .map(|import| json!({ "name": import.name, "reach": reach(import.reach) }))
        .collect();
    let code = inspection.code.map(|code| {
        json!({
            "compile_ms": code.millis,
            "compiled_now": matches!(code.compiled, Compiled::Now { .. }),
            "code_bytes": code.bytes,
        })
    });
    json!({
        "ok": inspection.problems.is_empty(),
        "digest": inspection.digest,
        "size_bytes": size,
        "code": code,
        "imports": imports,
        "exports": inspection.exports,
        "describe": inspection.describe,
        "schema_parts": inspection.schema_parts,
        "descriptor": inspection.descriptor,
        "findings": findings,
    })
}

/// A word for programs.
const fn reach(reach: Reach) -> &'static str {
    match reach {
        Reach::Always => "always",
        Reach::Granted => "granted",
        Reach::Never => "never",
        Reach::Unknown => "unknown",
    }
}
