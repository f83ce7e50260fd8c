//! Whether the node lives and is ready, for whoever watches it. No token is needed.

use axum::Json;
use axum::extract::State;
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
/// It is once its store answers.
#[utoipa::path(
    get, path = "/readyz", operation_id = "get_readiness", tag = "health",
    responses(
        (status = 200, description = "It is", body = Health),
        (status = 503, description = "`stopping`: it stops"),
        (status = 500, description = "`internal`: its store does not answer"),
    ),
)]
pub(crate) async fn ready(State(app): State<App>) -> Result<Json<Health>, Problem> {
    app.engine.store().counts().await?;
    Ok(Json(Health { status: "ready" }))
}
