//! Names that plugins and people give, checked.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The name of a processor: lower-case letters, digits and `-`, beginning with a letter, at most 64 characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ProcessorName(String);

/// The name of an input or output: lower-case letters, digits, `-` and `_`, beginning with a letter or digit, at
/// most 64 characters. It is safe as a file name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PortName(String);

/// The name of a queue: as that of a processor, since a job's queue is its processor's name unless it says otherwise.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct QueueName(String);

/// Whom a job counts for, a tenant say: 1 to 128 bytes without control characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct LimitKey(String);

/// The name of a secret: letters, digits, `-` and `_`, beginning with a letter, at most 64 characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SecretName(String);

/// The text is no name of that kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// No name of a processor.
    #[error(
        "`{0}` is no processor name: use lower-case letters, digits and `-`, beginning with a letter, at most 64"
    )]
    Processor(String),
    /// No name of a port.
    #[error(
        "`{0}` is no port name: use lower-case letters, digits, `-` and `_`, beginning with a letter or digit, at most 64"
    )]
    Port(String),
    /// No name of a queue.
    #[error(
        "`{0}` is no queue name: use lower-case letters, digits and `-`, beginning with a letter, at most 64"
    )]
    Queue(String),
    /// No name of a schedule or template.
    #[error(
        "`{0}` is no name: use lower-case letters, digits and `-`, beginning with a letter, at most 64"
    )]
    Plain(String),
    /// No name of a secret.
    #[error(
        "`{0}` is no name of a secret: use letters, digits, `-` and `_`, beginning with a letter, at most 64"
    )]
    Secret(String),
    /// No name of a token.
    #[error(
        "`{0}` is no name of a token: use letters, digits, `-`, `_`, `.` and `@`, beginning with a letter or digit, at most 64"
    )]
    Token(String),
    /// No limit key.
    #[error("`{0}` is no limit key: use 1 to 128 bytes without control characters")]
    LimitKey(String),
}

const LONGEST: usize = 64;

/// How much of a wrong name is repeated in the message.
fn shortened(text: &str) -> String {
    text.chars()
        .take(LONGEST)
        .flat_map(char::escape_default)
        .collect()
}

impl NameError {
    /// For a schedule or template.
    pub(crate) fn schedule(text: &str) -> Self {
        Self::Plain(shortened(text))
    }

    /// For a token.
    pub(crate) fn token(text: &str) -> Self {
        Self::Token(shortened(text))
    }
}

/// Whether a text is a name as that of a processor.
pub(crate) fn is_plain_name(text: &str) -> bool {
    is_processor(text)
}

fn is_processor(text: &str) -> bool {
    text.len() <= LONGEST
        && text.starts_with(|first: char| first.is_ascii_lowercase())
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

impl From<ProcessorName> for QueueName {
    fn from(name: ProcessorName) -> Self {
        Self(name.0)
    }
}

impl TryFrom<String> for QueueName {
    type Error = NameError;

    fn try_from(text: String) -> Result<Self, NameError> {
        if is_processor(&text) {
            Ok(Self(text))
        } else {
            Err(NameError::Queue(shortened(&text)))
        }
    }
}

impl TryFrom<String> for LimitKey {
    type Error = NameError;

    fn try_from(text: String) -> Result<Self, NameError> {
        let fits = (1..=2 * LONGEST).contains(&text.len()) && !text.chars().any(char::is_control);
        if fits {
            Ok(Self(text))
        } else {
            Err(NameError::LimitKey(shortened(&text)))
        }
    }
}

impl TryFrom<String> for SecretName {
    type Error = NameError;

    fn try_from(text: String) -> Result<Self, NameError> {
        let fits = text.len() <= LONGEST
            && text.starts_with(|first: char| first.is_ascii_alphabetic())
            && text
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
        if fits {
            Ok(Self(text))
        } else {
            Err(NameError::Secret(shortened(&text)))
        }
    }
}

impl TryFrom<String> for ProcessorName {
    type Error = NameError;

    fn try_from(text: String) -> Result<Self, NameError> {
        if is_processor(&text) {
            Ok(Self(text))
        } else {
            Err(NameError::Processor(shortened(&text)))
        }
    }
}

impl TryFrom<String> for PortName {
    type Error = NameError;

    fn try_from(text: String) -> Result<Self, NameError> {
        let fits = text.len() <= LONGEST
            && text.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit())
            && text
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_');
        if fits {
            Ok(Self(text))
        } else {
            Err(NameError::Port(shortened(&text)))
        }
    }
}

macro_rules! text {
    ($name:ident) => {
        impl $name {
            /// The name as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> Self {
                name.0
            }
        }
    };
}
text!(ProcessorName);
text!(PortName);
text!(QueueName);
text!(LimitKey);
text!(SecretName);

/// Gives the candidate that is most like what was typed, if one is near enough to be what was meant.
pub fn nearest<'a>(typed: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .into_iter()
        .map(|candidate| (distance(typed, candidate), candidate))
        .min()
        .filter(|(distance, candidate)| *distance <= 1 + candidate.len() / 4)
        .map(|(_, candidate)| candidate)
}

/// The edit distance between two texts (Levenshtein), in characters.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (above, from) in left.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = above + 1;
        for (index, to) in right.iter().enumerate() {
            let changed = diagonal + usize::from(from != *to);
            diagonal = row[index + 1];
            row[index + 1] = changed.min(diagonal + 1).min(row[index] + 1);
        }
    }
    row[right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_could_be_paths_or_markup_are_refused() {
        for text in [
            "",
            "A",
            "-a",
            "a b",
            "../x",
            "a/b",
            "<b>",
            "é",
            &"a".repeat(65),
        ] {
            assert!(ProcessorName::try_from(text.to_owned()).is_err(), "{text}");
            assert!(PortName::try_from(text.to_owned()).is_err(), "{text}");
        }
        assert!(LimitKey::try_from("tenant:7 / é".to_owned()).is_ok());
        assert!(LimitKey::try_from("a\nb".to_owned()).is_err());
        assert!(LimitKey::try_from(String::new()).is_err());
        assert!(ProcessorName::try_from("data-conversion2".to_owned()).is_ok());
        assert!(PortName::try_from("page_1".to_owned()).is_ok());
    }

    #[test]
    fn the_nearest_name_is_found_and_a_far_one_is_not() {
        let names = ["data-conversion", "property-fetch", "report-generation"];
        assert_eq!(nearest("data-convertion", names), Some("data-conversion"));
        assert_eq!(nearest("dataconversion", names), Some("data-conversion"));
        assert_eq!(nearest("email", names), None);
    }
}
