//! Plugins: what there is, what was refused and why, and what is done with them.

mod change;
mod coming;
mod install;
mod view;

use axum::Json;
use axum::extract::{Path, State};
use runner_engine::{PluginError, RefusedFile};
use runner_model::{Limit, ProcessorName};
use serde::Serialize;
use serde_json::{Value, json};

pub(crate) use self::change::{activate, remove, remove_version, rollback};
pub(crate) use self::coming::wait;
pub(crate) use self::install::install;
use self::view::{Code, Detail};
use crate::app::App;
use crate::body::found;
use crate::problem::Problem;
use crate::view::{List, time};
use crate::{grants, limits};

/// The versions that were taken, and beside them what lies in the plugins folder and was not, what is being compiled,
/// and what code is in memory.
#[derive(Debug, Serialize)]
pub(crate) struct Plugins {
    #[serde(flatten)]
    taken: List<Value>,
    refused: Vec<Value>,
    #[serde(flatten)]
    code: Value,
}

pub(crate) async fn list(State(app): State<App>) -> Result<Json<Plugins>, Problem> {
    let versions = app.engine.store().plugin_versions().await?;
    let code = Code::of(&app);
    let items = versions
        .iter()
        .map(|version| code.version(version, Detail::Brief))
        .collect();
    let refused = app.engine.refused_files().iter().map(refused).collect();
    Ok(Json(Plugins {
        taken: List {
            items,
            next_page_token: None,
        },
        refused,
        code: code.all(),
    }))
}

pub(crate) async fn show(
    State(app): State<App>,
    Path(name): Path<String>,
) -> Result<Json<Value>, Problem> {
    let known: ProcessorName = found("plugin", &name)?;
    let Some(version) = app.engine.store().active_plugin(known.clone()).await? else {
        return Err(app.engine.no_such_plugin(&known).await?.into());
    };
    let code = Code::of(&app);
    let mut view = code.version(&version, Detail::Whole);
    view["compiling"] = code.compiling(|what| what == known.as_str());
    let grants = grants::view(&app.engine.plugin_grants(&known).await?);
    view["grants"] = grants["items"].clone();
    view["ungranted"] = grants["ungranted"].clone();
    view["limits"] = limits::view(&app.engine.limits(Some(&known)).await?);
    Ok(Json(view))
}

/// Every version that there was of a name, newest first.
pub(crate) async fn versions(
    State(app): State<App>,
    Path(name): Path<String>,
) -> Result<Json<List<Value>>, Problem> {
    let name: ProcessorName = found("plugin", &name)?;
    let versions = app.engine.store().versions_of(name.clone()).await?;
    if versions.is_empty() {
        return Err(app.engine.no_such_plugin(&name).await?.into());
    }
    let code = Code::of(&app);
    let items = versions
        .iter()
        .map(|version| code.version(version, Detail::Brief))
        .collect();
    Ok(Json(List {
        items,
        next_page_token: None,
    }))
}

/// How much the jobs of a processor keep for each other.
pub(crate) async fn cache(
    State(app): State<App>,
    Path(name): Path<String>,
) -> Result<Json<Value>, Problem> {
    let name: ProcessorName = found("plugin", &name)?;
    let most = app.engine.ceilings_of(&name).get(Limit::Cache);
    let bytes = app.engine.store().cache_bytes(name).await?;
    Ok(Json(json!({ "bytes": bytes, "limit_bytes": most })))
}

/// Forgets all of it.
pub(crate) async fn clear_cache(
    State(app): State<App>,
    Path(name): Path<String>,
) -> Result<Json<Value>, Problem> {
    let name: ProcessorName = found("plugin", &name)?;
    let cleared = app.engine.store().cache_clear(name).await?;
    Ok(Json(json!({ "cleared_bytes": cleared })))
}

fn refused(refused: &RefusedFile) -> Value {
    json!({
        "file": refused.file,
        "code": refused.code,
        "message": refused.message,
        "hint": refused.hint,
        "digest": refused.digest,
        "at": time(refused.at),
    })
}

impl From<PluginError> for Problem {
    fn from(error: PluginError) -> Self {
        match error {
            PluginError::NoPlugin { .. } => Self::not_found(error.to_string()),
            PluginError::Store(error) => error.into(),
        }
    }
}
