//! Whether the node lives and is ready, for whoever watches it. No token is needed.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use runner_engine::NotReady;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::problem::Problem;

/// How the node is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Health {
    /// `ok` or `ready`.
    status: &'static str,
}

/// Say whether the server lives
#[utoipa::path(
    get, path = "/healthz", operation_id = "get_health", tag = "health",
    responses((status = 200, description = "It does", body = Health)),
)]
pub(crate) async fn live() -> Json<Health> {
    Json(Health { status: "ok" })
}

/// Say whether the server is ready
///
/// It is while it runs jobs, and its store answers and is written to.
#[utoipa::path(
    get, path = "/readyz", operation_id = "get_readiness", tag = "health",
    responses(
        (status = 200, description = "It is", body = Health),
        (status = 503, description = "`not_ready`: it stops, or cannot write to its store"),
        (status = 500, description = "`internal`: its store does not answer"),
    ),
)]
pub(crate) async fn ready(State(app): State<App>) -> Result<Json<Health>, Problem> {
    app.engine.readiness()?;
    app.engine.store().counts().await?;
    Ok(Json(Health { status: "ready" }))
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
