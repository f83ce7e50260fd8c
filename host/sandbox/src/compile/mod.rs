//! Compiling strangers' code, in a process of its own: it may loop in the compiler or fill its memory, and neither
//! may harm the host. The process leaves its code in wasmtime's cache, from which the host loads it through the
//! safe API.

mod parent;
mod worker;

use serde::{Deserialize, Serialize};

pub use self::parent::CompileWorker;
pub(crate) use self::parent::{CompileFailure, Compiler};
pub use self::worker::compile_worker;

/// What the worker says on its standard output.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Verdict {
    /// The code is in the cache.
    Compiled { millis: u64 },
    /// The bytes are no component that this host takes, or the compiler refused them.
    Refused { reason: String },
}

/// The most bytes of a component. Python's are 18 MB.
const MOST_COMPONENT_BYTES: u64 = 256 * 1024 * 1024;
