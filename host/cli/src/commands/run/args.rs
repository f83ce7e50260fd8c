//! The flags of `runner run`.

use clap::Args;

use crate::error::{Exit, UserError};

/// Run one job here and now, without a server
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  runner run data-conversion -p to=jsonl -i data=orders.csv -o data=orders.jsonl
  cat orders.csv | runner run data-conversion -p from=csv -p to=json -i data=- -o data=- > orders.json
  runner run ./mine.wasm --params @params.json --fuel 5G --memory 64MiB --timeout 30s")]
pub(crate) struct RunArgs {
    /// A processor's name (see `runner plugin list`), or a .wasm file
    #[arg(value_name = "PROCESSOR|FILE.wasm")]
    pub(super) processor: String,

    /// Set one param; `KEY.INNER=VALUE` reaches into an object
    #[arg(short = 'p', long = "param", value_name = "KEY=VALUE")]
    pub(super) set: Vec<String>,

    /// All params as a JSON object, or `@FILE` to read them from; -p changes single ones
    #[arg(long, value_name = "JSON|@FILE")]
    pub(super) params: Option<String>,

    /// Give an input: a file, or `-` for the standard input
    #[arg(short, long = "input", value_name = "NAME=PATH|-")]
    pub(super) inputs: Vec<String>,

    /// Keep an output: a file, or `-` for the standard output
    #[arg(short, long = "output", value_name = "NAME=PATH|-")]
    pub(super) outputs: Vec<String>,

    /// Fuel that may be burnt, such as `5G` [default: 500G]
    #[arg(long, value_name = "N")]
    pub(super) fuel: Option<String>,

    /// Memory that may be used [default: 256MiB]
    #[arg(long, value_name = "SIZE")]
    pub(super) memory: Option<String>,

    /// Wall-clock time that it may take [default: 5m]
    #[arg(long, value_name = "DURATION")]
    pub(super) timeout: Option<String>,

    /// Any other limit, such as `output_bytes=1GiB`
    #[arg(long = "limit", value_name = "NAME=VALUE")]
    pub(super) limits: Vec<String>,

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
        if self.json && self.has_stdout_output() {
            return Err(UserError::new(
                Exit::Usage,
                "--json and an output on the standard output would be mixed up",
            )
            .hint("write the output to a file: -o NAME=PATH"));
        }
        Ok(())
    }

    /// Whether an output goes to the standard output.
    pub(super) fn has_stdout_output(&self) -> bool {
        self.outputs
            .iter()
            .any(|flag| flag == "-" || flag.ends_with("=-"))
    }
}
