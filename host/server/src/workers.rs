//! The node that runs jobs: its slots, who runs what in them since when, and how many there are.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use runner_engine::{NotReady, Running, Slot};
use runner_model::{JobId, ProcessorName, QueueName};
use runner_store::{StoreError, Version};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::app::App;
use crate::body::Body;
use crate::problem::Problem;
use crate::seen::{IfMatch, IfMatchHeader, Tagged};
use crate::shape;
use crate::view::{List, time};

/// List the nodes that run jobs
#[utoipa::path(
    get, path = "/workers", operation_id = "list_workers", tag = "workers",
    responses((status = 200, description = "All of them", body = List<WorkerView>)),
)]
pub(crate) async fn list(State(app): State<App>) -> Result<Json<List<WorkerView>>, Problem> {
    Ok(Json(List {
        items: vec![view(&app)],
        next_page_token: None,
    }))
}

/// Show a node
#[utoipa::path(
    get, path = "/workers/{node}", operation_id = "get_worker", tag = "workers",
    responses((status = 200, description = "The node", body = WorkerView)),
)]
pub(crate) async fn show(
    State(app): State<App>,
    Path(node): Path<String>,
) -> Result<Tagged<WorkerView>, Problem> {
    check(&app, &node)?;
    Ok(tagged(&app))
}

/// What is to be changed about a node.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WorkerChanges, example = json!({"slots": 8}))]
pub(crate) struct NodeBody {
    /// How many jobs it runs at once, from 1 to what it has room for.
    #[schema(minimum = 1)]
    slots: usize,
}

/// Change how many jobs a node runs at once
///
/// What runs goes on, also if there are fewer slots then. It holds until the node starts again.
#[utoipa::path(
    patch, path = "/workers/{node}", operation_id = "change_worker", tag = "workers",
    params(IfMatchHeader),
    request_body = NodeBody,
    responses(
        (status = 200, description = "The node as it is now", body = WorkerView),
        (status = 412, description = "`precondition_failed`: it is not as `If-Match` says"),
    ),
)]
pub(crate) async fn change(
    State(app): State<App>,
    Path(node): Path<String>,
    IfMatch(seen): IfMatch,
    Body(body): Body<NodeBody>,
) -> Result<Tagged<WorkerView>, Problem> {
    check(&app, &node)?;
    let is_seen = |slots| {
        seen.as_ref()
            .is_none_or(|seen| seen.contains(&Version::of_slots(&node, slots)))
    };
    let is_set = app.engine.set_slots_if(body.slots, is_seen);
    if !is_set.map_err(|error| Problem::invalid("/slots", error.to_string()))? {
        return Err(StoreError::NotAsSeen { kind: "worker" }.into());
    }
    Ok(tagged(&app))
}

/// Its tag is of its number of slots alone.
fn tagged(app: &App) -> Tagged<WorkerView> {
    let shown = view(app);
    Tagged(Version::of_slots(&shown.node, shown.slots), shown)
}

fn check(app: &App, node: &str) -> Result<(), Problem> {
    if node == app.engine.node() {
        return Ok(());
    }
    let shown: String = node.chars().take(64).collect();
    let own = app.engine.node();
    let detail = format!("there is no worker {shown:?}; this one is {own:?}");
    Err(Problem::new(StatusCode::NOT_FOUND, "not_found", detail))
}

/// A node that runs jobs.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Worker)]
pub(crate) struct WorkerView {
    node: String,
    /// The version of the program.
    version: &'static str,
    /// `running`; `stopping`: it takes no more jobs; `no_lease`: its store has not heard of it in time, and whatever it runs
    /// may run elsewhere.
    state: &'static str,
    #[schema(value_type = shape::Time)]
    started_at: String,
    /// When its store last heard that it lives: every 5 seconds.
    #[schema(value_type = shape::Time)]
    heartbeat_at: String,
    /// When others take what it runs, unless its store hears of it before.
    #[schema(value_type = shape::Time)]
    lease_ends_at: String,
    /// How many jobs it runs at once.
    slots: usize,
    /// How many slots are taken.
    busy: usize,
    /// Jobs that it completed since it started.
    completed: u64,
    /// Jobs that failed for good on it since it started.
    failed: u64,
    each: Vec<SlotView>,
}

/// A slot of a node.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Slot)]
pub(crate) struct SlotView {
    /// Which, from 1.
    slot: usize,
    completed: u64,
    failed: u64,
    /// What runs in it.
    job: Option<JobInSlot>,
}

/// What runs in a slot.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct JobInSlot {
    #[schema(value_type = shape::JobId)]
    id: JobId,
    attempt: u32,
    #[schema(value_type = shape::Name)]
    processor: ProcessorName,
    #[schema(value_type = shape::Name)]
    queue: QueueName,
    #[schema(value_type = shape::Time)]
    since: String,
    /// What it has used so far; null just before it begins and just after it ended.
    usage: Option<UsageSoFar>,
}

/// What an attempt has used so far.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UsageSoFar {
    /// To one interval of the accounting, 100 million.
    fuel: u64,
    peak_memory_bytes: u64,
    wall_ms: u64,
}

fn view(app: &App) -> WorkerView {
    let slots = app.engine.slot_list();
    let sum = |of: fn(&Slot) -> u64| slots.iter().map(of).sum::<u64>();
    let pulse = app.engine.pulse();
    WorkerView {
        node: app.engine.node().to_owned(),
        version: env!("CARGO_PKG_VERSION"),
        state: match app.engine.readiness() {
            Ok(()) => "running",
            Err(NotReady::Stopping) => "stopping",
            Err(NotReady::NoLease) => "no_lease",
        },
        started_at: time(pulse.started_at),
        heartbeat_at: time(pulse.heartbeat_at),
        lease_ends_at: time(pulse.lease_ends),
        slots: app.engine.slots(),
        busy: slots.iter().filter(|slot| slot.running.is_some()).count(),
        completed: sum(|slot| slot.completed),
        failed: sum(|slot| slot.failed),
        each: slots.iter().map(|slot| slot_view(app, slot)).collect(),
    }
}

fn slot_view(app: &App, slot: &Slot) -> SlotView {
    let job = slot.running.as_ref().map(|running| JobInSlot {
        id: running.job,
        attempt: running.attempt,
        processor: running.processor.clone(),
        queue: running.queue.clone(),
        since: time(running.started_at),
        usage: used(app, running),
    });
    SlotView {
        slot: slot.number,
        completed: slot.completed,
        failed: slot.failed,
        job,
    }
}

fn used(app: &App, running: &Running) -> Option<UsageSoFar> {
    let (attempt, usage) = app.engine.usage_so_far(running.job)?;
    (attempt == running.attempt).then_some(UsageSoFar {
        fuel: usage.fuel.0,
        peak_memory_bytes: usage.peak_memory_bytes.0,
        wall_ms: usage.wall_ms,
    })
}
