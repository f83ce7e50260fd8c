//! Compiling strangers' code, in a process of its own: it may loop in the compiler or fill its memory, and neither
//! may harm the host. The process leaves its code in wasmtime's cache, from which the host loads it through the
//! safe API.

mod parent;
mod tidy;
mod worker;

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

pub(crate) use self::parent::{CompileFailure, Compiler};
pub use self::parent::{CompileLimits, CompileWorker};
pub use self::worker::compile_worker;

/// Compiled code in the cache.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Code {
    /// How long compiling took, in milliseconds.
    pub(crate) millis: u64,
    /// Its files, relative to the folder.
    pub(crate) files: Vec<PathBuf>,
}

impl Code {
    /// Whether all of it is still in the folder: what is least used is evicted from time to time.
    pub(crate) fn is_in(&self, code_dir: &Path) -> bool {
        !self.files.is_empty() && self.files.iter().all(|file| code_dir.join(file).is_file())
    }
}

/// What the worker says on its standard output.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Verdict {
    /// The code is in the cache.
    Compiled(Code),
    /// The bytes are no component that this host takes, or the compiler refused them.
    Refused { reason: String },
}

/// How the names of the folders begin that workers compile into, in the folder of compiled code.
const BESIDE: &str = ".new-";

/// The most bytes of a component. Python's are 18 MB.
pub const MOST_COMPONENT_BYTES: u64 = 256 * 1024 * 1024;
