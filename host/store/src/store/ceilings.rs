//! How much an operator lets jobs ask for.

use super::Answer;
use crate::types::{CeilingChange, StoredCeiling};

/// Ceilings that were set by command. Those of a configuration file are not kept: each start reads them.
///
/// A ceiling outlives its plugin, as a grant does.
pub trait CeilingStore {
    /// All ceilings: first those for all plugins, then by plugin.
    fn ceilings(&self) -> Answer<Vec<StoredCeiling>>;

    /// Sets ceilings and takes others away, all in one.
    fn set_ceilings(&self, change: CeilingChange) -> Answer<()>;
}
