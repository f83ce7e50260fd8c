//! Reads JSON and JSON Lines record by record, as text: `serde_json` checks each record, and what is made of it
//! is made from its text, so that numbers keep their digits and objects their order.

mod leaves;
mod records;
mod rewrite;
mod walk;

pub use leaves::leaves;
pub use records::{JsonPlace, JsonRecords};
pub use rewrite::{compact, indented};
pub use walk::{Member, Members, unescape};

/// The deepest nesting that is read.
pub const MAX_DEPTH: usize = 128;
