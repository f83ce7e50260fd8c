//! Folders of stores, seen from outside.

use std::path::PathBuf;

use runner_model::{ProcessorName, Timestamp};

use super::Backup;

/// What is in the folder of a store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder {
    /// How many steps of the schema its database has.
    pub schema: u64,
    /// How many there are in this version. A database with fewer gets the others when it is opened.
    pub newest_schema: u64,
    /// What is wrong with the database.
    pub wrong: Vec<String>,
    /// When the newest thing in it happened, as far as that can be told.
    pub newest_time: Option<Timestamp>,
    /// The plugins that run, and where their bytes are.
    pub plugins: Vec<(ProcessorName, PathBuf)>,
}

/// A backup that was put back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// What is there now.
    pub backup: Backup,
    /// Where that is now which was there before.
    pub aside: Option<PathBuf>,
}
