//! `runner backup`: copies of what a server keeps, made, looked at and put back on the machine where it is kept. No server
//! is needed, and one that runs goes on.

mod check;
mod list;
mod restore;

use std::path::{self, Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Args, Subcommand};
use jiff::Timestamp;
use runner_engine::backup_name;
use runner_model::ByteSize;
use runner_store::{Backup, StoreError};
use serde_json::json;

use crate::error::{Exit, UserError};
use crate::options::Global;
use crate::paths::data_dir;
use crate::terminal;

/// Copy what a server keeps while it runs, see the copies, check one and put it back
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
#[command(after_help = "\
A backup is a folder with the database and all bytes that it names. Bytes are shared
with the data folder where the file system can; copy the folder to another disk. The
key of the secrets (secret.key) and the token are not in it: keep them apart.")]
pub(crate) struct BackupArgs {
    #[command(subcommand)]
    command: Option<BackupCommand>,

    /// The folder to make [default: one with the time in its name, in `backups` of the data folder]
    #[arg(value_name = "TO")]
    to: Option<PathBuf>,

    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum BackupCommand {
    List(list::ListArgs),
    Check(check::CheckArgs),
    Restore(restore::RestoreArgs),
}

pub(crate) fn run(global: &Global, args: &BackupArgs) -> anyhow::Result<ExitCode> {
    match &args.command {
        None => make(global, args),
        Some(BackupCommand::List(args)) => list::run(global, args),
        Some(BackupCommand::Check(args)) => check::run(global, args),
        Some(BackupCommand::Restore(args)) => restore::run(global, args),
    }
}

fn make(global: &Global, args: &BackupArgs) -> anyhow::Result<ExitCode> {
    let folder = data_dir(global)?;
    if !folder.join("runner.db").is_file() {
        return Err(UserError::new(
            Exit::NotFound,
            format!("there is nothing to copy in {}", folder.display()),
        )
        .hint("say where the server keeps its data: --data-dir DIR, or RUNNER_DATA_DIR")
        .into());
    }
    let to = args.to.clone().unwrap_or_else(|| {
        let now = Timestamp::now().as_millisecond();
        places(&folder).join(backup_name(now))
    });
    let place = path::absolute(&to).context("cannot tell where the working folder is")?;
    let backup = runner_store::backup(&folder, &place).map_err(|error| mendable(error, &to))?;
    if args.json {
        terminal::json(&document(&backup).to_string())?;
    } else {
        terminal::data(&to.display().to_string())?;
        terminal::note(&line(&backup));
    }
    Ok(ExitCode::SUCCESS)
}

/// Where a server makes its backups.
fn places(data: &Path) -> PathBuf {
    data.join("backups")
}

/// What an error says to whoever chose the place.
fn mendable(error: StoreError, to: &Path) -> anyhow::Error {
    match error {
        StoreError::File { ref source, .. }
            if source.kind() == std::io::ErrorKind::AlreadyExists =>
        {
            UserError::new(Exit::Usage, format!("{} is there already", to.display()))
                .hint("a backup is a new folder: name one that is not there")
                .into()
        }
        other => other.into(),
    }
}

/// The folder that a word on the command line means: a path, or the name of a backup that the server made.
fn named(global: &Global, word: &Path) -> anyhow::Result<PathBuf> {
    let own = places(&data_dir(global)?).join(word);
    [word.to_owned(), own]
        .into_iter()
        .find(|place| place.join("runner.db").is_file())
        .ok_or_else(|| {
            UserError::new(
                Exit::NotFound,
                format!("there is no backup {}", word.display()),
            )
            .hint("see which there are: runner backup list")
            .into()
        })
}

/// What is said of a backup, after its place.
fn line(backup: &Backup) -> String {
    let s = if backup.blobs == 1 { "" } else { "s" };
    format!(
        "{} of database, {} blob{s} ({})",
        ByteSize(backup.database_bytes),
        backup.blobs,
        ByteSize(backup.blob_bytes)
    )
}

fn document(backup: &Backup) -> serde_json::Value {
    json!({
        "folder": backup.folder.to_string_lossy(),
        "database_bytes": backup.database_bytes,
        "blobs": backup.blobs,
        "blob_bytes": backup.blob_bytes,
    })
}
