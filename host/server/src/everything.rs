//! Everything at once: paused, and let go again.

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use crate::app::App;
use crate::problem::Problem;

/// No queue gives jobs any more, and what runs goes on.
pub(crate) async fn pause(State(app): State<App>) -> Result<Json<Value>, Problem> {
    app.engine.store().pause_everything().await?;
    said(&app).await
}

/// The queues give jobs again that are not paused themselves.
pub(crate) async fn resume(State(app): State<App>) -> Result<Json<Value>, Problem> {
    app.engine.store().resume_everything().await?;
    said(&app).await
}

async fn said(app: &App) -> Result<Json<Value>, Problem> {
    let paused = app.engine.store().is_everything_paused().await?;
    let running = app.engine.running().len();
    Ok(Json(json!({ "paused": paused, "running_here": running })))
}
