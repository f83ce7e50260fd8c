//! Alerts: rules made, seen, muted and removed, and how they turned.

use std::time::Duration;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::{Extension, Json};
use runner_engine::{AlertDraft, AlertError};
use runner_model::{ScheduleName, Watched};
use runner_store::{Alert, AlertTurn, PageToken};
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};

use crate::app::App;
use crate::audit::Made;
use crate::auth::Caller;
use crate::body::{Body, duration, found, named};
use crate::page;
use crate::problem::Problem;
use crate::query::Query;
use crate::shape;
use crate::shape::answers::{AlertShown, AlertTurned};
use crate::view::{List, time};

/// What no rule is called, since the history of all has its place.
const HISTORY: &str = "history";

/// What the tokens of pages are of.
const TURNS: &str = "alert-history";

type Answer<T> = Result<Json<T>, Problem>;

/// A rule as a client asks for it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewAlert, example = json!({"name": "mail-waits", "watch": {"kind": "backlog", "above": 100, "queue": "mail"}, "for": "2m"}))]
pub(crate) struct AlertBody {
    #[schema(value_type = shape::Name)]
    name: String,
    /// What it watches, by its `kind`: `failed_jobs`, `failure_rate`, `backlog`, `backlog_age`, `no_worker`, `disk_free`, `cpu`,
    /// `memory`, `stuck_job` or `schedule_missed`.
    #[schema(value_type = Object)]
    watch: Watched,
    /// For how long it must be over its line; a day at the most.
    #[schema(value_type = Option<shape::Duration>)]
    r#for: Option<Value>,
}

/// For how long nobody is told.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Mute, example = json!({"within": "8h"}))]
pub(crate) struct MuteBody {
    /// For how long; null to be told again.
    #[schema(value_type = Option<shape::Duration>)]
    within: Value,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct HistoryQuery {
    /// How many on a page: 50 unless said, and never more than 500.
    #[param(nullable = false, minimum = 0)]
    page_size: Option<usize>,
    #[param(nullable = false, value_type = Option<shape::PageToken>)]
    page_token: Option<String>,
}

impl From<AlertError> for Problem {
    fn from(error: AlertError) -> Self {
        match error {
            AlertError::Rule(error) => Self::invalid("/watch", error.to_string()),
            AlertError::Hold => Self::invalid("/for", "at most a day"),
            AlertError::Store(error) => error.into(),
        }
    }
}

/// List alerts
///
/// In the order of their names.
#[utoipa::path(
    get, path = "/alerts", operation_id = "list_alerts", tag = "alerts",
    responses((status = 200, description = "All of them", body = List<AlertShown>)),
)]
pub(crate) async fn list(State(app): State<App>) -> Answer<List<Value>> {
    let alerts = app.engine.store().alerts().await?;
    Ok(Json(List {
        items: alerts.iter().map(view).collect(),
        next_page_token: None,
    }))
}

/// Add an alert
///
/// When it begins to fire, and when it does no more, is an event `alert`.
#[utoipa::path(
    post, path = "/alerts", operation_id = "create_alert", tag = "alerts",
    request_body = AlertBody,
    responses(
        (status = 201, description = "The alert", body = AlertShown),
        (status = 409, description = "`exists`: there is one of that name"),
    ),
)]
pub(crate) async fn create(
    State(app): State<App>,
    caller: Caller,
    Body(body): Body<AlertBody>,
) -> Result<(StatusCode, Extension<Made>, Json<Value>), Problem> {
    let name: ScheduleName = named("/name", &body.name)?;
    if name.as_str() == HISTORY {
        return Err(Problem::invalid("/name", "give it another name"));
    }
    let hold = match &body.r#for {
        Some(hold) => duration("/for", hold)?,
        None => Duration::ZERO,
    };
    let draft = AlertDraft {
        name,
        watched: body.watch,
        hold,
        by: Some(caller.name().to_owned()),
    };
    let alert = app.engine.add_alert(draft).await?;
    let made = Extension(Made(alert.name.to_string()));
    Ok((StatusCode::CREATED, made, Json(view(&alert))))
}

/// Show an alert
#[utoipa::path(
    get, path = "/alerts/{name}", operation_id = "get_alert", tag = "alerts",
    responses((status = 200, description = "The alert", body = AlertShown)),
)]
pub(crate) async fn show(State(app): State<App>, Path(name): Path<String>) -> Answer<Value> {
    let alert = app.engine.store().alert(found("alert", &name)?).await?;
    Ok(Json(view(&alert)))
}

/// Remove an alert
///
/// How it turned stays.
#[utoipa::path(
    delete, path = "/alerts/{name}", operation_id = "remove_alert", tag = "alerts",
    responses((status = 204, description = "It is gone")),
)]
pub(crate) async fn remove(
    State(app): State<App>,
    Path(name): Path<String>,
) -> Result<StatusCode, Problem> {
    let name: ScheduleName = found("alert", &name)?;
    app.engine.store().remove_alert(name).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Have nobody told of an alert for a while
#[utoipa::path(
    post, path = "/alerts/{name}/mute", operation_id = "mute_alert", tag = "alerts",
    request_body = MuteBody,
    responses((status = 200, description = "The alert as it is now", body = AlertShown)),
)]
pub(crate) async fn mute(
    State(app): State<App>,
    Path(name): Path<String>,
    Body(body): Body<MuteBody>,
) -> Answer<Value> {
    let name: ScheduleName = found("alert", &name)?;
    let within = match &body.within {
        Value::Null => None,
        within => Some(duration("/within", within)?),
    };
    Ok(Json(view(&app.engine.mute_alert(name, within).await?)))
}

/// List how alerts turned
///
/// The newest first.
#[utoipa::path(
    get, path = "/alerts/history", operation_id = "list_alert_history", tag = "alerts",
    params(HistoryQuery),
    responses((status = 200, description = "A page of turns", body = List<AlertTurned>)),
)]
pub(crate) async fn history(
    State(app): State<App>,
    Query(query): Query<HistoryQuery>,
) -> Answer<List<Value>> {
    turns(&app, None, query).await
}

/// List how an alert turned
///
/// The newest first, also of one that was removed.
#[utoipa::path(
    get, path = "/alerts/{name}/history", operation_id = "list_history_of_alert", tag = "alerts",
    params(HistoryQuery),
    responses((status = 200, description = "A page of turns", body = List<AlertTurned>)),
)]
pub(crate) async fn history_of_one(
    State(app): State<App>,
    Path(name): Path<String>,
    Query(query): Query<HistoryQuery>,
) -> Answer<List<Value>> {
    let name: ScheduleName = found("alert", &name)?;
    let list = turns(&app, Some(name.clone()), query).await?;
    // Of one that was removed there may be some still.
    if list.0.items.is_empty() {
        app.engine.store().alert(name).await?;
    }
    Ok(list)
}

async fn turns(app: &App, name: Option<ScheduleName>, query: HistoryQuery) -> Answer<List<Value>> {
    let most = page::size(query.page_size);
    let after: Option<PageToken> = page::after(TURNS, query.page_token.as_deref())?;
    let found = app.engine.store().alert_turns(name, after, most).await?;
    Ok(Json(List {
        items: found.items.iter().map(turn).collect(),
        next_page_token: found.next.map(|next| page::token(TURNS, next)),
    }))
}

fn view(alert: &Alert) -> Value {
    json!({
        "name": alert.name,
        "watch": alert.watched,
        "for_ms": u64::try_from(alert.hold.as_millis()).unwrap_or(u64::MAX),
        "state": alert.state,
        "since": time(alert.since),
        "message": alert.said,
        "muted_until": alert.muted_until.map(time),
        "created_at": time(alert.created_at),
        "created_by": alert.created_by,
    })
}

fn turn(turn: &AlertTurn) -> Value {
    json!({
        "alert": turn.name,
        "at": time(turn.at),
        "state": if turn.fires { "firing" } else { "recovered" },
        "message": turn.said,
        "muted": turn.is_muted,
    })
}
