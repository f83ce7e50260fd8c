//! Changes that are made only if a thing is still as somebody saw it: `ETag` of what is shown, `If-Match` of what is changed.
//!
//! A tag is of what can be changed of a thing and not of what changes by itself: a queue keeps it while its jobs come and go.

use axum::Json;
use axum::extract::FromRequestParts;
use axum::http::header::{ETAG, IF_MATCH};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use runner_store::Version;
use utoipa::IntoParams;

use crate::problem::Problem;

/// Something as it is shown, with its tag.
pub(crate) struct Tagged<T>(pub(crate) Version, pub(crate) T);

impl<T: serde::Serialize> IntoResponse for Tagged<T> {
    fn into_response(self) -> Response {
        let tag = [(ETAG, format!("\"{}\"", self.0))];
        (tag, Json(self.1)).into_response()
    }
}

/// How the header looks in the API's document.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "it is there for its schema")]
pub(crate) struct IfMatchHeader {
    /// The `ETag` that the answer had, with its quotes, or several with commas between them: it is changed only if it is so still.
    /// `*` is whatever it is.
    #[param(rename = "If-Match", required = false, nullable = false)]
    tag: Option<String>,
}

/// The versions that whoever asks has seen, if it matters to them.
#[derive(Debug)]
pub(crate) struct IfMatch(pub(crate) Option<Vec<Version>>);

impl<S: Send + Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let mut tags = Vec::new();
        let mut values = parts.headers.get_all(IF_MATCH).iter().peekable();
        if values.peek().is_none() {
            return Ok(Self(None));
        }
        for value in values {
            let text = value.to_str().unwrap_or_default();
            if text.trim() == "*" {
                // Whatever it is; that it is there is found out anyway.
                return Ok(Self(None));
            }
            for tag in text.split(',') {
                tags.push(opaque(tag.trim()).ok_or_else(|| {
                    Problem::bad_request(
                        "If-Match: send the ETag that the answer had, with its quotes, or *",
                    )
                })?);
            }
        }
        // What is none of ours is the tag of nothing.
        let seen = tags.into_iter().filter_map(|tag| tag.parse().ok());
        Ok(Self(Some(seen.collect())))
    }
}

/// What stands between the quotes of a tag. One that was made weak on its way, by compression, is the same to us.
pub(crate) fn opaque(tag: &str) -> Option<&str> {
    let tag = tag.strip_prefix("W/").unwrap_or(tag);
    tag.strip_prefix('"')?.strip_suffix('"')
}
