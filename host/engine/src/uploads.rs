//! Bytes that are sent ahead of a job.

use std::path::PathBuf;

use runner_store::{NewUpload, Once, StoreError, Upload};

use crate::engine::Engine;
use crate::ids::upload_id;
use crate::submit::Submitter;

impl Engine {
    /// Keeps the bytes of a file for a job to come, for a day; with a key, once however often they are sent. The file is
    /// moved if it lies in the store's work folder.
    pub async fn keep_upload(
        &self,
        (path, media_type): (PathBuf, String),
        by: &Submitter,
        once: Option<Once>,
    ) -> Result<Upload, StoreError> {
        let blob = self.store().put_blob_file(path).await?;
        let upload = NewUpload {
            id: upload_id(),
            digest: blob.digest,
            media_type,
            owner: by.name().map(str::to_owned),
        };
        self.store().keep_upload(once, upload).await
    }
}
