//! How far an attempt has come.

use serde::{Deserialize, Serialize};

/// How far an attempt has come, as its guest last said.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Progress {
    /// Units done.
    pub done: u64,
    /// Units there are, if that is known.
    pub total: Option<u64>,
    /// Units done that failed.
    pub failed: u64,
    /// What is being done, for people.
    pub message: Option<String>,
    /// The step it is in.
    pub step: Option<Step>,
}

/// A step of an attempt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// What the step does.
    pub name: String,
    /// Which it is, from 0.
    pub index: u32,
    /// How many there are.
    pub count: u32,
}

impl Progress {
    /// The share that is done, in per cent from 0 to 100, if the total is known.
    pub fn percent(&self) -> Option<f64> {
        let total = self.total.filter(|total| *total > 0)?;
        Some((self.done as f64 / total as f64 * 100.0).clamp(0.0, 100.0))
    }
}
