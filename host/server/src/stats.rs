//! How many jobs there are.

use axum::Json;
use axum::extract::State;
use runner_model::StateName;
use serde_json::{Map, Value, json};

use crate::app::App;
use crate::problem::Problem;

pub(crate) async fn show(State(app): State<App>) -> Result<Json<Value>, Problem> {
    let counts = app.engine.store().counts().await?;
    let jobs: Map<String, Value> = StateName::ALL
        .iter()
        .map(|state| (state.to_string(), counts.of(*state).into()))
        .collect();
    let queues: Map<String, Value> = counts
        .queues
        .iter()
        .map(|(queue, states)| {
            let states: Map<String, Value> = states
                .iter()
                .map(|(state, count)| (state.to_string(), (*count).into()))
                .collect();
            (queue.to_string(), Value::Object(states))
        })
        .collect();
    Ok(Json(
        json!({ "jobs": jobs, "queues": queues, "running_here": app.engine.running().len() }),
    ))
}
