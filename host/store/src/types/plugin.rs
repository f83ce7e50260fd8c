//! Plugins and their versions.

use runner_model::{Descriptor, Digest, ProcessorName, Timestamp};
use serde::{Deserialize, Serialize};

/// Why a version does not run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// For programs: `name_taken`, `compile_refused`, `bad_descriptor`, …
    pub code: String,
    /// For people.
    pub message: String,
}

/// How a version is handed in, which decides whether one that was removed comes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offered {
    /// It lies there as it did before: nobody did anything.
    AsEver,
    /// It lies in a file that was written then.
    Written(Timestamp),
    /// Somebody hands it in, and means it.
    ByHand,
}

impl Offered {
    /// Whether bytes that were removed at a time come back by being offered in this way.
    pub fn brings_back(self, removed_at: Timestamp) -> bool {
        match self {
            Self::AsEver => false,
            Self::Written(at) => at > removed_at,
            Self::ByHand => true,
        }
    }
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
    /// How it is handed in.
    pub offered: Offered,
    /// What it says of itself, or why that is not known.
    pub descriptor: Result<Descriptor, Refusal>,
    /// How long compiling it took, if that was measured.
    pub compile_ms: Option<u64>,
}

/// What became of a version that was handed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Installed {
    /// It is the one that runs from now on.
    Active,
    /// It was known; nothing changed.
    Known,
    /// It is kept and listed, and does not run.
    Refused(Refusal),
    /// It was removed then and is not offered anew: nothing changed.
    Removed(Timestamp),
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
    /// Whether it is the one that a rollback goes back to.
    pub is_previous: bool,
    /// Why it does not run.
    pub refused: Option<Refusal>,
    /// When it was removed. What is known of it is kept, its bytes are not.
    pub removed_at: Option<Timestamp>,
    /// How long compiling it took, if that was measured.
    pub compile_ms: Option<u64>,
}

/// What was removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removed {
    /// The versions, newest first.
    pub versions: Vec<Digest>,
    /// When.
    pub at: Timestamp,
}
