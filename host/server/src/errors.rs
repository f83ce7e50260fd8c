//! Failures that are the same one: what people think of them, and retrying all jobs that failed so.

use axum::Json;
use axum::extract::{Path, Query, State};
use runner_model::{ErrorState, ProcessorName};
use runner_store::{ErrorGroup, ErrorId};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::app::App;
use crate::body::{OptionalBody, named, parsed};
use crate::problem::Problem;
use crate::verbs::{Retry, retried};
use crate::view::{List, time};

/// How many groups are listed unless the client says, and at the most.
const PAGE: usize = 100;
const MOST: usize = 1_000;

type Answer<T> = Result<Json<T>, Problem>;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ErrorsQuery {
    state: Option<String>,
    processor: Option<String>,
    page_size: Option<usize>,
}

pub(crate) async fn list(
    State(app): State<App>,
    Query(query): Query<ErrorsQuery>,
) -> Answer<List<Value>> {
    let state: Option<ErrorState> = query
        .state
        .as_deref()
        .map(|text| parsed("state", text))
        .transpose()?;
    let processor: Option<ProcessorName> = query
        .processor
        .as_deref()
        .map(|text| named("processor", text))
        .transpose()?;
    let most = query.page_size.unwrap_or(PAGE).clamp(1, MOST);
    let groups = app.engine.store().errors(state, processor, most).await?;
    Ok(Json(List {
        items: groups.iter().map(view).collect(),
        next_page_token: None,
    }))
}

fn view(group: &ErrorGroup) -> Value {
    json!({
        "id": group.id.to_string(),
        "processor": group.processor,
        "code": group.code,
        "pattern": group.pattern,
        "state": group.state,
        "count": group.count,
        "first_at": time(group.first_at),
        "last_at": time(group.last_at),
        "reopened": group.reopened,
        "first_version": group.first_version,
        "last_version": group.last_version,
        "example": {"job_id": group.example, "message": group.message},
    })
}

async fn set(app: &App, id: &str, state: ErrorState) -> Answer<Value> {
    let id: ErrorId = id.parse()?;
    Ok(Json(view(
        &app.engine.store().set_error_state(id, state).await?,
    )))
}

/// Nobody wants to hear of it.
pub(crate) async fn mute(State(app): State<App>, Path(id): Path<String>) -> Answer<Value> {
    set(&app, &id, ErrorState::Muted).await
}

/// It should not come again; if it does, it is open again.
pub(crate) async fn resolve(State(app): State<App>, Path(id): Path<String>) -> Answer<Value> {
    set(&app, &id, ErrorState::Resolved).await
}

/// It is to be looked at.
pub(crate) async fn open(State(app): State<App>, Path(id): Path<String>) -> Answer<Value> {
    set(&app, &id, ErrorState::Open).await
}

/// Retries all jobs that failed so and are failed still.
pub(crate) async fn retry(
    State(app): State<App>,
    Path(id): Path<String>,
    OptionalBody(retry): OptionalBody<Retry>,
) -> Answer<Value> {
    let id: ErrorId = id.parse()?;
    if retry.latest {
        return Ok(Json(retried(&app.engine.retry_error_on_latest(id).await?)));
    }
    let retried = app.engine.retry_error(id).await?;
    Ok(Json(json!({ "retried": retried })))
}
