//! Submitting jobs: as JSON, as multipart with files, or many at once.

mod body;
mod inputs;
mod once;
mod read;

use std::path::Path;

use axum::Json;
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request, State};
use axum::http::{StatusCode, header};
use runner_engine::Submission;
use runner_model::JobId;
use runner_store::{Job, Once, Submitted};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use self::body::Bulk;
pub(crate) use self::body::NewJob;
pub(crate) use self::once::{Fingerprint, once};
pub(crate) use self::read::{check_about, from_now, limit, priority, time};
use crate::app::App;
use crate::auth::Caller;
use crate::body::{json as read_json, must_be_json, received};
use crate::problem::Problem;
use crate::query::Query;
use crate::upload::{self, Staged, Temporary};
use crate::view::JobView;

/// The most jobs that one request may bring.
pub(crate) const MOST_AT_ONCE: usize = 10_000;

type Answer<T> = Result<(StatusCode, Json<T>), Problem>;

/// How something is submitted.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct How {
    /// Only to be told what would become of it: nothing is kept.
    #[serde(default)]
    pub(crate) validate_only: bool,
}

pub(crate) async fn one(
    State(app): State<App>,
    caller: Caller,
    Query(how): Query<How>,
    mut request: Request,
) -> Answer<Taken> {
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
    if how.validate_only {
        let mut would = app.engine.would_submit(vec![ready.job]).await?;
        let (outcome, job) = would.pop().expect("there is an outcome for each job");
        return Ok((StatusCode::OK, Json(Taken::would(outcome, job))));
    }
    let (submitted, job) = app
        .engine
        .submit_shown(once(&headers, print, &caller)?, ready.job)
        .await?;
    let view = JobView::from(job).submitted(submitted);
    Ok((status(&[submitted]), Json(Taken::Job(Box::new(view)))))
}

/// The answer to a submit.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(crate) enum Taken {
    /// The job that there is now.
    Job(Box<JobView>),
    /// What would become of it, and how it would stand then.
    Would {
        validate_only: bool,
        outcome: &'static str,
        job: Box<JobView>,
    },
}

impl Taken {
    fn would(outcome: Submitted, job: Job) -> Self {
        let view = JobView::from(job);
        Self::Would {
            validate_only: true,
            outcome: why_not_new(outcome).unwrap_or("created"),
            job: Box::new(match outcome.is_new() {
                // The id that it had for this is no job's.
                true => view.without_id(),
                false => view,
            }),
        }
    }
}

pub(crate) async fn bulk(
    State(app): State<App>,
    caller: Caller,
    Query(how): Query<How>,
    request: Request,
) -> Answer<Value> {
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
    if how.validate_only {
        let would = app.engine.would_submit(submissions).await?;
        let submitted: Vec<Submitted> = would.into_iter().map(|(outcome, _)| outcome).collect();
        let new = submitted.iter().filter(|one| one.is_new()).count();
        let answer = json!({
            "validate_only": true,
            "jobs": submitted.len(),
            "new": new,
            "duplicates": duplicates(&submitted, &before),
        });
        return Ok((StatusCode::OK, Json(answer)));
    }
    let once = once(&headers, print, &caller)?;
    let submitted = submit(&app, once, submissions).await?;
    let ids: Vec<String> = submitted.iter().map(|one| one.job().to_string()).collect();
    let answer = json!({ "ids": ids, "duplicates": duplicates(&submitted, &[]) });
    Ok((status(&submitted), Json(answer)))
}

/// Those of a request that are none of their own, by their places. Of one like another of the same request, which is not
/// kept, there is no id but a place.
fn duplicates(submitted: &[Submitted], unkept: &[JobId]) -> Vec<Value> {
    let all = submitted.iter().enumerate();
    all.filter_map(|(index, one)| {
        let why = why_not_new(*one)?;
        let of = one.job();
        Some(match unkept.iter().position(|id| *id == of) {
            Some(place) => json!({ "index": index, "of": place, "as": why }),
            None => json!({ "index": index, "id": of.to_string(), "as": why }),
        })
    })
    .collect()
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
    read_json(&bytes)
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
