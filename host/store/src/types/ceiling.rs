//! How much jobs may ask for.

use runner_model::{Limit, ProcessorName, Timestamp};

/// A ceiling that somebody set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredCeiling {
    /// The plugin whose jobs it is for; none for those of all plugins that have no ceiling of their own.
    pub plugin: Option<ProcessorName>,
    /// Of which limit.
    pub limit: Limit,
    /// In the limit's unit.
    pub value: u64,
    /// When it was set.
    pub set_at: Timestamp,
    /// Who set it.
    pub set_by: Option<String>,
}

/// Ceilings to be set, of one plugin or of all.
#[derive(Debug, Clone)]
pub struct CeilingChange {
    /// The plugin; none for all.
    pub plugin: Option<ProcessorName>,
    /// Each limit with its new value; none takes the ceiling away.
    pub changes: Vec<(Limit, Option<u64>)>,
    /// Who sets them.
    pub by: Option<String>,
}
