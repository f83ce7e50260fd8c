//! Everything at once: paused, and let go again.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::problem::Problem;

/// Whether everything is paused.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Everything {
    paused: bool,
    /// How many jobs run on this node.
    running_here: usize,
}

/// Pause everything
///
/// No queue gives jobs any more; what runs goes on.
#[utoipa::path(
    post, path = "/pause", operation_id = "pause_everything", tag = "queues",
    responses((status = 200, description = "Everything is paused", body = Everything)),
)]
pub(crate) async fn pause(State(app): State<App>) -> Result<Json<Everything>, Problem> {
    app.engine.store().pause_everything().await?;
    said(&app).await
}

/// Let everything go on
///
/// The queues give jobs again that are not paused themselves.
#[utoipa::path(
    post, path = "/resume", operation_id = "resume_everything", tag = "queues",
    responses((status = 200, description = "Nothing is paused but what is by itself", body = Everything)),
)]
pub(crate) async fn resume(State(app): State<App>) -> Result<Json<Everything>, Problem> {
    app.engine.store().resume_everything().await?;
    said(&app).await
}

async fn said(app: &App) -> Result<Json<Everything>, Problem> {
    let paused = app.engine.store().is_everything_paused().await?;
    let running_here = app.engine.running().len();
    Ok(Json(Everything {
        paused,
        running_here,
    }))
}
