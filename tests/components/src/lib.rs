//! The guests of the tests, as bytes, and mutations of them. It knows nothing of the host, so that tests on every floor
//! can have them.

mod core;
mod guests;
mod mutations;
mod random;
mod sections;

pub use crate::guests::{bare_guest, guest, guest_names};
pub use crate::mutations::{Mutation, Mutations};
