//! `runner config`: what the configuration file says, checked before a server has to.

use std::process::ExitCode;

use clap::{Args, Subcommand};

use crate::config::{ConfigFileArgs, Configured};
use crate::options::Global;
use crate::terminal;

/// Check and show the configuration file
#[derive(Debug, Args)]
pub(crate) struct ConfigArgs {
    #[command(subcommand)]
    command: ConfigCommand,
}

#[derive(Debug, Subcommand)]
enum ConfigCommand {
    /// Say what is wrong with the file, with its line
    Check(ConfigFileArgs),
    /// Print what the file says
    Show(ConfigFileArgs),
}

pub(crate) fn run(global: &Global, args: &ConfigArgs) -> anyhow::Result<ExitCode> {
    let (ConfigCommand::Check(file) | ConfigCommand::Show(file)) = &args.command;
    let Configured { path, config } = file.read(global)?;
    let path = path.display();
    let Some(config) = config else {
        terminal::note(&format!("there is no {path}: everything is as by default"));
        return Ok(ExitCode::SUCCESS);
    };
    match &args.command {
        ConfigCommand::Check(_) => {
            let grants = config.grants().count();
            let s = if grants == 1 { "" } else { "s" };
            let limits = match config.ceilings() {
                0 => String::new(),
                1 => ", 1 limit".to_owned(),
                more => format!(", {more} limits"),
            };
            terminal::data(&format!("{path} is good: {grants} grant{s}{limits}"))?;
        }
        ConfigCommand::Show(_) => {
            terminal::note(&format!("# {path}"));
            terminal::data(config.toml().trim_end())?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
