//! Bytes that are sent ahead of a job.

use runner_model::{Digest, Timestamp, UploadId};

use super::Blob;

/// Bytes that the store has, sent ahead of a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewUpload {
    /// Its id, from the caller's id source.
    pub id: UploadId,
    /// The bytes.
    pub digest: Digest,
    /// Their media type.
    pub media_type: String,
    /// Whose they are.
    pub owner: Option<String>,
}

/// The same as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// Its id.
    pub id: UploadId,
    /// The bytes.
    pub blob: Blob,
    /// Their media type.
    pub media_type: String,
    /// Whose they are.
    pub owner: Option<String>,
    /// When they came.
    pub created_at: Timestamp,
    /// From when on they are there only if a job has them.
    pub expires_at: Timestamp,
}
