//! Answers in fewer bytes, for clients that say that they take gzip or br.

use axum::body::HttpBody;
use axum::extract::Request;
use axum::http::{HeaderValue, Response, header};
use axum::middleware::Next;
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{And, Predicate, SizeAbove};

/// Answers that are smaller are not worth it, in bytes.
const WORTH: u16 = 1_024;

/// Compresses answers that are texts: lists shrink to a tenth. Quickly rather than well, since jobs want the processor too.
pub(crate) fn layer() -> CompressionLayer<And<SizeAbove, Texts>> {
    CompressionLayer::new()
        .quality(CompressionLevel::Fastest)
        .compress_when(SizeAbove::new(WORTH).and(Texts))
}

/// What is a text, and not a stream of events: one of those is to arrive as it happens. What is no text is compressed already
/// as a rule.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Texts;

impl Predicate for Texts {
    fn should_compress<B: HttpBody>(&self, response: &Response<B>) -> bool {
        let kind = response.headers().get(header::CONTENT_TYPE);
        let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default().trim();
        kind != "text/event-stream" && is_text(kind)
    }
}

fn is_text(kind: &str) -> bool {
    const OTHERS: [&str; 6] = [
        "application/json",
        "application/x-ndjson",
        "application/jsonl",
        "application/javascript",
        "application/xml",
        "image/svg+xml",
    ];
    kind.starts_with("text/")
        || OTHERS.contains(&kind)
        || kind.ends_with("+json")
        || kind.ends_with("+xml")
}

/// A tag of bytes is no strong one of the same bytes compressed (RFC 9110, section 8.8.3.3).
pub(crate) async fn weaken(request: Request, next: Next) -> axum::response::Response {
    let mut answer = next.run(request).await;
    let headers = answer.headers_mut();
    if headers.contains_key(header::CONTENT_ENCODING)
        && let Some(tag) = headers.get(header::ETAG)
        && let Ok(tag) = tag.to_str()
        && !tag.starts_with("W/")
        && let Ok(weak) = HeaderValue::from_str(&format!("W/{tag}"))
    {
        headers.insert(header::ETAG, weak);
    }
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_compressed_and_streams_of_events_and_archives_are_not() {
        let is_worth = |kind: &str| {
            let answer = Response::builder()
                .header(header::CONTENT_TYPE, kind)
                .body(axum::body::Body::empty())
                .unwrap();
            Texts.should_compress(&answer)
        };
        for kind in [
            "application/json",
            "application/problem+json",
            "text/csv; charset=utf-8",
            "application/x-ndjson",
        ] {
            assert!(is_worth(kind), "{kind}");
        }
        for kind in [
            "text/event-stream",
            "application/gzip",
            "application/pdf",
            "application/octet-stream",
            "image/png",
        ] {
            assert!(!is_worth(kind), "{kind}");
        }
    }
}
