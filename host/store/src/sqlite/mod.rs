//! The store in SQLite: one writer thread, a few readers, and files for the blobs.
//!
//! Everything that changes something goes to the writer, which makes one transaction of what has come in meanwhile.
//! SQL stands beside the function that uses it and nowhere else.

mod actions;
#[cfg(any(test, feature = "testing"))]
pub(crate) mod age;
mod alerts;
mod audits;
mod backup;
mod batches;
mod blobs;
mod bonds;
mod cache;
mod cancel;
mod ceilings;
mod change;
mod checkpoints;
mod claim;
mod clear;
mod collect;
mod counts;
mod depths;
mod due;
mod errors;
mod events;
mod explain;
#[cfg(any(test, feature = "testing"))]
mod fill;
mod fire;
mod follow_up;
mod gates;
mod grants;
mod handle;
#[cfg(any(test, feature = "testing"))]
pub(crate) mod harm;
mod held;
mod inputs;
mod jobs;
mod keys;
#[cfg(any(test, feature = "testing"))]
pub(crate) mod ledger;
mod lists;
mod logs;
mod migrate;
mod names;
mod nodes;
mod offline;
mod onces;
mod open;
mod place;
mod plugins;
mod pool;
mod queues;
mod refusals;
mod request;
mod rescue;
mod rows;
mod schedules;
mod secrets;
mod seen;
mod sessions;
mod settle;
mod spans;
mod stat_inputs;
mod stats;
mod submit;
mod tally;
mod templates;
mod tokens;
mod txn;
mod uniques;
mod uploads;
mod users;
mod verbs;
mod waits;
mod webhooks;
mod writer;

#[cfg(test)]
mod plans;
#[cfg(any(test, feature = "testing"))]
mod recount;
#[cfg(test)]
mod tests;

#[cfg(any(test, feature = "testing"))]
pub use self::fill::{FILL_VERSION, Fill, fill};
pub use self::handle::SqliteStore;
pub use self::offline::{backup, check_backup, inspect, restore};
pub use self::open::Options;
#[cfg(any(test, feature = "testing"))]
pub use self::recount::{recount, recount_after};
