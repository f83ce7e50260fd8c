//! `runner backup list`.

use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::SystemTime;

use anyhow::Context as _;
use clap::Args;
use jiff::Timestamp;
use runner_engine::backups;
use runner_model::ByteSize;
use serde_json::json;

use super::places;
use crate::options::Global;
use crate::paths::data_dir;
use crate::terminal::{self, Audience, Table, ago};

/// List the backups in a folder, the oldest first
#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    /// The folder that they are in [default: `backups` of the data folder]
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,

    /// Print JSON Lines
    #[arg(long)]
    json: bool,
}

pub(super) fn run(global: &Global, args: &ListArgs) -> anyhow::Result<ExitCode> {
    let folder = match &args.folder {
        Some(folder) => folder.clone(),
        None => places(&data_dir(global)?),
    };
    let found = match backups(&folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
        found => found.with_context(|| format!("cannot look into {}", folder.display()))?,
    };
    if args.json {
        for (path, bytes) in &found {
            let item = json!({
                "folder": path.to_string_lossy(),
                "made_at": made_at(path).map(|at| at.to_string()),
                "bytes": bytes,
            });
            if terminal::json(&item.to_string())? == Audience::Gone {
                break;
            }
        }
        return Ok(ExitCode::SUCCESS);
    }
    if found.is_empty() {
        terminal::note(&format!("there are no backups in {}", folder.display()));
        return Ok(ExitCode::SUCCESS);
    }
    let now = Timestamp::now();
    let rows: Vec<Vec<String>> = found
        .iter()
        .map(|(path, bytes)| {
            let name = path.file_name().unwrap_or_default();
            vec![
                name.to_string_lossy().into_owned(),
                made_at(path).map(|at| ago(at, now)).unwrap_or_default(),
                ByteSize(*bytes).to_string(),
            ]
        })
        .collect();
    for line in Table::new(&["NAME", "MADE", "SIZE"]).lines(&rows) {
        if terminal::data(&line)? == Audience::Gone {
            break;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// When a backup was made: as its name says, or when its database was written.
fn made_at(path: &Path) -> Option<Timestamp> {
    let named = path.file_name()?.to_str()?.strip_prefix("runner-");
    if let Some(millis) = named.and_then(|millis| millis.parse().ok()) {
        return Timestamp::from_millisecond(millis).ok();
    }
    let written: SystemTime = path.join("runner.db").metadata().ok()?.modified().ok()?;
    written.try_into().ok()
}
