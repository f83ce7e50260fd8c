//! Reading jobs that schedules, templates and batches keep as clients wrote them: by the same code as requests.

use runner_engine::{DocumentError, Documents, Submission};
use serde_json::Value;

use crate::submit;

/// Reads jobs for the engine.
#[derive(Debug)]
pub(crate) struct Reader;

impl Documents for Reader {
    fn job(&self, document: Value) -> Result<Submission, DocumentError> {
        submit::of_document(document).map_err(|problem| {
            let (path, message) = problem.field();
            DocumentError::invalid(path, message)
        })
    }
}
