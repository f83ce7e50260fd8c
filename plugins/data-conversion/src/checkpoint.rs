//! Where a conversion stands between two rows: all that another needs to go on from there.
//!
//! What can be found again at little cost is not in it: the format, the header and the inferred types of CSV are read
//! from the input's beginning again, which gives the same. What took a pass over the input (the columns of JSON) is.
use runner_tables::{Format, Position};
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::json::SavedColumn;

/// Where a conversion stands. It is of use only for the same input and the same params, with the outputs as they
/// were when it was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    pub(crate) from: Format,
    pub(crate) input_bytes: u64,
    pub(crate) reader: Position,
    pub(crate) rows_rejected: u64,
    pub(crate) stage: Stage,
}

/// What is being done, and what came of it so far.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Stage {
    /// JSON is read for the first time, to find its columns.
    Discovering(Vec<SavedColumn>),
    /// Rows of CSV or TSV are written: how many nulls and misfits each column had.
    Cells(Written, Vec<(u64, u64)>),
    /// Records of JSON are written, with the columns seen so far.
    Records(Written, Vec<SavedColumn>),
}

/// What was written to the output `data`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Written {
    pub(crate) rows: u64,
    pub(crate) bytes: u64,
}

impl Checkpoint {
    /// The row (record) of the input that is read next, from 1.
    pub fn next_row(&self) -> u64 {
        self.reader.row + 1
    }

    /// Where that begins in the input, in bytes.
    pub fn offset(&self) -> u64 {
        self.reader.offset
    }

    /// How many rows had gone to the output `rejects`; without any, that was not made.
    pub fn rows_rejected(&self) -> u64 {
        self.rows_rejected
    }

    /// Whether this was made while the input was read for the first of two times.
    pub fn is_discovering(&self) -> bool {
        matches!(self.stage, Stage::Discovering(_))
    }

    pub(crate) fn refuse_other(&self, from: Format, input_bytes: u64) -> Result<(), Error> {
        if (self.from, self.input_bytes) != (from, input_bytes) || self.offset() > input_bytes {
            return Err(Error::OtherCheckpoint);
        }
        Ok(())
    }
}
