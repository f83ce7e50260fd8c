//! Jobs of which there may be one at a time.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// What makes a job unique, and what happens to another like it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unique {
    /// What two jobs are compared by.
    pub key: UniqueKey,
    /// Among which jobs.
    #[serde(default)]
    pub scope: UniqueScope,
    /// For how long.
    #[serde(default)]
    pub hold: Hold,
    /// What happens to another.
    #[serde(default)]
    pub on_duplicate: OnDuplicate,
}

/// What two jobs are compared by: 1 to 512 bytes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct UniqueKey(String);

/// Among which jobs one is unique.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UniqueScope {
    /// Those of its processor.
    #[default]
    Processor,
    /// Those of its queue.
    Queue,
    /// All.
    Global,
}

/// For how long a job keeps others like it away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hold {
    /// Until it ends, in whatever way.
    #[default]
    UntilEnd,
    /// For so many milliseconds from its submission, ended or not.
    WindowMs(u64),
}

/// What happens to a job when another has its key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnDuplicate {
    /// The other is the answer.
    #[default]
    Return,
    /// It is refused.
    Reject,
    /// Its params replace the other's while that waits; later it is refused.
    Replace,
    /// It is left out.
    Skip,
}

/// The text is no key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a unique key has 1 to {longest} bytes, this one {0}", longest = UniqueKey::LONGEST)]
pub struct ParseUniqueError(usize);

impl UniqueKey {
    const LONGEST: usize = 512;

    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for UniqueKey {
    type Error = ParseUniqueError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        if (1..=Self::LONGEST).contains(&text.len()) {
            Ok(Self(text))
        } else {
            Err(ParseUniqueError(text.len()))
        }
    }
}

impl From<UniqueKey> for String {
    fn from(key: UniqueKey) -> Self {
        key.0
    }
}

impl fmt::Display for UniqueKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl Hold {
    /// For so long from the submission.
    pub fn window(window: Duration) -> Self {
        Self::WindowMs(u64::try_from(window.as_millis()).unwrap_or(u64::MAX))
    }

    /// The window, if it is one.
    pub const fn as_window(self) -> Option<Duration> {
        match self {
            Self::UntilEnd => None,
            Self::WindowMs(ms) => Some(Duration::from_millis(ms)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_but_the_key_has_a_default() {
        let unique: Unique = serde_json::from_str(r#"{"key":"order 7"}"#).unwrap();
        assert_eq!(unique.scope, UniqueScope::Processor);
        assert_eq!(unique.hold.as_window(), None);
        assert_eq!(unique.on_duplicate, OnDuplicate::Return);
    }

    #[test]
    fn a_key_is_neither_empty_nor_endless() {
        assert!(serde_json::from_str::<Unique>(r#"{"key":""}"#).is_err());
        let error = UniqueKey::try_from("k".repeat(513)).unwrap_err();
        assert_eq!(
            error.to_string(),
            "a unique key has 1 to 512 bytes, this one 513"
        );
    }

    #[test]
    fn what_is_stored_is_read_again() {
        let unique = Unique {
            key: UniqueKey::try_from("k".to_owned()).unwrap(),
            scope: UniqueScope::Global,
            hold: Hold::window(Duration::from_secs(60)),
            on_duplicate: OnDuplicate::Replace,
        };
        let json = serde_json::to_string(&unique).unwrap();
        assert_eq!(
            json,
            r#"{"key":"k","scope":"global","hold":{"window_ms":60000},"on_duplicate":"replace"}"#
        );
        assert_eq!(serde_json::from_str::<Unique>(&json).unwrap(), unique);
    }
}
