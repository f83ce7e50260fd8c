//! Plugins and their versions.

use runner_model::{Descriptor, Digest, ProcessorName, Timestamp};

/// Why a version does not run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// For programs: `name_taken`, `compile_refused`, `bad_descriptor`, …
    pub code: String,
    /// For people.
    pub message: String,
}

/// A version as it is handed in: bytes that are in the blob store.
#[derive(Debug, Clone)]
pub struct NewVersion {
    /// Its bytes.
    pub digest: Digest,
    /// How many.
    pub size: u64,
    /// Where it came from: `bundled`, `installed`, or the file's path.
    pub source: String,
    /// What it says of itself, or why that is not known.
    pub descriptor: Result<Descriptor, Refusal>,
}

/// What became of a version that was handed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Installed {
    /// It is the one that runs from now on.
    Active,
    /// It was known; nothing changed.
    Known,
    /// It is kept and listed, and does not run.
    Refused(Refusal),
}

/// A version of a plugin.
#[derive(Debug, Clone)]
pub struct PluginVersion {
    /// Its bytes.
    pub digest: Digest,
    /// How many.
    pub size: u64,
    /// The processor's name, if the bytes said one.
    pub name: Option<ProcessorName>,
    /// What it says of itself.
    pub descriptor: Option<Descriptor>,
    /// Where it came from.
    pub source: String,
    /// When it was added.
    pub added_at: Timestamp,
    /// Whether it is the one of its name that runs.
    pub is_active: bool,
    /// Why it does not run.
    pub refused: Option<Refusal>,
}
