//! Batches: many jobs submitted, watched and controlled as one.

use axum::extract::{FromRequest as _, Path, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::{Extension, Json};
use runner_engine::BatchDocument;
use runner_model::BatchId;
use runner_store::{Batch, BatchFilter, BatchState, PageToken, SeenChange};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::app::App;
use crate::audit::Made;
use crate::auth::Caller;
use crate::body::{Body, Exact, Keyed, OptionalBody, nullable};
use crate::jobs::{self, ListQuery};
use crate::lines;
use crate::page;
use crate::problem::Problem;
use crate::query::Query;
use crate::seen::{IfMatch, Tagged};
use crate::submit::How;
use crate::verbs::{Retry, retried};
use crate::view::{List, moment, raw, time};

/// What the tokens of pages are of.
const LIST: &str = "batches";

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
    Query(how): Query<How>,
    request: Request,
) -> Result<Response, Problem> {
    let kind = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let are_lines = lines::are_lines(kind);
    if how.validate_only {
        let items = if are_lines {
            lines::look(&app, &caller, request).await?
        } else {
            let Exact(document) = Exact::<BatchDocument>::from_request(request, &()).await?;
            let by = caller.submitter();
            app.engine.would_submit_batch(document, by).await? as u64
        };
        return Ok(Json(json!({ "validate_only": true, "items": items })).into_response());
    }
    let batch = if are_lines {
        lines::receive(&app, &caller, request).await?
    } else {
        let Keyed(document, once) = Keyed::<BatchDocument>::from_request(request, &()).await?;
        let by = caller.submitter();
        app.engine.submit_batch(document, by, once).await?
    };
    let made = Extension(Made(batch.id.to_string()));
    Ok((StatusCode::CREATED, made, Json(view(&batch))).into_response())
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct BatchesQuery {
    state: Option<String>,
    created_by: Option<String>,
    created_from: Option<String>,
    created_before: Option<String>,
    /// Words in the title.
    q: Option<String>,
    page_size: Option<usize>,
    page_token: Option<String>,
}

impl BatchesQuery {
    fn filter(self) -> Result<BatchFilter, Problem> {
        let state = match self.state.as_deref() {
            None => None,
            Some(name) => Some(BatchState::from_name(name).ok_or_else(|| {
                Problem::bad_request("state: write running, paused, stopped or done")
            })?),
        };
        Ok(BatchFilter {
            created_by: self.created_by,
            state,
            created_from: moment("created_from", self.created_from)?,
            created_before: moment("created_before", self.created_before)?,
            text: self.q,
        })
    }
}

/// A page of batches.
#[derive(Debug, Serialize)]
pub(crate) struct BatchList {
    #[serde(flatten)]
    list: List<Value>,
    /// The page looked at as many as one may: the next goes on.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    bound_reached: bool,
}

pub(crate) async fn list(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<BatchesQuery>,
) -> Answer<BatchList> {
    let most = page::size(query.page_size);
    let after: Option<PageToken> = page::after(LIST, query.page_token.as_deref())?;
    let mut filter = query.filter()?;
    if let Some(owner) = caller.owner() {
        if filter.created_by.as_deref().is_some_and(|by| by != owner) {
            // Others' batches are not there.
            return Ok(Json(BatchList {
                list: List::none(),
                bound_reached: false,
            }));
        }
        filter.created_by = Some(owner.to_owned());
    }
    let found = app.engine.store().batches(filter, after, most).await?;
    Ok(Json(BatchList {
        list: List {
            items: found.items.iter().map(view).collect(),
            next_page_token: found.next.map(|next| page::token(LIST, next)),
        },
        bound_reached: found.is_cut_short,
    }))
}

pub(crate) async fn show(
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Tagged<Value>, Problem> {
    Ok(tagged(&app.engine.store().batch(parse_id(&id)?).await?))
}

fn tagged(batch: &Batch) -> Tagged<Value> {
    Tagged(batch.version(), view(batch))
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
    IfMatch(seen): IfMatch,
    Body(body): Body<ChangeBody>,
) -> Result<Tagged<Value>, Problem> {
    let id = parse_id(&id)?;
    let Some(most) = body.max_parallel else {
        return Err(Problem::bad_request("nothing to change: give max_parallel"));
    };
    let store = app.engine.store();
    match seen {
        None => drop(store.set_batch_parallel(id, most).await?),
        Some(seen) => store.change_seen(SeenChange::Batch(id, most), seen).await?,
    }
    Ok(tagged(&store.batch(id).await?))
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
