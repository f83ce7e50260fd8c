//! For tests: a clock that stands until it is told, and the suite that every store must pass.

#![allow(
    clippy::unwrap_used,
    reason = "a test that finds something else than it expects ends there"
)]

mod clock;
pub mod conformance;

pub use self::clock::ManualClock;
pub use crate::sqlite::{FILL_VERSION, Fill, fill, recount, recount_after};
