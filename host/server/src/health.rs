//! Whether the node lives and is ready, for whoever watches it. No token is needed.

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use crate::app::App;
use crate::problem::Problem;

pub(crate) async fn live() -> Json<Value> {
    Json(json!({ "status": "ok" }))
}

/// Ready is a node whose store answers.
pub(crate) async fn ready(State(app): State<App>) -> Result<Json<Value>, Problem> {
    app.engine.store().counts().await?;
    Ok(Json(json!({ "status": "ready" })))
}
