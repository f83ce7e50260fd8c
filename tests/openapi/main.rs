//! What the API says of itself: the document and the page that shows it, and whether a server does what they say.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on says so by a panic"
)]

mod cases;
mod served;
