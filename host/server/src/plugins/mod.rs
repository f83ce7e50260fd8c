//! Plugins: what there is, what was refused and why, and what is done with them.

pub(crate) mod change;
mod checked;
mod coming;
pub(crate) mod install;
pub(crate) mod usage;
mod view;

use std::collections::HashMap;

use axum::Json;
use axum::extract::{Path, State};
use runner_engine::{GrantError, PluginError, RefusedFile};
use runner_model::{Digest, Limit, ProcessorName};
use runner_store::PluginVersion;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

pub(crate) use self::change::{activate, remove, remove_version, rollback};
pub(crate) use self::coming::wait;
pub(crate) use self::install::install;
pub(crate) use self::usage::usage;
use self::view::{Code, CodeView, CompilingView, Detail, VersionView};
use crate::app::App;
use crate::auth::Caller;
use crate::body::found;
use crate::grants::{GrantShown, UngrantedShown};
use crate::limits::LimitView;
use crate::page;
use crate::problem::Problem;
use crate::query::Query;
use crate::refusals::RefusalShown;
use crate::shape;
use crate::view::{List, time};
use crate::{grants, limits};

/// The versions that were taken, and beside them what lies in the plugins folder and was not, what is being compiled,
/// and what code is in memory.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Plugins {
    items: Vec<VersionView>,
    /// Where the next page begins, to be sent as `page_token`; null on the last.
    next_page_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refused: Option<Vec<RefusedView>>,
    #[serde(flatten)]
    code: Option<CodeView>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PluginsQuery {
    /// Whether they are the ones that run.
    #[param(nullable = false)]
    active: Option<bool>,
    /// Where they come from, as it is shown.
    #[param(nullable = false)]
    source: Option<String>,
    /// Words in the name.
    #[param(nullable = false)]
    q: Option<String>,
    /// How many on a page: all of them unless said, and never more than 500 then.
    #[param(nullable = false, minimum = 0)]
    page_size: Option<usize>,
    #[param(nullable = false, value_type = Option<shape::PageToken>)]
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

/// A file in the plugins folder that was not taken.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RefusedFile)]
pub(crate) struct RefusedView {
    file: String,
    /// For programs: `no_component`, `compile_refused`, `name_taken`, `too_large`, …
    code: String,
    message: String,
    /// What to do about it.
    hint: &'static str,
    /// Of its bytes, if they were read.
    #[schema(value_type = Option<shape::Digest>)]
    digest: Option<Digest>,
    /// Since when.
    #[schema(value_type = shape::Time)]
    at: String,
}

/// A plugin: the version that runs.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Plugin)]
pub(crate) struct PluginView {
    #[serde(flatten)]
    version: VersionView,
    /// How much its jobs may ask for.
    limits: Vec<LimitView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    compiling: Option<Vec<CompilingView>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    grants: Option<Vec<GrantShown>>,
    /// What it asks for and does not have, and was not refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    ungranted: Option<Vec<UngrantedShown>>,
    /// What it asks for and was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    refusals: Option<Vec<RefusalShown>>,
}

/// How much the jobs of a processor keep for each other.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CacheView {
    bytes: u64,
    limit_bytes: u64,
}

/// How much was forgotten.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CacheCleared {
    cleared_bytes: u64,
}

fn brief(versions: impl Iterator<Item = PluginVersion>, code: &Code) -> Vec<VersionView> {
    versions
        .map(|version| code.version(version, Detail::Brief))
        .collect()
}

/// List plugins
///
/// Every version that there is, the ones that run among them. A submitter sees those that run, and neither what was refused nor what
/// is compiled.
#[utoipa::path(
    get, path = "/plugins", operation_id = "list_plugins", tag = "plugins",
    params(PluginsQuery),
    responses((status = 200, description = "All of them, or a page", body = Plugins)),
)]
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
    let mut taken = found.map(|version| code.version(version, Detail::Brief));
    if caller.owner().is_some() {
        return Ok(Json(Plugins {
            items: taken.items,
            next_page_token: taken.next_page_token,
            refused: None,
            code: None,
        }));
    }
    for version in &mut taken.items {
        if let (true, Some(name)) = (version.active, &version.name) {
            version.ungranted_wants = match app.engine.plugin_grants(name).await {
                Ok(grants) => Some(grants.ungranted.len()),
                // It was removed meanwhile.
                Err(GrantError::NoPlugin { .. }) => None,
                Err(error) => return Err(error.into()),
            };
        }
    }
    let refused = app.engine.refused_files().into_iter().map(refused);
    Ok(Json(Plugins {
        items: taken.items,
        next_page_token: taken.next_page_token,
        refused: Some(refused.collect()),
        code: Some(code.all()),
    }))
}

/// Show a plugin
///
/// The version that runs, with what it says of itself: the schema of its params, its inputs and its outputs. A submitter does not see
/// what it may reach.
#[utoipa::path(
    get, path = "/plugins/{name}", operation_id = "get_plugin", tag = "plugins",
    responses((status = 200, description = "The plugin", body = PluginView)),
)]
pub(crate) async fn show(
    State(app): State<App>,
    caller: Caller,
    Path(name): Path<String>,
) -> Result<Json<PluginView>, Problem> {
    let known: ProcessorName = found("plugin", &name)?;
    let Some(version) = app.engine.store().active_plugin(known.clone()).await? else {
        return Err(app.engine.no_such_plugin(&known).await?.into());
    };
    let code = Code::of(&app);
    let view = PluginView {
        version: code.version(version, Detail::Whole),
        limits: limits::view(&app.engine.limits(Some(&known)).await?),
        compiling: None,
        grants: None,
        ungranted: None,
        refusals: None,
    };
    if caller.owner().is_some() {
        // What a plugin may reach is between it and those who granted it.
        return Ok(Json(view));
    }
    let grants = grants::view(app.engine.plugin_grants(&known).await?);
    Ok(Json(PluginView {
        compiling: Some(code.compiling(|what| what == known.as_str())),
        grants: Some(grants.items),
        ungranted: Some(grants.ungranted),
        refusals: Some(grants.refusals),
        ..view
    }))
}

/// List every version that there was of a plugin
///
/// The newest first, also those that were removed or refused.
#[utoipa::path(
    get, path = "/plugins/{name}/versions", operation_id = "list_plugin_versions", tag = "plugins",
    responses((status = 200, description = "All of them", body = List<VersionView>)),
)]
pub(crate) async fn versions(
    State(app): State<App>,
    Path(name): Path<String>,
) -> Result<Json<List<VersionView>>, Problem> {
    let name: ProcessorName = found("plugin", &name)?;
    let versions = app.engine.store().versions_of(name.clone()).await?;
    if versions.is_empty() {
        return Err(app.engine.no_such_plugin(&name).await?.into());
    }
    let code = Code::of(&app);
    let items = brief(versions.into_iter(), &code);
    Ok(Json(List {
        items,
        next_page_token: None,
    }))
}

/// Say how much the jobs of a plugin keep for each other
#[utoipa::path(
    get, path = "/plugins/{name}/cache", operation_id = "get_plugin_cache", tag = "plugins",
    responses((status = 200, description = "How much", body = CacheView)),
)]
pub(crate) async fn cache(
    State(app): State<App>,
    Path(name): Path<String>,
) -> Result<Json<CacheView>, Problem> {
    let name: ProcessorName = found("plugin", &name)?;
    let most = app.engine.ceilings_of(&name).get(Limit::Cache);
    let bytes = app.engine.store().cache_bytes(name).await?;
    Ok(Json(CacheView {
        bytes,
        limit_bytes: most,
    }))
}

/// Forget what the jobs of a plugin keep for each other
#[utoipa::path(
    delete, path = "/plugins/{name}/cache", operation_id = "clear_plugin_cache", tag = "plugins",
    responses((status = 200, description = "How much was forgotten", body = CacheCleared)),
)]
pub(crate) async fn clear_cache(
    State(app): State<App>,
    Path(name): Path<String>,
) -> Result<Json<CacheCleared>, Problem> {
    let name: ProcessorName = found("plugin", &name)?;
    let cleared = app.engine.store().cache_clear(name).await?;
    Ok(Json(CacheCleared {
        cleared_bytes: cleared,
    }))
}

fn refused(refused: RefusedFile) -> RefusedView {
    RefusedView {
        file: refused.file,
        code: refused.code,
        message: refused.message,
        hint: refused.hint,
        digest: refused.digest,
        at: time(refused.at),
    }
}

impl From<PluginError> for Problem {
    fn from(error: PluginError) -> Self {
        match error {
            PluginError::NoPlugin { .. } => Self::not_found(error.to_string()),
            PluginError::Store(error) => error.into(),
        }
    }
}
