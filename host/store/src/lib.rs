//! Where jobs are kept: the [`Store`] trait, and SQLite behind it.
//!
//! A store keeps what it was told and decides nothing: what becomes of a job is the model's business, and a change of
//! state comes from a `runner_model::Transition` or not at all. It knows no plugin, no slot and no client. SQL is
//! written here and on no other floor.

#![warn(missing_docs)]

mod bell;
mod clock;
mod error;
mod failpoint;
mod meters;
mod sqlite;
mod store;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
mod types;

pub use crate::bell::{Bell, Rung};
pub use crate::clock::{Clock, SystemClock};
pub use crate::error::StoreError;
pub use crate::failpoint::{Armed, ParseFailpointError};
pub use crate::meters::StoreMeters;
pub use crate::sqlite::{Options, SqliteStore, backup, check_backup, inspect, restore};
pub use crate::store::{
    ActionStore, AlertStore, Answer, AuditStore, BatchStore, CeilingStore, GrantStore, JobStore,
    KnownStore, PluginStore, QueueStore, ScheduleStore, SecretStore, SessionStore, Store,
    TokenStore, UpkeepStore, UploadStore, WebhookStore, WorkStore,
};
pub use crate::types::*;
