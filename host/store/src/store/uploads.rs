//! Bytes that are sent ahead of a job.

use runner_model::UploadId;

use super::Answer;
use crate::types::{NewUpload, Once, Upload};

/// Uploads. Bytes that no job was given within a day go as any others that nothing names.
pub trait UploadStore {
    /// Keeps bytes that the store has for a job to come; sent again with the same key within 24 h it keeps nothing more
    /// and gives the first.
    fn keep_upload(&self, once: Option<Once>, upload: NewUpload) -> Answer<Upload>;

    /// An upload.
    fn upload(&self, upload: UploadId) -> Answer<Upload>;
}
