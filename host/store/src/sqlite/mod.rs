//! The store in SQLite: one writer thread, a few readers, and files for the blobs.
//!
//! Everything that changes something goes to the writer, which makes one transaction of what has come in meanwhile.
//! SQL stands beside the function that uses it and nowhere else.

mod blobs;
mod cancel;
mod checkpoints;
mod claim;
mod counts;
mod due;
mod events;
mod handle;
mod jobs;
mod lists;
mod logs;
mod migrate;
mod names;
mod nodes;
mod open;
mod place;
mod plugins;
mod pool;
mod rescue;
mod rows;
mod settle;
mod submit;
mod tally;
mod txn;
mod writer;

#[cfg(test)]
mod plans;
#[cfg(any(test, feature = "testing"))]
mod recount;
#[cfg(test)]
mod tests;

pub use self::handle::SqliteStore;
pub use self::open::Options;
#[cfg(any(test, feature = "testing"))]
pub use self::recount::recount;
