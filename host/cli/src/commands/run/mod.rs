//! `runner run`: one job here and now, without a server or a database.
//!
//! Everything that can be wrong with the command line is found before any work is done.

mod args;
mod execute;
mod inputs;
mod report;

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context;
use runner_model::{JobId, Limit};
use runner_sandbox::{
    AttemptSpec, Compiled, Covered, HttpOptions, KeepNothing, MemoryCache, OutputPlaces, Plugin,
};
use uuid::Uuid;

pub(crate) use self::args::RunArgs;
use crate::interrupt::Interrupts;
use crate::job_args::outputs::Outputs;
use crate::job_args::{self, limits, outputs, params, piped};
use crate::options::Global;
use crate::{processor, terminal};

pub(crate) fn run(global: &Global, args: &RunArgs) -> anyhow::Result<ExitCode> {
    let done = run_checked(global, args);
    if let (Err(error), true) = (&done, args.json) {
        terminal::json(&report::not_run(error))?;
    }
    done
}

fn run_checked(global: &Global, args: &RunArgs) -> anyhow::Result<ExitCode> {
    args.check()?;
    let wasm = processor::find(&args.processor)?;
    let limits = limits::all(&limits::given(&args.job)?);
    let given_inputs = inputs::check(&args.job.inputs)?;
    let given_outputs = outputs::check(&args.job.outputs)?;
    let document = params::document(args.job.params.as_deref())?;
    let allowed = args.allow.access()?;
    let options = HttpOptions {
        authorities: args.allow.ca_file.clone(),
        ..HttpOptions::default()
    };
    let sandbox = processor::sandbox(global, options)?;
    let load = match args.quiet {
        true => processor::load_quietly,
        false => processor::load,
    };
    let plugin = load(&sandbox, &args.processor, &wasm)?;
    if let Compiled::Now { millis } = plugin.compiled()
        && !args.quiet
    {
        terminal::note(&format!(
            "compiled {} in {}, once",
            plugin.descriptor().name,
            processor::took(millis)
        ));
    }
    let params = params::fit(
        plugin.descriptor(),
        plugin.params(),
        document,
        &args.job.set,
    )?;
    params::check_size(&params, &limits)?;

    let interrupts = Interrupts::listen()?;
    let work = tempfile::tempdir().context("cannot make a folder for temporary files")?;
    interrupts.remove(work.path().to_owned());
    let given_outputs = match args.json {
        true => given_outputs,
        false => piped::outputs(given_outputs, plugin.descriptor()),
    };
    let mut outputs = Outputs::prepare(&given_outputs, plugin.descriptor())?;
    outputs
        .places()
        .into_values()
        .for_each(|place| interrupts.remove(place));
    outputs.check_required(plugin.descriptor())?;
    let given_inputs = match args.allow.reads_stdin() {
        true => given_inputs,
        false => piped::inputs(given_inputs, plugin.descriptor(), |text| {
            if !args.quiet {
                terminal::note(text);
            }
        })?,
    };
    let inputs = inputs::open(&given_inputs, plugin.descriptor(), work.path(), &limits)?;
    job_args::inputs::check_size(inputs.iter().map(|input| input.size.0).sum(), &limits)?;
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
            covered: Covered::Reused,
        },
        limits: limits.clone(),
        checkpoint: None,
        checkpoints: Arc::new(KeepNothing),
        cache: Arc::new(MemoryCache::new(limits.bytes(Limit::Cache))),
        http: allowed.http,
    };
    let show = execute::Show::new(args, allowed.redactor.clone());
    let report = execute::execute(&sandbox, &plugin, spec, &show, &interrupts)?;
    let kept = if report.outcome.failure(&limits).is_none() {
        outputs.keep(&report.outputs)?
    } else {
        Vec::new()
    };
    let end = report::End::new(&plugin, &report, &limits, &allowed.redactor);
    end.show(&kept, args)
}

/// How messages call a plugin.
fn name(plugin: &Plugin) -> &str {
    plugin.descriptor().name.as_str()
}
