//! What somebody may do, and what a token is called.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::name::NameError;

/// What whoever has a token may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Reads everything that is no administrator's, and changes nothing.
    Viewer,
    /// Submits jobs, and sees and changes its own alone.
    Submitter,
    /// Does everything with jobs, batches, queues, schedules, templates and errors, whoever's they are.
    Operator,
    /// Does everything: plugins, grants, limits, secrets and tokens too.
    Admin,
}

/// The text is no role.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no role `{0}`: write viewer, submitter, operator or admin")]
pub struct ParseRoleError(String);

impl Role {
    /// Every role.
    pub const ALL: [Self; 4] = [Self::Viewer, Self::Submitter, Self::Operator, Self::Admin];

    /// The name as it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Submitter => "submitter",
            Self::Operator => "operator",
            Self::Admin => "admin",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Role {
    type Err = ParseRoleError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|role| role.as_str() == text)
            .ok_or_else(|| {
                let shown = text.chars().take(40).flat_map(char::escape_debug);
                ParseRoleError(shown.collect())
            })
    }
}

/// The name of a token: letters, digits, `-`, `_`, `.` and `@`, beginning with a letter or digit, at most 64
/// characters. Jobs are those of a name, so that who comes with a new token of the same name finds them again.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TokenName(String);

impl TokenName {
    /// The name of the token in the data folder. No other has it.
    pub const ADMIN: &str = "admin";

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TokenName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl From<TokenName> for String {
    fn from(name: TokenName) -> Self {
        name.0
    }
}

impl TryFrom<String> for TokenName {
    type Error = NameError;

    fn try_from(text: String) -> Result<Self, NameError> {
        let fits = text.len() <= 64
            && text.starts_with(|first: char| first.is_ascii_alphanumeric())
            && text
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'@'));
        if fits {
            Ok(Self(text))
        } else {
            Err(NameError::token(&text))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_reads_as_it_is_written() {
        for role in Role::ALL {
            assert_eq!(role.to_string().parse(), Ok(role));
        }
        assert_eq!(
            "root".parse::<Role>().unwrap_err().to_string(),
            "there is no role `root`: write viewer, submitter, operator or admin"
        );
    }

    #[test]
    fn a_token_is_named_as_people_and_programs_are() {
        let name = |text: &str| TokenName::try_from(text.to_owned());
        for good in ["ci", "ada@example.com", "web-1.prod", "7"] {
            assert_eq!(name(good).unwrap().as_str(), good);
        }
        for wrong in ["", "-x", "a/b", "a b", "ä", &"x".repeat(65)] {
            assert!(name(wrong).is_err(), "{wrong}");
        }
    }
}
