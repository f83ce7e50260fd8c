//! What can go wrong with an input, in words that tell the user what to do.

use std::fmt;
use std::io;

use thiserror::Error;

use crate::kind::CellType;
use crate::window::MAX_RECORD;

/// Why an input cannot be read on.
#[derive(Debug, Error)]
pub enum Error {
    /// The input could not be read: no fault of its content.
    #[error("read the input: {0}")]
    Read(#[source] io::Error),
    /// The input is UTF-16.
    #[error(
        "the input is UTF-16, not UTF-8; convert it first, for example with `iconv -f UTF-16 -t UTF-8`"
    )]
    Utf16,
    /// The header row cannot be read.
    #[error("the header row at byte {offset}: {fault}")]
    Header {
        /// Where it begins.
        offset: u64,
        /// What is wrong with it.
        fault: Fault,
    },
    /// A quote that is never closed.
    #[error(
        "the quote that opens at byte {offset}, in row {row}, column {column}, is never closed"
    )]
    OpenQuote {
        /// The row, from 1, without the header (which is row 0).
        row: u64,
        /// The column, from 1.
        column: usize,
        /// Where the quote is.
        offset: u64,
    },
    /// A row longer than any may be.
    #[error(
        "row {row} at byte {offset} is longer than {} MiB{}",
        MAX_RECORD / (1024 * 1024),
        Suspect(*.quote)
    )]
    TooLong {
        /// The row, from 1.
        row: u64,
        /// Where it begins.
        offset: u64,
        /// Where a quote opens that may be to blame.
        quote: Option<u64>,
    },
    /// JSON that cannot be parsed, so that the next record cannot be found.
    #[error("record {row}, byte {offset}: {message}")]
    Json {
        /// The record, from 1.
        row: u64,
        /// Where the parser stopped.
        offset: u64,
        /// What it says.
        message: String,
    },
    /// A place to go on from that is not one of this input.
    #[error("the place to go on from is of another input")]
    OtherPosition,
}

impl Error {
    /// Whether the same reading may succeed when it is tried again: the place where data is kept had trouble, not the
    /// data.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Read(source) => !matches!(
                source.kind(),
                io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof
            ),
            _ => false,
        }
    }
}

/// A row that cannot be converted, and why.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("row {row} at byte {offset}: {fault}")]
pub struct RowError {
    /// The row or record, from 1; a header is not counted.
    pub row: u64,
    /// Where it begins in the input.
    pub offset: u64,
    /// What is wrong with it.
    pub fault: Fault,
}

/// What is wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Fault {
    /// Too few or too many fields.
    #[error("expected {expected} fields, found {found}")]
    Ragged {
        /// As many as there are columns.
        expected: usize,
        /// As many as the row has.
        found: usize,
    },
    /// Bytes that are not UTF-8.
    #[error("column {column}, byte {offset}: not UTF-8 in \"{text}\"")]
    NotUtf8 {
        /// The column, by number and name.
        column: ColumnRef,
        /// Where the first bad byte is in the input.
        offset: u64,
        /// The cell, shortened.
        text: String,
    },
    /// Text between a closing quote and the next delimiter.
    #[error(
        "column {column}, byte {offset}: text after the closing quote; a quote inside quotes is written twice"
    )]
    AfterQuote {
        /// The column, by number and name.
        column: ColumnRef,
        /// Where the cell begins in the input.
        offset: u64,
    },
    /// A cell that does not fit the type its column was given.
    #[error("column {column}, byte {offset}: \"{text}\" is not {}", Article(*.expected))]
    Unfit {
        /// The column, by number and name.
        column: ColumnRef,
        /// Where the cell begins in the input.
        offset: u64,
        /// The type.
        expected: CellType,
        /// The cell, shortened.
        text: String,
    },
    /// A line that is not JSON.
    #[error("byte {offset}: {message}")]
    Syntax {
        /// Where the parser stopped.
        offset: u64,
        /// What it says.
        message: String,
    },
    /// JSON, but no object.
    #[error("expected an object, found {found}: {text}")]
    NotAnObject {
        /// What it is.
        found: &'static str,
        /// The value, shortened.
        text: String,
    },
    /// A JSON string that stands for no text.
    #[error("{message} in {text}")]
    BadString {
        /// What the parser says.
        message: String,
        /// The string, shortened.
        text: String,
    },
    /// A JSON value that does not fit the type its column was given.
    #[error("column \"{column}\": {text} is not {}", Article(*.expected))]
    UnfitValue {
        /// The column.
        column: String,
        /// The type.
        expected: CellType,
        /// The value, shortened.
        text: String,
    },
    /// Nested deeper than is read.
    #[error("nested deeper than {limit} levels")]
    TooDeep {
        /// The limit.
        limit: usize,
    },
}

/// A column as messages name it: its number from 1, and its name if it has one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnRef {
    /// The number, from 1.
    pub number: usize,
    /// The name in the input.
    pub name: Option<String>,
}

impl fmt::Display for ColumnRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            Some(name) => write!(f, "{} \"{name}\"", self.number),
            None => write!(f, "{}", self.number),
        }
    }
}

struct Article(CellType);

impl fmt::Display for Article {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            CellType::Integer => "an integer",
            CellType::Number => "a number",
            CellType::Boolean => "a boolean (true or false)",
            CellType::String => "a string",
            CellType::Date => "a date (2026-01-31 or 2026-01-31T09:30:00Z)",
        })
    }
}

struct Suspect(Option<u64>);

impl fmt::Display for Suspect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(offset) => write!(
                f,
                "; the quote that opens at byte {offset} is perhaps never closed"
            ),
            None => Ok(()),
        }
    }
}

/// Cuts a text to what fits a message.
pub fn shortened(text: &[u8]) -> String {
    const SHOWN: usize = 60;
    let text = String::from_utf8_lossy(&text[..text.len().min(SHOWN * 4)]);
    let mut chars = text.chars();
    let mut short: String = chars.by_ref().take(SHOWN).collect();
    if chars.next().is_some() {
        short.push('…');
    }
    short
}
