//! What was changed, by whom and from where.

use runner_model::{Role, Timestamp};

use super::TokenId;

/// A change that somebody asked for, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAudit {
    /// The name of the token.
    pub name: String,
    /// Its id; none for the one in the data folder.
    pub token: Option<TokenId>,
    /// What it lets do.
    pub role: Role,
    /// The address that the request came from.
    pub remote: Option<String>,
    /// The route, as `POST /jobs/{id}/cancel`.
    pub route: String,
    /// What it was about: what stands in the place of the braces, or the name of what was made.
    pub object: Option<String>,
    /// The answer's status; none if whoever asked went away before there was one.
    pub status: Option<u16>,
    /// The code of the problem, if it was one.
    pub code: Option<String>,
}

/// The same as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audit {
    /// Its number, which rises.
    pub number: i64,
    /// When it was written.
    pub at: Timestamp,
    /// What was changed.
    pub what: NewAudit,
}

/// Which changes a list shows. Everything that is said must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// By the token of this name.
    pub name: Option<String>,
    /// About this.
    pub object: Option<String>,
    /// Routes that have this in them, as `/plugins` or `DELETE`.
    pub route: Option<String>,
    /// From then on.
    pub from: Option<Timestamp>,
    /// Before then.
    pub before: Option<Timestamp>,
    /// With what outcome.
    pub outcome: Option<AuditOutcome>,
}

/// How a request for a change ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuditOutcome {
    /// It was done.
    Done,
    /// It was refused, or failed.
    Refused,
}
