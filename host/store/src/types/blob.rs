//! Bytes that go in or out of a job.

use std::path::PathBuf;

use runner_model::{Digest, PortName};

/// Bytes that the store is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NewBlob {
    /// Those of a file, which may lie anywhere. One in the store's work folder is moved and not copied.
    File(PathBuf),
    /// Those that are here.
    Bytes(Vec<u8>),
}

/// Bytes that the store has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Blob {
    /// What they are known by.
    pub digest: Digest,
    /// How many.
    pub size: u64,
}

/// An output of a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// The port.
    pub name: PortName,
    /// Its bytes.
    pub digest: Digest,
    /// Its media type.
    pub media_type: String,
    /// Its length in bytes.
    pub size: u64,
    /// The attempt that made it.
    pub attempt: u32,
    /// Whether that attempt did not succeed: such an output is for people to look at and feeds no other job.
    pub is_partial: bool,
}
