//! Reports from inputs to documents.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on says so by a panic"
)]

mod figures;
mod hostile;
mod params;
mod sections;
mod support;
