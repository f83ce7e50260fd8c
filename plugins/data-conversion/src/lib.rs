//! Converts tables between CSV, TSV, JSON and JSON Lines, as a stream and in constant memory.
//!
//! [`convert`] is the whole of it: it takes an input that can seek, the [`Params`], and somewhere to write, and
//! answers with a [`Report`]. It knows nothing of the host; `plugin.rs` alone does, and wraps it as the processor
//! `data-conversion`.
//!
//! How the parts fit, for a CSV input (JSON is alike, with `json` in place of `csv`):
//!
//! ```text
//! tables   the crate that reads: where rows and fields lie in the input, and what type each column has, from a
//!          sample                                    (then the input is read again from the start)
//!   rows   checks each row: to a sink, or to `rejects`
//!   sink   the row as JSON or as CSV, into `out`      (one buffer, handed on when it is full)
//! ```
//!
//! Between two rows the state is the offset of the next row and the counters, and of JSON the columns: the
//! [`Checkpoint`] from which another conversion goes on.

mod checkpoint;
mod context;
mod convert;
mod error;
mod json;
mod out;
mod params;
mod plan;
mod plugin;
mod progress;
mod rejects;
mod report;
mod rows;
mod sink;

pub use runner_tables::csv::Header;
pub use runner_tables::{CellType, Fault, Format, RowError};

pub use crate::checkpoint::Checkpoint;
pub use crate::convert::{Outputs, Source, convert};
pub use crate::error::Error;
pub use crate::params::{Infer, OnError, Params, Types};
pub use crate::plugin::DataConversion;
pub use crate::progress::{Progress, Watcher};
pub use crate::report::{ColumnReport, ColumnType, Report};
