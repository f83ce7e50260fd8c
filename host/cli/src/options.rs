//! The command line: what every command takes, and which commands there are.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::commands::{
    action, alert, audit, backup, batch, bench, completions, config, doctor, errors, events,
    everything, job, man, plugin, queue, report, run, schedule, secret, serve, stats, submit,
    template, token, top, upload, webhook, workers,
};

/// Runs background jobs whose processors are sandboxed WASM components.
#[derive(Debug, Parser)]
#[command(version, arg_required_else_help = true)]
pub(crate) struct Options {
    #[command(flatten)]
    pub(crate) global: Global,

    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What every command takes.
#[derive(Debug, Args)]
pub(crate) struct Global {
    /// The folder for everything that runner keeps [default: `runner` in the XDG data home].
    #[arg(
        long,
        global = true,
        help_heading = "Everywhere",
        value_name = "DIR",
        env = "RUNNER_DATA_DIR",
        hide_env_values = true
    )]
    pub(crate) data_dir: Option<PathBuf>,

    /// The server that has this name in the client's own file, `client.toml` in the XDG config home
    #[arg(
        long,
        global = true,
        help_heading = "Everywhere",
        value_name = "NAME",
        env = "RUNNER_PROFILE",
        hide_env_values = true
    )]
    pub(crate) profile: Option<String>,
}

#[cfg(test)]
mod tests;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Run(run::RunArgs),
    Serve(serve::ServeArgs),
    Submit(Box<submit::SubmitArgs>),
    Job(job::JobArgs),
    Action(action::ActionArgs),
    Upload(upload::UploadArgs),
    Queue(queue::QueueArgs),
    Batch(batch::BatchArgs),
    Template(template::TemplateArgs),
    Errors(errors::ErrorsArgs),
    Schedule(schedule::ScheduleArgs),
    Pause(everything::PauseArgs),
    Resume(everything::ResumeArgs),
    Workers(workers::WorkersArgs),
    Events(events::EventsArgs),
    Stats(stats::StatsArgs),
    Report(report::ReportArgs),
    Plugin(plugin::PluginArgs),
    Secret(secret::SecretArgs),
    Token(token::TokenArgs),
    Audit(audit::AuditArgs),
    Webhook(webhook::WebhookArgs),
    Alert(alert::AlertArgs),
    Config(config::ConfigArgs),
    Doctor(doctor::DoctorArgs),
    Backup(backup::BackupArgs),
    Top(top::TopArgs),
    Bench(bench::BenchArgs),
    Completions(completions::CompletionsArgs),
    Man(man::ManArgs),
    /// Compiles the component on the standard input into a cache folder. Started by runner itself.
    #[command(hide = true)]
    CompileWorker {
        code_dir: PathBuf,
        beside: PathBuf,
        memory_bytes: u64,
        cpu_seconds: u64,
    },
}
