//! `runner backup restore`.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use runner_engine::{DataDir, DataDirError};
use runner_model::Timestamp;
use serde_json::json;

use super::{check, document, line, named};
use crate::error::{Exit, UserError};
use crate::options::Global;
use crate::paths::data_dir;
use crate::terminal;

/// Put a backup into the data folder, on which no server may run
#[derive(Debug, Args)]
#[command(after_help = "\
The backup is checked to its last byte first, and copied beside what is there. Only
then is that moved aside, into a folder `replaced-TIME` of the data folder: delete it
once all is well. Jobs that ended after the backup was made run again.")]
pub(crate) struct RestoreArgs {
    /// The backup: its folder, or its name in `backups` of the data folder
    #[arg(value_name = "BACKUP")]
    backup: PathBuf,

    /// Replace what is in the data folder
    #[arg(long)]
    force: bool,

    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(global: &Global, args: &RestoreArgs) -> anyhow::Result<ExitCode> {
    let from = named(global, &args.backup)?;
    let folder = data_dir(global)?;
    let place = folder.display();
    // Held to the end, so that no server starts meanwhile.
    let _lock = DataDir::open(&folder).map_err(|error| match error {
        DataDirError::InUse(_) => UserError::new(
            Exit::Failed,
            format!("a server runs on {place}: what it keeps cannot be replaced under it"),
        )
        .hint("stop it first, or restore into another folder: --data-dir DIR")
        .into(),
        other => anyhow::Error::from(other),
    })?;
    if folder.join("runner.db").exists() && !args.force {
        return Err(
            UserError::new(Exit::Failed, format!("there is data in {place} already"))
                .hint("--force moves it aside, into a folder beside; --data-dir DIR restores elsewhere")
                .into(),
        );
    }
    check::whole(&from)?;
    let now = Timestamp::from_millis(jiff::Timestamp::now().as_millisecond());
    let restored = runner_store::restore(&from, &folder, now)?;
    if args.json {
        let mut said = document(&restored.backup);
        said["replaced"] = json!(restored.aside.as_ref().map(|aside| aside.to_string_lossy()));
        terminal::json(&said.to_string())?;
        return Ok(ExitCode::SUCCESS);
    }
    terminal::data(&format!("{} restored into {place}", from.display()))?;
    terminal::note(&line(&restored.backup));
    if let Some(aside) = &restored.aside {
        terminal::note(&format!("what was there is in {}", aside.display()));
    }
    if !folder.join("secret.key").exists() {
        terminal::hint(
            "backups do not hold the key of the secrets: bring secret.key back, or set the secrets anew",
        );
    }
    Ok(ExitCode::SUCCESS)
}
