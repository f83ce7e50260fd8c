//! How much a job matters among those of its queue.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A priority from 1 to 10; higher goes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Priority(u8);

/// The text or number is no priority.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no priority: write 1 to 10, or low (2), normal (5), high (8), critical (10)")]
pub struct ParsePriorityError(String);

const NAMES: [(&str, Priority); 4] = [
    ("low", Priority::LOW),
    ("normal", Priority::NORMAL),
    ("high", Priority::HIGH),
    ("critical", Priority::CRITICAL),
];

impl Priority {
    /// 2.
    pub const LOW: Self = Self(2);
    /// 5, where nothing else was said.
    pub const NORMAL: Self = Self(5);
    /// 8.
    pub const HIGH: Self = Self(8);
    /// 10.
    pub const CRITICAL: Self = Self(10);

    /// The number.
    pub const fn get(self) -> u8 {
        self.0
    }
}

impl Default for Priority {
    fn default() -> Self {
        Self::NORMAL
    }
}

impl TryFrom<i64> for Priority {
    type Error = ParsePriorityError;

    fn try_from(number: i64) -> Result<Self, Self::Error> {
        match u8::try_from(number) {
            Ok(number @ 1..=10) => Ok(Self(number)),
            _ => Err(ParsePriorityError(number.to_string())),
        }
    }
}

impl FromStr for Priority {
    type Err = ParsePriorityError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Some((_, priority)) = NAMES.iter().find(|(name, _)| *name == text) {
            return Ok(*priority);
        }
        text.parse::<i64>()
            .ok()
            .and_then(|number| Self::try_from(number).ok())
            .ok_or_else(|| ParsePriorityError(text.to_owned()))
    }
}

impl fmt::Display for Priority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl Serialize for Priority {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u8(self.0)
    }
}

/// As people write it: a number or a name.
#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Number(i64),
    Name(String),
}

impl<'de> Deserialize<'de> for Priority {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Written::deserialize(deserializer)? {
            Written::Number(number) => Self::try_from(number),
            Written::Name(name) => name.parse(),
        }
        .map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_numbers_from_1_to_10_are_read() {
        assert_eq!("critical".parse(), Ok(Priority::CRITICAL));
        assert_eq!("1".parse::<Priority>().unwrap().get(), 1);
        assert_eq!(
            serde_json::from_str::<Priority>("8").unwrap(),
            Priority::HIGH
        );
        assert_eq!(
            serde_json::from_str::<Priority>("\"low\"").unwrap(),
            Priority::LOW
        );
        for wrong in ["0", "11", "-1", "urgent", ""] {
            assert!(wrong.parse::<Priority>().is_err(), "{wrong}");
        }
    }
}
