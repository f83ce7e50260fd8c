//! Files of a multipart body, streamed to disk as they come.

use std::path::{Path, PathBuf};

use axum::body::Body;
use axum::extract::Multipart;
use axum::extract::multipart::MultipartError;
use runner_model::{Limit, ProcessorName, media_type_of};
use tokio::fs::{self, File};
use tokio::io::AsyncWriteExt as _;
use tokio_stream::StreamExt as _;
use uuid::Uuid;

use crate::app::{App, MOST_BODY_BYTES};
use crate::body::unread;
use crate::problem::Problem;
use crate::submit::{Fingerprint, NewJob};

/// The most bytes of the part `job`: as many as of a body of JSON, so that params of any size that a ceiling allows can
/// be sent along with files.
const MOST_JOB_BYTES: usize = MOST_BODY_BYTES;

/// The most parts with files, and the longest name of one, in bytes: each is a file on its way.
const MOST_PARTS: usize = 64;
const LONGEST_NAME: usize = 256;

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
    app: &App,
    mut body: Multipart,
    print: &mut Fingerprint,
) -> Result<(NewJob, Staged), Problem> {
    let work = app.engine.store().blob_work_dir();
    // Until it is known whose inputs they are, as much as any job may have; what is too much for its own processor is
    // refused once it is.
    let mut most = app.engine.highest_ceiling(Limit::Input);
    let mut taken: u64 = 0;
    let (mut job, mut parts) = (None, Vec::new());
    while let Some(mut field) = body.next_field().await.map_err(broken)? {
        let name = field.name().unwrap_or_default().to_owned();
        if name == "job" {
            let mut text = Vec::new();
            while let Some(chunk) = field.chunk().await.map_err(broken)? {
                if text.len() + chunk.len() > MOST_JOB_BYTES {
                    return Err(Problem::new(
                        axum::http::StatusCode::PAYLOAD_TOO_LARGE,
                        "too_large",
                        "the part `job` is larger than 32 MiB",
                    ));
                }
                text.extend_from_slice(&chunk);
            }
            print.add(&name, &text);
            let text = String::from_utf8(text)
                .map_err(|_| Problem::bad_request("the part `job` is no UTF-8"))?;
            if let Some(processor) = processor_of(&text) {
                most = app.engine.ceilings_of(&processor).get(Limit::Input);
            }
            job = Some(text);
            continue;
        }
        let media_type = match (field.content_type(), field.file_name()) {
            (Some(kind), _) if kind != "application/octet-stream" => kind.to_owned(),
            (_, file_name) => media_type_of(file_name.unwrap_or_default()).to_owned(),
        };
        if parts.len() == MOST_PARTS || name.len() > LONGEST_NAME {
            return Err(too_many_parts());
        }
        let (mut to, file) = create(work).await?;
        print.add(&name, media_type.as_bytes());
        while let Some(chunk) = field.chunk().await.map_err(broken)? {
            taken += chunk.len() as u64;
            if taken > most {
                let (limit, most) = (Limit::Input, Limit::Input.show(most));
                return Err(Problem::new(
                    axum::http::StatusCode::PAYLOAD_TOO_LARGE,
                    "too_large",
                    format!("the files are larger than the ceiling of `{limit}`, {most}"),
                ));
            }
            print.more(&chunk);
            to.write_all(&chunk)
                .await
                .map_err(|error| Problem::unwritten(&error))?;
        }
        to.flush()
            .await
            .map_err(|error| Problem::unwritten(&error))?;
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

fn too_many_parts() -> Problem {
    Problem::new(
        axum::http::StatusCode::PAYLOAD_TOO_LARGE,
        "too_large",
        format!(
            "at most {MOST_PARTS} parts with files are taken, with names of {LONGEST_NAME} bytes"
        ),
    )
}

/// The processor that a job's document names, if it can be told already. What is wrong with it is said later.
fn processor_of(job: &str) -> Option<ProcessorName> {
    #[derive(serde::Deserialize)]
    struct Named {
        processor: ProcessorName,
    }
    let named: Named = serde_json::from_str(job).ok()?;
    Some(named.processor)
}

/// Receives a body into a file, as large as the inputs of a job may be. All of it goes into the request's fingerprint.
pub(crate) async fn spool(
    app: &App,
    body: Body,
    print: &mut Fingerprint,
) -> Result<Temporary, Problem> {
    let room = app.engine.highest_ceiling(Limit::Input);
    let too_large = || {
        let detail =
            "the body is too large to be received whole, as a request with an Idempotency-Key is";
        Problem::new(
            axum::http::StatusCode::PAYLOAD_TOO_LARGE,
            "too_large",
            detail,
        )
    };
    spool_within(app, body, print, room, too_large).await
}

/// Receives a body of so many bytes at the most into a file. All of it goes into the request's fingerprint.
pub(crate) async fn spool_within(
    app: &App,
    body: Body,
    print: &mut Fingerprint,
    mut room: u64,
    too_large: impl Fn() -> Problem,
) -> Result<Temporary, Problem> {
    let (mut to, file) = create(app.engine.store().blob_work_dir()).await?;
    let mut chunks = body.into_data_stream();
    while let Some(chunk) = chunks.next().await {
        let chunk =
            chunk.map_err(|error| Problem::bad_request(format!("the body broke off: {error}")))?;
        room = room
            .checked_sub(chunk.len() as u64)
            .ok_or_else(&too_large)?;
        print.more(&chunk);
        to.write_all(&chunk)
            .await
            .map_err(|error| Problem::unwritten(&error))?;
    }
    to.flush()
        .await
        .map_err(|error| Problem::unwritten(&error))?;
    Ok(file)
}

async fn create(work: &Path) -> Result<(File, Temporary), Problem> {
    let path = work.join(format!("upload-{}", Uuid::new_v4().simple()));
    fs::create_dir_all(work)
        .await
        .map_err(|error| Problem::unwritten(&error))?;
    let file = File::create_new(&path)
        .await
        .map_err(|error| Problem::unwritten(&error))?;
    Ok((file, Temporary(path)))
}

fn broken(error: MultipartError) -> Problem {
    unread(error.status(), error.body_text())
}
