//! Files of a multipart body, streamed to disk as they come.

use std::path::{Path, PathBuf};

use axum::body::Body;
use axum::extract::Multipart;
use axum::extract::multipart::MultipartError;
use runner_model::{Limit, Limits, media_type_of};
use tokio::fs::{self, File};
use tokio::io::AsyncWriteExt as _;
use tokio_stream::StreamExt as _;
use uuid::Uuid;

use crate::problem::Problem;
use crate::submit::{Fingerprint, NewJob};

/// The most bytes of the part `job`.
const MOST_JOB_BYTES: usize = 4 * 1024 * 1024;

/// A file that is deleted unless somebody moved it away.
#[derive(Debug)]
pub(crate) struct Temporary(PathBuf);

impl Temporary {
    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        // It is gone already once it became a blob.
        let _ = std::fs::remove_file(&self.0);
    }
}

/// The files that came with a request.
#[derive(Debug)]
pub(crate) struct Staged(Vec<Part>);

/// One of them.
#[derive(Debug)]
pub(crate) struct Part {
    name: String,
    pub(crate) media_type: String,
    pub(crate) file: Temporary,
}

impl Staged {
    pub(crate) fn none() -> Self {
        Self(Vec::new())
    }

    pub(crate) fn part(&self, name: &str) -> Option<&Part> {
        self.0.iter().find(|part| part.name == name)
    }
}

/// Receives the part `job` and a file for each other part.
/// All of it goes into the request's fingerprint.
pub(crate) async fn receive(
    work: &Path,
    mut body: Multipart,
    print: &mut Fingerprint,
) -> Result<(NewJob, Staged), Problem> {
    let mut room = Limits::default().get(Limit::Input);
    let (mut job, mut parts) = (None, Vec::new());
    while let Some(mut field) = body.next_field().await.map_err(broken)? {
        let name = field.name().unwrap_or_default().to_owned();
        if name == "job" {
            let mut text = Vec::new();
            while let Some(chunk) = field.chunk().await.map_err(broken)? {
                if text.len() + chunk.len() > MOST_JOB_BYTES {
                    return Err(Problem::bad_request("the part `job` is larger than 4 MiB"));
                }
                text.extend_from_slice(&chunk);
            }
            print.add(&name, &text);
            let text = String::from_utf8(text)
                .map_err(|_| Problem::bad_request("the part `job` is no UTF-8"))?;
            job = Some(text);
            continue;
        }
        let media_type = match (field.content_type(), field.file_name()) {
            (Some(kind), _) if kind != "application/octet-stream" => kind.to_owned(),
            (_, file_name) => media_type_of(file_name.unwrap_or_default()).to_owned(),
        };
        let (mut to, file) = create(work).await?;
        print.add(&name, media_type.as_bytes());
        while let Some(chunk) = field.chunk().await.map_err(broken)? {
            room = room.checked_sub(chunk.len() as u64).ok_or_else(|| {
                let detail = format!("the files are larger than the limit `{}`", Limit::Input);
                Problem::new(
                    axum::http::StatusCode::PAYLOAD_TOO_LARGE,
                    "too_large",
                    detail,
                )
            })?;
            print.more(&chunk);
            to.write_all(&chunk)
                .await
                .map_err(|error| Problem::internal(&error))?;
        }
        to.flush()
            .await
            .map_err(|error| Problem::internal(&error))?;
        parts.push(Part {
            name,
            media_type,
            file,
        });
    }
    let job =
        job.ok_or_else(|| Problem::bad_request("the body has no part `job` with the job as JSON"))?;
    let job = NewJob::with_parts(&job, parts.iter().map(|part| part.name.clone()))?;
    Ok((job, Staged(parts)))
}

/// Receives a body into a file, as large as the inputs of a job may be. All of it goes into the request's fingerprint.
pub(crate) async fn spool(
    work: &Path,
    body: Body,
    print: &mut Fingerprint,
) -> Result<Temporary, Problem> {
    let mut room = Limits::default().get(Limit::Input);
    let (mut to, file) = create(work).await?;
    let mut chunks = body.into_data_stream();
    while let Some(chunk) = chunks.next().await {
        let chunk =
            chunk.map_err(|error| Problem::bad_request(format!("the body broke off: {error}")))?;
        room = room.checked_sub(chunk.len() as u64).ok_or_else(|| {
            let detail = "the body is too large to be received whole, as a request with an Idempotency-Key is";
            Problem::new(axum::http::StatusCode::PAYLOAD_TOO_LARGE, "too_large", detail)
        })?;
        print.more(&chunk);
        to.write_all(&chunk)
            .await
            .map_err(|error| Problem::internal(&error))?;
    }
    to.flush()
        .await
        .map_err(|error| Problem::internal(&error))?;
    Ok(file)
}

/// Writes bytes to a file of their own.
pub(crate) async fn write(work: &Path, bytes: &[u8]) -> Result<Temporary, Problem> {
    let (mut to, file) = create(work).await?;
    to.write_all(bytes)
        .await
        .map_err(|error| Problem::internal(&error))?;
    to.flush()
        .await
        .map_err(|error| Problem::internal(&error))?;
    Ok(file)
}

async fn create(work: &Path) -> Result<(File, Temporary), Problem> {
    let path = work.join(format!("upload-{}", Uuid::new_v4().simple()));
    fs::create_dir_all(work)
        .await
        .map_err(|error| Problem::internal(&error))?;
    let file = File::create_new(&path)
        .await
        .map_err(|error| Problem::internal(&error))?;
    Ok((file, Temporary(path)))
}

fn broken(error: MultipartError) -> Problem {
    Problem::new(error.status(), "bad_request", error.body_text())
}
