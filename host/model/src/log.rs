//! Lines of a job's log.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// How much a line matters, least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Every small step.
    Trace,
    /// For whoever looks for a fault.
    Debug,
    /// What happened.
    Info,
    /// What may need attention.
    Warn,
    /// What went wrong.
    Error,
}

/// The text is no level.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no level `{0}`; the levels are trace, debug, info, warn, error")]
pub struct ParseLevelError(String);

impl FromStr for Level {
    type Err = ParseLevelError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(match text {
            "trace" => Self::Trace,
            "debug" => Self::Debug,
            "info" => Self::Info,
            "warn" => Self::Warn,
            "error" => Self::Error,
            other => return Err(ParseLevelError(other.to_owned())),
        })
    }
}

/// A line of a job's log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogLine {
    /// Its number in the attempt, from 0, lines that were dropped included.
    pub number: u64,
    /// When it was written, in milliseconds since the attempt began.
    pub at_ms: u64,
    /// How much it matters.
    pub level: Level,
    /// What it says. A stranger's text: it may hold anything but control characters other than a line's end or
    /// a tab, which were taken out.
    pub message: String,
    /// Named values, as the guest gave them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fields: Option<serde_json::Map<String, serde_json::Value>>,
}

impl LogLine {
    /// What the line counts for against the limit on the log, in bytes.
    pub fn weight(&self) -> u64 {
        const OVERHEAD: usize = 64;
        let fields = self.fields.as_ref().map_or(0, |fields| {
            fields
                .iter()
                .map(|(key, value)| key.len() + value_weight(value) + 8)
                .sum()
        });
        (OVERHEAD + self.message.len() + fields) as u64
    }
}

fn value_weight(value: &serde_json::Value) -> usize {
    use serde_json::Value;
    match value {
        Value::String(text) => text.len() + 2,
        Value::Array(items) => items.iter().map(|item| value_weight(item) + 8).sum(),
        Value::Object(map) => map
            .iter()
            .map(|(key, value)| key.len() + value_weight(value) + 8)
            .sum(),
        Value::Null | Value::Bool(_) | Value::Number(_) => 8,
    }
}

impl Level {
    /// The level as clients see it and as it is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Trace => "trace",
            Self::Debug => "debug",
            Self::Info => "info",
            Self::Warn => "warn",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
