//! The types of columns.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The type of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum CellType {
    /// Digits with or without a minus sign, and without leading zeros. All digits are kept.
    Integer,
    /// A number as JSON writes it. All digits are kept.
    Number,
    /// `true` or `false`, in any mix of upper and lower case.
    Boolean,
    /// Any text.
    String,
    /// A date (`2026-01-31`) or an RFC 3339 time (`2026-01-31T09:30:00Z`); written as a string.
    Date,
}
