//! Outputs: strangers' content on our origin, and so always handed out as a download that can run nothing.

use axum::Json;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use tokio::fs::File;
use tokio_stream::StreamExt as _;

use crate::app::App;
use crate::problem::Problem;
use crate::view::{List, OutputView, parse_id};

/// How much is read at once, in bytes.
const CHUNK: usize = 256 * 1024;
/// List the outputs of a job
#[utoipa::path(
    get, path = "/jobs/{id}/outputs", operation_id = "list_outputs", tag = "jobs",
    responses((status = 200, description = "All of them", body = List<OutputView>)),
)]
pub(crate) async fn list(
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Json<List<OutputView>>, Problem> {
    let outputs = app.engine.store().outputs(parse_id(&id)?).await?;
    let items = outputs.into_iter().map(OutputView::from).collect();
    Ok(Json(List {
        items,
        next_page_token: None,
    }))
}
/// Download an output
///
/// The bytes, as a download that can run nothing: `Content-Disposition: attachment`, `nosniff`, and a policy that forbids all. Of
/// attempts that did not succeed, `runner-partial: true` says so.
#[utoipa::path(
    get, path = "/jobs/{id}/outputs/{name}", operation_id = "get_output", tag = "jobs",
    responses((status = 200, description = "Its bytes, of the media type that the processor said",
            body = Vec<u8>, content_type = "*/*",
            headers(("Content-Disposition" = String, description = "`attachment`, with the name of the output"), ("runner-partial" = Option<bool>, description = "`true` if its attempt did not succeed")))),
)]
pub(crate) async fn show(
    State(app): State<App>,
    Path((id, name)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let outputs = app.engine.store().outputs(parse_id(&id)?).await?;
    let output = outputs
        .iter()
        .rfind(|output| output.name.as_str() == name)
        .ok_or_else(|| Problem::not_found("the job has no such output"))?;
    let (path, blob) = app.engine.store().blob_path(output.digest).await?;
    let file = File::open(&path)
        .await
        .map_err(|error| Problem::internal(&error))?;
    let mut response = Body::from_stream(chunks(file)).into_response();
    let headers = response.headers_mut();
    let kind = HeaderValue::from_str(&output.media_type)
        .unwrap_or(HeaderValue::from_static("application/octet-stream"));
    headers.insert(header::CONTENT_TYPE, kind);
    headers.insert(header::CONTENT_LENGTH, blob.size.into());
    if let Ok(disposition) =
        HeaderValue::from_str(&format!("attachment; filename=\"{}\"", output.name))
    {
        headers.insert(header::CONTENT_DISPOSITION, disposition);
    }
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(
            "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:",
        ),
    );
    if output.is_partial {
        headers.insert("runner-partial", HeaderValue::from_static("true"));
    }
    Ok(response)
}

/// The file in pieces. It is read as fast as the client takes it.
fn chunks(file: File) -> impl tokio_stream::Stream<Item = std::io::Result<Vec<u8>>> + Send {
    use tokio::io::AsyncReadExt as _;
    let (sender, receiver) = tokio::sync::mpsc::channel(2);
    tokio::spawn(async move {
        let mut file = file;
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
