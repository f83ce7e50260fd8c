//! Tokens, as they are kept: without their text.

use std::fmt;
use std::str::FromStr;

use runner_model::{Rate, Role, Timestamp, TokenName};

use crate::error::StoreError;

/// The id of a token. It is never given twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TokenId(pub(crate) i64);

/// A token that somebody makes.
#[derive(Clone)]
pub struct NewToken {
    /// Its name.
    pub name: TokenName,
    /// What it lets do.
    pub role: Role,
    /// The SHA-256 of its text.
    pub hash: [u8; 32],
    /// When it ends; never by itself if none.
    pub expires_at: Option<Timestamp>,
    /// How often it may ask; as often as it likes if none.
    pub rate: Option<Rate>,
    /// Who makes it.
    pub created_by: Option<String>,
}

/// A token as it is kept.
#[derive(Clone, PartialEq, Eq)]
pub struct StoredToken {
    /// Its id.
    pub id: TokenId,
    /// Its name.
    pub name: TokenName,
    /// What it lets do.
    pub role: Role,
    /// The SHA-256 of its text.
    pub hash: [u8; 32],
    /// When it was made.
    pub created_at: Timestamp,
    /// Who made it.
    pub created_by: Option<String>,
    /// When it ends; never by itself if none.
    pub expires_at: Option<Timestamp>,
    /// How often it may ask; as often as it likes if none.
    pub rate: Option<Rate>,
    /// When it was last used, to the minute or so.
    pub used_at: Option<Timestamp>,
}

impl fmt::Debug for NewToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewToken")
            .field("name", &self.name)
            .field("role", &self.role)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for StoredToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoredToken")
            .field("id", &self.id)
            .field("name", &self.name)
            .field("role", &self.role)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for TokenId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for TokenId {
    type Err = StoreError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number = text.parse().ok().filter(|number| *number > 0);
        number.map(Self).ok_or_else(|| {
            let shown: String = text.chars().take(40).flat_map(char::escape_debug).collect();
            StoreError::NoToken(shown)
        })
    }
}
