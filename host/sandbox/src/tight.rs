//! The tight limits: what no honest guest comes near, so that nobody needs to set them. What was hit has a name all the
//! same, so that whoever wrote the guest need not guess.

use runner_model::ByteSize;
use wasmtime::component::ResourceTableError;
use wasmtime_wasi_http::FieldMapError;

use crate::attempt::Outcome;

/// How many handles to resources of the host a guest may hold at once, and how many with its own.
pub(crate) const MOST_HANDLES: usize = 256;
pub(crate) const MOST_ALL_HANDLES: usize = 1_000;

/// The most elements that one table may have: as many as a slot's table holds. Compilers make tables of functions, which
/// are thousands.
pub(crate) const MOST_TABLE_ELEMENTS: usize = 100_000;

/// The most random bytes that one call may ask for.
pub(crate) const MOST_RANDOM_BYTES: u64 = 1024 * 1024;

/// How much the headers of a request or an answer may have, in bytes: what Node.js takes too.
pub(crate) const MOST_HEADER_BYTES: usize = 16 * 1024;

/// How many bytes one call may hand to the host beyond its largest part: names, say.
const CALL_BYTES_BESIDE: u64 = 1024 * 1024;

/// A tight limit that was hit, for host functions that end an attempt with it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub(crate) struct Hit {
    limit: &'static str,
    message: String,
}

impl Hit {
    fn new(limit: &'static str, message: impl Into<String>) -> Self {
        let message = message.into();
        Self { limit, message }
    }

    pub(crate) fn random_bytes(asked: u64) -> Self {
        Self::new(
            "random_bytes",
            format!("it asked for {asked} random bytes at once, more than {MOST_RANDOM_BYTES}"),
        )
    }

    pub(crate) fn table_elements() -> Self {
        Self::new(
            "table_elements",
            format!("it wanted a table of more than {MOST_TABLE_ELEMENTS} elements"),
        )
    }

    /// What of the tight limits an error says was hit, if it is one of them.
    pub(crate) fn in_error(error: &wasmtime::Error) -> Option<Self> {
        if let Some(hit) = error.downcast_ref::<Self>() {
            return Some(hit.clone());
        }
        if matches!(error.downcast_ref(), Some(ResourceTableError::Full)) {
            return Some(Self::new("handles", "it holds too many handles at once"));
        }
        if let Some(FieldMapError::TotalSizeTooBig | FieldMapError::TooManyFields) =
            error.downcast_ref()
        {
            let most = ByteSize(MOST_HEADER_BYTES as u64);
            let message = format!("it made headers of more than {most}");
            return Some(Self::new("header_bytes", message));
        }
        Self::in_text(&error.root_cause().to_string())
    }

    /// wasmtime has no types for these two that can be named, so their words must do. Each has a test that hits it:
    /// `tests/limits.rs`.
    fn in_text(text: &str) -> Option<Self> {
        if text.ends_with("fuel allocated for hostcalls has been exhausted") {
            return Some(Self::new(
                "host_call_bytes",
                "it handed too much to the host in one call: hand it over in pieces",
            ));
        }
        text.ends_with("store handle limit exceeded")
            .then(|| Self::new("handles", "it holds too many handles at once"))
    }

    pub(crate) fn outcome(self) -> Outcome {
        Outcome::LimitExceeded {
            limit: self.limit,
            message: self.message,
            detail: None,
        }
    }
}

/// How many bytes one call may hand to the host, where the largest thing that a guest may hand over has so many.
pub(crate) fn call_bytes(largest: u64) -> usize {
    usize::try_from(largest.saturating_add(CALL_BYTES_BESIDE)).unwrap_or(usize::MAX)
}
