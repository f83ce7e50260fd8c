//! How much a request may have before its body: a stranger's request is refused before anything is looked up for it.

use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use crate::problem::Problem;

/// The most headers, and the most bytes of all their names and values. A connection that brings more than ten times as many is
/// cut off before it comes to that.
const MOST_HEADERS: usize = 64;
const MOST_HEADER_BYTES: usize = 32 * 1024;

/// The longest path with its query, in bytes.
const LONGEST_URI: usize = 8 * 1024;

/// Lets a request pass that is not too large.
pub(crate) async fn within(request: Request, next: Next) -> Response {
    match too_large(&request) {
        None => next.run(request).await,
        Some(problem) => problem.into_response(),
    }
}

fn too_large(request: &Request) -> Option<Problem> {
    let headers = request.headers();
    let uri = request
        .uri()
        .path_and_query()
        .map_or(0, |path| path.as_str().len());
    if uri > LONGEST_URI {
        let detail =
            format!("the path with its query has {uri} bytes; at most {LONGEST_URI} are taken");
        return Some(Problem::new(
            StatusCode::URI_TOO_LONG,
            "uri_too_long",
            detail,
        ));
    }
    let bytes: usize = headers
        .iter()
        .map(|(name, value)| name.as_str().len() + value.len())
        .sum();
    if headers.len() > MOST_HEADERS || bytes > MOST_HEADER_BYTES {
        let detail = format!(
            "the request has {} headers of {bytes} bytes; at most {MOST_HEADERS} of {MOST_HEADER_BYTES} bytes are taken",
            headers.len()
        );
        return Some(Problem::new(
            StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            "headers_too_large",
            detail,
        ));
    }
    None
}
