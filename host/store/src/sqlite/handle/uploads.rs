//! Bytes that are sent ahead of a job: see [`UploadStore`].

use runner_model::UploadId;

use super::SqliteStore;
use crate::sqlite::uploads;
use crate::store::{Answer, UploadStore};
use crate::types::{NewUpload, Once, Upload};

impl UploadStore for SqliteStore {
    fn keep_upload(&self, once: Option<Once>, upload: NewUpload) -> Answer<Upload> {
        self.write(move |txn| uploads::keep(txn, once.as_ref(), &upload))
    }

    fn upload(&self, upload: UploadId) -> Answer<Upload> {
        self.read(move |conn| uploads::find(conn, upload))
    }
}
