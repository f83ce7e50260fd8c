//! Reads JSON and JSON Lines record by record, as text: `serde_json` checks each record, and what is made of it
//! is made from its text, so that numbers keep their digits and objects their order.

mod columns;
mod flatten;
mod records;
mod rewrite;
mod to_json;
mod walk;

pub(crate) use columns::{JsonColumns, SavedColumn};
pub(crate) use flatten::{discover, run as to_delimited};
pub(crate) use records::{JsonPlace, JsonRecords};
pub(crate) use to_json::run as to_json;

/// The deepest nesting that is read.
pub(crate) const MAX_DEPTH: usize = 128;
