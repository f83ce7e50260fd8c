//! The node that runs jobs: its slots, who runs what in them since when, and how many there are.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use runner_engine::Slot;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::app::App;
use crate::body::Body;
use crate::problem::Problem;
use crate::view::{List, time};

pub(crate) async fn list(State(app): State<App>) -> Result<Json<List<Value>>, Problem> {
    Ok(Json(List {
        items: vec![view(&app)],
        next_page_token: None,
    }))
}

pub(crate) async fn show(
    State(app): State<App>,
    Path(node): Path<String>,
) -> Result<Json<Value>, Problem> {
    check(&app, &node)?;
    Ok(Json(view(&app)))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NodeBody {
    slots: usize,
}

pub(crate) async fn change(
    State(app): State<App>,
    Path(node): Path<String>,
    Body(body): Body<NodeBody>,
) -> Result<Json<Value>, Problem> {
    check(&app, &node)?;
    app.engine
        .set_slots(body.slots)
        .map_err(|error| Problem::invalid("/slots", error.to_string()))?;
    Ok(Json(view(&app)))
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

fn view(app: &App) -> Value {
    let slots = app.engine.slot_list();
    let sum = |of: fn(&Slot) -> u64| slots.iter().map(of).sum::<u64>();
    json!({
        "node": app.engine.node(),
        "version": env!("CARGO_PKG_VERSION"),
        "slots": app.engine.slots(),
        "busy": slots.iter().filter(|slot| slot.running.is_some()).count(),
        "completed": sum(|slot| slot.completed),
        "failed": sum(|slot| slot.failed),
        "each": slots.iter().map(slot_view).collect::<Vec<_>>(),
    })
}

fn slot_view(slot: &Slot) -> Value {
    let job = slot.running.as_ref().map(|running| {
        json!({
            "id": running.job,
            "attempt": running.attempt,
            "processor": running.processor,
            "queue": running.queue,
            "since": time(running.started_at),
        })
    });
    json!({"slot": slot.number, "completed": slot.completed, "failed": slot.failed, "job": job})
}
