//! What went wrong, as `application/problem+json` (RFC 9457) with a stable `code`.

use std::io;

use axum::Extension;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use runner_engine::{DocumentError, LimitsError, SubmitError};
use runner_store::StoreError;
use serde::Serialize;
use utoipa::ToSchema;

use crate::codes::{ProblemCode, is_code};
use crate::shape;

/// An answer that is no success (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Problem {
    #[serde(skip)]
    http: StatusCode,
    /// The status of the answer.
    #[schema(minimum = 400, maximum = 599)]
    status: u16,
    /// The name of the status.
    title: &'static str,
    #[schema(value_type = ProblemCode)]
    code: &'static str,
    /// What happened and what to do, for people. It may change from version to version.
    detail: String,
    /// Each field that is wrong, if it is about fields.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldError>,
    /// The other job that is in the way.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<shape::JobId>, nullable = false)]
    existing_id: Option<String>,
}

/// A field that is wrong.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FieldError {
    /// Where, as a JSON pointer into the body; empty if it is all of it.
    #[schema(example = "/params/from")]
    path: String,
    /// What is wrong with it, for people.
    message: String,
}

impl Problem {
    pub(crate) fn new(http: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        debug_assert!(is_code(code), "`{code}` is not in `codes.rs`");
        let title = http.canonical_reason().unwrap_or("error");
        Self {
            http,
            status: http.as_u16(),
            title,
            code,
            detail: detail.into(),
            errors: Vec::new(),
            existing_id: None,
        }
    }

    pub(crate) fn bad_request(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "bad_request", detail)
    }

    pub(crate) fn invalid(path: &str, message: impl Into<String>) -> Self {
        let message = message.into();
        let mut problem = Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "invalid",
            if path.is_empty() {
                message.clone()
            } else {
                format!("{path}: {message}")
            },
        );
        problem.errors.push(FieldError {
            path: path.to_owned(),
            message,
        });
        problem
    }

    /// The field that is wrong, if it is one, and what is wrong.
    pub(crate) fn field(&self) -> (&str, &str) {
        match self.errors.first() {
            Some(error) => (&error.path, &error.message),
            None => ("", &self.detail),
        }
    }

    pub(crate) fn not_found(what: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", what)
    }

    /// A plugin of the program is not there yet.
    pub(crate) fn compiling(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "plugin_compiling", detail)
    }

    pub(crate) fn no_route() -> Self {
        Self::not_found("there is nothing at this path; the API is below /api/v1")
    }

    pub(crate) fn wrong_method() -> Self {
        let detail = "this path does not take that method";
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", detail)
    }

    /// Puts the job's place in a list before every path.
    pub(crate) fn below(mut self, prefix: &str) -> Self {
        for error in &mut self.errors {
            error.path.insert_str(0, prefix);
        }
        self.detail = format!("{prefix}: {}", self.detail);
        self
    }

    /// Says more at the end.
    pub(crate) fn after(mut self, more: &str) -> Self {
        self.detail.push_str(more);
        self
    }

    /// Something of ours failed. It is logged here; the client is not told more than that.
    pub(crate) fn internal(error: &dyn std::error::Error) -> Self {
        tracing::error!(error = %error, "a request failed");
        let detail = "something failed on the server; its log says what";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", detail)
    }
}

impl Problem {
    /// A file could not be written, or not read: there is no room for it, or something of ours failed.
    pub(crate) fn unwritten(error: &io::Error) -> Self {
        use io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
        match error.kind() {
            StorageFull | QuotaExceeded | FileTooLarge => {
                tracing::warn!(%error, "there is no room for what a request brings");
                let detail = "the server has no room for it: its disk is full, or its files may not be that large; nothing of it was kept";
                Self::new(StatusCode::INSUFFICIENT_STORAGE, "no_space", detail)
            }
            _ => Self::internal(error),
        }
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match &error {
            StoreError::NoJob(_)
            | StoreError::NoBlob(_)
            | StoreError::NoUpload(_)
            | StoreError::NoPlugin(_)
            | StoreError::NoGrant(_)
            | StoreError::NoRefusal(_)
            | StoreError::NoSecret(_)
            | StoreError::NoToken(_)
            | StoreError::NoAlert(_)
            | StoreError::NoWebhook(_)
            | StoreError::NoDelivery(_)
            | StoreError::NoBatch(_)
            | StoreError::NoAction(_)
            | StoreError::NoSchedule(_)
            | StoreError::NoTemplate(_)
            | StoreError::NoError(_)
            | StoreError::NoQueue(_) => Self::not_found(error.to_string()),
            StoreError::TokenRole { .. } => {
                Self::new(StatusCode::CONFLICT, "token_role", error.to_string())
            }
            StoreError::ScheduleExists(_) | StoreError::AlertExists(_) => {
                Self::new(StatusCode::CONFLICT, "exists", error.to_string())
            }
            StoreError::Illegal(_)
            | StoreError::WrongState { .. }
            | StoreError::WrongBatchState { .. }
            | StoreError::ActionOver { .. }
            | StoreError::Stopping(_) => {
                Self::new(StatusCode::CONFLICT, "illegal_state", error.to_string())
            }
            StoreError::NotAsSeen { .. } => Self::new(
                StatusCode::PRECONDITION_FAILED,
                "precondition_failed",
                error.to_string(),
            ),
            StoreError::NoVersion { .. } => {
                Self::new(StatusCode::NOT_FOUND, "no_version", error.to_string())
            }
            StoreError::VersionRemoved { .. } => {
                Self::new(StatusCode::GONE, "version_removed", error.to_string())
            }
            StoreError::JobVersionRemoved { .. } => {
                Self::new(StatusCode::CONFLICT, "version_removed", error.to_string())
            }
            StoreError::VersionActive { .. } => {
                Self::new(StatusCode::CONFLICT, "version_active", error.to_string())
            }
            StoreError::NoPrevious(_) => {
                Self::new(StatusCode::CONFLICT, "no_previous", error.to_string())
            }
            StoreError::GrantOfFile(_) => {
                Self::new(StatusCode::CONFLICT, "read_only", error.to_string())
            }
            StoreError::Duplicate { existing, .. } => Self {
                existing_id: Some(existing.to_string()),
                ..Self::new(StatusCode::CONFLICT, "duplicate", error.to_string())
            },
            StoreError::NoDependency { .. } => Self::invalid("/after", error.to_string()),
            StoreError::NoOutput { .. } => Self::invalid("/inputs", error.to_string()),
            StoreError::Invalid(_) => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "invalid",
                error.to_string(),
            ),
            StoreError::KeyReused(_) => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "idempotency_key_reused",
                error.to_string(),
            ),
            StoreError::BadPageToken(_) => Self::bad_request(error.to_string()),
            StoreError::NoSpace { .. } | StoreError::DiskFull => Self::new(
                StatusCode::INSUFFICIENT_STORAGE,
                "no_space",
                error.to_string(),
            ),
            StoreError::File { source, .. } => Self::unwritten(source),
            StoreError::Closed => Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "stopping",
                "the server is stopping",
            ),
            _ => Self::internal(&error),
        }
    }
}

impl From<DocumentError> for Problem {
    fn from(error: DocumentError) -> Self {
        match error {
            DocumentError::Invalid { path, message } => Self::invalid(&path, message),
            DocumentError::Job { path, error } => {
                let detail = format!("{path}: {error}");
                Self {
                    detail,
                    ..Self::from(error).below(&path)
                }
            }
            DocumentError::Fill(error) => Self::invalid("/params", error.to_string()),
            DocumentError::Store(error) => error.into(),
        }
    }
}

impl From<LimitsError> for Problem {
    fn from(error: LimitsError) -> Self {
        match error {
            LimitsError::NoPlugin { .. } => Self::not_found(error.to_string()),
            LimitsError::OfFile { .. } => {
                Self::new(StatusCode::CONFLICT, "read_only", error.to_string())
            }
            LimitsError::Store(error) => error.into(),
        }
    }
}

impl From<SubmitError> for Problem {
    fn from(error: SubmitError) -> Self {
        let (detail, code) = (error.to_string(), error.code());
        let unprocessable = || Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, detail.clone());
        match error {
            SubmitError::UnknownProcessor { .. } => unprocessable(),
            SubmitError::Compiling(_) => Self::compiling(detail),
            SubmitError::Params { violations, .. } => {
                let mut problem = unprocessable();
                problem.errors = violations
                    .into_iter()
                    .map(|violation| FieldError {
                        path: format!("/params{}", violation.path),
                        message: violation.message,
                    })
                    .collect();
                problem
            }
            SubmitError::Name(_) | SubmitError::Inputs(_) | SubmitError::Input(_) => {
                unprocessable()
            }
            SubmitError::NotTheirs { .. } => Self::invalid("/created_by", detail),
            SubmitError::Statistics { .. } => Self::forbidden(detail),
            SubmitError::Unique(_) => Self::invalid("/unique/key", detail),
            SubmitError::TooLarge { .. } => Self::new(StatusCode::PAYLOAD_TOO_LARGE, code, detail),
            SubmitError::Limit { limit, why } => {
                Self::invalid(&format!("/limits/{}", limit.json_name()), why)
            }
            SubmitError::InJob { index, error } => {
                Self::from(*error).below(&format!("/jobs/{index}"))
            }
            // It was there when the job was checked.
            SubmitError::Store(StoreError::NoVersion { .. }) => Self::new(
                StatusCode::CONFLICT,
                "version_removed",
                "the version of the plugin was removed while the request came in: send it again",
            ),
            SubmitError::Store(error) => error.into(),
        }
    }
}

/// The code of a problem, as an extension of the answer.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Code(pub(crate) &'static str);

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = serde_json::to_string(&self).unwrap_or_default();
        (
            self.http,
            Extension(Code(self.code)),
            [(header::CONTENT_TYPE, "application/problem+json")],
            body,
        )
            .into_response()
    }
}
