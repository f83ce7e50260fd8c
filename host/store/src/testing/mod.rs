//! For tests: a clock that stands until it is told, the suite that every store must pass, and what a folder says, to be
//! judged from without.

#![allow(
    clippy::unwrap_used,
    reason = "a test that finds something else than it expects ends there"
)]

mod clock;
pub mod conformance;

pub use self::clock::ManualClock;
pub use crate::sqlite::age::age_blobs;
pub use crate::sqlite::harm::{Harm, harm};
pub use crate::sqlite::ledger::{
    AttemptRow, BatchRow, BlobRow, CheckpointRow, EventRow, FileRow, FiringRow, JobRow, Ledger,
    NodeRow, QueueRow, ledger,
};
pub use crate::sqlite::{FILL_VERSION, Fill, fill, recount, recount_after};
