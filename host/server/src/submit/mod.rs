//! Submitting jobs: as JSON, as multipart with files, or many at once.

mod body;
mod choices;
mod inputs;
mod once;
mod read;

use std::path::Path;

use axum::Json;
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request, State};
use axum::http::{StatusCode, header};
use runner_engine::Submission;
use runner_model::JobId;
use runner_store::{Once, Submitted};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

pub(crate) use self::body::NewJob;
use self::body::{Bulk, JobWithFiles};
pub(crate) use self::choices::Priority;
pub(crate) use self::once::{Fingerprint, OnceHeader, once};
pub(crate) use self::read::{check_about, from_now, limit, priority, time};
use crate::app::App;
use crate::auth::Caller;
use crate::body::{json, must_be_json, received};
use crate::problem::Problem;
use crate::shape;
use crate::upload::{self, Staged, Temporary};
use crate::view::JobView;

/// The most jobs that one request may bring.
const MOST_AT_ONCE: usize = 10_000;

type Answer<T> = Result<(StatusCode, Json<T>), Problem>;

/// Submit a job
///
/// It is on disk when the answer comes. Files are sent as `multipart/form-data`: the part `job` first, with the job as JSON, and
/// then a part for each file, of any size up to the ceiling of `input_bytes`; they are written to disk as they come.
///
/// A job with a `unique` key that another has may be answered by that one, with 200 and `"duplicate": true`.
#[utoipa::path(
    post, path = "/jobs", operation_id = "submit_job", tag = "jobs",
    params(OnceHeader),
    request_body(content((NewJob = "application/json"), (JobWithFiles = "multipart/form-data"))),
    responses(
        (status = 201, description = "The job as it was taken", body = JobView),
        (status = 200, description = "A job that was there before", body = JobView),
        (status = 404, description = "`not_found`: an input is a blob, or an output of a job, that there is not"),
        (status = 409, description = "`duplicate`: another job has its unique key; `version_removed`: the plugin's version went meanwhile; `illegal_state`: a job whose params it was to replace runs already"),
        (status = 413, description = "`too_large`: params or files beyond their ceiling"),
        (status = 422, description = "`invalid`; `invalid_params`; `invalid_inputs`; `unknown_processor`; `number_too_long`; `idempotency_key_reused`"),
    ),
)]
pub(crate) async fn one(
    State(app): State<App>,
    caller: Caller,
    mut request: Request,
) -> Answer<JobView> {
    let headers = request.headers().clone();
    let mut print = Fingerprint::new("/jobs", &headers);
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let (job, staged) = if kind.is_some_and(|kind| kind.starts_with("multipart/form-data")) {
        // Its files go to disk as they come, and have a limit of their own.
        DefaultBodyLimit::disable().apply(&mut request);
        let body = Multipart::from_request(request, &())
            .await
            .map_err(|error| Problem::bad_request(error.body_text()))?;
        upload::receive(&app, body, &mut print).await?
    } else {
        (parse(request, &mut print).await?, Staged::none())
    };
    let mut ready = ready(app.engine.store().blob_work_dir(), job, &staged, &[]).await?;
    ready.job.by = caller.submitter().clone();
    let (submitted, job) = app
        .engine
        .submit_shown(once(&headers, print, &caller)?, ready.job)
        .await?;
    let view = JobView::from(job).submitted(submitted);
    Ok((status(&[submitted]), Json(view)))
}

/// What became of many jobs.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BulkAnswer {
    /// The ids of the jobs, in the order of the request.
    #[schema(value_type = Vec<shape::JobId>)]
    ids: Vec<String>,
    /// Those that were not taken as jobs of their own.
    duplicates: Vec<NotNew>,
}

/// A job that was not taken as one of its own.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NotNew {
    /// Its place in the request, from 0.
    index: usize,
    /// The job that has its key.
    #[schema(value_type = shape::JobId)]
    id: String,
    /// What became of it: `duplicate`, `replaced` or `skipped`.
    #[serde(rename = "as")]
    why: &'static str,
}

/// Submit many jobs
///
/// All of them are taken in one commit, or none: at most 10 000, in a body of at most 32 MiB, without files. A job names others
/// before it by their places, from 0, in `after` and in its inputs.
#[utoipa::path(
    post, path = "/jobs/bulk", operation_id = "submit_jobs", tag = "jobs",
    params(OnceHeader),
    request_body = Bulk,
    responses(
        (status = 201, description = "All are taken", body = BulkAnswer),
        (status = 200, description = "All were there before", body = BulkAnswer),
        (status = 404, description = "`not_found`: an input is a blob that there is not"),
        (status = 409, description = "`duplicate`; `version_removed`; `illegal_state`, of one of them"),
        (status = 413, description = "`too_large`: more than 10 000, or params beyond their ceiling"),
        (status = 422, description = "`invalid`; `invalid_params`; `invalid_inputs`; `unknown_processor`; `number_too_long`; `idempotency_key_reused`"),
    ),
)]
pub(crate) async fn bulk(
    State(app): State<App>,
    caller: Caller,
    request: Request,
) -> Answer<BulkAnswer> {
    let headers = request.headers().clone();
    let mut print = Fingerprint::new("/jobs/bulk", &headers);
    let Bulk { jobs } = parse(request, &mut print).await?;
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
    let mut before = Vec::with_capacity(jobs.len());
    let mut written = Vec::new();
    for (index, job) in jobs.into_iter().enumerate() {
        let mut ready = ready(
            app.engine.store().blob_work_dir(),
            job,
            &Staged::none(),
            &before,
        )
        .await
        .map_err(|problem| problem.below(&format!("/jobs/{index}")))?;
        ready.job.by = caller.submitter().clone();
        before.push(ready.job.id);
        submissions.push(ready.job);
        written.extend(ready.written);
    }
    let once = once(&headers, print, &caller)?;
    let submitted = submit(&app, once, submissions).await?;
    let ids: Vec<String> = submitted.iter().map(|one| one.job().to_string()).collect();
    let others = submitted.iter().enumerate().filter_map(|(index, one)| {
        let why = why_not_new(*one)?;
        let id = one.job().to_string();
        Some(NotNew { index, id, why })
    });
    let duplicates = others.collect();
    Ok((status(&submitted), Json(BulkAnswer { ids, duplicates })))
}

/// Why a job was not taken as one of its own.
pub(crate) fn why_not_new(submitted: Submitted) -> Option<&'static str> {
    match submitted {
        Submitted::Created(_) => None,
        Submitted::Duplicate(_) => Some("duplicate"),
        Submitted::Replaced(_) => Some("replaced"),
        Submitted::Skipped(_) => Some("skipped"),
    }
}

fn status(submitted: &[Submitted]) -> StatusCode {
    if submitted.is_empty() || submitted.iter().any(|one| one.is_new()) {
        StatusCode::CREATED
    } else {
        StatusCode::OK
    }
}

async fn submit(
    app: &App,
    once: Option<Once>,
    jobs: Vec<Submission>,
) -> Result<Vec<Submitted>, Problem> {
    Ok(match once {
        Some(once) => app.engine.submit_once(once, jobs).await?,
        None => app.engine.submit(jobs).await?,
    })
}

/// Reads a body of JSON. What does not fit is named by its path.
pub(crate) async fn parse<T: for<'de> Deserialize<'de>>(
    request: Request,
    print: &mut Fingerprint,
) -> Result<T, Problem> {
    must_be_json(&request)?;
    let bytes = received(request).await?;
    print.add("body", &bytes);
    json(&bytes)
}

/// A submission, and the files that were written for it.
pub(crate) struct Ready {
    pub(crate) job: Submission,
    pub(crate) written: Vec<Temporary>,
}

/// Reads a job that was not sent as a request of its own.
pub(crate) async fn of_document(work: &Path, document: Value) -> Result<Ready, Problem> {
    let job: NewJob = serde_json::from_value(document)
        .map_err(|error| Problem::invalid("", error.to_string()))?;
    ready(work, job, &Staged::none(), &[]).await
}

async fn ready(
    work: &Path,
    mut job: NewJob,
    staged: &Staged,
    before: &[JobId],
) -> Result<Ready, Problem> {
    let mut submission = read::submission(&mut job, before)?;
    let mut written = Vec::new();
    for (name, input) in job.inputs {
        submission
            .inputs
            .push(inputs::given(name, input, staged, work, before, &mut written).await?);
    }
    Ok(Ready {
        job: submission,
        written,
    })
}
