//! Which configuration file is meant.

use std::path::PathBuf;

use clap::Args;
use runner_engine::Config;

use crate::error::{Exit, UserError};
use crate::options::Global;
use crate::paths::data_dir;

/// How a command is told which file it is to read.
#[derive(Debug, Args)]
pub(crate) struct ConfigFileArgs {
    /// The configuration file [default: `runner.toml` in the data folder, if it is there]
    #[arg(
        long,
        value_name = "FILE",
        env = "RUNNER_CONFIG",
        hide_env_values = true
    )]
    config: Option<PathBuf>,
}

impl From<Option<PathBuf>> for ConfigFileArgs {
    fn from(config: Option<PathBuf>) -> Self {
        Self { config }
    }
}

/// What a file says, and where it is.
#[derive(Debug)]
pub(crate) struct Configured {
    /// The file that is meant.
    pub(crate) path: PathBuf,
    /// None if there is no such file, which nobody named.
    pub(crate) config: Option<Config>,
}

impl ConfigFileArgs {
    /// Reads the file. One that somebody named must be there.
    pub(crate) fn read(&self, global: &Global) -> anyhow::Result<Configured> {
        let path = match &self.config {
            Some(path) => path.clone(),
            None => data_dir(global)?.join("runner.toml"),
        };
        let config = Config::open(&path).map_err(|error| UserError::new(Exit::Usage, error))?;
        if config.is_none() && self.config.is_some() {
            let message = format!("there is no configuration file {}", path.display());
            return Err(UserError::new(Exit::Usage, message)
                .hint("say where it is with --config or RUNNER_CONFIG")
                .into());
        }
        Ok(Configured { path, config })
    }
}
