//! What somebody wants of one job: cancel, pause, resume, retry, promote, change, delete; and why it does not run.

use axum::Json;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use runner_engine::{PausedJob, Retried};
use runner_model::{JobId, Timestamp};
use runner_store::{About, JobChange, SeenChange};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use serde_json::{Value, json};

use crate::app::App;
use crate::body::OptionalBody;
use crate::explain::explanation;
use crate::problem::Problem;
use crate::seen::{IfMatch, Tagged};
use crate::submit::{Fingerprint, check_about, parse, priority, time};
use crate::view::{JobView, parse_id};

type Answer<T> = Result<Json<T>, Problem>;

pub(crate) async fn cancel(State(app): State<App>, Path(id): Path<String>) -> Answer<JobView> {
    let id = parse_id(&id)?;
    app.engine.cancel(id).await?;
    shown(&app, id).await
}

/// 200 once the job is paused, 202 while its attempt does not stand still yet.
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

pub(crate) async fn resume(State(app): State<App>, Path(id): Path<String>) -> Answer<JobView> {
    let id = parse_id(&id)?;
    app.engine.resume(id).await?;
    shown(&app, id).await
}

/// How a job runs again.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Retry {
    /// On the version of its plugin that is active now, instead of the one that it was submitted for.
    pub(crate) latest: bool,
}

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

/// What became of jobs that were retried on the version that is active now.
pub(crate) fn retried(retried: &Retried) -> Value {
    let example = retried
        .why
        .as_ref()
        .map(|(job, why)| json!({"job_id": job, "message": why}));
    json!({
        "retried": retried.count,
        "unfit": retried.unfit,
        "example": example,
    })
}

pub(crate) async fn promote(State(app): State<App>, Path(id): Path<String>) -> Answer<JobView> {
    let id = parse_id(&id)?;
    app.engine.promote(id).await?;
    shown(&app, id).await
}

pub(crate) async fn delete(
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    app.engine.delete(parse_id(&id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

pub(crate) async fn explain(State(app): State<App>, Path(id): Path<String>) -> Answer<Value> {
    let id = parse_id(&id)?;
    let explained = app.engine.explain(id).await?;
    Ok(Json(json!({
        "id": id.to_string(),
        "state": explained.state,
        "reasons": explained.reasons.iter().map(explanation).collect::<Vec<_>>(),
    })))
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
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Changes {
    priority: Option<Value>,
    #[serde(deserialize_with = "given")]
    run_at: Option<Option<String>>,
    delay_ms: Option<u64>,
    #[serde(deserialize_with = "given")]
    expires_at: Option<Option<String>>,
    expires_in_ms: Option<u64>,
    max_attempts: Option<u32>,
    #[serde(deserialize_with = "given")]
    title: Option<Option<String>>,
    #[serde(deserialize_with = "given")]
    description: Option<Option<String>>,
    #[serde(deserialize_with = "given")]
    tags: Option<Option<Vec<String>>>,
    #[serde(deserialize_with = "given")]
    metadata: Option<Option<Box<RawValue>>>,
}

/// Tells what is null from what is not there.
fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    from: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(from).map(Some)
}

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
