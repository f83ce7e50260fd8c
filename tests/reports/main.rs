//! The processor `report-generation` through the program: `runner report`, and jobs with what else it takes.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on says so by a panic"
)]

mod command;
mod formats;
mod nothing;
mod progress;
mod support;
mod template;
