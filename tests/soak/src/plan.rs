//! What is asked of a run.

use std::path::PathBuf;
use std::time::Duration;

/// What is asked of a run.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The runner program.
    pub program: PathBuf,
    /// Decides what is done to which plugin.
    pub seed: u64,
    /// How many plugins there are.
    pub plugins: u32,
    /// How many versions each of them has in the end.
    pub versions: u32,
    /// How long the server is left alone before it is measured: threads for work that blocks go when they have had none
    /// for ten seconds, and those that are counted as warm hide others that leak.
    pub calm: Duration,
    /// Hears how far it is.
    pub say: fn(&str),
}
