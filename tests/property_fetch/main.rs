//! The processor `property-fetch` against a stand-in for PropertyRadar's API, through the program.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on says so by a panic"
)]

mod faults;
mod money;
mod paging;
mod pause;
mod refusals;
mod secret;
mod support;
mod upgrade;
