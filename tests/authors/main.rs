//! What authors do, in each language: a project from `runner plugin new` is built with the language's own tools, tested,
//! checked, run under limits, and given to a server.
//!
//! What the tools need comes from npm, PyPI and crates.io into `target/tmp/authors`, and stays there.
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test that cannot go on says so by a panic, and one that cannot begin by a line"
)]

mod guests;
mod projects;
mod tools;
