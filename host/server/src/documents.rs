//! Reading jobs that schedules, templates and batches keep as clients wrote them: by the same code as requests.

use std::path::{Path, PathBuf};
use std::pin::Pin;

use runner_engine::{DocumentError, Documents, ReadJob};
use serde_json::Value;

use crate::submit;

/// Reads jobs for the engine.
#[derive(Debug)]
pub(crate) struct Reader {
    /// Where inputs are written that stand in a document as text.
    work: PathBuf,
}

impl Reader {
    pub(crate) fn new(work: &Path) -> Self {
        Self {
            work: work.to_owned(),
        }
    }
}

impl Documents for Reader {
    fn job(
        &self,
        document: Value,
    ) -> Pin<Box<dyn Future<Output = Result<ReadJob, DocumentError>> + Send + '_>> {
        Box::pin(async move {
            let read = submit::of_document(&self.work, document).await;
            let ready = read.map_err(|problem| {
                let (path, message) = problem.field();
                DocumentError::invalid(path, message)
            })?;
            Ok(ReadJob {
                submission: ready.job,
                keeps: Box::new(ready.written),
            })
        })
    }
}
