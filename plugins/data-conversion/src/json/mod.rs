//! Makes something of the records of JSON and JSON Lines: other records, or rows of cells.

mod columns;
mod flatten;
mod to_json;

pub(crate) use columns::{JsonColumns, SavedColumn};
pub(crate) use flatten::{discover, run as to_delimited};
pub(crate) use to_json::run as to_json;
