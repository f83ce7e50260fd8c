//! Grants as a server shows them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What a plugin asks for and what it has.
#[derive(Debug, Deserialize)]
pub(crate) struct GrantList {
    pub(crate) items: Vec<GrantDoc>,
    pub(crate) ungranted: Vec<UngrantedDoc>,
    #[serde(default)]
    pub(crate) refusals: Vec<RefusalDoc>,
}

/// A grant.
#[derive(Debug, Deserialize)]
pub(crate) struct GrantDoc {
    pub(crate) id: String,
    pub(crate) origin: String,
    pub(crate) to: String,
    #[serde(default)]
    pub(crate) methods: Vec<String>,
    #[serde(default)]
    pub(crate) headers: BTreeMap<String, String>,
    #[serde(default)]
    pub(crate) addresses: Vec<String>,
    pub(crate) rate: Option<String>,
    /// `in_force`, `held`, `unwanted` or `no_plugin`.
    pub(crate) state: String,
    pub(crate) reason: Option<String>,
    pub(crate) missing_secrets: Vec<String>,
}

/// Something that a plugin asks for and does not have.
#[derive(Debug, Deserialize)]
pub(crate) struct UngrantedDoc {
    pub(crate) want: WantDoc,
    pub(crate) commands: Vec<String>,
}

/// Something that a plugin asks for and was refused.
#[derive(Debug, Deserialize)]
pub(crate) struct RefusalDoc {
    pub(crate) id: String,
    pub(crate) want: WantDoc,
    pub(crate) refused_at: String,
    pub(crate) refused_by: Option<String>,
}

/// Something that a plugin asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum WantDoc {
    /// HTTP to there.
    Http(String),
    /// A secret, put into its requests.
    Secret(String),
    /// A cache.
    CacheBytes(u64),
}

impl GrantDoc {
    /// With which methods.
    pub(crate) fn methods(&self) -> String {
        if self.methods.is_empty() {
            "any".to_owned()
        } else {
            self.methods.join(",")
        }
    }

    /// What goes with it.
    pub(crate) fn with(&self) -> String {
        let headers = self
            .headers
            .iter()
            .map(|(name, value)| format!("{name}: {value}"));
        let addresses = self
            .addresses
            .iter()
            .map(|address| format!("also at {address}"));
        let rate = self.rate.iter().cloned();
        headers
            .chain(addresses)
            .chain(rate)
            .collect::<Vec<_>>()
            .join(" · ")
    }
}

impl std::fmt::Display for WantDoc {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Http(target) => write!(f, "HTTP to {target}"),
            Self::Secret(name) => write!(f, "the secret {name}"),
            Self::CacheBytes(bytes) => write!(f, "a cache of {bytes} bytes"),
        }
    }
}
