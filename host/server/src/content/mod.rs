//! Strangers' content on our origin, outputs and inputs of jobs: always handed out as a download that can run nothing, whole
//! or in part.

mod range;

use std::io::SeekFrom;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use runner_model::Digest;
use tokio::fs::File;
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _};
use tokio_stream::StreamExt as _;

pub(crate) use self::range::is_known;
use self::range::{Wanted, wanted};
use crate::app::App;
use crate::problem::Problem;

/// How much is read at once, in bytes.
const CHUNK: usize = 256 * 1024;

/// What is handed out.
pub(crate) struct Content<'a> {
    /// The bytes.
    pub(crate) digest: Digest,
    /// Their media type.
    pub(crate) media_type: &'a str,
    /// What a file with them is called.
    pub(crate) name: &'a str,
    /// Whether they are what an attempt left half done.
    pub(crate) is_partial: bool,
}

/// Answers with the bytes, or with the part of them that is asked for.
pub(crate) async fn answer(
    app: &App,
    content: Content<'_>,
    asked: &HeaderMap,
) -> Result<Response, Problem> {
    let (path, blob) = app.engine.store().blob_path(content.digest).await?;
    // Bytes never change, so that their digest is a tag of them.
    let tag = format!("\"{}\"", content.digest);
    let (status, from, length) = match wanted(asked, &tag, blob.size) {
        Wanted::Nothing => {
            return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response());
        }
        Wanted::NotThere => {
            let detail = format!("there are {} bytes, and none in that range", blob.size);
            let problem = Problem::new(
                StatusCode::RANGE_NOT_SATISFIABLE,
                "range_not_satisfiable",
                detail,
            );
            let range = [(header::CONTENT_RANGE, format!("bytes */{}", blob.size))];
            return Ok((range, problem).into_response());
        }
        Wanted::All => (StatusCode::OK, 0, blob.size),
        Wanted::Part { from, length } => (StatusCode::PARTIAL_CONTENT, from, length),
    };
    let failed = |error: std::io::Error| Problem::internal(&error);
    let mut file = File::open(&path).await.map_err(failed)?;
    if from > 0 {
        file.seek(SeekFrom::Start(from)).await.map_err(failed)?;
    }
    let mut response = Body::from_stream(chunks(file, length)).into_response();
    *response.status_mut() = status;
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    set(header::CONTENT_TYPE, "application/octet-stream");
    set(header::CONTENT_TYPE, content.media_type);
    set(header::CONTENT_LENGTH, &length.to_string());
    set(header::ACCEPT_RANGES, "bytes");
    set(header::ETAG, &tag);
    if status == StatusCode::PARTIAL_CONTENT {
        let last = from + length - 1;
        let range = format!("bytes {from}-{last}/{}", blob.size);
        set(header::CONTENT_RANGE, &range);
    }
    let disposition = format!("attachment; filename=\"{}\"", content.name);
    set(header::CONTENT_DISPOSITION, &disposition);
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(
        header::CONTENT_SECURITY_POLICY,
        "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:",
    );
    if content.is_partial {
        set(HeaderName::from_static("runner-partial"), "true");
    }
    Ok(response)
}

/// So many bytes of a file in pieces. It is read as fast as the client takes it.
fn chunks(
    file: File,
    length: u64,
) -> impl tokio_stream::Stream<Item = std::io::Result<Vec<u8>>> + Send {
    let (sender, receiver) = tokio::sync::mpsc::channel(2);
    tokio::spawn(async move {
        let mut file = file.take(length);
        loop {
            let mut chunk = Vec::with_capacity(CHUNK);
            let read = (&mut file).take(CHUNK as u64).read_to_end(&mut chunk).await;
            let item = match read {
                Ok(0) => return,
                Ok(_) => Ok(chunk),
                Err(error) => Err(error),
            };
            // A client that went away takes no more.
            if sender.send(item).await.is_err() {
                return;
            }
        }
    });
    tokio_stream::wrappers::ReceiverStream::new(receiver).fuse()
}
