//! What can go wrong, in words that tell the user what to do.

use std::fmt;
use std::io;

use thiserror::Error;

use crate::format::Format;
use crate::params::CellType;
use crate::window::MAX_RECORD;

/// Why a conversion failed.
#[derive(Debug, Error)]
pub enum Error {
    /// The input could not be read: no fault of its content.
    #[error("read the input: {0}")]
    Read(#[source] io::Error),
    /// An output could not be written.
    #[error("write the output `{port}`: {source}")]
    Write {
        /// Which output.
        port: &'static str,
        /// Why.
        source: io::Error,
    },
    /// The input is UTF-16.
    #[error(
        "the input is UTF-16, not UTF-8; convert it first, for example with `iconv -f UTF-16 -t UTF-8`"
    )]
    Utf16,
    /// A param has a value that makes no sense.
    #[error("`{param}` {problem}")]
    Param {
        /// The param's name.
        param: &'static str,
        /// What is wrong with it, and what to do.
        problem: String,
    },
    /// A param names a column that the input does not have.
    #[error(
        "`{param}` names the column \"{name}\", which the input does not have; it has {}",
        Names(known)
    )]
    UnknownColumn {
        /// The param's name.
        param: &'static str,
        /// The unknown column.
        name: String,
        /// The columns there are.
        known: Vec<String>,
    },
    /// Two columns would have the same name in the output.
    #[error(
        "two columns would be called \"{0}\" in the output; give one of them another name with `rename`"
    )]
    SameName(String),
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
    /// More columns than a table may have.
    #[error(
        "the input has more than {limit} columns by record {row}; name those to keep with `select`, \
         or write jsonl, which has no columns"
    )]
    TooManyColumns {
        /// The most there may be.
        limit: usize,
        /// The record that had one more.
        row: u64,
    },
    /// A checkpoint that was made of something else.
    #[error("the checkpoint is of another input or of other params; convert without it")]
    OtherCheckpoint,
    /// A row that cannot be converted.
    #[error("{0}; to put such rows aside and go on, pass \"on_error\": {{\"skip\": 1000}}")]
    Row(RowError),
    /// One row too many that cannot be converted.
    #[error(
        "more than {limit} rows cannot be converted, which is the limit of `on_error`; the last was {last}"
    )]
    TooManyRejects {
        /// The limit.
        limit: u64,
        /// The row that went over it.
        last: RowError,
    },
}

impl Error {
    /// Whether the same conversion may succeed when it is tried again: the place where data is kept had trouble,
    /// not the data.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Read(source) | Self::Write { source, .. } => !matches!(
                source.kind(),
                io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof
            ),
            _ => false,
        }
    }

    pub(crate) fn param(param: &'static str, problem: impl Into<String>) -> Self {
        Self::Param {
            param,
            problem: problem.into(),
        }
    }

    pub(crate) fn data(source: io::Error) -> Self {
        Self::Write {
            port: "data",
            source,
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

struct Names<'a>(&'a [String]);

impl fmt::Display for Names<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 30;
        if self.0.is_empty() {
            return f.write_str("none");
        }
        for (i, name) in self.0.iter().take(SHOWN).enumerate() {
            let comma = if i > 0 { ", " } else { "" };
            write!(f, "{comma}\"{name}\"")?;
        }
        match self.0.len().checked_sub(SHOWN) {
            Some(more) if more > 0 => write!(f, " and {more} more"),
            _ => Ok(()),
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
pub(crate) fn shortened(text: &[u8]) -> String {
    const SHOWN: usize = 60;
    let text = String::from_utf8_lossy(&text[..text.len().min(SHOWN * 4)]);
    let mut chars = text.chars();
    let mut short: String = chars.by_ref().take(SHOWN).collect();
    if chars.next().is_some() {
        short.push('…');
    }
    short
}

/// The refusal of a param that has no meaning for the formats at hand.
pub(crate) fn no_use(param: &'static str, what: &str, from: Format, to: Format) -> Error {
    Error::param(
        param,
        format!("{what}, and this is {from} to {to}; leave it out"),
    )
}
