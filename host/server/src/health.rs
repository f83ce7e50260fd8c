//! Whether the node lives and is ready, for whoever watches it. No token is needed.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use runner_engine::NotReady;
use serde_json::{Value, json};

use crate::app::App;
use crate::problem::Problem;

pub(crate) async fn live() -> Json<Value> {
    Json(json!({ "status": "ok" }))
}

/// Ready is a node that runs jobs, and whose store answers and is written to.
pub(crate) async fn ready(State(app): State<App>) -> Result<Json<Value>, Problem> {
    app.engine.readiness()?;
    app.engine.store().counts().await?;
    Ok(Json(json!({ "status": "ready" })))
}

impl From<NotReady> for Problem {
    fn from(why: NotReady) -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "not_ready",
            why.to_string(),
        )
    }
}
