//! Rows and columns.

use super::{Style, Value};

/// A table.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// What it shows; empty where the section's heading says it.
    pub caption: String,
    /// The columns, in order.
    pub columns: Vec<Column>,
    /// The rows; each has a value for every column.
    pub rows: Vec<Vec<Value>>,
    /// A last row of totals, with a value for every column.
    pub totals: Option<Vec<Value>>,
    /// What is not shown, such as `the first 50 of 1,000,000 rows`.
    pub note: Option<String>,
}

/// A column.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Its heading.
    pub name: String,
    /// How its values are written.
    pub style: Style,
    /// Where its values stand.
    pub align: Align,
}

/// Where the values of a column stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// At the line's start: texts.
    Start,
    /// At its end: numbers.
    End,
}
