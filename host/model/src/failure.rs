//! Why a job did not succeed: the codes that are part of the API.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize};

/// Why a job did not succeed. The names are stable: clients decide by them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureCode {
    /// The guest says that a retry may help.
    Transient,
    /// It took longer than its limit.
    TimedOut,
    /// The guest broke down: a panic, a bad memory access, a broken promise to the host.
    Trapped,
    /// The host's fault.
    Internal,
    /// The guest asked for patience.
    RetryAfter,
    /// The host stopped it for reasons of its own.
    Interrupted,
    /// The guest says that no retry helps.
    Permanent,
    /// The params do not fit the schema.
    InvalidParams,
    /// It burnt all its fuel.
    FuelExhausted,
    /// It wanted more memory than its limit.
    MemoryExceeded,
    /// Its result or outputs are larger than their limit.
    OutputTooLarge,
    /// It reached another of its limits.
    LimitExceeded,
    /// It tried what was not granted.
    Denied,
    /// Its plugin does not compile within the limits, or is none.
    CompileRefused,
    /// A job that it waited for failed.
    DependencyFailed,
    /// A job that it waited for failed, and it was to be skipped then.
    Skipped,
    /// It expired before it ran.
    Expired,
    /// It brought the process down again and again.
    Poisoned,
    /// Somebody cancelled it.
    Cancelled,
    /// The plugin version that it was submitted for was deleted.
    PluginMissing,
}

/// The text is no failure code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no failure code `{0}`")]
pub struct ParseFailureCodeError(String);

impl FailureCode {
    /// Every code.
    pub const ALL: [Self; 20] = [
        Self::Transient,
        Self::TimedOut,
        Self::Trapped,
        Self::Internal,
        Self::RetryAfter,
        Self::Interrupted,
        Self::Permanent,
        Self::InvalidParams,
        Self::FuelExhausted,
        Self::MemoryExceeded,
        Self::OutputTooLarge,
        Self::LimitExceeded,
        Self::Denied,
        Self::CompileRefused,
        Self::DependencyFailed,
        Self::Skipped,
        Self::Expired,
        Self::Poisoned,
        Self::Cancelled,
        Self::PluginMissing,
    ];

    /// Whether a job that failed so is tried again while it has attempts left.
    pub const fn is_retried(self) -> bool {
        matches!(
            self,
            Self::Transient
                | Self::TimedOut
                | Self::Trapped
                | Self::Internal
                | Self::RetryAfter
                | Self::Interrupted
        )
    }

    /// The code as clients see it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Transient => "transient",
            Self::TimedOut => "timed_out",
            Self::Trapped => "trapped",
            Self::Internal => "internal",
            Self::RetryAfter => "retry_after",
            Self::Interrupted => "interrupted",
            Self::Permanent => "permanent",
            Self::InvalidParams => "invalid_params",
            Self::FuelExhausted => "fuel_exhausted",
            Self::MemoryExceeded => "memory_exceeded",
            Self::OutputTooLarge => "output_too_large",
            Self::LimitExceeded => "limit_exceeded",
            Self::Denied => "denied",
            Self::CompileRefused => "compile_refused",
            Self::DependencyFailed => "dependency_failed",
            Self::Skipped => "skipped",
            Self::Expired => "expired",
            Self::Poisoned => "poisoned",
            Self::Cancelled => "cancelled",
            Self::PluginMissing => "plugin_missing",
        }
    }
}

impl fmt::Display for FailureCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for FailureCode {
    type Err = ParseFailureCodeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|code| code.as_str() == text)
            .ok_or_else(|| ParseFailureCodeError(text.to_owned()))
    }
}

impl<'de> Deserialize<'de> for FailureCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

/// Why a job did not succeed, for programs and for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// For programs.
    pub code: FailureCode,
    /// What happened, limit and use, and what to do.
    pub message: String,
    /// More of it: a backtrace, the guest's own words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_read_as_it_is_written() {
        for code in FailureCode::ALL {
            assert_eq!(code.as_str().parse(), Ok(code));
            assert_eq!(serde_json::to_string(&code).unwrap(), format!("\"{code}\""));
        }
    }
}
