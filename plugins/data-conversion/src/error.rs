//! What can go wrong, in words that tell the user what to do.

use std::fmt;
use std::io;

use runner_tables::{Format, RowError};
use thiserror::Error;

/// Why a conversion failed.
#[derive(Debug, Error)]
pub enum Error {
    /// The input cannot be read, or not on.
    #[error(transparent)]
    Input(runner_tables::Error),
    /// An output could not be written.
    #[error("write the output `{port}`: {source}")]
    Write {
        /// Which output.
        port: &'static str,
        /// Why.
        source: io::Error,
    },
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
            Self::Input(error) => error.is_transient(),
            Self::Write { source, .. } => !matches!(
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

impl From<runner_tables::Error> for Error {
    fn from(error: runner_tables::Error) -> Self {
        match error {
            runner_tables::Error::OtherPosition => Self::OtherCheckpoint,
            error => Self::Input(error),
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

/// The refusal of a param that has no meaning for the formats at hand.
pub(crate) fn no_use(param: &'static str, what: &str, from: Format, to: Format) -> Error {
    Error::param(
        param,
        format!("{what}, and this is {from} to {to}; leave it out"),
    )
}
