//! Which version runs, and what goes.

use axum::Json;
use axum::extract::{Path, State};
use runner_engine::RemovedPlugin;
use runner_model::{Digest, ProcessorName};
use serde::Deserialize;
use serde_json::{Value, json};

use super::view::{Code, Detail};
use crate::app::App;
use crate::body::{Body, found, parsed};
use crate::problem::Problem;
use crate::view::time;

type Answer = Result<Json<Value>, Problem>;

/// The version that is to run.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Choice {
    digest: String,
}

pub(crate) async fn activate(
    State(app): State<App>,
    Path(name): Path<String>,
    Body(choice): Body<Choice>,
) -> Answer {
    let name: ProcessorName = found("plugin", &name)?;
    let digest: Digest = parsed("/digest", &choice.digest)?;
    let version = app.engine.activate_plugin(&name, digest).await?;
    Ok(Json(Code::of(&app).version(&version, Detail::Brief)))
}

pub(crate) async fn rollback(State(app): State<App>, Path(name): Path<String>) -> Answer {
    let name: ProcessorName = found("plugin", &name)?;
    let version = app.engine.rollback_plugin(&name).await?;
    Ok(Json(Code::of(&app).version(&version, Detail::Brief)))
}

/// Removes a plugin with all its versions.
pub(crate) async fn remove(State(app): State<App>, Path(name): Path<String>) -> Answer {
    let name: ProcessorName = found("plugin", &name)?;
    let removed = app.engine.remove_plugin(&name).await?;
    Ok(view(&name, &removed))
}

/// Removes a version that does not run.
pub(crate) async fn remove_version(
    State(app): State<App>,
    Path((name, digest)): Path<(String, String)>,
) -> Answer {
    let name: ProcessorName = found("plugin", &name)?;
    let digest: Digest = digest
        .parse()
        .map_err(|error: runner_model::ParseDigestError| Problem::bad_request(error.to_string()))?;
    let removed = app.engine.remove_plugin_version(&name, digest).await?;
    Ok(view(&name, &removed))
}

fn view(name: &ProcessorName, removed: &RemovedPlugin) -> Json<Value> {
    Json(json!({
        "name": name,
        "removed": removed.removed.versions,
        "removed_at": time(removed.removed.at),
        "stranded_jobs": removed.stranded_jobs,
        "file": removed.file,
    }))
}
