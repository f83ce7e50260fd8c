//! Plugins from their installation to their removal: replaced while they run, put back, taken away, and their code loaded
//! and unloaded.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on says so by a panic"
)]

mod code;
mod grants;
mod install;
mod load;
mod names;
mod remove;
mod rollback;
mod stays_away;
mod support;
