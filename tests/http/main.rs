//! HTTP out of guests: real guests, a real server on the loopback interface that counts what comes, and a resolver that
//! lies.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on says so by a panic"
)]

mod addresses;
mod answers;
mod command;
mod grants;
mod limits;
mod patience;
mod requests;
mod secrets;
mod steering;
mod support;
mod tls;
