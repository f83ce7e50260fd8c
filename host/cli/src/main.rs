//! The `runner` command. Here it is decided which command runs and how it ends; each command has a file of its own
//! below `commands`, and all that a terminal shows goes through `terminal`.

mod client;
mod commands;
mod config;
mod error;
mod failpoint;
mod follow;
mod interrupt;
mod job_args;
mod open_files;
mod options;
mod paths;
mod processor;
mod settings;
mod terminal;

use std::process::ExitCode;

use clap::Parser;

use crate::options::{Command, Options};

fn main() -> ExitCode {
    let options = Options::parse();
    // A server is told by its configuration how it logs.
    if !matches!(options.command, Command::Serve(_)) {
        terminal::start_tracing();
    }
    match commands::run(options) {
        Ok(code) => code,
        Err(error) => error::show(&error),
    }
}
