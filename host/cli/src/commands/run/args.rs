//! The flags of `runner run`.

use clap::Args;

use crate::error::{Exit, UserError};
use crate::job_args::JobArgs;
use crate::job_args::grants::AllowArgs;

/// Run one job here and now, without a server
#[derive(Debug, Args)]
#[command(after_help = "\
In a pipe, the one required input that no flag gives is the standard input, and the one required output that no flag
keeps goes to the standard output; the result goes to the standard error then.

Examples:
  runner run data-conversion -p to=jsonl -i data=orders.csv -o data=orders.jsonl
  runner run data-conversion -p to=jsonl < orders.csv > orders.jsonl
  cat orders.csv | runner run data-conversion -p from=csv -p to=json -i data=- -o data=- > orders.json
  runner run ./mine.wasm --params @params.json --fuel 5G --memory 64MiB --timeout 30s
  runner run ./fetch.wasm --allow https://api.example.com --allow-method GET \
      --allow-header 'authorization: Bearer ${secret:key}' --secret key=@key.txt")]
pub(crate) struct RunArgs {
    /// A processor's name (see `runner plugin list`), or a .wasm file
    #[arg(value_name = "PROCESSOR|FILE.wasm")]
    pub(super) processor: String,

    #[command(flatten)]
    pub(super) job: JobArgs,

    #[command(flatten)]
    pub(super) allow: AllowArgs,

    /// Print one JSON document: outcome, result or error, usage, outputs
    #[arg(long)]
    pub(super) json: bool,

    /// Show neither progress nor log nor usage
    #[arg(short, long)]
    pub(super) quiet: bool,

    /// Show the job's debug and trace lines too
    #[arg(short, long, conflicts_with = "quiet")]
    pub(super) verbose: bool,
}

impl RunArgs {
    /// Refuses what the flags say together.
    pub(super) fn check(&self) -> Result<(), UserError> {
        if self.json {
            self.job.check_stdout_is_free()?;
        }
        let reads_stdin = |flag: &String| flag == "-" || flag.ends_with("=-");
        if self.allow.reads_stdin() && self.job.inputs.iter().any(reads_stdin) {
            return Err(UserError::new(
                Exit::Usage,
                "an input and a secret cannot both be the standard input",
            )
            .hint("give the secret by a file: --secret NAME=@FILE"));
        }
        Ok(())
    }
}
