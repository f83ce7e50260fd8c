//! `runner plugin`: what plugins there are and what they say of themselves.

mod list;
mod show;

use std::process::ExitCode;

use clap::{Args, Subcommand};

use crate::options::Global;

/// See which processors there are and what they take
#[derive(Debug, Args)]
pub(crate) struct PluginArgs {
    #[command(subcommand)]
    command: PluginCommand,
}

#[derive(Debug, Subcommand)]
enum PluginCommand {
    List(list::ListArgs),
    Show(show::ShowArgs),
}

pub(crate) fn run(global: &Global, args: &PluginArgs) -> anyhow::Result<ExitCode> {
    match &args.command {
        PluginCommand::List(args) => list::run(global, args),
        PluginCommand::Show(args) => show::run(global, args),
    }
}
