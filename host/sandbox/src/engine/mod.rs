//! The wasmtime engine and all that lives as long as it: configuration, slots for instances, the epoch ticker,
//! the threads that guests run on.

mod config;
mod pool;
mod sandbox;
mod ticker;

pub(crate) use self::config::{Allocation, CACHE_BYTES, code_cache, config};
pub use self::pool::Room;
pub(crate) use self::sandbox::Shared;
pub use self::sandbox::{Sandbox, SandboxError, SandboxOptions};
pub(crate) use self::ticker::Running;
