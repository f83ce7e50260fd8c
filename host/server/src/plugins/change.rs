//! Which version runs, and what goes.

use axum::Json;
use axum::extract::{Path, State};
use runner_engine::RemovedPlugin;
use runner_model::{Digest, ProcessorName};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::view::{Code, Detail, VersionView};
use crate::app::App;
use crate::body::{Body, found, parsed};
use crate::problem::Problem;
use crate::shape;
use crate::view::time;

type Answer<T> = Result<Json<T>, Problem>;

/// The version that is to run.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Choice {
    #[schema(value_type = shape::Digest)]
    digest: String,
}

/// Let another version of a plugin run
///
/// Jobs that were submitted for a version keep it; new ones run on this one.
#[utoipa::path(
    post, path = "/plugins/{name}/activate", operation_id = "activate_plugin", tag = "plugins",
    request_body = Choice,
    responses(
        (status = 200, description = "The version, which runs now", body = VersionView),
        (status = 404, description = "`not_found`: there is no such plugin; `no_version`: it never had that version"),
        (status = 409, description = "`illegal_state`; `version_removed`"),
        (status = 410, description = "`version_removed`: it was removed; install it again"),
    ),
)]
pub(crate) async fn activate(
    State(app): State<App>,
    Path(name): Path<String>,
    Body(choice): Body<Choice>,
) -> Answer<VersionView> {
    let name: ProcessorName = found("plugin", &name)?;
    let digest: Digest = parsed("/digest", &choice.digest)?;
    let version = app.engine.activate_plugin(&name, digest).await?;
    Ok(Json(Code::of(&app).version(version, Detail::Brief)))
}

/// Go back to the version that ran before
#[utoipa::path(
    post, path = "/plugins/{name}/rollback", operation_id = "rollback_plugin", tag = "plugins",
    responses(
        (status = 200, description = "The version, which runs now", body = VersionView),
        (status = 409, description = "`no_previous`: there is none to go back to"),
        (status = 410, description = "`version_removed`: it was removed"),
    ),
)]
pub(crate) async fn rollback(
    State(app): State<App>,
    Path(name): Path<String>,
) -> Answer<VersionView> {
    let name: ProcessorName = found("plugin", &name)?;
    let version = app.engine.rollback_plugin(&name).await?;
    Ok(Json(Code::of(&app).version(version, Detail::Brief)))
}

/// Remove a plugin with all its versions
///
/// Jobs that wait for one of them fail when their turn comes; those that run go on.
#[utoipa::path(
    delete, path = "/plugins/{name}", operation_id = "remove_plugin", tag = "plugins",
    responses(
        (status = 200, description = "What was removed", body = RemovedView),
        (status = 409, description = "`built_in`: it comes with the server"),
    ),
)]
pub(crate) async fn remove(
    State(app): State<App>,
    Path(name): Path<String>,
) -> Answer<RemovedView> {
    let name: ProcessorName = found("plugin", &name)?;
    let removed = app.engine.remove_plugin(&name).await?;
    Ok(view(name, removed))
}

/// Remove a version of a plugin that does not run
#[utoipa::path(
    delete, path = "/plugins/{name}/versions/{digest}", operation_id = "remove_plugin_version", tag = "plugins",
    responses(
        (status = 200, description = "What was removed", body = RemovedView),
        (status = 404, description = "`not_found`: there is no such plugin; `no_version`: it never had that version"),
        (status = 409, description = "`version_active`: it is the one that runs"),
        (status = 410, description = "`version_removed`: it was removed before"),
    ),
)]
pub(crate) async fn remove_version(
    State(app): State<App>,
    Path((name, digest)): Path<(String, String)>,
) -> Answer<RemovedView> {
    let name: ProcessorName = found("plugin", &name)?;
    let digest: Digest = digest
        .parse()
        .map_err(|error: runner_model::ParseDigestError| Problem::bad_request(error.to_string()))?;
    let removed = app.engine.remove_plugin_version(&name, digest).await?;
    Ok(view(name, removed))
}

/// What was removed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Removed)]
pub(crate) struct RemovedView {
    #[schema(value_type = shape::Name)]
    name: ProcessorName,
    /// The versions, the newest first.
    #[schema(value_type = Vec<shape::Digest>)]
    removed: Vec<Digest>,
    #[schema(value_type = shape::Time)]
    removed_at: String,
    /// How many jobs wait for one of them, counted up to ten thousand: they fail when their turn comes.
    stranded_jobs: usize,
    /// A file in the plugins folder that it came from, and that is left there.
    file: Option<String>,
}

fn view(name: ProcessorName, removed: RemovedPlugin) -> Json<RemovedView> {
    Json(RemovedView {
        name,
        removed: removed.removed.versions,
        removed_at: time(removed.removed.at),
        stranded_jobs: removed.stranded_jobs,
        file: removed.file,
    })
}
