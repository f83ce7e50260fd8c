//! What somebody wants of one job: cancel, pause, resume, retry, promote, change, delete; and why it does not run.

use axum::Json;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use runner_engine::{PausedJob, Retried};
use runner_model::{JobId, Timestamp};
use runner_store::{About, JobChange, SeenChange};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;
use utoipa::ToSchema;

use crate::app::App;
use crate::body::OptionalBody;
use crate::explain::Explained;
use crate::problem::Problem;
use crate::seen::{IfMatch, IfMatchHeader, Tagged};
use crate::shape;
use crate::submit::{Fingerprint, Priority, check_about, parse, priority, time};
use crate::view::{JobView, parse_id};

type Answer<T> = Result<Json<T>, Problem>;
/// Cancel a job
///
/// One that waits ends at once; of one that runs the attempt is stopped within 100 ms, and `is_stopping` is true until then.
#[utoipa::path(
    post, path = "/jobs/{id}/cancel", operation_id = "cancel_job", tag = "jobs",
    responses(
        (status = 200, description = "The job as it is now", body = JobView),
        (status = 409, description = "`illegal_state`: it has ended"),
    ),
)]
pub(crate) async fn cancel(State(app): State<App>, Path(id): Path<String>) -> Answer<JobView> {
    let id = parse_id(&id)?;
    app.engine.cancel(id).await?;
    shown(&app, id).await
}

/// Pause a job
///
/// One that waits is held back. One that runs is frozen where it stands if there is room in memory; otherwise its attempt is
/// interrupted, and another goes on from its last checkpoint, or from the start. `resumes` says which.
#[utoipa::path(
    post, path = "/jobs/{id}/pause", operation_id = "pause_job", tag = "jobs",
    responses(
        (status = 200, description = "The job which is paused", body = JobView),
        (status = 202, description = "The job, whose attempt does not stand still yet", body = JobView),
        (status = 409, description = "`illegal_state`: it is paused, or has ended"),
    ),
)]
pub(crate) async fn pause(
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<(StatusCode, Json<JobView>), Problem> {
    let paused = app.engine.pause(parse_id(&id)?).await?;
    let (status, job) = match paused {
        PausedJob::Done(job) => (StatusCode::OK, job),
        PausedJob::Pausing(job) => (StatusCode::ACCEPTED, job),
    };
    let how = app.engine.resumes(&job).await?;
    Ok((status, Json(JobView::from(*job).resuming(how))))
}

/// Let a paused job go on
///
/// One that is frozen goes on once its node has a slot for it.
#[utoipa::path(
    post, path = "/jobs/{id}/resume", operation_id = "resume_job", tag = "jobs",
    responses(
        (status = 200, description = "The job as it is now", body = JobView),
        (status = 409, description = "`illegal_state`: it is not paused"),
    ),
)]
pub(crate) async fn resume(State(app): State<App>, Path(id): Path<String>) -> Answer<JobView> {
    let id = parse_id(&id)?;
    app.engine.resume(id).await?;
    shown(&app, id).await
}

/// How a job runs again.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Retry {
    /// On the version of its plugin that is active now, instead of the one that it was submitted for.
    pub(crate) latest: bool,
}

/// Run a job again that ended
///
/// It runs on the version of its plugin that it was submitted for, with all its attempts to come; with `"latest": true` on the
/// version that is active now, if its params fit that.
#[utoipa::path(
    post, path = "/jobs/{id}/retry", operation_id = "retry_job", tag = "jobs",
    request_body = Option<Retry>,
    responses(
        (status = 200, description = "The job as it is now", body = JobView),
        (status = 409, description = "`illegal_state`: it has not ended; `version_removed`: its version is gone; `duplicate`: another job has its unique key"),
        (status = 413, description = "`too_large`: its params are beyond the ceiling now"),
        (status = 422, description = "`invalid_params`; `invalid_inputs`; `unknown_processor`; `invalid`: it does not fit the version that is active now"),
    ),
)]
pub(crate) async fn retry(
    State(app): State<App>,
    Path(id): Path<String>,
    OptionalBody(retry): OptionalBody<Retry>,
) -> Answer<JobView> {
    let id = parse_id(&id)?;
    if retry.latest {
        app.engine.retry_on_latest(id).await?;
    } else {
        app.engine.retry(id).await?;
    }
    shown(&app, id).await
}

/// What became of jobs that were retried.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Retried)]
pub(crate) struct RetriedView {
    /// How many run again.
    retried: usize,
    /// Of `latest`: how many stay failed, since what they were given does not fit the version that is active now.
    #[serde(skip_serializing_if = "Option::is_none")]
    unfit: Option<usize>,
    /// Of `latest`: one of those, and why.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<UnfitJob>)]
    example: Option<Option<UnfitJob>>,
}

/// A job that does not fit the version that is active now.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UnfitJob {
    #[schema(value_type = shape::JobId)]
    job_id: JobId,
    message: String,
}

impl From<usize> for RetriedView {
    fn from(retried: usize) -> Self {
        Self {
            retried,
            unfit: None,
            example: None,
        }
    }
}

impl From<Retried> for RetriedView {
    /// Of jobs that were retried on the version that is active now.
    fn from(retried: Retried) -> Self {
        let example = retried
            .why
            .map(|(job_id, message)| UnfitJob { job_id, message });
        Self {
            retried: retried.count,
            unfit: Some(retried.unfit),
            example: Some(example),
        }
    }
}

/// Let a job run now that waits for its time
///
/// One that is scheduled, or waits for its next attempt, may run at once.
#[utoipa::path(
    post, path = "/jobs/{id}/promote", operation_id = "promote_job", tag = "jobs",
    responses(
        (status = 200, description = "The job as it is now", body = JobView),
        (status = 409, description = "`illegal_state`: it waits for no time"),
    ),
)]
pub(crate) async fn promote(State(app): State<App>, Path(id): Path<String>) -> Answer<JobView> {
    let id = parse_id(&id)?;
    app.engine.promote(id).await?;
    shown(&app, id).await
}

/// Delete a job that ended
///
/// With its log and outputs. Events of it are kept.
#[utoipa::path(
    delete, path = "/jobs/{id}", operation_id = "delete_job", tag = "jobs",
    responses(
        (status = 204, description = "It is gone"),
        (status = 409, description = "`illegal_state`: it has not ended: cancel it first"),
    ),
)]
pub(crate) async fn delete(
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    app.engine.delete(parse_id(&id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Say why a job does not run
///
/// Each reason has a stable `code`, a sentence, and fields of its own. None are there of a job that runs or ended, and of one
/// that is next.
#[utoipa::path(
    get, path = "/jobs/{id}/explain", operation_id = "explain_job", tag = "jobs",
    responses((status = 200, description = "What keeps it from running, the broadest first", body = Explained)),
)]
pub(crate) async fn explain(State(app): State<App>, Path(id): Path<String>) -> Answer<Explained> {
    let id = parse_id(&id)?;
    let explained = app.engine.explain(id).await?;
    Ok(Json(Explained::new(id, &explained)))
}

/// The job as it is now, with how it goes on if it is paused.
pub(crate) async fn shown(app: &App, id: JobId) -> Answer<JobView> {
    let Tagged(_, view) = shown_tagged(app, id).await?;
    Ok(Json(view))
}

/// The same, with its tag.
pub(crate) async fn shown_tagged(app: &App, id: JobId) -> Result<Tagged<JobView>, Problem> {
    let job = app.engine.store().job(id).await?;
    let how = app.engine.resumes(&job).await?;
    Ok(Tagged(job.version(), JobView::from(job).resuming(how)))
}

/// What is to be changed. A field that is null is taken away.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = JobChanges, example = json!({"priority": "high", "title": "Zip codes, second try"}))]
pub(crate) struct Changes {
    #[schema(value_type = Option<Priority>)]
    priority: Option<Value>,
    /// It runs from then on; null: at once.
    #[serde(deserialize_with = "given")]
    #[schema(value_type = Option<shape::Time>)]
    run_at: Option<Option<String>>,
    /// The same, in milliseconds from now.
    delay_ms: Option<u64>,
    /// It fails if it has not begun by then.
    #[serde(deserialize_with = "given")]
    #[schema(value_type = Option<shape::Time>)]
    expires_at: Option<Option<String>>,
    /// The same, in milliseconds from now.
    expires_in_ms: Option<u64>,
    /// How many attempts may fail before the job does.
    #[schema(minimum = 1)]
    max_attempts: Option<u32>,
    #[serde(deserialize_with = "given")]
    #[schema(value_type = Option<String>, max_length = 1024)]
    title: Option<Option<String>>,
    #[serde(deserialize_with = "given")]
    #[schema(value_type = Option<String>, max_length = 65536)]
    description: Option<Option<String>>,
    #[serde(deserialize_with = "given")]
    #[schema(value_type = Option<Vec<shape::Tag>>, max_items = 64)]
    tags: Option<Option<Vec<String>>>,
    /// Any JSON of at most 64 KiB.
    #[serde(deserialize_with = "given")]
    #[schema(value_type = Option<Value>)]
    metadata: Option<Option<Box<RawValue>>>,
}

/// Tells what is null from what is not there.
fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    from: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(from).map(Some)
}

/// Change a job that waits
///
/// What is left out stays as it is; null takes away. What is changed of a job that runs holds for its next attempt.
#[utoipa::path(
    patch, path = "/jobs/{id}", operation_id = "change_job", tag = "jobs",
    params(IfMatchHeader),
    request_body = Changes,
    responses(
        (status = 200, description = "The job as it is now", body = JobView),
        (status = 409, description = "`illegal_state`: it is in a state where that cannot be changed"),
        (status = 412, description = "`precondition_failed`: it is not as `If-Match` says"),
    ),
)]
pub(crate) async fn change(
    State(app): State<App>,
    Path(id): Path<String>,
    IfMatch(seen): IfMatch,
    request: Request,
) -> Result<Tagged<JobView>, Problem> {
    let id = parse_id(&id)?;
    let mut print = Fingerprint::new("/jobs/{id}", request.headers());
    let changes = changes(parse(request, &mut print).await?)?;
    if changes.is_empty() {
        return Err(Problem::bad_request(
            "nothing is to be changed: give `priority`, `run_at`, `delay_ms`, `expires_at`, `expires_in_ms`, \
             `max_attempts`, `title`, `description`, `tags` or `metadata`",
        ));
    }
    match seen {
        None => drop(app.engine.change(id, changes).await?),
        Some(seen) => {
            let change = SeenChange::Job(id, changes);
            app.engine.store().change_seen(change, seen).await?;
        }
    }
    shown_tagged(&app, id).await
}

fn changes(said: Changes) -> Result<Vec<JobChange>, Problem> {
    let mut changes = Vec::new();
    if let Some(written) = said.priority {
        changes.push(JobChange::Priority(priority(written)?));
    }
    let run_at = moment(("/run_at", said.run_at), ("/delay_ms", said.delay_ms))?;
    changes.extend(run_at.map(JobChange::RunAt));
    let expires_at = moment(
        ("/expires_at", said.expires_at),
        ("/expires_in_ms", said.expires_in_ms),
    )?;
    changes.extend(expires_at.map(JobChange::ExpiresAt));
    match said.max_attempts {
        Some(0) => {
            let message = "a job that may not even fail once cannot run: give at least 1";
            return Err(Problem::invalid("/max_attempts", message));
        }
        Some(most) => changes.push(JobChange::MaxAttempts(most)),
        None => {}
    }
    let tags = said.tags.map(Option::unwrap_or_default);
    let metadata = said
        .metadata
        .map(|metadata| metadata.map(|metadata| metadata.get().to_owned()));
    check_about(&About {
        title: said.title.clone().flatten(),
        description: said.description.clone().flatten(),
        tags: tags.clone().unwrap_or_default(),
        metadata: metadata.clone().flatten(),
        created_by: None,
    })?;
    changes.extend(said.title.map(JobChange::Title));
    changes.extend(said.description.map(JobChange::Description));
    changes.extend(tags.map(JobChange::Tags));
    changes.extend(metadata.map(JobChange::Metadata));
    Ok(changes)
}

/// A moment that is changed: to what is written, to some time from now, or to none.
fn moment(
    (at, text): (&str, Option<Option<String>>),
    (within, millis): (&str, Option<u64>),
) -> Result<Option<Option<Timestamp>>, Problem> {
    if text.is_some() && millis.is_some() {
        let message = format!("give one of `{}` and `{}`", &at[1..], &within[1..]);
        return Err(Problem::invalid(within, message));
    }
    match (text, millis) {
        (Some(None), _) => Ok(Some(None)),
        (Some(Some(text)), _) => Ok(Some(Some(time(at, &text)?))),
        (None, Some(_)) => crate::submit::from_now(within, millis).map(Some),
        (None, None) => Ok(None),
    }
}
