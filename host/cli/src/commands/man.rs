//! `runner man`: the manual pages, one for each command.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Args, CommandFactory as _};

use crate::options::Options;
use crate::terminal;

/// Write the manual pages into a folder, one for each command
#[derive(Debug, Args)]
pub(crate) struct ManArgs {
    /// The folder; it is made if it is missing
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

pub(crate) fn run(args: &ManArgs) -> anyhow::Result<ExitCode> {
    let folder = &args.folder;
    let cannot = || format!("cannot write into {}", folder.display());
    fs::create_dir_all(folder).with_context(cannot)?;
    clap_mangen::generate_to(Options::command(), folder).with_context(cannot)?;
    let shown = folder.display();
    terminal::note(&format!("the pages are in {shown}: man {shown}/runner.1"));
    Ok(ExitCode::SUCCESS)
}
