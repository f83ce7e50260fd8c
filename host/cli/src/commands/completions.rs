//! `runner completions`: a script that completes the command line.

use std::process::ExitCode;

use clap::{Args, CommandFactory as _};
use clap_complete::Shell;

use crate::options::Options;
use crate::terminal;

/// Print a script that completes commands in a shell
#[derive(Debug, Args)]
pub(crate) struct CompletionsArgs {
    /// The shell
    shell: Shell,
}

pub(crate) fn run(args: &CompletionsArgs) -> anyhow::Result<ExitCode> {
    // Into memory: what writes it takes a reader that has had enough for a failure.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Options::command(), "runner", &mut script);
    terminal::data(String::from_utf8(script)?.trim_end())?;
    Ok(ExitCode::SUCCESS)
}
