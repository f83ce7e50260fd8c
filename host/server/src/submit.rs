//! Submitting jobs: as JSON, as multipart with files, or many at once.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request, State};
use axum::http::{StatusCode, header};
use runner_engine::{GivenInput, Submission};
use runner_model::{Digest, Limit, Limits, Priority, QueueName, Timestamp};
use runner_store::About;
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use crate::app::App;
use crate::problem::Problem;
use crate::upload::{self, Staged};
use crate::view::{JobView, parse_time};

/// The most jobs that one request may bring.
const MOST_AT_ONCE: usize = 10_000;

/// A job as a client writes it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewJob {
    processor: String,
    #[serde(default)]
    params: Option<Value>,
    queue: Option<String>,
    priority: Option<PriorityText>,
    run_at: Option<String>,
    delay_ms: Option<u64>,
    max_attempts: Option<u32>,
    #[serde(default)]
    limits: BTreeMap<String, u64>,
    title: Option<String>,
    description: Option<String>,
    #[serde(default)]
    tags: Vec<String>,
    metadata: Option<Box<RawValue>>,
    #[serde(default)]
    inputs: BTreeMap<String, NewInput>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum PriorityText {
    Number(i64),
    Name(String),
}

/// An input as a client writes it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NewInput {
    /// The text itself.
    text: Option<String>,
    /// The name of a part of the multipart body.
    part: Option<String>,
    /// The digest of bytes that the server has.
    blob: Option<String>,
    media_type: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Bulk {
    jobs: Vec<NewJob>,
}

type Answer<T> = Result<(StatusCode, Json<T>), Problem>;

pub(crate) async fn one(State(app): State<App>, mut request: Request) -> Answer<JobView> {
    let kind = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let (job, staged) = if kind.is_some_and(|kind| kind.starts_with("multipart/form-data")) {
        // Its files go to disk as they come, and have a limit of their own.
        DefaultBodyLimit::disable().apply(&mut request);
        let body = Multipart::from_request(request, &())
            .await
            .map_err(|error| Problem::bad_request(error.body_text()))?;
        upload::receive(app.engine.store().blob_work_dir(), body).await?
    } else {
        (parse(request).await?, Staged::none())
    };
    let submission = submission(job, &staged, app.engine.store().blob_work_dir()).await?;
    let ids = app.engine.submit(vec![submission.job]).await?;
    let job = app.engine.store().job(ids[0]).await?;
    Ok((StatusCode::CREATED, Json(job.into())))
}

pub(crate) async fn bulk(State(app): State<App>, request: Request) -> Answer<Value> {
    let Bulk { jobs } = parse(request).await?;
    if jobs.len() > MOST_AT_ONCE {
        let detail = format!(
            "{} jobs at once; at most {MOST_AT_ONCE} are taken",
            jobs.len()
        );
        return Err(Problem::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too_large",
            detail,
        ));
    }
    let mut submissions = Vec::with_capacity(jobs.len());
    let mut written = Vec::new();
    for (index, job) in jobs.into_iter().enumerate() {
        let work = app.engine.store().blob_work_dir();
        let ready = submission(job, &Staged::none(), work)
            .await
            .map_err(|problem| problem.below(&format!("/jobs/{index}")))?;
        submissions.push(ready.job);
        written.push(ready.written);
    }
    let ids = app.engine.submit(submissions).await?;
    let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
    Ok((StatusCode::CREATED, Json(json!({ "ids": ids }))))
}

async fn parse<T: for<'de> Deserialize<'de>>(request: Request) -> Result<T, Problem> {
    let Json(body) = Json::<T>::from_request(request, &())
        .await
        .map_err(|error| Problem::new(error.status(), "bad_request", error.body_text()))?;
    Ok(body)
}

/// A submission, and the files that were written for it.
pub(crate) struct Ready {
    pub(crate) job: Submission,
    pub(crate) written: Vec<upload::Temporary>,
}

/// Reads a job that was not sent as a request of its own.
pub(crate) async fn of_document(work: &std::path::Path, document: Value) -> Result<Ready, Problem> {
    let job: NewJob = serde_json::from_value(document)
        .map_err(|error| Problem::invalid("", error.to_string()))?;
    submission(job, &Staged::none(), work).await
}

async fn submission(
    job: NewJob,
    staged: &Staged,
    work: &std::path::Path,
) -> Result<Ready, Problem> {
    let mut submission = Submission::new(job.processor, job.params.unwrap_or_else(|| json!({})));
    submission.queue = job
        .queue
        .map(QueueName::try_from)
        .transpose()
        .map_err(|error| Problem::invalid("/queue", error.to_string()))?;
    submission.priority = priority(job.priority)?;
    submission.run_at = run_at(job.run_at, job.delay_ms)?;
    if let Some(most) = job.max_attempts {
        submission.max_attempts = most;
    }
    for (name, value) in job.limits {
        let limit = Limit::ALL
            .into_iter()
            .find(|limit| limit.json_name() == name)
            .ok_or_else(|| {
                let known = Limit::ALL.map(Limit::json_name).join(", ");
                Problem::invalid(
                    &format!("/limits/{name}"),
                    format!("the limits are {known}"),
                )
            })?;
        // A job may lower a limit. Raising it silently to no effect would help nobody.
        let most = Limits::default().get(limit);
        if value > most {
            return Err(Problem::invalid(
                &format!("/limits/{name}"),
                format!("{value} is more than a job may have here: {most}"),
            ));
        }
        submission.limits.push((limit, value));
    }
    submission.about = About {
        title: job.title,
        description: job.description,
        tags: job.tags,
        metadata: job.metadata.map(|metadata| metadata.get().to_owned()),
        created_by: None,
    };
    let mut written = Vec::new();
    for (name, input) in job.inputs {
        submission
            .inputs
            .push(given(name, input, staged, work, &mut written).await?);
    }
    Ok(Ready {
        job: submission,
        written,
    })
}

fn priority(text: Option<PriorityText>) -> Result<Priority, Problem> {
    let parsed = match text {
        None => return Ok(Priority::default()),
        Some(PriorityText::Number(number)) => Priority::try_from(number),
        Some(PriorityText::Name(name)) => name.parse(),
    };
    parsed.map_err(|error| Problem::invalid("/priority", error.to_string()))
}

/// When a job may run: at a moment, or some time from now by the server's clock.
fn run_at(text: Option<String>, delay_ms: Option<u64>) -> Result<Option<Timestamp>, Problem> {
    match (text, delay_ms) {
        (None, None) => Ok(None),
        (Some(text), None) => parse_time(&text).map(Some).ok_or_else(|| {
            Problem::invalid(
                "/run_at",
                format!("{text:?} is no RFC 3339 time, such as 2026-01-31T08:00:00Z"),
            )
        }),
        (None, Some(delay)) => i64::try_from(delay)
            .ok()
            .and_then(|delay| jiff::Timestamp::now().as_millisecond().checked_add(delay))
            .filter(|at| jiff::Timestamp::from_millisecond(*at).is_ok())
            .map(|at| Some(Timestamp::from_millis(at)))
            .ok_or_else(|| Problem::invalid("/delay_ms", "it is longer than time is counted")),
        (Some(_), Some(_)) => Err(Problem::invalid(
            "/delay_ms",
            "give one of `run_at` and `delay_ms`",
        )),
    }
}

async fn given(
    name: String,
    input: NewInput,
    staged: &Staged,
    work: &std::path::Path,
    written: &mut Vec<upload::Temporary>,
) -> Result<GivenInput, Problem> {
    let wrong = |message: &str| Problem::invalid(&format!("/inputs/{name}"), message);
    match (input.text, input.part, input.blob) {
        (Some(text), None, None) => {
            let file = upload::write(work, text.as_bytes()).await?;
            let path = file.path().to_owned();
            written.push(file);
            let media_type = input.media_type.unwrap_or_else(|| "text/plain".to_owned());
            Ok(GivenInput::File {
                name,
                media_type,
                path,
            })
        }
        (None, Some(part), None) => {
            let file = staged.part(&part).ok_or_else(|| {
                wrong("the body has no such part; parts with files come after `job`")
            })?;
            let media_type = input.media_type.unwrap_or_else(|| file.media_type.clone());
            Ok(GivenInput::File {
                name,
                media_type,
                path: file.file.path().to_owned(),
            })
        }
        (None, None, Some(blob)) => {
            let digest: Digest = blob
                .parse()
                .map_err(|_| wrong("`blob` is no digest: sha256:…"))?;
            let media_type = input
                .media_type
                .unwrap_or_else(|| "application/octet-stream".to_owned());
            Ok(GivenInput::Blob {
                name,
                media_type,
                digest,
            })
        }
        _ => Err(wrong("give one of `text`, `part` and `blob`")),
    }
}

impl NewJob {
    /// Parses the part `job` of a multipart body, and gives every file part that it does not name to the input of
    /// the same name.
    pub(crate) fn with_parts(
        text: &str,
        parts: impl Iterator<Item = String>,
    ) -> Result<Self, Problem> {
        let mut job: Self = serde_json::from_str(text).map_err(|error| {
            Problem::bad_request(format!("the part `job` does not parse: {error}"))
        })?;
        for part in parts {
            let named = job
                .inputs
                .values()
                .any(|input| input.part.as_deref() == Some(&part));
            if !named {
                let input = NewInput {
                    text: None,
                    part: Some(part.clone()),
                    blob: None,
                    media_type: None,
                };
                job.inputs.insert(part, input);
            }
        }
        Ok(job)
    }
}
