//! Batches: many jobs submitted, watched and controlled as one.

use axum::extract::{FromRequest as _, Path, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::{Extension, Json};
use runner_engine::BatchDocument;
use runner_model::{BatchId, JobId};
use runner_store::{Batch, BatchFilter, BatchState, PageToken, SeenChange};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::{IntoParams, ToSchema};

use crate::app::App;
use crate::audit::Made;
use crate::auth::Caller;
use crate::body::{Body, Exact, Keyed, OptionalBody, nullable};
use crate::jobs::{self, ListQuery};
use crate::lines;
use crate::page;
use crate::problem::Problem;
use crate::query::Query;
use crate::seen::{IfMatch, IfMatchHeader, Tagged};
use crate::shape;
use crate::shape::model::BatchBody;
use crate::submit::{How, OnceHeader};
use crate::verbs::{RetriedView, Retry};
use crate::view::{moment, raw, time};

/// What the tokens of pages are of.
const LIST: &str = "batches";

type Answer<T> = Result<Json<T>, Problem>;

/// A batch.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Batch)]
pub(crate) struct BatchView {
    #[schema(value_type = shape::BatchId)]
    id: BatchId,
    title: Option<String>,
    /// Whatever whoever submitted it wrote here, any JSON.
    #[schema(value_type = Value)]
    metadata: Option<Box<RawValue>>,
    created_by: Option<String>,
    /// `running`, `paused`, `stopped` or `done`.
    state: &'static str,
    /// Whether more items may come.
    open: bool,
    /// How many of its items may be under way at once.
    max_parallel: Option<u32>,
    counts: BatchCounts,
    /// The job that runs once all items have ended.
    #[schema(value_type = Option<shape::JobId>)]
    then_job_id: Option<JobId>,
    #[schema(value_type = shape::Time)]
    created_at: String,
    #[schema(value_type = Option<shape::Time>)]
    finished_at: Option<String>,
}

/// How many items there are.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BatchCounts {
    total: u64,
    /// Those that wait, for whatever.
    pending: u64,
    running: u64,
    completed: u64,
    failed: u64,
    skipped: u64,
    cancelled: u64,
}

pub(crate) fn view(batch: &Batch) -> BatchView {
    BatchView {
        id: batch.id,
        title: batch.title.clone(),
        metadata: raw(batch.metadata.clone()),
        created_by: batch.created_by.clone(),
        state: batch.state.as_str(),
        open: !batch.is_sealed,
        max_parallel: batch.max_parallel,
        counts: BatchCounts {
            total: batch.total,
            pending: batch.pending,
            running: batch.running,
            completed: batch.completed,
            failed: batch.failed,
            skipped: batch.skipped,
            cancelled: batch.cancelled,
        },
        then_job_id: batch.then,
        created_at: time(batch.created_at),
        finished_at: batch.finished_at.map(time),
    }
}

/// A batch that was looked through, and of which nothing is kept.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BatchChecked {
    /// It is true.
    validate_only: bool,
    /// How many items it has.
    items: u64,
}

impl BatchChecked {
    pub(crate) const fn of(items: u64) -> Self {
        Self {
            validate_only: true,
            items,
        }
    }
}

pub(crate) fn parse_id(text: &str) -> Result<BatchId, Problem> {
    text.parse().map_err(|_| {
        let shown: String = text.chars().take(64).collect();
        Problem::not_found(format!(
            "there is no batch {shown:?}: a batch's id is a UUID"
        ))
    })
}

/// Submit a batch
///
/// As one document with at most 10 000 items, or as lines of JSON (`application/x-ndjson`) of any number: the first may be the
/// batch itself, as `{"batch": {…}}`, and each other one is an item, of at most 4 MiB. Items of a stream run while it is still being
/// sent, unless the request has an `Idempotency-Key`; when a line is wrong, the batch is stopped.
#[utoipa::path(
    post, path = "/batches", operation_id = "submit_batch", tag = "batches",
    params(How, OnceHeader),
    request_body(content((BatchBody = "application/json"), (String = "application/x-ndjson", example = json!("{\"batch\":{\"title\":\"January\",\"job\":{\"processor\":\"data-conversion\"}}}\n{\"params\":{\"from\":\"csv\",\"to\":\"jsonl\"},\"inputs\":{\"input\":{\"text\":\"id\\n1\\n\"}}}\n")))),
    responses(
        (status = 201, description = "The batch as it was taken", body = BatchView),
        (status = 200, description = "Of `validate_only`: it would be taken", body = BatchChecked),
        (status = 404, description = "`not_found`: an input is a blob that there is not, or there is no such template"),
        (status = 409, description = "`duplicate`: another job has the unique key of an item; `version_removed`; `illegal_state`"),
        (status = 413, description = "`too_large`: more than its ceiling"),
        (status = 422, description = "`invalid`; `invalid_params`; `invalid_inputs`; `unknown_processor`; `number_too_long`; `idempotency_key_reused`"),
    ),
)]
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
        return Ok(Json(BatchChecked::of(items)).into_response());
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

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct BatchesQuery {
    /// `running`, `paused`, `stopped` or `done`.
    #[param(nullable = false, pattern = "^(running|paused|stopped|done)$")]
    state: Option<String>,
    #[param(nullable = false)]
    created_by: Option<String>,
    /// Those made then or later.
    #[param(nullable = false, value_type = Option<shape::Time>)]
    created_from: Option<String>,
    /// Those made before then.
    #[param(nullable = false, value_type = Option<shape::Time>)]
    created_before: Option<String>,
    /// Words in the title.
    #[param(nullable = false)]
    q: Option<String>,
    /// How many on a page: 50 unless said, and never more than 500.
    #[param(nullable = false, minimum = 0)]
    page_size: Option<usize>,
    #[param(nullable = false, value_type = Option<shape::PageToken>)]
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
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BatchList {
    items: Vec<BatchView>,
    /// Where the next page begins, to be sent as `page_token`; null on the last.
    next_page_token: Option<String>,
    /// The page looked at as many as one may: the next goes on.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    bound_reached: bool,
}

impl BatchList {
    const fn none() -> Self {
        Self {
            items: Vec::new(),
            next_page_token: None,
            bound_reached: false,
        }
    }
}

/// List batches
///
/// The newest first. A submitter sees its own.
#[utoipa::path(
    get, path = "/batches", operation_id = "list_batches", tag = "batches",
    params(BatchesQuery),
    responses((status = 200, description = "A page of batches", body = BatchList)),
)]
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
            return Ok(Json(BatchList::none()));
        }
        filter.created_by = Some(owner.to_owned());
    }
    let found = app.engine.store().batches(filter, after, most).await?;
    Ok(Json(BatchList {
        items: found.items.iter().map(view).collect(),
        next_page_token: found.next.map(|next| page::token(LIST, next)),
        bound_reached: found.is_cut_short,
    }))
}

/// Show a batch
#[utoipa::path(
    get, path = "/batches/{id}", operation_id = "get_batch", tag = "batches",
    responses((status = 200, description = "The batch", body = BatchView)),
)]
pub(crate) async fn show(
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Tagged<BatchView>, Problem> {
    Ok(tagged(&app.engine.store().batch(parse_id(&id)?).await?))
}

fn tagged(batch: &Batch) -> Tagged<BatchView> {
    Tagged(batch.version(), view(batch))
}

/// List the items of a batch
///
/// Its jobs, the newest first. `batch` is not to be given.
#[utoipa::path(
    get, path = "/batches/{id}/items", operation_id = "list_batch_items", tag = "batches",
    params(ListQuery),
    responses((status = 200, description = "A page of jobs", body = jobs::JobList)),
)]
pub(crate) async fn items(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    Query(mut query): Query<ListQuery>,
) -> Answer<jobs::JobList> {
    app.engine.store().batch(parse_id(&id)?).await?;
    if query.batch.replace(id).is_some() {
        let detail = "batch: the batch is the one in the path; leave it out";
        return Err(Problem::bad_request(detail));
    }
    jobs::list(State(app), caller, Query(query)).await
}

/// What is to be changed about a batch.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = BatchChanges, example = json!({"max_parallel": 8}))]
pub(crate) struct ChangeBody {
    /// How many of its items may be under way at once; null: all.
    #[serde(default, deserialize_with = "nullable")]
    #[schema(value_type = Option<u32>, minimum = 1)]
    max_parallel: Option<Option<u32>>,
}

/// Change a batch
#[utoipa::path(
    patch, path = "/batches/{id}", operation_id = "change_batch", tag = "batches",
    params(IfMatchHeader),
    request_body = ChangeBody,
    responses(
        (status = 200, description = "The batch as it is now", body = BatchView),
        (status = 409, description = "`illegal_state`: it has ended"),
        (status = 412, description = "`precondition_failed`: it is not as `If-Match` says"),
    ),
)]
pub(crate) async fn change(
    State(app): State<App>,
    Path(id): Path<String>,
    IfMatch(seen): IfMatch,
    Body(body): Body<ChangeBody>,
) -> Result<Tagged<BatchView>, Problem> {
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

/// Pause a batch
///
/// No more of its items begin; those that run go on.
#[utoipa::path(
    post, path = "/batches/{id}/pause", operation_id = "pause_batch", tag = "batches",
    responses(
        (status = 200, description = "The batch as it is now", body = BatchView),
        (status = 409, description = "`illegal_state`: it has ended"),
    ),
)]
pub(crate) async fn pause(State(app): State<App>, Path(id): Path<String>) -> Answer<BatchView> {
    let batch = app.engine.store().pause_batch(parse_id(&id)?).await?;
    Ok(Json(view(&batch)))
}

/// Let a batch go on
#[utoipa::path(
    post, path = "/batches/{id}/resume", operation_id = "resume_batch", tag = "batches",
    responses(
        (status = 200, description = "The batch as it is now", body = BatchView),
        (status = 409, description = "`illegal_state`: it is not paused, or has ended"),
    ),
)]
pub(crate) async fn resume(State(app): State<App>, Path(id): Path<String>) -> Answer<BatchView> {
    let batch = app.engine.store().resume_batch(parse_id(&id)?).await?;
    Ok(Json(view(&batch)))
}

/// Stop a batch
///
/// Items that wait are cancelled; those that run go on. It takes no more.
#[utoipa::path(
    post, path = "/batches/{id}/stop", operation_id = "stop_batch", tag = "batches",
    responses(
        (status = 200, description = "The batch as it is now", body = BatchView),
        (status = 409, description = "`illegal_state`: it has ended"),
    ),
)]
pub(crate) async fn stop(State(app): State<App>, Path(id): Path<String>) -> Answer<BatchView> {
    let batch = app.engine.store().stop_batch(parse_id(&id)?).await?;
    Ok(Json(view(&batch)))
}

/// Run the failed items of a batch again
///
/// Each runs on the version of its plugin that it was submitted for, or with `"latest": true` on the one that is active now.
#[utoipa::path(
    post, path = "/batches/{id}/retry-failed", operation_id = "retry_batch", tag = "batches",
    request_body = Option<Retry>,
    responses(
        (status = 200, description = "How many run again", body = RetriedView),
        (status = 409, description = "`illegal_state`; `version_removed`; `duplicate`: another job has an item's unique key"),
    ),
)]
pub(crate) async fn retry_failed(
    State(app): State<App>,
    Path(id): Path<String>,
    OptionalBody(retry): OptionalBody<Retry>,
) -> Answer<RetriedView> {
    let id = parse_id(&id)?;
    Ok(Json(if retry.latest {
        app.engine.retry_batch_on_latest(id).await?.into()
    } else {
        app.engine.retry_batch(id).await?.into()
    }))
}

/// Delete a batch that ended
///
/// Its jobs stay.
#[utoipa::path(
    delete, path = "/batches/{id}", operation_id = "delete_batch", tag = "batches",
    responses(
        (status = 204, description = "It is gone"),
        (status = 409, description = "`illegal_state`: it has not ended: stop it first"),
    ),
)]
pub(crate) async fn delete(
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    app.engine.store().delete_batch(parse_id(&id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}
