//! `runner completions`: a script that completes the command line.

use std::io;
use std::process::ExitCode;

use clap::{Args, CommandFactory as _};
use clap_complete::Shell;

use crate::options::Options;

/// Print a script that completes commands in a shell
#[derive(Debug, Args)]
pub(crate) struct CompletionsArgs {
    /// The shell
    shell: Shell,
}

pub(crate) fn run(args: &CompletionsArgs) -> anyhow::Result<ExitCode> {
    clap_complete::generate(
        args.shell,
        &mut Options::command(),
        "runner",
        &mut io::stdout(),
    );
    Ok(ExitCode::SUCCESS)
}
