//! Plugins: what there is, and what was refused and why.

use axum::Json;
use axum::extract::{Path, State};
use runner_engine::RefusedFile;
use runner_model::{Limit, ProcessorName};
use runner_store::PluginVersion;
use serde::Serialize;
use serde_json::{Value, json};

use crate::app::App;
use crate::body::found;
use crate::problem::Problem;
use crate::view::{List, time};
use crate::{grants, limits};

/// The versions that were taken, and beside them what lies in the plugins folder and was not.
#[derive(Debug, Serialize)]
pub(crate) struct Plugins {
    #[serde(flatten)]
    taken: List<Value>,
    refused: Vec<Value>,
}

pub(crate) async fn list(State(app): State<App>) -> Result<Json<Plugins>, Problem> {
    let versions = app.engine.store().plugin_versions().await?;
    let items = versions
        .iter()
        .map(|version| view(version, Detail::Brief))
        .collect();
    let refused = app.engine.refused_files().iter().map(refused).collect();
    Ok(Json(Plugins {
        taken: List {
            items,
            next_page_token: None,
        },
        refused,
    }))
}

pub(crate) async fn show(
    State(app): State<App>,
    Path(name): Path<String>,
) -> Result<Json<Value>, Problem> {
    let none = || {
        let shown: String = name.chars().take(64).collect();
        Problem::not_found(format!("there is no plugin {shown:?}"))
    };
    let known: ProcessorName = found("plugin", &name)?;
    let version = app.engine.store().active_plugin(known.clone()).await?;
    let mut view = view(&version.ok_or_else(none)?, Detail::Whole);
    let grants = grants::view(&app.engine.plugin_grants(&known).await?);
    view["grants"] = grants["items"].clone();
    view["ungranted"] = grants["ungranted"].clone();
    view["limits"] = limits::view(&app.engine.limits(Some(&known)).await?);
    Ok(Json(view))
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

#[derive(Clone, Copy, PartialEq, Eq)]
enum Detail {
    Brief,
    Whole,
}

fn view(version: &PluginVersion, detail: Detail) -> Value {
    let descriptor = version.descriptor.as_ref();
    let mut view = json!({
        "name": version.name,
        "version": descriptor.map(|descriptor| &descriptor.version),
        "summary": descriptor.map(|descriptor| &descriptor.summary),
        "digest": version.digest,
        "size_bytes": version.size,
        "source": version.source,
        "added_at": time(version.added_at),
        "active": version.is_active,
        "refused": version.refused.as_ref().map(|refusal| {
            json!({"code": refusal.code, "message": refusal.message})
        }),
    });
    if detail == Detail::Whole {
        view["descriptor"] = json!(descriptor);
    }
    view
}
