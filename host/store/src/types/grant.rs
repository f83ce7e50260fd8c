//! What plugins were granted, and secrets as they are kept: sealed.

use std::fmt;
use std::str::FromStr;

use runner_model::{Approval, HttpGrant, ProcessorName, SecretName, Timestamp};

use crate::error::StoreError;

/// The id of a grant. It is never given twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GrantId(pub(crate) i64);

/// Where a grant came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GrantOrigin {
    /// Somebody gave it by a command or a request, and can take it back so.
    Command,
    /// It stands in the configuration file, and is changed there alone.
    File,
}

/// A grant that somebody gives.
#[derive(Debug, Clone)]
pub struct NewGrant {
    /// To which plugin.
    pub plugin: ProcessorName,
    /// What.
    pub grant: HttpGrant,
    /// Who.
    pub by: Option<String>,
}

/// A grant as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredGrant {
    /// Its id.
    pub id: GrantId,
    /// To which plugin.
    pub plugin: ProcessorName,
    /// Where it came from.
    pub origin: GrantOrigin,
    /// What.
    pub grant: HttpGrant,
    /// For which plugin of that name; none until there is one.
    pub approval: Option<Approval>,
    /// When it was given as it is.
    pub granted_at: Timestamp,
    /// Who gave it.
    pub granted_by: Option<String>,
}

/// What became of a grant that was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Granted {
    /// There was none like it.
    New(StoredGrant),
    /// It stands in place of one with the same target and methods, and has its id.
    Replaced(StoredGrant),
}

/// A secret as it is kept. Whoever sealed it has the key.
#[derive(Clone, PartialEq, Eq)]
pub struct SealedSecret {
    /// Its name.
    pub name: SecretName,
    /// What it was sealed with beside the key.
    pub nonce: Vec<u8>,
    /// The sealed value.
    pub sealed: Vec<u8>,
    /// When it was set. A store fills it in.
    pub set_at: Timestamp,
    /// Who set it.
    pub set_by: Option<String>,
}

impl Granted {
    /// The grant.
    pub fn grant(&self) -> &StoredGrant {
        match self {
            Self::New(grant) | Self::Replaced(grant) => grant,
        }
    }
}

impl GrantOrigin {
    /// The name as clients see it and as it is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Command => "command",
            Self::File => "file",
        }
    }
}

impl FromStr for GrantOrigin {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        [Self::Command, Self::File]
            .into_iter()
            .find(|origin| origin.as_str() == text)
            .ok_or_else(|| format!("there is no origin `{text}`"))
    }
}

impl fmt::Display for GrantId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for GrantId {
    type Err = StoreError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number = text.parse().ok().filter(|number| *number > 0);
        number.map(Self).ok_or_else(|| {
            let shown: String = text.chars().take(40).flat_map(char::escape_debug).collect();
            StoreError::NoGrant(shown)
        })
    }
}

impl fmt::Debug for SealedSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SealedSecret")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}
