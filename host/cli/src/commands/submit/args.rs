//! The flags of `runner submit`.

use clap::Args;

use super::rules::RuleArgs;
use crate::client::ServerArgs;
use crate::commands::would::LookArgs;
use crate::error::{Exit, UserError};
use crate::job_args::JobArgs;
use crate::processor::looks_like_a_file;

/// Submit a job to a server, which keeps it and runs it
#[derive(Debug, Args)]
#[command(after_help = "\
An input is a file, `-` for the standard input, `job:ID/NAME` for an output
of another job (which is waited for), `blob:sha256:…` for bytes that the server has, or
`stats:30d` for the server's own statistics of so long, as they are when the job starts.

Examples:
  runner submit data-conversion -p to=jsonl -i data=orders.csv
  runner submit data-conversion -p to=jsonl -i data=orders.csv -o data=orders.jsonl --follow
  runner submit data-conversion -p to=json -i data=job:ID/data --priority high
  runner submit data-conversion -p to=json -i data=a.csv --unique a.csv --at 2026-01-31T08:00:00Z")]
pub(crate) struct SubmitArgs {
    /// A processor's name (see `runner plugin list`)
    #[arg(value_name = "PROCESSOR")]
    pub(super) processor: String,

    #[command(flatten)]
    pub(super) job: JobArgs,

    #[command(flatten)]
    pub(super) rules: RuleArgs,

    /// A word to find it by; may be given again
    #[arg(long = "tag", value_name = "WORD")]
    pub(super) tags: Vec<String>,

    /// A line for people
    #[arg(long, value_name = "TEXT")]
    pub(super) title: Option<String>,

    /// More for people
    #[arg(long, value_name = "TEXT")]
    pub(super) description: Option<String>,

    /// Whatever else is to be kept with it, as JSON
    #[arg(long, value_name = "JSON", value_parser = json)]
    pub(super) metadata: Option<Box<serde_json::value::RawValue>>,

    /// Who submits it
    #[arg(long, value_name = "NAME")]
    pub(super) created_by: Option<String>,

    /// Wait until it ends; the exit code is 0 if it completed and 1 if not. -o waits too
    #[arg(short, long)]
    pub(super) wait: bool,

    /// Wait, and show its progress and its log
    #[arg(short, long)]
    pub(super) follow: bool,

    /// With --follow, show the log's debug and trace lines too
    #[arg(short, long)]
    pub(super) verbose: bool,

    /// Print the whole job as JSON: as it was submitted, or with --wait as it ended
    #[arg(long)]
    pub(super) json: bool,

    #[command(flatten)]
    pub(super) look: LookArgs,

    #[command(flatten)]
    pub(super) server: ServerArgs,
}

impl SubmitArgs {
    /// Refuses what the flags say together.
    pub(super) fn check(&self) -> Result<(), UserError> {
        if looks_like_a_file(&self.processor) {
            let file = &self.processor;
            return Err(UserError::new(
                Exit::Usage,
                format!("{file} is a file; a job is submitted by its processor's name"),
            )
            .hint(format!("to run the file here and now: runner run {file}")));
        }
        if self.look.validate_only && self.waits() {
            return Err(UserError::new(
                Exit::Usage,
                "with --validate-only there is no job to wait for",
            )
            .hint("leave out --wait, --follow and -o"));
        }
        if self.json {
            self.job.check_stdout_is_free()?;
        }
        Ok(())
    }

    /// Whether the command waits for the job's end.
    pub(super) fn waits(&self) -> bool {
        self.wait || self.follow || !self.job.outputs.is_empty()
    }
}

fn json(text: &str) -> Result<Box<serde_json::value::RawValue>, String> {
    serde_json::from_str(text).map_err(|error| format!("it is no JSON: {error}"))
}
