//! Plugins: what there is, what was refused and why, and what is done with them.

mod change;
mod coming;
mod install;
mod view;

use std::collections::HashMap;

use axum::Json;
use axum::extract::{Path, State};
use runner_engine::{PluginError, RefusedFile};
use runner_model::{Limit, ProcessorName};
use runner_store::PluginVersion;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

pub(crate) use self::change::{activate, remove, remove_version, rollback};
pub(crate) use self::coming::wait;
pub(crate) use self::install::install;
use self::view::{Code, Detail};
use crate::app::App;
use crate::auth::Caller;
use crate::body::found;
use crate::page;
use crate::problem::Problem;
use crate::query::Query;
use crate::view::{List, time};
use crate::{grants, limits};

/// The versions that were taken, and beside them what lies in the plugins folder and was not, what is being compiled,
/// and what code is in memory.
#[derive(Debug, Serialize)]
pub(crate) struct Plugins {
    #[serde(flatten)]
    taken: List<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refused: Option<Vec<Value>>,
    #[serde(flatten)]
    code: Value,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PluginsQuery {
    active: Option<bool>,
    /// Where they come from, as it is shown.
    source: Option<String>,
    /// Words in the name.
    q: Option<String>,
    page_size: Option<usize>,
    page_token: Option<String>,
}

impl PluginsQuery {
    /// The versions on the page, and where the next begins. They are listed by name, of each the newest first.
    fn page(&self, versions: Vec<PluginVersion>) -> Result<List<PluginVersion>, Problem> {
        let mut ranks: HashMap<String, usize> = HashMap::new();
        let mut ranked: Vec<(String, PluginVersion)> = Vec::with_capacity(versions.len());
        for version in versions.into_iter().rev() {
            let name = name_of(&version).to_owned();
            let rank = ranks.entry(name.clone()).or_default();
            *rank += 1;
            // The later it came the earlier it stands, whatever comes after it.
            ranked.push((format!("{name}\n{:08}", 99_999_999 - *rank), version));
        }
        ranked.reverse();
        ranked.retain(|(_, version)| {
            page::is_as(self.active, version.is_active)
                && page::is_as(self.source.as_deref(), version.source.as_str())
                && page::has_words(self.q.as_deref(), &[Some(name_of(version))])
        });
        let which = (self.page_size, self.page_token.as_deref());
        let found = page::of_all("plugins", ranked, |(key, _)| key.clone(), which)?;
        Ok(found.map(|(_, version)| version))
    }
}

fn name_of(version: &PluginVersion) -> &str {
    version.name.as_ref().map_or("", ProcessorName::as_str)
}

/// A submitter sees what it can use, and neither what was refused nor what is compiled.
pub(crate) async fn list(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<PluginsQuery>,
) -> Result<Json<Plugins>, Problem> {
    let mut versions = app.engine.store().plugin_versions().await?;
    if caller.owner().is_some() {
        versions.retain(|version| version.is_active);
    }
    let found = query.page(versions)?;
    let code = Code::of(&app);
    let taken = found.map(|version| code.version(&version, Detail::Brief));
    if caller.owner().is_some() {
        return Ok(Json(Plugins {
            taken,
            refused: None,
            code: json!({}),
        }));
    }
    let refused = app.engine.refused_files().iter().map(refused).collect();
    Ok(Json(Plugins {
        taken,
        refused: Some(refused),
        code: code.all(),
    }))
}

pub(crate) async fn show(
    State(app): State<App>,
    caller: Caller,
    Path(name): Path<String>,
) -> Result<Json<Value>, Problem> {
    let known: ProcessorName = found("plugin", &name)?;
    let Some(version) = app.engine.store().active_plugin(known.clone()).await? else {
        return Err(app.engine.no_such_plugin(&known).await?.into());
    };
    let code = Code::of(&app);
    let mut view = code.version(&version, Detail::Whole);
    view["limits"] = limits::view(&app.engine.limits(Some(&known)).await?);
    if caller.owner().is_some() {
        // What a plugin may reach is between it and those who granted it.
        return Ok(Json(view));
    }
    view["compiling"] = code.compiling(|what| what == known.as_str());
    let grants = grants::view(&app.engine.plugin_grants(&known).await?);
    view["grants"] = grants["items"].clone();
    view["ungranted"] = grants["ungranted"].clone();
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
