//! Queues: how they stand, their brakes, their limits, and clearing them.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, State};
use runner_model::{LimitKey, QueueName, Rate, StateName, Timestamp};
use runner_store::{Clean, KeyChange, KeyView, QueueChange, QueueView, SeenChange, StoreError};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::{IntoParams, ToSchema};

use crate::app::App;
use crate::body::{Body, OptionalBody, duration, found, named, nullable, parsed};
use crate::page;
use crate::problem::Problem;
use crate::query::Query;
use crate::seen::{IfMatch, IfMatchHeader, Tagged};
use crate::shape;
use crate::view::{List, by_state, time};

/// What the tokens of pages are of.
const LIST: &str = "queues";
const KEYS: &str = "keys";

type Answer<T> = Result<Json<T>, Problem>;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct QueuesQuery {
    #[param(nullable = false)]
    paused: Option<bool>,
    /// Words in the name.
    #[param(nullable = false)]
    q: Option<String>,
    /// How many on a page: all of them unless said, and never more than 500 then.
    #[param(nullable = false, minimum = 0)]
    page_size: Option<usize>,
    #[param(nullable = false, value_type = Option<shape::PageToken>)]
    page_token: Option<String>,
}

/// List queues
///
/// A queue is there from its first job on, or from when it was changed.
#[utoipa::path(
    get, path = "/queues", operation_id = "list_queues", tag = "queues",
    params(QueuesQuery),
    responses((status = 200, description = "All of them, or a page", body = List<QueueShown>)),
)]
pub(crate) async fn list(
    State(app): State<App>,
    Query(query): Query<QueuesQuery>,
) -> Answer<List<QueueShown>> {
    let mut queues = app.engine.store().queues().await?;
    queues.retain(|queue| {
        page::is_as(query.paused, queue.is_paused)
            && page::has_words(query.q.as_deref(), &[Some(queue.name.as_str())])
    });
    let which = (query.page_size, query.page_token.as_deref());
    let found = page::of_all(LIST, queues, |queue| queue.name.to_string(), which)?;
    let since = app.engine.store().waiting_since(None).await?;
    Ok(Json(found.map(|queue| view(&queue, &since, &app))))
}

/// Show a queue
#[utoipa::path(
    get, path = "/queues/{name}", operation_id = "get_queue", tag = "queues",
    responses((status = 200, description = "The queue", body = QueueShown)),
)]
pub(crate) async fn show(
    State(app): State<App>,
    Path(name): Path<String>,
) -> Result<Tagged<QueueShown>, Problem> {
    tagged(&app, &found("queue", &name)?).await
}

async fn one(app: &App, name: &QueueName) -> Answer<QueueShown> {
    let Tagged(_, view) = tagged(app, name).await?;
    Ok(Json(view))
}

async fn tagged(app: &App, name: &QueueName) -> Result<Tagged<QueueShown>, Problem> {
    let queues = app.engine.store().queues().await?;
    let queue = queues
        .iter()
        .find(|queue| queue.name == *name)
        .ok_or_else(|| StoreError::NoQueue(name.clone()))?;
    let since = app.engine.store().waiting_since(Some(name.clone())).await?;
    Ok(Tagged(queue.version(), view(queue, &since, app)))
}

/// A queue.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Queue)]
pub(crate) struct QueueShown {
    #[schema(value_type = shape::Name)]
    name: QueueName,
    /// Whether it gives no jobs for now.
    paused: bool,
    #[schema(value_type = shape::JobCounts)]
    jobs: Map<String, Value>,
    /// Since when the job is ready that has waited the longest of those that could begin now, but for slots and limits.
    /// Of a queue with over 10 000 limit keys it is of some of them.
    #[schema(value_type = Option<shape::Time>)]
    oldest_ready_at: Option<String>,
    /// How many jobs it gives in its turn.
    weight: u32,
    /// How many of its jobs may run at once; as many as there are slots if null.
    concurrency: Option<u32>,
    /// How many slots this node has.
    slots: usize,
    /// How often one of its jobs may begin.
    #[schema(value_type = Option<shape::Rate>)]
    rate: Option<Rate>,
    /// How many jobs of one limit key may run at once, unless that key has a number of its own.
    key_concurrency: Option<u32>,
    /// How often a job of one limit key may begin, unless that key has a rate of its own.
    #[schema(value_type = Option<shape::Rate>)]
    key_rate: Option<Rate>,
    /// When a job of it may begin again, if its rate lets none begin now.
    #[schema(value_type = Option<shape::Time>)]
    next_token_at: Option<String>,
}

fn view(queue: &QueueView, since: &BTreeMap<QueueName, Timestamp>, app: &App) -> QueueShown {
    let settings = &queue.settings;
    QueueShown {
        name: queue.name.clone(),
        paused: queue.is_paused,
        jobs: by_state(|state| queue.counts.get(&state).copied().unwrap_or(0)),
        oldest_ready_at: since.get(&queue.name).copied().map(time),
        weight: settings.weight,
        concurrency: settings.concurrency,
        slots: app.engine.slots(),
        rate: settings.rate,
        key_concurrency: settings.key_concurrency,
        key_rate: settings.key_rate,
        next_token_at: queue.next_token_at.map(time),
    }
}

/// Pause a queue
///
/// It gives no jobs any more; what runs goes on.
#[utoipa::path(
    post, path = "/queues/{name}/pause", operation_id = "pause_queue", tag = "queues",
    responses((status = 200, description = "The queue as it is now", body = QueueShown)),
)]
pub(crate) async fn pause(State(app): State<App>, Path(name): Path<String>) -> Answer<QueueShown> {
    let name = found("queue", &name)?;
    app.engine
        .store()
        .pause_queue(QueueName::clone(&name))
        .await?;
    one(&app, &name).await
}

/// Let a queue go on
#[utoipa::path(
    post, path = "/queues/{name}/resume", operation_id = "resume_queue", tag = "queues",
    responses((status = 200, description = "The queue as it is now", body = QueueShown)),
)]
pub(crate) async fn resume(State(app): State<App>, Path(name): Path<String>) -> Answer<QueueShown> {
    let name = found("queue", &name)?;
    app.engine
        .store()
        .resume_queue(QueueName::clone(&name))
        .await?;
    one(&app, &name).await
}

/// Cancel all jobs of a queue that wait
///
/// And those that are paused; what runs goes on.
#[utoipa::path(
    post, path = "/queues/{name}/drain", operation_id = "drain_queue", tag = "queues",
    responses((status = 200, description = "How many were cancelled", body = Drained)),
)]
pub(crate) async fn drain(State(app): State<App>, Path(name): Path<String>) -> Answer<Drained> {
    let cancelled = app.engine.drain_queue(&found("queue", &name)?).await?;
    Ok(Json(Drained { cancelled }))
}

/// How many jobs were cancelled.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Drained {
    cancelled: usize,
}

/// How many jobs were deleted.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Cleaned {
    deleted: usize,
}

/// Which jobs are deleted.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"states": ["completed"], "older_than": "7d"}))]
pub(crate) struct CleanBody {
    /// `completed`, `failed` and `cancelled`; all three if none is given.
    #[serde(default)]
    states: Vec<String>,
    /// Those that ended so long ago; all if it is left out.
    #[schema(value_type = Option<shape::Duration>)]
    older_than: Option<Value>,
}

/// Delete jobs of a queue that ended
#[utoipa::path(
    post, path = "/queues/{name}/clean", operation_id = "clean_queue", tag = "queues",
    request_body = Option<CleanBody>,
    responses((status = 200, description = "How many were deleted", body = Cleaned)),
)]
pub(crate) async fn clean(
    State(app): State<App>,
    Path(name): Path<String>,
    OptionalBody(body): OptionalBody<CleanBody>,
) -> Answer<Cleaned> {
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
    Ok(Json(Cleaned { deleted }))
}

/// What to change about a queue. Null is: as by default.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = QueueChanges, example = json!({"concurrency": 4, "rate": "10/s burst 20"}))]
pub(crate) struct QueueBody {
    /// How many jobs it gives in its turn, from 1.
    #[schema(minimum = 1)]
    weight: Option<u32>,
    /// How many of its jobs may run at once.
    #[serde(default, deserialize_with = "nullable")]
    #[schema(value_type = Option<u32>, minimum = 1)]
    concurrency: Option<Option<u32>>,
    /// How often one of its jobs may begin.
    #[serde(default, deserialize_with = "nullable")]
    #[schema(value_type = Option<shape::Rate>)]
    rate: Option<Option<String>>,
    /// How many jobs of one limit key may run at once.
    #[serde(default, deserialize_with = "nullable")]
    #[schema(value_type = Option<u32>, minimum = 1)]
    key_concurrency: Option<Option<u32>>,
    /// How often a job of one limit key may begin.
    #[serde(default, deserialize_with = "nullable")]
    #[schema(value_type = Option<shape::Rate>)]
    key_rate: Option<Option<String>>,
}

/// Change a queue
///
/// What is left out stays as it is. A queue that there is not is made.
#[utoipa::path(
    patch, path = "/queues/{name}", operation_id = "change_queue", tag = "queues",
    params(IfMatchHeader),
    request_body = QueueBody,
    responses(
        (status = 200, description = "The queue as it is now", body = QueueShown),
        (status = 412, description = "`precondition_failed`: it is not as `If-Match` says"),
    ),
)]
pub(crate) async fn change(
    State(app): State<App>,
    Path(name): Path<String>,
    IfMatch(seen): IfMatch,
    Body(body): Body<QueueBody>,
) -> Result<Tagged<QueueShown>, Problem> {
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

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct KeysQuery {
    /// How many on a page: 50 unless said, and never more than 500.
    #[param(nullable = false, minimum = 0)]
    page_size: Option<usize>,
    #[param(nullable = false, value_type = Option<shape::PageToken>)]
    page_token: Option<String>,
}

/// List the limit keys of a queue
///
/// Those that jobs have which run or wait, and those with limits of their own; in the order of their names.
#[utoipa::path(
    get, path = "/queues/{name}/keys", operation_id = "list_keys", tag = "queues",
    params(KeysQuery),
    responses((status = 200, description = "A page of keys", body = List<KeyShown>)),
)]
pub(crate) async fn keys(
    State(app): State<App>,
    Path(name): Path<String>,
    Query(query): Query<KeysQuery>,
) -> Answer<List<KeyShown>> {
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
        items: keys.into_iter().map(key_view).collect(),
    }))
}

/// Show a limit key of a queue
///
/// One that nobody has set and of which nothing runs is as the queue says for all keys.
#[utoipa::path(
    get, path = "/queues/{name}/keys/{key}", operation_id = "get_key", tag = "queues",
    responses((status = 200, description = "The key", body = KeyShown)),
)]
pub(crate) async fn key(
    State(app): State<App>,
    Path((name, key)): Path<(String, String)>,
) -> Result<Tagged<KeyShown>, Problem> {
    let name: QueueName = found("queue", &name)?;
    let key: LimitKey = found("limit key", &key)?;
    tagged_key(&app, name, key).await
}

async fn tagged_key(
    app: &App,
    queue: QueueName,
    key: LimitKey,
) -> Result<Tagged<KeyShown>, Problem> {
    let key = app.engine.store().key(queue, key).await?;
    Ok(Tagged(key.version(), key_view(key)))
}

/// A limit key of a queue.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LimitKey)]
pub(crate) struct KeyShown {
    #[schema(value_type = String)]
    key: LimitKey,
    /// How many of its jobs run.
    running: u64,
    /// How many may: its own number, or the queue's for all keys.
    concurrency: Option<u32>,
    /// How often one may begin: its own rate, or the queue's for all keys.
    #[schema(value_type = Option<shape::Rate>)]
    rate: Option<Rate>,
    /// When a job of it may begin again, if its rate lets none begin now.
    #[schema(value_type = Option<shape::Time>)]
    next_token_at: Option<String>,
}

fn key_view(key: KeyView) -> KeyShown {
    KeyShown {
        key: key.key,
        running: key.running,
        concurrency: key.concurrency,
        rate: key.rate,
        next_token_at: key.next_token_at.map(time),
    }
}

/// What to change about a limit key. Null is: as the queue says for all keys.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = KeyChanges, example = json!({"concurrency": 1}))]
pub(crate) struct KeyBody {
    /// How many of its jobs may run at once.
    #[serde(default, deserialize_with = "nullable")]
    #[schema(value_type = Option<u32>, minimum = 1)]
    concurrency: Option<Option<u32>>,
    /// How often one of its jobs may begin.
    #[serde(default, deserialize_with = "nullable")]
    #[schema(value_type = Option<shape::Rate>)]
    rate: Option<Option<String>>,
}

/// Change the limits of a limit key
///
/// What is left out stays as it is.
#[utoipa::path(
    patch, path = "/queues/{name}/keys/{key}", operation_id = "change_key", tag = "queues",
    params(IfMatchHeader),
    request_body = KeyBody,
    responses(
        (status = 200, description = "The key as it is now", body = KeyShown),
        (status = 412, description = "`precondition_failed`: it is not as `If-Match` says"),
    ),
)]
pub(crate) async fn change_key(
    State(app): State<App>,
    Path((name, key)): Path<(String, String)>,
    IfMatch(seen): IfMatch,
    Body(body): Body<KeyBody>,
) -> Result<Tagged<KeyShown>, Problem> {
    let name: QueueName = named("/name", &name)?;
    let key: LimitKey = named("/key", &key)?;
    let mut changes = Vec::new();
    changes.extend(body.concurrency.map(KeyChange::Concurrency));
    changes.extend(rate("/rate", body.rate)?.map(KeyChange::Rate));
    if changes.is_empty() {
        return Err(Problem::bad_request(
            "nothing to change: give concurrency or rate",
        ));
    }
    let store = app.engine.store();
    match seen {
        None => store.change_key(name.clone(), key.clone(), changes).await?,
        Some(seen) => {
            let change = SeenChange::Key(name.clone(), key.clone(), changes);
            store.change_seen(change, seen).await?;
        }
    }
    tagged_key(&app, name, key).await
}

fn rate(path: &str, given: Option<Option<String>>) -> Result<Option<Option<Rate>>, Problem> {
    match given {
        None => Ok(None),
        Some(None) => Ok(Some(None)),
        Some(Some(text)) => parsed(path, &text).map(|rate| Some(Some(rate))),
    }
}
