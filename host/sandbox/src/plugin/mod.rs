//! A plugin: compiled, checked and described, ready to start attempts.

mod check;
mod describe;
mod inspect;
mod known;
mod lines;
mod load;
#[cfg(test)]
mod mutations;
mod sections;

use std::io;

use runner_model::{Descriptor, DescriptorError, Digest};

use crate::bindings::ProcessorPre;
use crate::schema::{ParamsSchema, SchemaError};
use crate::state::GuestState;

pub use self::check::{Import, Reach};
pub(crate) use self::inspect::inspect;
pub use self::inspect::{CodeSize, Inspection, describe_limits};
pub(crate) use self::lines::Lines;
pub use self::load::digest_of;
pub(crate) use self::load::{forget, load};

/// A component that provides a processor.
pub struct Plugin {
    pub(crate) pre: ProcessorPre<GuestState>,
    /// Where the lines of its source are kept.
    pub(crate) lines: Lines,
    digest: Digest,
    descriptor: Descriptor,
    params: ParamsSchema,
    compiled: Compiled,
    compile_millis: u64,
    code_bytes: u64,
}

/// How a plugin's code came to be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compiled {
    /// It was compiled just now, in that many milliseconds.
    Now {
        /// How long it took.
        millis: u64,
    },
    /// It was compiled before.
    Before,
}

impl Plugin {
    /// The SHA-256 digest of the component.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// What it says of itself, checked.
    pub fn descriptor(&self) -> &Descriptor {
        &self.descriptor
    }

    /// The schema of its params.
    pub fn params(&self) -> &ParamsSchema {
        &self.params
    }

    /// How its code came to be there.
    pub fn compiled(&self) -> Compiled {
        self.compiled
    }

    /// How long compiling it took, whenever that was, in milliseconds.
    pub fn compile_millis(&self) -> u64 {
        self.compile_millis
    }

    /// How much memory its compiled code takes while it is loaded: machine code, and the data that goes with it.
    pub fn code_bytes(&self) -> u64 {
        self.code_bytes
    }
}

/// Why bytes do not become a plugin. The messages address the plugin's author.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The bytes are something else.
    #[error("it is no WASM component: {0}")]
    NoComponent(&'static str),
    /// The compiler refused it, or it took too much.
    #[error("it does not compile: {0}")]
    Refused(String),
    /// It lacks a function of the contract.
    #[error("it does not export `{export}`: a processor exports {expected}")]
    ExportMissing {
        /// The function.
        export: &'static str,
        /// All that are needed.
        expected: &'static str,
    },
    /// It exports a function of the contract with other types.
    #[error("it exports `{export}` as something else than the contract's function: {detail}")]
    ExportType {
        /// The function.
        export: &'static str,
        /// What differs.
        detail: String,
    },
    /// It imports what the host does not have.
    #[error("it imports `{import}`, which the host does not have{hint}")]
    ImportUnknown {
        /// The import.
        import: String,
        /// What may have been meant.
        hint: String,
    },
    /// It imports what the host has, with other types.
    #[error("one of its imports differs from the host's: {0}")]
    ImportType(String),
    /// `describe` broke down or broke a limit.
    #[error("its `describe` failed: {0}")]
    Describe(String),
    /// `describe` gave two answers.
    #[error("its `describe` does not give the same answer every time")]
    DescribeChanges,
    /// What it says of itself breaks a rule.
    #[error(transparent)]
    Descriptor(#[from] DescriptorError),
    /// Its schema is none, or is one that the host does not take.
    #[error("its params-schema is refused: {0}")]
    Schema(#[from] SchemaError),
    /// The host's fault: files.
    #[error("cannot keep what is known of the plugin: {0}")]
    Files(#[from] io::Error),
    /// The host's fault: anything else.
    #[error("cannot load it: {0}")]
    Host(String),
}

impl LoadError {
    /// A word for programs; none where the host is at fault.
    pub const fn code(&self) -> Option<&'static str> {
        Some(match self {
            Self::NoComponent(_) => "no_component",
            Self::Refused(_) => "compile_refused",
            Self::ExportMissing { .. } | Self::ExportType { .. } => "bad_exports",
            Self::ImportUnknown { .. } | Self::ImportType(_) => "bad_imports",
            Self::Schema(_) => "bad_schema",
            Self::Describe(_) | Self::DescribeChanges | Self::Descriptor(_) => "bad_descriptor",
            Self::Files(_) | Self::Host(_) => return None,
        })
    }
}
