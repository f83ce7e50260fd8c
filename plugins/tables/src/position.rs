//! Where a reader stands between two rows.

use serde::{Deserialize, Serialize};

use crate::json::JsonPlace;

/// Between which two rows of the input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// Where the reader goes on.
    pub offset: u64,
    /// The number of the row in front.
    pub row: u64,
    /// Where JSON's reader is in its grammar.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<JsonPlace>,
}
