//! Jobs as documents: what a schedule, a template or a batch keeps of a job until it is made.
//!
//! How a document reads is the API's business, and so its reader is given to the engine from above.

use std::sync::Arc;

use runner_model::FillError;
use runner_store::{NewJob, StoreError};
use serde_json::Value;

use crate::engine::{Engine, Shared};
use crate::submit::{Checked, NotKept, Purpose, Submission, SubmitError, Submitter, check};

/// Reads jobs that are written as clients write them.
pub trait Documents: Send + Sync + 'static {
    /// Makes a submission of a job's document.
    fn job(&self, document: Value) -> Result<Submission, DocumentError>;
}

/// What is wrong with a document.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// A field of it.
    #[error("{path}: {message}")]
    Invalid {
        /// Where, as a JSON pointer.
        path: String,
        /// What.
        message: String,
    },
    /// A job in it is not taken.
    #[error("{path}{}{error}", if .path.is_empty() { "" } else { ": " })]
    Job {
        /// Where the job stands, as a JSON pointer.
        path: String,
        /// Why not.
        error: SubmitError,
    },
    /// The params of a template.
    #[error(transparent)]
    Fill(#[from] FillError),
    /// The store failed, or what the document names is not there.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<SubmitError> for DocumentError {
    fn from(error: SubmitError) -> Self {
        match error {
            SubmitError::Store(error) => Self::Store(error),
            error => Self::Job {
                path: String::new(),
                error,
            },
        }
    }
}

impl DocumentError {
    /// Why something was not kept; `place` says where its job of a number stands.
    pub(crate) fn not_kept(not: NotKept, place: impl FnOnce(usize) -> String) -> Self {
        let error = Self::from(not.error);
        match not.job {
            Some(index) => error.below(&place(index)),
            None => error,
        }
    }

    /// A field that is wrong.
    pub fn invalid(path: impl Into<String>, message: impl std::fmt::Display) -> Self {
        Self::Invalid {
            path: path.into(),
            message: message.to_string(),
        }
    }

    /// The same, in a document that stands at a place of another.
    #[must_use]
    pub fn below(mut self, prefix: &str) -> Self {
        match &mut self {
            Self::Invalid { path, .. } | Self::Job { path, .. } => path.insert_str(0, prefix),
            Self::Fill(_) | Self::Store(_) => {}
        }
        self
    }
}

impl Engine {
    /// Says who reads documents. The first reader stays.
    pub fn read_documents_by(&self, reader: Arc<dyn Documents>) {
        // Another would read the same.
        let _ = self.shared.documents.set(reader);
    }
}

impl Shared {
    /// Reads a job of somebody, checks it and keeps its inputs.
    pub(crate) async fn job_of(
        &self,
        document: Value,
        by: &Submitter,
        purpose: Purpose,
    ) -> Result<NewJob, DocumentError> {
        let checked = self.checked_job_of(document, by, purpose).await?;
        Ok(checked.keep_inputs(self.store.as_ref()).await?)
    }

    /// Reads a job of somebody and checks it. Its inputs have still to be kept.
    pub(crate) async fn checked_job_of(
        &self,
        document: Value,
        by: &Submitter,
        purpose: Purpose,
    ) -> Result<Checked, DocumentError> {
        let reader = self
            .documents
            .get()
            .ok_or_else(|| DocumentError::invalid("", "this node reads no documents"))?;
        let mut submission = reader.job(document)?;
        submission.by = by.clone();
        submission.purpose = purpose;
        Ok(check(self, submission, &[]).await?)
    }
}
