//! Reads CSV and TSV: where rows and fields lie in the input, without copying them.
//!
//! The rules are RFC 4180's, with room for what is found in the wild: rows end with LF or CRLF, blank lines are
//! passed over, a quote in the middle of an unquoted field is a character like any other, and the last row needs
//! no line end. Text behind a closing quote is an error, for whatever is made of it loses something.

mod header;
mod records;
mod split;

pub use header::{Columns, Header, read_columns};
pub use records::{Records, Scratch};
