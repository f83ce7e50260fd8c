//! All that a run leaves to be judged.

use std::path::PathBuf;
use std::time::Duration;

use runner_model::Timestamp;
use runner_store::StoreError;
use runner_store::testing::{EventRow, Ledger, ledger};

use crate::log::Log;
use crate::plan::Death;

/// All that a run leaves to be judged.
#[derive(Debug, Clone)]
pub struct Evidence {
    /// The data folder. Nothing runs on it.
    pub folder: PathBuf,
    /// What the store in it says.
    pub ledger: Ledger,
    /// What the clients asked for and were promised.
    pub log: Log,
    /// The durable events as a client heard them.
    pub heard: Vec<EventRow>,
    /// Up to which number it must have heard all.
    pub heard_to: i64,
    /// What was wrong with the stream itself.
    pub heard_wrong: Vec<String>,
    /// The server's lives.
    pub lives: Vec<Life>,
}

/// A life of the server.
#[derive(Debug, Clone)]
pub struct Life {
    /// When its process was started.
    pub spawned_at: Timestamp,
    /// How long it took until it listened; none if it died before.
    pub listened_after: Option<Duration>,
    /// When it had ended.
    pub ended_at: Timestamp,
    /// How it was to end; none for the last.
    pub death: Option<Death>,
    /// What was wrong with its end, or with what it said.
    pub wrong: Vec<String>,
}

impl Evidence {
    /// The same, with the ledger read again from another folder.
    pub fn from_folder(&self, folder: PathBuf) -> Result<Self, StoreError> {
        Ok(Self {
            ledger: ledger(&folder)?,
            folder,
            ..self.clone()
        })
    }
}
