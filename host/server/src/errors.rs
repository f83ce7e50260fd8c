//! Failures that are the same one: what people think of them, and retrying all jobs that failed so.

use axum::Json;
use axum::extract::{Path, State};
use runner_model::{ErrorState, FailureCode, JobId, ProcessorName};
use runner_store::{ErrorFilter, ErrorGroup, ErrorId, ErrorPlace};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::app::App;
use crate::body::{OptionalBody, named, parsed};
use crate::page;
use crate::problem::Problem;
use crate::query::Query;
use crate::shape;
use crate::verbs::{RetriedView, Retry};
use crate::view::{List, time};

/// What the tokens of pages are of.
const LIST: &str = "errors";

type Answer<T> = Result<Json<T>, Problem>;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ErrorsQuery {
    #[param(nullable = false, value_type = Option<shape::ErrorStateName>)]
    state: Option<String>,
    #[param(nullable = false, value_type = Option<shape::Name>)]
    processor: Option<String>,
    #[param(nullable = false, value_type = Option<shape::FailureName>)]
    code: Option<String>,
    /// Words in the last message.
    #[param(nullable = false)]
    q: Option<String>,
    /// How many on a page: 50 unless said, and never more than 500.
    #[param(nullable = false, minimum = 0)]
    page_size: Option<usize>,
    #[param(nullable = false, value_type = Option<shape::PageToken>)]
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

/// List failures that are the same one
///
/// The one that came last first.
#[utoipa::path(
    get, path = "/errors", operation_id = "list_errors", tag = "errors",
    params(ErrorsQuery),
    responses(
        (status = 200, description = "A page of them", body = List<ErrorView>),
        (status = 422, description = "`invalid`: there is no such state, or no such name"),
    ),
)]
pub(crate) async fn list(
    State(app): State<App>,
    Query(query): Query<ErrorsQuery>,
) -> Answer<List<ErrorView>> {
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
        next_page_token: groups
            .last()
            .filter(|_| is_more)
            .map(|last| page::token(LIST, place(last))),
        items: groups.into_iter().map(view).collect(),
    }))
}

/// Failures that are the same one: of one processor, with one code, and the same message but for numbers and ids.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ErrorGroup)]
pub(crate) struct ErrorView {
    id: String,
    #[schema(value_type = shape::Name)]
    processor: ProcessorName,
    #[schema(value_type = shape::FailureName)]
    code: FailureCode,
    /// The message, without numbers and ids.
    pattern: String,
    #[schema(value_type = shape::ErrorStateName)]
    state: ErrorState,
    /// How often it came.
    count: u64,
    #[schema(value_type = shape::Time)]
    first_at: String,
    #[schema(value_type = shape::Time)]
    last_at: String,
    /// How often it came again after it was resolved.
    reopened: u64,
    /// The version of the plugin that it came from first.
    first_version: Option<String>,
    /// The version of the plugin that it came from last.
    last_version: Option<String>,
    example: ErrorExample,
    /// How often it came in each of the last 24 hours of the clock, the oldest first; the last is the one that is not over.
    last_hours: Vec<u64>,
}

/// The last job that failed so; it may have been deleted.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ErrorExample {
    #[schema(value_type = shape::JobId)]
    job_id: JobId,
    message: String,
}

fn view(group: ErrorGroup) -> ErrorView {
    ErrorView {
        id: group.id.to_string(),
        processor: group.processor,
        code: group.code,
        pattern: group.pattern,
        state: group.state,
        count: group.count,
        first_at: time(group.first_at),
        last_at: time(group.last_at),
        reopened: group.reopened,
        first_version: group.first_version,
        last_version: group.last_version,
        example: ErrorExample {
            job_id: group.example,
            message: group.message,
        },
        last_hours: group.last_hours,
    }
}

async fn set(app: &App, id: &str, state: ErrorState) -> Answer<ErrorView> {
    let id: ErrorId = id.parse()?;
    Ok(Json(view(
        app.engine.store().set_error_state(id, state).await?,
    )))
}

/// Mute a failure
///
/// Nobody wants to hear of it.
#[utoipa::path(
    post, path = "/errors/{id}/mute", operation_id = "mute_error", tag = "errors",
    responses((status = 200, description = "As it is now", body = ErrorView)),
)]
pub(crate) async fn mute(State(app): State<App>, Path(id): Path<String>) -> Answer<ErrorView> {
    set(&app, &id, ErrorState::Muted).await
}

/// Mark a failure as resolved
///
/// It should not come again; if it does, it is open again.
#[utoipa::path(
    post, path = "/errors/{id}/resolve", operation_id = "resolve_error", tag = "errors",
    responses((status = 200, description = "As it is now", body = ErrorView)),
)]
pub(crate) async fn resolve(State(app): State<App>, Path(id): Path<String>) -> Answer<ErrorView> {
    set(&app, &id, ErrorState::Resolved).await
}

/// Open a failure again
///
/// It is to be looked at.
#[utoipa::path(
    post, path = "/errors/{id}/open", operation_id = "open_error", tag = "errors",
    responses((status = 200, description = "As it is now", body = ErrorView)),
)]
pub(crate) async fn open(State(app): State<App>, Path(id): Path<String>) -> Answer<ErrorView> {
    set(&app, &id, ErrorState::Open).await
}

/// Run all jobs again that failed so
///
/// Those that are failed still; each on the version of its plugin that it was submitted for, or with `"latest": true` on the one
/// that is active now.
#[utoipa::path(
    post, path = "/errors/{id}/retry", operation_id = "retry_error", tag = "errors",
    request_body = Option<Retry>,
    responses(
        (status = 200, description = "How many run again", body = RetriedView),
        (status = 409, description = "`illegal_state`; `version_removed`; `duplicate`: another job has the unique key of one"),
    ),
)]
pub(crate) async fn retry(
    State(app): State<App>,
    Path(id): Path<String>,
    OptionalBody(retry): OptionalBody<Retry>,
) -> Answer<RetriedView> {
    let id: ErrorId = id.parse()?;
    Ok(Json(if retry.latest {
        app.engine.retry_error_on_latest(id).await?.into()
    } else {
        app.engine.retry_error(id).await?.into()
    }))
}
