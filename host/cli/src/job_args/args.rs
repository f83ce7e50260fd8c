//! The flags.

use clap::Args;

use crate::error::{Exit, UserError};

/// What a job is given.
#[derive(Debug, Args)]
pub(crate) struct JobArgs {
    /// Set one param; `KEY.INNER=VALUE` reaches into an object
    #[arg(short = 'p', long = "param", value_name = "KEY=VALUE")]
    pub(crate) set: Vec<String>,

    /// All params as a JSON object, or `@FILE` to read them from; -p changes single ones
    #[arg(long, value_name = "JSON|@FILE")]
    pub(crate) params: Option<String>,

    /// Give an input: a file, or `-` for the standard input
    #[arg(short, long = "input", value_name = "NAME=PATH|-")]
    pub(crate) inputs: Vec<String>,

    /// Keep an output: a file, or `-` for the standard output
    #[arg(short, long = "output", value_name = "NAME=PATH|-")]
    pub(crate) outputs: Vec<String>,

    /// Fuel that may be burnt, such as `5G` [default: 500G]
    #[arg(long, value_name = "N")]
    pub(crate) fuel: Option<String>,

    /// Memory that may be used [default: 256MiB]
    #[arg(long, value_name = "SIZE")]
    pub(crate) memory: Option<String>,

    /// Wall-clock time that it may take [default: 5m]
    #[arg(long, value_name = "DURATION")]
    pub(crate) timeout: Option<String>,

    /// Any other limit, such as `output_bytes=1GiB`
    #[arg(long = "limit", value_name = "NAME=VALUE")]
    pub(crate) limits: Vec<String>,
}

impl JobArgs {
    /// Refuses an output on the standard output, which something else is to have for itself.
    pub(crate) fn check_stdout_is_free(&self) -> Result<(), UserError> {
        if self.has_stdout_output() {
            return Err(UserError::new(
                Exit::Usage,
                "--json and an output on the standard output would be mixed up",
            )
            .hint("write the output to a file: -o NAME=PATH"));
        }
        Ok(())
    }

    /// Whether an output goes to the standard output.
    pub(crate) fn has_stdout_output(&self) -> bool {
        self.outputs
            .iter()
            .any(|flag| flag == "-" || flag.ends_with("=-"))
    }
}
