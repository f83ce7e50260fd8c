//! `runner run`: one job here and now, without a server or a database.
//!
//! Everything that can be wrong with the command line is found before any work is done.

mod args;
mod execute;
mod inputs;
mod limits;
mod named;
mod outputs;
mod params;
mod report;

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context;
use runner_model::{JobId, Limit, Limits};
use runner_sandbox::{AttemptSpec, Compiled, KeepNothing, MemoryCache, OutputPlaces, Plugin};
use uuid::Uuid;

pub(crate) use self::args::RunArgs;
use self::outputs::Outputs;
pub(crate) use self::params::kinds;
use crate::error::{Exit, UserError};
use crate::options::Global;
use crate::{processor, terminal};

pub(crate) fn run(global: &Global, args: &RunArgs) -> anyhow::Result<ExitCode> {
    let done = run_checked(global, args);
    if let (Err(error), true) = (&done, args.json) {
        terminal::data(&report::not_run(error))?;
    }
    done
}

fn run_checked(global: &Global, args: &RunArgs) -> anyhow::Result<ExitCode> {
    args.check()?;
    let wasm = processor::find(&args.processor)?;
    let limits = limits::from_flags(args)?;
    let input_flags = inputs::check(&args.inputs)?;
    let output_flags = outputs::check(&args.outputs)?;
    let document = params::document(args.params.as_deref())?;

    let sandbox = processor::sandbox(global)?;
    let plugin = processor::load(&sandbox, &args.processor, &wasm)?;
    if let Compiled::Now { millis } = plugin.compiled()
        && !args.quiet
    {
        terminal::note(&format!(
            "compiled {} in {millis} ms, once",
            plugin.descriptor().name
        ));
    }
    let params = params::fit(&plugin, document, &args.set)?;
    check_params_size(&params, &limits)?;

    let work = tempfile::tempdir().context("cannot make a folder for temporary files")?;
    let mut outputs = Outputs::prepare(&output_flags, plugin.descriptor())?;
    let inputs = inputs::open(&input_flags, plugin.descriptor(), work.path(), &limits)?;
    inputs::check_size(&inputs, &limits)?;
    let spec = AttemptSpec {
        job: JobId::new(Uuid::now_v7()),
        attempt: 1,
        last_attempt: true,
        params,
        inputs,
        outputs: OutputPlaces {
            folder: work.path().to_owned(),
            named: outputs.places(),
            resumed: BTreeMap::new(),
        },
        limits: limits.clone(),
        checkpoint: None,
        checkpoints: Arc::new(KeepNothing),
        cache: Arc::new(MemoryCache::new(limits.bytes(Limit::Cache))),
    };
    let report = execute::execute(&sandbox, &plugin, spec, args)?;
    let kept = if report.outcome.failure(&limits).is_none() {
        outputs.keep(&report.outputs)?
    } else {
        Vec::new()
    };
    report::show(&plugin, &report, &limits, &kept, args)
}

fn check_params_size(params: &str, limits: &Limits) -> Result<(), UserError> {
    let most = limits.bytes(Limit::Params);
    if params.len() as u64 > most.0 {
        return Err(UserError::new(
            Exit::Usage,
            format!(
                "the params have {} bytes, more than {most} (limit `{}`)",
                params.len(),
                Limit::Params
            ),
        )
        .hint("hand large data in as an input: -i NAME=PATH"));
    }
    Ok(())
}

/// The names of a plugin's ports, for a message.
fn port_names(ports: &[runner_model::Port]) -> String {
    if ports.is_empty() {
        return "none".to_owned();
    }
    ports
        .iter()
        .map(|port| port.name.as_str())
        .collect::<Vec<_>>()
        .join(", ")
}

/// How messages call a plugin.
fn name(plugin: &Plugin) -> &str {
    plugin.descriptor().name.as_str()
}
