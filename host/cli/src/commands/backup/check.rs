//! `runner backup check`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use serde_json::json;

use super::named;
use crate::error::{Exit, UserError};
use crate::options::Global;
use crate::terminal;

/// How many faults are told one by one.
const MOST_TOLD: usize = 10;

/// Say whether a backup is whole: its database, and each of its blobs
#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// The backup: its folder, or its name in `backups` of the data folder
    #[arg(value_name = "BACKUP")]
    backup: PathBuf,

    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(global: &Global, args: &CheckArgs) -> anyhow::Result<ExitCode> {
    let folder = named(global, &args.backup)?;
    if args.json {
        let wrong = runner_store::check_backup(&folder)?;
        let is_whole = wrong.is_empty();
        let said = json!({"folder": folder.to_string_lossy(), "whole": is_whole, "wrong": wrong});
        terminal::json(&said.to_string())?;
        return Ok(match is_whole {
            true => ExitCode::SUCCESS,
            false => Exit::Failed.into(),
        });
    }
    whole(&folder)?;
    terminal::data(&format!("{} is whole", folder.display()))?;
    Ok(ExitCode::SUCCESS)
}

/// Refuses a backup that is not whole.
pub(super) fn whole(folder: &Path) -> anyhow::Result<()> {
    let wrong = runner_store::check_backup(folder)?;
    if wrong.is_empty() {
        return Ok(());
    }
    let mut message = format!("the backup {} is not whole:", folder.display());
    for fault in wrong.iter().take(MOST_TOLD) {
        message.push_str("\n  ");
        message.push_str(fault);
    }
    if wrong.len() > MOST_TOLD {
        message.push_str(&format!("\n  and {} more", wrong.len() - MOST_TOLD));
    }
    Err(UserError::new(Exit::Failed, message)
        .hint("take another one: runner backup list")
        .into())
}
