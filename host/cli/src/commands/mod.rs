//! The commands, one file or folder each.

pub(crate) mod action;
pub(crate) mod alert;
pub(crate) mod audit;
pub(crate) mod backup;
pub(crate) mod batch;
pub(crate) mod bench;
pub(crate) mod completions;
pub(crate) mod config;
pub(crate) mod doctor;
pub(crate) mod errors;
pub(crate) mod events;
pub(crate) mod everything;
pub(crate) mod job;
pub(crate) mod man;
pub(crate) mod plugin;
pub(crate) mod queue;
pub(crate) mod report;
pub(crate) mod run;
pub(crate) mod schedule;
pub(crate) mod secret;
pub(crate) mod serve;
pub(crate) mod stats;
pub(crate) mod submit;
pub(crate) mod template;
pub(crate) mod token;
pub(crate) mod top;
pub(crate) mod upload;
pub(crate) mod webhook;
pub(crate) mod workers;

mod shared;
mod would;

use std::process::ExitCode;

use crate::options::{Command, Options};

/// Runs the command that the options name.
pub(crate) fn run(options: Options) -> anyhow::Result<ExitCode> {
    match options.command {
        Command::Run(args) => run::run(&options.global, &args),
        Command::Serve(args) => serve::run(&options.global, &args),
        Command::Submit(args) => submit::run(&options.global, &args),
        Command::Job(args) => job::run(&options.global, &args),
        Command::Upload(args) => upload::run(&options.global, &args),
        Command::Action(args) => action::run(&options.global, &args),
        Command::Queue(args) => queue::run(&options.global, &args),
        Command::Batch(args) => batch::run(&options.global, &args),
        Command::Template(args) => template::run(&options.global, &args),
        Command::Errors(args) => errors::run(&options.global, &args),
        Command::Schedule(args) => schedule::run(&options.global, &args),
        Command::Pause(args) => everything::pause(&options.global, &args),
        Command::Resume(args) => everything::resume(&options.global, &args),
        Command::Workers(args) => workers::run(&options.global, &args),
        Command::Events(args) => events::run(&options.global, &args),
        Command::Stats(args) => stats::run(&options.global, &args),
        Command::Report(args) => report::run(&options.global, &args),
        Command::Plugin(args) => plugin::run(&options.global, &args),
        Command::Secret(args) => secret::run(&options.global, &args),
        Command::Token(args) => token::run(&options.global, &args),
        Command::Audit(args) => audit::run(&options.global, &args),
        Command::Alert(args) => alert::run(&options.global, &args),
        Command::Webhook(args) => webhook::run(&options.global, &args),
        Command::Config(args) => config::run(&options.global, &args),
        Command::Doctor(args) => doctor::run(&options.global, &args),
        Command::Backup(args) => backup::run(&options.global, &args),
        Command::Top(args) => top::run(&options.global, &args),
        Command::Bench(args) => bench::run(&options.global, &args),
        Command::Completions(args) => completions::run(&args),
        Command::Man(args) => man::run(&args),
        Command::CompileWorker {
            code_dir,
            beside,
            memory_bytes,
            cpu_seconds,
        } => Ok(runner_sandbox::compile_worker(
            &code_dir,
            &beside,
            runner_model::ByteSize(memory_bytes),
            cpu_seconds,
        )),
    }
}
