//! Bytes that are sent ahead of a job: received into a file as they come, and named by jobs later.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::{Extension, Json};
use runner_model::Limit;
use serde_json::{Value, json};

use crate::app::App;
use crate::audit::Made;
use crate::auth::Caller;
use crate::problem::Problem;
use crate::shape::answers::UploadShown;
use crate::submit::{Fingerprint, OnceHeader, once};
use crate::upload;
use crate::view::time;

/// The longest media type, in bytes.
const LONGEST_TYPE: usize = 255;

/// Send bytes ahead of a job
///
/// They are written to disk as they come, and kept for a day, or for as long as a job has them.
#[utoipa::path(
    post, path = "/uploads", operation_id = "upload", tag = "jobs",
    params(OnceHeader),
    request_body(content = Option<Vec<u8>>, content_type = "application/octet-stream", description = "The bytes; there may be none"),
    responses(
        (status = 201, description = "What they are known by", body = UploadShown),
        (status = 413, description = "`too_large`: more than any job may be given"),
        (status = 422, description = "`idempotency_key_reused`"),
    ),
)]
pub(crate) async fn create(
    State(app): State<App>,
    caller: Caller,
    request: Request,
) -> Result<(StatusCode, Extension<Made>, Json<Value>), Problem> {
    let headers = request.headers().clone();
    let media_type = media_type(&headers)?;
    let mut print = Fingerprint::new("/uploads", &headers);
    print.add("type", media_type.as_bytes());
    print.add("bytes", b"");
    let most = app.engine.highest_ceiling(Limit::Input);
    let too_large = || {
        let (limit, most) = (Limit::Input, Limit::Input.show(most));
        Problem::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too_large",
            format!("the bytes are more than any job may be given, {most} (limit `{limit}`)"),
        )
    };
    let file = upload::spool_within(&app, request.into_body(), &mut print, most, too_large).await?;
    let sent = (file.path().to_owned(), media_type);
    let upload = app
        .engine
        .keep_upload(sent, caller.submitter(), once(&headers, print, &caller)?)
        .await?;
    let made = Extension(Made(upload.id.to_string()));
    let view = json!({
        "id": upload.id,
        "digest": upload.blob.digest,
        "size_bytes": upload.blob.size,
        "media_type": upload.media_type,
        "created_at": time(upload.created_at),
        "expires_at": time(upload.expires_at),
    });
    Ok((StatusCode::CREATED, made, Json(view)))
}

/// What the request says that its bytes are.
fn media_type(headers: &HeaderMap) -> Result<String, Problem> {
    let Some(said) = headers.get(header::CONTENT_TYPE) else {
        return Ok("application/octet-stream".to_owned());
    };
    match said.to_str() {
        Ok(text) if text.len() <= LONGEST_TYPE => Ok(text.to_owned()),
        _ => Err(Problem::bad_request(format!(
            "the header Content-Type has at most {LONGEST_TYPE} visible ASCII characters"
        ))),
    }
}
