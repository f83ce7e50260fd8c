//! The module for browsers, as a file: pages of any origin may take it, since it holds nothing but code.

use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::auth::hash_of;
use crate::content::is_known;

const MODULE: &str = include_str!("../client/runner.js");

pub(crate) async fn module(headers: HeaderMap) -> Response {
    let tag = hash_of(MODULE)[..8]
        .iter()
        .fold(String::from("\""), |tag, byte| format!("{tag}{byte:02x}"))
        + "\"";
    let about = [
        (header::CONTENT_TYPE, "text/javascript; charset=utf-8"),
        (header::CACHE_CONTROL, "no-cache"),
        (header::ETAG, &tag),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    match is_known(&headers, &tag) {
        true => (StatusCode::NOT_MODIFIED, about).into_response(),
        false => (about, MODULE).into_response(),
    }
}
