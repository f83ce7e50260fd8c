//! Alerts: rules, how they stand, and how they turned.

use std::time::Duration;

use runner_model::{AlertState, ScheduleName, Timestamp, Watched};

/// A rule that somebody makes, in place of one of its name.
#[derive(Debug, Clone)]
pub struct NewAlert {
    /// Its name.
    pub name: ScheduleName,
    /// What it watches.
    pub watched: Watched,
    /// For how long that must be over its line.
    pub hold: Duration,
    /// Who makes it.
    pub created_by: Option<String>,
}

/// A rule as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alert {
    /// Its name.
    pub name: ScheduleName,
    /// What it watches.
    pub watched: Watched,
    /// For how long that must be over its line.
    pub hold: Duration,
    /// When it was made.
    pub created_at: Timestamp,
    /// Who made it.
    pub created_by: Option<String>,
    /// Until when nobody is told.
    pub muted_until: Option<Timestamp>,
    /// How it stands.
    pub state: AlertState,
    /// Since when.
    pub since: Timestamp,
    /// What was seen then.
    pub said: Option<String>,
}

/// How a rule turned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlertTurn {
    /// Its number, which rises.
    pub number: i64,
    /// Which rule.
    pub name: ScheduleName,
    /// When.
    pub at: Timestamp,
    /// Whether it fires since then, or does no more.
    pub fires: bool,
    /// What was seen.
    pub said: String,
    /// Whether nobody was told.
    pub is_muted: bool,
}
