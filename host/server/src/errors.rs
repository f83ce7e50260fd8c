//! Failures that are the same one: what people think of them, and retrying all jobs that failed so.

use axum::Json;
use axum::extract::{Path, State};
use runner_model::{ErrorState, FailureCode, JobId, ProcessorName};
use runner_store::{ErrorGroup, ErrorId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::app::App;
use crate::body::{OptionalBody, named, parsed};
use crate::problem::Problem;
use crate::query::Query;
use crate::shape;
use crate::verbs::{RetriedView, Retry};
use crate::view::{List, time};

/// How many groups are listed unless the client says, and at the most.
const PAGE: usize = 100;
const MOST: usize = 1_000;

type Answer<T> = Result<Json<T>, Problem>;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ErrorsQuery {
    #[param(nullable = false, value_type = Option<shape::ErrorStateName>)]
    state: Option<String>,
    #[param(nullable = false, value_type = Option<shape::Name>)]
    processor: Option<String>,
    /// How many: 100 unless said, and never more than 1 000.
    #[param(nullable = false, minimum = 0)]
    page_size: Option<usize>,
}
/// List failures that are the same one
///
/// The one that came last first.
#[utoipa::path(
    get, path = "/errors", operation_id = "list_errors", tag = "errors",
    params(ErrorsQuery),
    responses(
        (status = 200, description = "All of them, or as many as were asked for", body = List<ErrorView>),
        (status = 422, description = "`invalid`: there is no such state, or no such name"),
    ),
)]
pub(crate) async fn list(
    State(app): State<App>,
    Query(query): Query<ErrorsQuery>,
) -> Answer<List<ErrorView>> {
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
        items: groups.into_iter().map(view).collect(),
        next_page_token: None,
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
