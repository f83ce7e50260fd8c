//! Queues: how they stand, their brakes, their limits, and clearing them.

use axum::Json;
use axum::extract::{Path, State};
use runner_model::{LimitKey, QueueName, Rate, StateName};
use runner_store::{Clean, KeyChange, KeyView, QueueChange, QueueView, SeenChange, StoreError};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::app::App;
use crate::body::{Body, OptionalBody, duration, found, named, nullable, parsed};
use crate::page;
use crate::problem::Problem;
use crate::query::Query;
use crate::seen::{IfMatch, Tagged};
use crate::view::{List, time};

/// What the tokens of pages are of.
const LIST: &str = "queues";
const KEYS: &str = "keys";

type Answer<T> = Result<Json<T>, Problem>;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct QueuesQuery {
    paused: Option<bool>,
    /// Words in the name.
    q: Option<String>,
    page_size: Option<usize>,
    page_token: Option<String>,
}

pub(crate) async fn list(
    State(app): State<App>,
    Query(query): Query<QueuesQuery>,
) -> Answer<List<Value>> {
    let mut queues = app.engine.store().queues().await?;
    queues.retain(|queue| {
        page::is_as(query.paused, queue.is_paused)
            && page::has_words(query.q.as_deref(), &[Some(queue.name.as_str())])
    });
    let which = (query.page_size, query.page_token.as_deref());
    let found = page::of_all(LIST, queues, |queue| queue.name.to_string(), which)?;
    Ok(Json(found.map(|queue| view(&queue, &app))))
}

pub(crate) async fn show(
    State(app): State<App>,
    Path(name): Path<String>,
) -> Result<Tagged<Value>, Problem> {
    tagged(&app, &found("queue", &name)?).await
}

async fn one(app: &App, name: &QueueName) -> Answer<Value> {
    let Tagged(_, view) = tagged(app, name).await?;
    Ok(Json(view))
}

async fn tagged(app: &App, name: &QueueName) -> Result<Tagged<Value>, Problem> {
    let queues = app.engine.store().queues().await?;
    let queue = queues
        .iter()
        .find(|queue| queue.name == *name)
        .ok_or_else(|| StoreError::NoQueue(name.clone()))?;
    Ok(Tagged(queue.version(), view(queue, app)))
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
    IfMatch(seen): IfMatch,
    Body(body): Body<QueueBody>,
) -> Result<Tagged<Value>, Problem> {
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
    let store = app.engine.store();
    match seen {
        None => drop(store.change_queue(name.clone(), changes).await?),
        Some(seen) => {
            let change = SeenChange::Queue(name.clone(), changes);
            store.change_seen(change, seen).await?;
        }
    }
    tagged(&app, &name).await
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
    let most = page::size(query.page_size);
    // A page begins after the last key of the one before.
    let after = page::after::<String>(KEYS, query.page_token.as_deref())?
        .map(LimitKey::try_from)
        .transpose()
        .map_err(|error| Problem::bad_request(error.to_string()))?;
    let keys = app.engine.store().keys(name, after, most).await?;
    let next = keys.last().filter(|_| keys.len() == most);
    Ok(Json(List {
        next_page_token: next.map(|last| page::token(KEYS, &last.key)),
        items: keys.iter().map(key_view).collect(),
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
