//! Why a fetch did not succeed.

use std::io;
use std::time::Duration;

/// Why a fetch did not succeed, and with that whether another try makes sense.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The params cannot be followed.
    #[error("{0}")]
    Params(String),
    /// The API refuses, whenever it is asked: the message says what to do.
    #[error("{0}")]
    Refused(String),
    /// The API answers, but not with records.
    #[error("{0}")]
    Unfit(String),
    /// The API has nothing new to say, and does not come to an end.
    #[error("{0}")]
    Stuck(String),
    /// The API asks to be left alone for a while.
    #[error("{message}")]
    Patience {
        /// What it said.
        message: String,
        /// For how long.
        delay: Duration,
    },
    /// It may succeed when tried again.
    #[error("{0}")]
    Passing(String),
    /// The output could not be written.
    #[error("the output cannot be written: {0}")]
    Output(#[from] io::Error),
}
