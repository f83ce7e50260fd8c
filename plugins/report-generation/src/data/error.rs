//! What can go wrong with an input.

use thiserror::Error;

/// Why a data set cannot be read.
#[derive(Debug, Error)]
pub enum Error {
    /// It cannot be read on.
    #[error("the data set `{name}`: {source}")]
    Table {
        /// The data set.
        name: String,
        /// Why not.
        source: runner_tables::Error,
    },
    /// Too many rows are no rows.
    #[error(
        "the data set `{name}`: most of its rows cannot be read, and more than {limit} of them; the last was {last}"
    )]
    TooManyFaults {
        /// The data set.
        name: String,
        /// How many there may be.
        limit: u64,
        /// The last.
        last: runner_tables::RowError,
    },
}

impl Error {
    /// Whether the same reading may succeed when it is tried again.
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::Table { source, .. } if source.is_transient())
    }
}
