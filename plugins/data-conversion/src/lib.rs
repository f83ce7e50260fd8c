//! Converts tables between CSV, TSV, JSON and JSON Lines, as a stream and in constant memory.
//!
//! [`convert`] is the whole of it: it takes an input that can seek, the [`Params`], and somewhere to write, and
//! answers with a [`Report`]. It knows nothing of the host; `plugin.rs` alone does, and wraps it as the processor
//! `data-conversion`.
//!
//! How the parts fit, for a CSV input (JSON is alike, with `json` in place of `csv`):
//!
//! ```text
//! window   one buffer over the input, with room to look past the end of what was read
//!   csv    where rows and fields lie in it            (nothing is copied)
//!   infer  what type each column has, from a sample   (then the input is read again from the start)
//!   rows   checks each row: to a sink, or to `rejects`
//!   sink   the row as JSON or as CSV, into `out`      (one buffer, handed on when it is full)
//! ```
//!
//! Between two rows the state is the offset of the next row and the counters, and of JSON the columns: the
//! [`Checkpoint`] from which another conversion goes on.

mod cell;
mod checkpoint;
mod context;
mod convert;
mod csv;
mod date;
mod detect;
mod error;
mod format;
mod infer;
mod json;
mod lanes;
mod out;
mod params;
mod plan;
mod plugin;
mod progress;
mod rejects;
mod report;
mod rows;
mod sink;
mod window;

pub use crate::checkpoint::Checkpoint;
pub use crate::convert::{Outputs, Source, convert};
pub use crate::error::{Error, Fault, RowError};
pub use crate::format::Format;
pub use crate::params::{CellType, Header, Infer, OnError, Params, Types};
pub use crate::plugin::DataConversion;
pub use crate::progress::{Progress, Watcher};
pub use crate::report::{ColumnReport, ColumnType, Report};
