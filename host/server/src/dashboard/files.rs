//! The files of the page, and the headers that each is sent with.

use std::borrow::Cow;

use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};

use super::find;
use crate::content::is_known;
use crate::problem::Problem;

/// Nothing from elsewhere, no scripts and styles within the page, no frames around it. Images and frames made by the page itself
/// are previews of outputs.
const PAGE_POLICY: &str = "default-src 'self'; img-src 'self' data: blob:; frame-src 'self' blob:; frame-ancestors 'none'; \
                           base-uri 'none'; form-action 'self'; object-src 'none'";

/// The frame that strangers' HTML stands in: it may look as it likes, and do and load nothing. Only the page frames it.
const FRAME_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; base-uri 'none'; \
                            form-action 'none'";

/// Of a hashed name, what is in it never changes.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
const ASK_AGAIN: &str = "no-cache";

/// How a file is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// The page itself.
    Page,
    /// The frame for strangers' HTML.
    Frame,
    /// Its name has a hash of what is in it.
    Hashed,
    /// Its name has not.
    Named,
}

/// A file that there is.
pub(super) struct Found {
    pub(super) bytes: Cow<'static, [u8]>,
    /// The SHA-256 of the bytes.
    pub(super) hash: [u8; 32],
}

impl Found {
    fn tag(&self) -> String {
        let digits: String = self.hash[..8]
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        format!("\"{digits}\"")
    }
}

/// Answers with a file, or with what there is instead.
pub(super) fn answer(path: &str, kind: Kind, asked: &HeaderMap) -> Response {
    let Some(found) = find(path) else {
        return match kind {
            Kind::Page => plain(),
            _ => Problem::no_route().into_response(),
        };
    };
    let tag = found.tag();
    let about = [
        (header::CONTENT_TYPE, media_type(path)),
        (
            header::CACHE_CONTROL,
            if kind == Kind::Hashed {
                FOR_EVER
            } else {
                ASK_AGAIN
            },
        ),
        (header::ETAG, &tag),
        (
            header::CONTENT_SECURITY_POLICY,
            if kind == Kind::Frame {
                FRAME_POLICY
            } else {
                PAGE_POLICY
            },
        ),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
    ];
    match is_known(asked, &tag) {
        true => (StatusCode::NOT_MODIFIED, about).into_response(),
        false => (about, found.bytes).into_response(),
    }
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    }
}

/// Of a program that was built without the page.
fn plain() -> Response {
    let about = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, ASK_AGAIN),
        (header::CONTENT_SECURITY_POLICY, PAGE_POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (about, include_str!("plain.html")).into_response()
}
