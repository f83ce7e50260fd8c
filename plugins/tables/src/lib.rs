//! Reads tables, CSV, TSV, JSON and JSON Lines, as a stream and in constant memory: what the processors that read
//! tables have in common.
//!
//! How the parts fit, for CSV (JSON is alike, with `json` in place of `csv`):
//!
//! ```text
//! detect   opens an input and tells its format
//! window   one buffer over the input, with room to look past the end of what was read
//!   csv    where rows and fields lie in it            (nothing is copied)
//!   cell   what a field's text is                     (16 bytes at once, by `lanes`)
//!   infer  what type each column has, from a sample
//! ```
//!
//! It knows nothing of the host, and makes nothing of what it reads: whoever reads decides which rows are errors.

#![warn(missing_docs)]

mod cell;
pub mod csv;
mod date;
pub mod detect;
mod error;
mod format;
mod infer;
pub mod json;
mod kind;
pub mod lanes;
mod position;
mod window;

pub use crate::cell::Cell;
pub use crate::date::is_date;
pub use crate::error::{ColumnRef, Error, Fault, RowError, shortened};
pub use crate::format::Format;
pub use crate::infer::{Nulls, infer};
pub use crate::kind::CellType;
pub use crate::position::Position;
pub use crate::window::{Filled, MAX_RECORD, Window};
