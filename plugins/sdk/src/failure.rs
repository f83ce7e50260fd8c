//! Why a job did not succeed.

use std::fmt::Display;
use std::io;
use std::time::Duration;

use crate::bindings::runner::job::types as wit;

/// Why a job did not succeed, and with that whether it is tried again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// It will fail again however often it is tried.
    Permanent(String),
    /// It may succeed when tried again.
    Transient(String),
    /// Somebody asked for patience. Waiting does not count as a failure.
    RetryAfter {
        /// Why, for people.
        message: String,
        /// The least time to wait.
        delay: Duration,
    },
}

impl Failure {
    /// A failure that no retry mends.
    pub fn permanent(message: impl Display) -> Self {
        Self::Permanent(message.to_string())
    }

    /// A failure that a retry may mend.
    pub fn transient(message: impl Display) -> Self {
        Self::Transient(message.to_string())
    }

    /// A wish to be run again, after `delay` at the earliest.
    pub fn retry_after(delay: Duration, message: impl Display) -> Self {
        Self::RetryAfter {
            message: message.to_string(),
            delay,
        }
    }

    /// What happened, for people.
    pub fn into_message(self) -> String {
        match self {
            Self::Permanent(message)
            | Self::Transient(message)
            | Self::RetryAfter { message, .. } => message,
        }
    }

    pub(crate) fn into_wit(self) -> wit::Failure {
        match self {
            Self::Permanent(message) => wit::Failure::Permanent(message),
            Self::Transient(message) => wit::Failure::Transient(message),
            Self::RetryAfter { message, delay } => wit::Failure::RetryAfter(wit::RetryHint {
                message,
                delay_ms: u64::try_from(delay.as_millis()).unwrap_or(u64::MAX),
            }),
        }
    }
}

/// Bytes that are not what they should be are a permanent failure, any other trouble with input and output a
/// transient one.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof => Self::permanent(error),
            _ => Self::transient(error),
        }
    }
}
