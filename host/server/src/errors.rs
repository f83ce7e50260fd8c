//! Failures that are the same one: what people think of them, and retrying all jobs that failed so.

use axum::Json;
use axum::extract::{Path, State};
use runner_model::ErrorState;
use runner_store::{ErrorFilter, ErrorGroup, ErrorId, ErrorPlace};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::app::App;
use crate::body::{OptionalBody, named, parsed};
use crate::page;
use crate::problem::Problem;
use crate::query::Query;
use crate::verbs::{Retry, retried};
use crate::view::{List, time};

/// What the tokens of pages are of.
const LIST: &str = "errors";

type Answer<T> = Result<Json<T>, Problem>;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ErrorsQuery {
    state: Option<String>,
    processor: Option<String>,
    code: Option<String>,
    /// Words in the last message.
    q: Option<String>,
    page_size: Option<usize>,
    page_token: Option<String>,
}

impl ErrorsQuery {
    fn filter(self) -> Result<ErrorFilter, Problem> {
        let state = self.state.map(|text| parsed("state", &text)).transpose()?;
        let processor = self
            .processor
            .map(|text| named("processor", &text))
            .transpose()?;
        let code = self.code.map(|text| parsed("code", &text)).transpose()?;
        Ok(ErrorFilter {
            state,
            processor,
            code,
            text: self.q,
        })
    }
}

pub(crate) async fn list(
    State(app): State<App>,
    Query(query): Query<ErrorsQuery>,
) -> Answer<List<Value>> {
    let most = page::size(query.page_size);
    let after: Option<ErrorPlace> = page::after(LIST, query.page_token.as_deref())?;
    let filter = query.filter()?;
    let mut groups = app.engine.store().errors(filter, after, most + 1).await?;
    let is_more = groups.len() > most;
    groups.truncate(most);
    let place = |last: &ErrorGroup| ErrorPlace {
        last_at: last.last_at,
        id: last.id,
    };
    Ok(Json(List {
        items: groups.iter().map(view).collect(),
        next_page_token: groups
            .last()
            .filter(|_| is_more)
            .map(|last| page::token(LIST, place(last))),
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
