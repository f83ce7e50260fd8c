//! Builds guests for `wasm32-wasip2` from a build script, and hands over their bytes.
//!
//! Used by `runner-plugins` for the bundled processors and by the test kit for its guests. They have fixed profiles
//! in the workspace's `Cargo.toml` (`plugin` and `guest`) and one folder (`target/plugins`), whatever the host is
//! built with, so that switching between debug, release and clippy builds them once.
//!
//! A build script calls [`Guests::build_or_exit`] and its crate includes the file that it writes:
//!
//! ```ignore
//! include!(concat!(env!("OUT_DIR"), "/guests.rs")); // pub const GUESTS: &[(&str, &[u8])]
//! ```

mod cargo;
mod guests;
mod toolchain;

pub use crate::guests::{BuildError, Guests};
