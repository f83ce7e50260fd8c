//! What plugins ask for and somebody refused.

use std::fmt;
use std::str::FromStr;

use runner_model::{ProcessorName, Timestamp, Want};

use crate::error::StoreError;

/// The id of a refusal. It is never given twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RefusalId(pub(crate) i64);

/// Something that somebody refuses a plugin.
#[derive(Debug, Clone)]
pub struct NewRefusal {
    /// Which plugin.
    pub plugin: ProcessorName,
    /// What, as the plugin asks for it.
    pub want: Want,
    /// Who.
    pub by: Option<String>,
}

/// A refusal as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredRefusal {
    /// Its id.
    pub id: RefusalId,
    /// Which plugin is refused it.
    pub plugin: ProcessorName,
    /// What, as the plugin asks for it.
    pub want: Want,
    /// When it was refused first.
    pub refused_at: Timestamp,
    /// Who refused it.
    pub refused_by: Option<String>,
}

/// What became of a refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WantRefused {
    /// It was not refused before.
    New(StoredRefusal),
    /// It was refused already; that one stays as it is.
    Known(StoredRefusal),
}

impl fmt::Display for RefusalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for RefusalId {
    type Err = StoreError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number = text.parse().ok().filter(|number| *number > 0);
        number.map(Self).ok_or_else(|| {
            let shown: String = text.chars().take(40).flat_map(char::escape_debug).collect();
            StoreError::NoRefusal(shown)
        })
    }
}
