//! What the API says of itself: the document and the page that shows it, and whether a server does what they say.
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test that cannot go on says so by a panic, and one that cannot begin by a line"
)]

mod cases;
mod served;
