//! What a conversion answers when it is done.
use runner_tables::{CellType, Format};
use schemars::JsonSchema;
use serde::Serialize;

/// What was converted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Report {
    /// The input's format, as given or found.
    pub from: Format,
    /// The output's format.
    pub to: Format,
    /// Rows (records) in the input, without a header.
    pub rows_read: u64,
    /// Rows in the output `data`.
    pub rows_written: u64,
    /// Rows in the output `rejects`.
    pub rows_rejected: u64,
    /// The columns, in the order of the output.
    pub columns: Vec<ColumnReport>,
    /// Bytes of input.
    pub input_bytes: u64,
    /// Bytes of the output `data`.
    pub output_bytes: u64,
}

/// What one column turned out to hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ColumnReport {
    /// The name in the output.
    pub name: String,
    /// The type: given or inferred for CSV and TSV, as found for JSON.
    #[serde(rename = "type")]
    pub kind: ColumnType,
    /// How many values are null.
    pub nulls: u64,
    /// How many cells did not fit the inferred type and stayed strings.
    pub misfits: u64,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ColumnType {
    /// Whole numbers.
    Integer,
    /// Numbers.
    Number,
    /// Truth values.
    Boolean,
    /// Texts.
    String,
    /// Dates and times.
    Date,
    /// JSON objects.
    Object,
    /// JSON arrays.
    Array,
    /// JSON values of more than one type.
    Mixed,
    /// Nothing but null.
    Null,
}

impl From<CellType> for ColumnType {
    fn from(kind: CellType) -> Self {
        match kind {
            CellType::Integer => Self::Integer,
            CellType::Number => Self::Number,
            CellType::Boolean => Self::Boolean,
            CellType::String => Self::String,
            CellType::Date => Self::Date,
        }
    }
}

/// What a pass over the rows counted.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tally {
    pub(crate) rows_read: u64,
    pub(crate) rows_written: u64,
    pub(crate) columns: Vec<ColumnReport>,
}
