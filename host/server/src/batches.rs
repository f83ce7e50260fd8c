//! Batches: many jobs submitted, watched and controlled as one.

use axum::extract::{FromRequest as _, Path, Query, Request, State};
use axum::http::{StatusCode, header};
use axum::{Extension, Json};
use runner_engine::BatchDocument;
use runner_model::BatchId;
use runner_store::{Batch, PageToken};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::app::App;
use crate::audit::Made;
use crate::auth::Caller;
use crate::body::{Body, Keyed, OptionalBody, nullable};
use crate::jobs::{self, ListQuery};
use crate::lines;
use crate::problem::Problem;
use crate::verbs::{Retry, retried};
use crate::view::{List, raw, time};

/// How many batches a page has unless the client says, and at the most.
const PAGE: usize = 50;
const MOST_PER_PAGE: usize = 500;

type Answer<T> = Result<Json<T>, Problem>;

pub(crate) fn view(batch: &Batch) -> Value {
    json!({
        "id": batch.id,
        "title": batch.title,
        "metadata": raw(batch.metadata.clone()),
        "created_by": batch.created_by,
        "state": batch.state.as_str(),
        "open": !batch.is_sealed,
        "max_parallel": batch.max_parallel,
        "counts": {
            "total": batch.total,
            "pending": batch.pending,
            "running": batch.running,
            "completed": batch.completed,
            "failed": batch.failed,
            "skipped": batch.skipped,
            "cancelled": batch.cancelled,
        },
        "then_job_id": batch.then,
        "created_at": time(batch.created_at),
        "finished_at": batch.finished_at.map(time),
    })
}

pub(crate) fn parse_id(text: &str) -> Result<BatchId, Problem> {
    text.parse().map_err(|_| {
        let shown: String = text.chars().take(64).collect();
        Problem::not_found(format!(
            "there is no batch {shown:?}: a batch's id is a UUID"
        ))
    })
}

/// A batch as one document, or as lines of JSON: the batch itself may be the first, as `{"batch": {…}}`, each other is
/// an item.
pub(crate) async fn create(
    State(app): State<App>,
    caller: Caller,
    request: Request,
) -> Result<(StatusCode, Extension<Made>, Json<Value>), Problem> {
    let kind = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let batch = if lines::are_lines(kind) {
        lines::receive(&app, &caller, request).await?
    } else {
        let Keyed(document, once) = Keyed::<BatchDocument>::from_request(request, &()).await?;
        let by = caller.submitter();
        app.engine.submit_batch(document, by, once).await?
    };
    let made = Extension(Made(batch.id.to_string()));
    Ok((StatusCode::CREATED, made, Json(view(&batch))))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PageQuery {
    page_size: Option<usize>,
    page_token: Option<String>,
}

pub(crate) async fn list(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<PageQuery>,
) -> Answer<List<Value>> {
    let most = query.page_size.unwrap_or(PAGE).clamp(1, MOST_PER_PAGE);
    let after: Option<PageToken> = query.page_token.as_deref().map(str::parse).transpose()?;
    let whose = caller.owner().map(str::to_owned);
    let page = app.engine.store().batches(whose, after, most).await?;
    Ok(Json(List {
        items: page.items.iter().map(view).collect(),
        next_page_token: page.next.map(|token| token.to_string()),
    }))
}

pub(crate) async fn show(State(app): State<App>, Path(id): Path<String>) -> Answer<Value> {
    Ok(Json(view(&app.engine.store().batch(parse_id(&id)?).await?)))
}

pub(crate) async fn items(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    Query(mut query): Query<ListQuery>,
) -> Answer<jobs::JobList> {
    app.engine.store().batch(parse_id(&id)?).await?;
    query.batch = Some(id);
    jobs::list(State(app), caller, Query(query)).await
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangeBody {
    #[serde(default, deserialize_with = "nullable")]
    max_parallel: Option<Option<u32>>,
}

pub(crate) async fn change(
    State(app): State<App>,
    Path(id): Path<String>,
    Body(body): Body<ChangeBody>,
) -> Answer<Value> {
    let id = parse_id(&id)?;
    let Some(most) = body.max_parallel else {
        return Err(Problem::bad_request("nothing to change: give max_parallel"));
    };
    let batch = app.engine.store().set_batch_parallel(id, most).await?;
    Ok(Json(view(&batch)))
}

pub(crate) async fn pause(State(app): State<App>, Path(id): Path<String>) -> Answer<Value> {
    let batch = app.engine.store().pause_batch(parse_id(&id)?).await?;
    Ok(Json(view(&batch)))
}

pub(crate) async fn resume(State(app): State<App>, Path(id): Path<String>) -> Answer<Value> {
    let batch = app.engine.store().resume_batch(parse_id(&id)?).await?;
    Ok(Json(view(&batch)))
}

pub(crate) async fn stop(State(app): State<App>, Path(id): Path<String>) -> Answer<Value> {
    let batch = app.engine.store().stop_batch(parse_id(&id)?).await?;
    Ok(Json(view(&batch)))
}

pub(crate) async fn retry_failed(
    State(app): State<App>,
    Path(id): Path<String>,
    OptionalBody(retry): OptionalBody<Retry>,
) -> Answer<Value> {
    let id = parse_id(&id)?;
    if retry.latest {
        return Ok(Json(retried(&app.engine.retry_batch_on_latest(id).await?)));
    }
    let retried = app.engine.retry_batch(id).await?;
    Ok(Json(json!({ "retried": retried })))
}

pub(crate) async fn delete(
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    app.engine.store().delete_batch(parse_id(&id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}
