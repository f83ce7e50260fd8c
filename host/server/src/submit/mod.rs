//! Submitting jobs: as JSON, as multipart with files, or many at once.

mod body;
mod choices;
mod inputs;
mod once;
mod read;

use axum::Json;
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request, State};
use axum::http::{StatusCode, header};
use runner_engine::Submission;
use runner_model::JobId;
use runner_store::{Job, Once, Submitted};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

pub(crate) use self::body::NewJob;
use self::body::{Bulk, JobWithFiles};
pub(crate) use self::choices::Priority;
pub(crate) use self::once::{Fingerprint, OnceHeader, once};
pub(crate) use self::read::{check_about, from_now, limit, priority, time};
use crate::app::App;
use crate::auth::Caller;
use crate::body::{json as read_json, must_be_json, received};
use crate::problem::Problem;
use crate::query::Query;
use crate::shape;
use crate::upload::{self, Staged};
use crate::view::JobView;

/// The most jobs that one request may bring.
pub(crate) const MOST_AT_ONCE: usize = 10_000;

type Answer<T> = Result<(StatusCode, Json<T>), Problem>;

/// How something is submitted.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct How {
    /// Only to be told what would become of it: nothing is kept.
    #[serde(default)]
    #[param(required = false)]
    pub(crate) validate_only: bool,
}

/// Submit a job
///
/// It is on disk when the answer comes. Files are sent as `multipart/form-data`: the part `job` first, with the job as JSON, and
/// then a part for each file, of any size up to the ceiling of `input_bytes`; they are written to disk as they come.
///
/// A job with a `unique` key that another has may be answered by that one, with 200 and `"duplicate": true`.
#[utoipa::path(
    post, path = "/jobs", operation_id = "submit_job", tag = "jobs",
    params(How, OnceHeader),
    request_body(content((NewJob = "application/json"), (JobWithFiles = "multipart/form-data"))),
    responses(
        (status = 201, description = "The job as it was taken", body = JobView),
        (status = 200, description = "A job that was there before, or of `validate_only` what would become of it", body = Taken),
        (status = 404, description = "`not_found`: an input is a blob, an upload, or an output of a job, that there is not"),
        (status = 409, description = "`duplicate`: another job has its unique key; `version_removed`: the plugin's version went meanwhile; `illegal_state`: a job whose params it was to replace runs already"),
        (status = 413, description = "`too_large`: params or files beyond their ceiling"),
        (status = 422, description = "`invalid`; `invalid_params`; `invalid_inputs`; `unknown_processor`; `number_too_long`; `idempotency_key_reused`"),
        (status = 503, description = "`plugin_compiling`: its plugin is still being compiled"),
    ),
)]
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
    let mut submission = submission(job, &staged, &[])?;
    submission.by = caller.submitter().clone();
    if how.validate_only {
        let mut would = app.engine.would_submit(vec![submission]).await?;
        let (outcome, job) = would.pop().expect("there is an outcome for each job");
        return Ok((StatusCode::OK, Json(Taken::would(outcome, job))));
    }
    let (submitted, job) = app
        .engine
        .submit_shown(once(&headers, print, &caller)?, submission)
        .await?;
    let view = JobView::from(job).submitted(submitted);
    Ok((status(&[submitted]), Json(Taken::Job(Box::new(view)))))
}

/// The answer to a submit.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum Taken {
    /// The job that there is now.
    Job(Box<JobView>),
    /// What would become of it, and how it would stand then.
    Would {
        /// It is true.
        validate_only: bool,
        /// `created`, `duplicate`, `replaced` or `skipped`.
        outcome: &'static str,
        job: Box<JobView>,
    },
}

impl Taken {
    pub(crate) fn would(outcome: Submitted, job: Job) -> Self {
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

/// The answer to a submit of many jobs.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum BulkTaken {
    All(BulkAnswer),
    Would(BulkWould),
}

/// What would become of many jobs. Nothing of it is kept.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BulkWould {
    /// It is true.
    validate_only: bool,
    /// How many there are.
    jobs: usize,
    /// How many would be jobs of their own.
    new: usize,
    /// Those that would not.
    duplicates: Vec<NotNew>,
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
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<shape::JobId>, nullable = false)]
    id: Option<String>,
    /// Of `validate_only`: the place of the job of the same request that has its key.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    of: Option<usize>,
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
    params(How, OnceHeader),
    request_body = Bulk,
    responses(
        (status = 201, description = "All are taken", body = BulkAnswer),
        (status = 200, description = "All were there before, or of `validate_only` what would become of them", body = BulkTaken),
        (status = 404, description = "`not_found`: an input is a blob or an upload that there is not"),
        (status = 409, description = "`duplicate`; `version_removed`; `illegal_state`, of one of them"),
        (status = 413, description = "`too_large`: more than 10 000, or params beyond their ceiling"),
        (status = 422, description = "`invalid`; `invalid_params`; `invalid_inputs`; `unknown_processor`; `number_too_long`; `idempotency_key_reused`"),
    ),
)]
pub(crate) async fn bulk(
    State(app): State<App>,
    caller: Caller,
    Query(how): Query<How>,
    request: Request,
) -> Answer<BulkTaken> {
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
    for (index, job) in jobs.into_iter().enumerate() {
        let mut submission = submission(job, &Staged::none(), &before)
            .map_err(|problem| problem.below(&format!("/jobs/{index}")))?;
        submission.by = caller.submitter().clone();
        before.push(submission.id);
        submissions.push(submission);
    }
    if how.validate_only {
        let would = app.engine.would_submit(submissions).await?;
        let submitted: Vec<Submitted> = would.into_iter().map(|(outcome, _)| outcome).collect();
        let new = submitted.iter().filter(|one| one.is_new()).count();
        let would = BulkWould {
            validate_only: true,
            jobs: submitted.len(),
            new,
            duplicates: duplicates(&submitted, &before),
        };
        return Ok((StatusCode::OK, Json(BulkTaken::Would(would))));
    }
    let once = once(&headers, print, &caller)?;
    let submitted = submit(&app, once, submissions).await?;
    let ids: Vec<String> = submitted.iter().map(|one| one.job().to_string()).collect();
    let answer = BulkAnswer {
        ids,
        duplicates: duplicates(&submitted, &[]),
    };
    Ok((status(&submitted), Json(BulkTaken::All(answer))))
}

/// Those of a request that are none of their own, by their places. Of one like another of the same request, which is not
/// kept, there is no id but a place.
fn duplicates(submitted: &[Submitted], unkept: &[JobId]) -> Vec<NotNew> {
    let all = submitted.iter().enumerate();
    all.filter_map(|(index, one)| {
        let why = why_not_new(*one)?;
        let job = one.job();
        let of = unkept.iter().position(|id| *id == job);
        Some(NotNew {
            index,
            id: of.is_none().then(|| job.to_string()),
            of,
            why,
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

/// Reads a job that was not sent as a request of its own.
pub(crate) fn of_document(document: Value) -> Result<Submission, Problem> {
    let job: NewJob = serde_json::from_value(document)
        .map_err(|error| Problem::invalid("", error.to_string()))?;
    submission(job, &Staged::none(), &[])
}

fn submission(mut job: NewJob, staged: &Staged, before: &[JobId]) -> Result<Submission, Problem> {
    let mut submission = read::submission(&mut job, before)?;
    for (name, input) in job.inputs {
        let input = inputs::given(name, input, staged, before)?;
        submission.inputs.push(input);
    }
    Ok(submission)
}
