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

use crate::app::App;
use crate::audit::Made;
use crate::auth::Caller;
use crate::body::{Body, duration, found, named};
use crate::page;
use crate::problem::Problem;
use crate::query::Query;
use crate::view::{List, time};

/// What no rule is called, since the history of all has its place.
const HISTORY: &str = "history";

/// What the tokens of pages are of.
const TURNS: &str = "alert-history";

type Answer<T> = Result<Json<T>, Problem>;

/// A rule as a client asks for it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AlertBody {
    name: String,
    watch: Watched,
    /// For how long it must be over its line: `2m`, or milliseconds.
    r#for: Option<Value>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MuteBody {
    /// For how long: `8h`, or milliseconds; null to be told again.
    within: Value,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct HistoryQuery {
    page_size: Option<usize>,
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

pub(crate) async fn list(State(app): State<App>) -> Answer<List<Value>> {
    let alerts = app.engine.store().alerts().await?;
    Ok(Json(List {
        items: alerts.iter().map(view).collect(),
        next_page_token: None,
    }))
}

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

pub(crate) async fn show(State(app): State<App>, Path(name): Path<String>) -> Answer<Value> {
    let alert = app.engine.store().alert(found("alert", &name)?).await?;
    Ok(Json(view(&alert)))
}

pub(crate) async fn remove(
    State(app): State<App>,
    Path(name): Path<String>,
) -> Result<StatusCode, Problem> {
    let name: ScheduleName = found("alert", &name)?;
    app.engine.store().remove_alert(name).await?;
    Ok(StatusCode::NO_CONTENT)
}

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

pub(crate) async fn history(
    State(app): State<App>,
    Query(query): Query<HistoryQuery>,
) -> Answer<List<Value>> {
    turns(&app, None, query).await
}

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
