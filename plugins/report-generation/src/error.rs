//! Why a report could not be made.

use thiserror::Error;

use crate::{data, render, sections};

/// Why a report could not be made.
#[derive(Debug, Error)]
pub enum Error {
    /// An input cannot be read.
    #[error(transparent)]
    Data(#[from] data::Error),
    /// A section asks for what is not there.
    #[error(transparent)]
    Section(#[from] sections::Error),
    /// A param makes no sense.
    #[error("`{param}` {problem}")]
    Param {
        /// The param.
        param: &'static str,
        /// What is wrong, and what to do.
        problem: String,
    },
    /// A format cannot be written.
    #[error("{format}: {source}")]
    Render {
        /// The format.
        format: &'static str,
        /// Why not.
        source: render::Error,
    },
}

impl Error {
    /// Whether the same report may be made when it is tried again: the place where data is kept had trouble.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Data(error) => error.is_transient(),
            Self::Render { source, .. } => matches!(source, render::Error::Write(_)),
            _ => false,
        }
    }
}
