//! Where things are kept.

use std::path::PathBuf;

use anyhow::Context;
use etcetera::BaseStrategy as _;

use crate::options::Global;

/// The folder for everything that runner keeps: as the user says, or in the XDG data home.
pub(crate) fn data_dir(global: &Global) -> anyhow::Result<PathBuf> {
    match &global.data_dir {
        Some(folder) => Ok(folder.clone()),
        None => {
            let base = etcetera::base_strategy::Xdg::new()
                .context("cannot find a home folder: say where to keep things with --data-dir")?;
            Ok(base.data_dir().join("runner"))
        }
    }
}
