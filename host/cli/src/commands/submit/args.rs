//! The flags of `runner submit`.

use clap::Args;
use runner_model::{Limit, Priority, QueueName};

use crate::client::ServerArgs;
use crate::error::{Exit, UserError};
use crate::job_args::JobArgs;
use crate::processor::looks_like_a_file;

/// Submit a job to a server, which keeps it and runs it
#[derive(Debug, Args)]
#[command(after_help = "\
An input is a file, `-` for the standard input, `job:ID/NAME` for an output
of another job, or `blob:sha256:…` for bytes that the server has.

Examples:
  runner submit data-conversion -p to=jsonl -i data=orders.csv
  runner submit data-conversion -p to=jsonl -i data=orders.csv -o data=orders.jsonl --follow
  runner submit data-conversion -p to=json -i data=job:ID/data --priority high")]
pub(crate) struct SubmitArgs {
    /// A processor's name (see `runner plugin list`)
    #[arg(value_name = "PROCESSOR")]
    pub(super) processor: String,

    #[command(flatten)]
    pub(super) job: JobArgs,

    /// The queue that it waits in [default: its processor's name]
    #[arg(long, value_name = "NAME", value_parser = queue)]
    pub(super) queue: Option<QueueName>,

    /// How much it matters: 1 to 10, or low (2), normal (5), high (8), critical (10) [default: 5]
    #[arg(long, value_name = "PRIORITY", value_parser = priority)]
    pub(super) priority: Option<Priority>,

    /// Run it that much later, at the earliest, such as `10m`
    #[arg(long, value_name = "DURATION", value_parser = duration_ms, conflicts_with = "at")]
    pub(super) delay: Option<u64>,

    /// Run it then, at the earliest, such as `2026-01-31T08:00:00Z`
    #[arg(long, value_name = "TIME", value_parser = moment)]
    pub(super) at: Option<jiff::Timestamp>,

    /// How many times it may fail before that is final [default: 3]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(super) max_attempts: Option<u32>,

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

fn queue(text: &str) -> Result<QueueName, String> {
    QueueName::try_from(text.to_owned()).map_err(|error| error.to_string())
}

fn priority(text: &str) -> Result<Priority, String> {
    text.parse::<Priority>().map_err(|error| error.to_string())
}

fn duration_ms(text: &str) -> Result<u64, String> {
    // Timeouts are written in the same way.
    Limit::Timeout
        .parse(text)
        .map_err(|error| error.to_string())
}

fn moment(text: &str) -> Result<jiff::Timestamp, String> {
    text.parse()
        .map_err(|_| "expected a time of RFC 3339, such as 2026-01-31T08:00:00Z".to_owned())
}

fn json(text: &str) -> Result<Box<serde_json::value::RawValue>, String> {
    serde_json::from_str(text).map_err(|error| format!("it is no JSON: {error}"))
}
