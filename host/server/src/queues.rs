//! Queues: how they stand, their brakes, their limits, and clearing them.

use axum::Json;
use axum::extract::{Path, Query, State};
use runner_model::{LimitKey, QueueName, Rate, StateName};
use runner_store::{Clean, KeyChange, KeyView, QueueChange, QueueView, StoreError};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::app::App;
use crate::body::{Body, OptionalBody, duration, found, named, nullable, parsed};
use crate::problem::Problem;
use crate::view::{List, time};

/// How many keys a page has unless the client says, and at the most.
const PAGE: usize = 50;
const MOST_PER_PAGE: usize = 500;

type Answer<T> = Result<Json<T>, Problem>;

pub(crate) async fn list(State(app): State<App>) -> Answer<List<Value>> {
    let queues = app.engine.store().queues().await?;
    Ok(Json(List {
        items: queues.iter().map(|queue| view(queue, &app)).collect(),
        next_page_token: None,
    }))
}

pub(crate) async fn show(State(app): State<App>, Path(name): Path<String>) -> Answer<Value> {
    one(&app, &found("queue", &name)?).await
}

async fn one(app: &App, name: &QueueName) -> Answer<Value> {
    let queues = app.engine.store().queues().await?;
    let queue = queues
        .iter()
        .find(|queue| queue.name == *name)
        .ok_or_else(|| StoreError::NoQueue(name.clone()))?;
    Ok(Json(view(queue, app)))
}

fn view(queue: &QueueView, app: &App) -> Value {
    let jobs: Map<String, Value> = StateName::ALL
        .iter()
        .map(|state| {
            let count = queue.counts.get(state).copied().unwrap_or(0);
            (state.to_string(), count.into())
        })
        .collect();
    let settings = &queue.settings;
    json!({
        "name": queue.name,
        "paused": queue.is_paused,
        "jobs": jobs,
        "weight": settings.weight,
        "concurrency": settings.concurrency,
        "slots": app.engine.slots(),
        "rate": settings.rate,
        "key_concurrency": settings.key_concurrency,
        "key_rate": settings.key_rate,
        "next_token_at": queue.next_token_at.map(time),
    })
}

pub(crate) async fn pause(State(app): State<App>, Path(name): Path<String>) -> Answer<Value> {
    let name = found("queue", &name)?;
    app.engine
        .store()
        .pause_queue(QueueName::clone(&name))
        .await?;
    one(&app, &name).await
}

pub(crate) async fn resume(State(app): State<App>, Path(name): Path<String>) -> Answer<Value> {
    let name = found("queue", &name)?;
    app.engine
        .store()
        .resume_queue(QueueName::clone(&name))
        .await?;
    one(&app, &name).await
}

pub(crate) async fn drain(State(app): State<App>, Path(name): Path<String>) -> Answer<Value> {
    let cancelled = app.engine.drain_queue(&found("queue", &name)?).await?;
    Ok(Json(json!({ "cancelled": cancelled })))
}

/// Which jobs are deleted.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CleanBody {
    #[serde(default)]
    states: Vec<String>,
    older_than: Option<Value>,
}

pub(crate) async fn clean(
    State(app): State<App>,
    Path(name): Path<String>,
    OptionalBody(body): OptionalBody<CleanBody>,
) -> Answer<Value> {
    let name: QueueName = found("queue", &name)?;
    // A queue that there is not has nothing to delete, and a name may be misspelt.
    drop(one(&app, &name).await?);
    let mut states = Vec::new();
    for (index, text) in body.states.iter().enumerate() {
        let path = format!("/states/{index}");
        let state: StateName = parsed(&path, text)?;
        if !state.is_end() {
            let message = format!(
                "jobs that are {state} are not deleted: write completed, failed or cancelled"
            );
            return Err(Problem::invalid(&path, message));
        }
        states.push(state);
    }
    let older_than = match &body.older_than {
        Some(value) => duration("/older_than", value)?,
        None => std::time::Duration::ZERO,
    };
    let which = Clean {
        queue: Some(name),
        states,
        older_than,
    };
    let deleted = app.engine.clean(&which).await?;
    Ok(Json(json!({ "deleted": deleted })))
}

/// What to change about a queue. Null is: as by default.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct QueueBody {
    weight: Option<u32>,
    #[serde(default, deserialize_with = "nullable")]
    concurrency: Option<Option<u32>>,
    #[serde(default, deserialize_with = "nullable")]
    rate: Option<Option<String>>,
    #[serde(default, deserialize_with = "nullable")]
    key_concurrency: Option<Option<u32>>,
    #[serde(default, deserialize_with = "nullable")]
    key_rate: Option<Option<String>>,
}

pub(crate) async fn change(
    State(app): State<App>,
    Path(name): Path<String>,
    Body(body): Body<QueueBody>,
) -> Answer<Value> {
    let name: QueueName = named("/name", &name)?;
    let mut changes = Vec::new();
    changes.extend(body.weight.map(QueueChange::Weight));
    changes.extend(body.concurrency.map(QueueChange::Concurrency));
    changes.extend(rate("/rate", body.rate)?.map(QueueChange::Rate));
    changes.extend(body.key_concurrency.map(QueueChange::KeyConcurrency));
    changes.extend(rate("/key_rate", body.key_rate)?.map(QueueChange::KeyRate));
    if changes.is_empty() {
        return Err(Problem::bad_request(
            "nothing to change: give weight, concurrency, rate, key_concurrency or key_rate",
        ));
    }
    app.engine
        .store()
        .change_queue(name.clone(), changes)
        .await?;
    one(&app, &name).await
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct KeysQuery {
    page_size: Option<usize>,
    page_token: Option<String>,
}

pub(crate) async fn keys(
    State(app): State<App>,
    Path(name): Path<String>,
    Query(query): Query<KeysQuery>,
) -> Answer<List<Value>> {
    let name = found("queue", &name)?;
    let most = query.page_size.unwrap_or(PAGE).clamp(1, MOST_PER_PAGE);
    // A page begins after the last key of the one before.
    let after: Option<LimitKey> = query
        .page_token
        .map(LimitKey::try_from)
        .transpose()
        .map_err(|error| Problem::bad_request(error.to_string()))?;
    let keys = app.engine.store().keys(name, after, most).await?;
    let next = keys.last().filter(|_| keys.len() == most);
    Ok(Json(List {
        items: keys.iter().map(key_view).collect(),
        next_page_token: next.map(|last| last.key.to_string()),
    }))
}

fn key_view(key: &KeyView) -> Value {
    json!({
        "key": key.key,
        "running": key.running,
        "concurrency": key.concurrency,
        "rate": key.rate,
        "next_token_at": key.next_token_at.map(time),
    })
}

/// What to change about a limit key. Null is: as the queue says for all keys.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct KeyBody {
    #[serde(default, deserialize_with = "nullable")]
    concurrency: Option<Option<u32>>,
    #[serde(default, deserialize_with = "nullable")]
    rate: Option<Option<String>>,
}

pub(crate) async fn change_key(
    State(app): State<App>,
    Path((name, key)): Path<(String, String)>,
    Body(body): Body<KeyBody>,
) -> Answer<Value> {
    let name: QueueName = named("/name", &name)?;
    let key: LimitKey = named("/key", &key)?;
    let mut changes = Vec::new();
    changes.extend(body.concurrency.map(KeyChange::Concurrency));
    changes.extend(rate("/rate", body.rate.clone())?.map(KeyChange::Rate));
    if changes.is_empty() {
        return Err(Problem::bad_request(
            "nothing to change: give concurrency or rate",
        ));
    }
    app.engine
        .store()
        .change_key(name, key.clone(), changes)
        .await?;
    Ok(Json(json!({
        "key": key,
        "concurrency": body.concurrency.flatten(),
        "rate": body.rate.flatten(),
    })))
}

fn rate(path: &str, given: Option<Option<String>>) -> Result<Option<Option<Rate>>, Problem> {
    match given {
        None => Ok(None),
        Some(None) => Ok(Some(None)),
        Some(Some(text)) => parsed(path, &text).map(|rate| Some(Some(rate))),
    }
}
