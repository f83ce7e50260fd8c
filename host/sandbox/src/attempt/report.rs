//! What an attempt came to.

use runner_model::Usage;

use super::Outcome;
use crate::capability::OutputFile;

/// What an attempt came to and what it used.
#[derive(Debug, Clone)]
pub struct Report {
    /// How it ended.
    pub outcome: Outcome,
    /// What it used.
    pub usage: Usage,
    /// The outputs it made. Whole only if it succeeded.
    pub outputs: Vec<OutputFile>,
}
