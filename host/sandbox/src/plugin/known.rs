//! What is remembered of a plugin whose code is in the cache: that it compiled within the limits, and what it says
//! of itself. One small file for each digest; it counts only for the engine that it was written by.

use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::compile::Code;
use runner_model::{Descriptor, Digest};
use serde::{Deserialize, Serialize};
use wasmtime::Engine;

/// What is remembered.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Known {
    /// Changes with wasmtime's version and with the configuration, and so with the cached code.
    engine: u64,
    /// Its code in the cache.
    pub(super) code: Code,
    /// What the plugin said, checked.
    pub(super) descriptor: Descriptor,
}

impl Known {
    pub(super) fn new(engine: &Engine, code: Code, descriptor: &Descriptor) -> Self {
        Self {
            engine: engine_mark(engine),
            code,
            descriptor: descriptor.clone(),
        }
    }
}

/// Gives what is remembered; nothing if the file is missing, damaged, or another engine's.
pub(super) fn read(folder: &Path, digest: &Digest, engine: &Engine) -> Option<Known> {
    let text = fs::read(file(folder, digest)).ok()?;
    let known: Known = serde_json::from_slice(&text).ok()?;
    (known.engine == engine_mark(engine)).then_some(known)
}

pub(super) fn write(folder: &Path, digest: &Digest, known: &Known) -> io::Result<()> {
    let mut file_beside = tempfile::NamedTempFile::new_in(folder)?;
    serde_json::to_writer(&mut file_beside, known)?;
    file_beside.flush()?;
    file_beside
        .persist(file(folder, digest))
        .map_err(|error| error.error)?;
    Ok(())
}

/// Remembers it no longer, whichever engine wrote it. Gives its code, which nobody finds any more.
pub(super) fn forget(folder: &Path, digest: &Digest) -> Option<Code> {
    let file = file(folder, digest);
    let text = fs::read(&file).ok()?;
    // What cannot be removed now is a small file that counts for nothing.
    let _ = fs::remove_file(&file);
    let known: Known = serde_json::from_slice(&text).ok()?;
    Some(known.code)
}

fn file(folder: &Path, digest: &Digest) -> PathBuf {
    folder.join(format!("{}.json", digest.hex()))
}

fn engine_mark(engine: &Engine) -> u64 {
    let mut hasher = DefaultHasher::new();
    engine.precompile_compatibility_hash().hash(&mut hasher);
    hasher.finish()
}
