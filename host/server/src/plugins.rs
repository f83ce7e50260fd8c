//! Plugins: what there is, and what was refused and why.

use axum::Json;
use axum::extract::{Path, State};
use runner_store::PluginVersion;
use serde_json::{Value, json};

use crate::app::App;
use crate::problem::Problem;
use crate::view::{List, time};

pub(crate) async fn list(State(app): State<App>) -> Result<Json<List<Value>>, Problem> {
    let versions = app.engine.store().plugin_versions().await?;
    let items = versions
        .iter()
        .map(|version| view(version, Detail::Brief))
        .collect();
    Ok(Json(List {
        items,
        next_page_token: None,
    }))
}

pub(crate) async fn show(
    State(app): State<App>,
    Path(name): Path<String>,
) -> Result<Json<Value>, Problem> {
    let versions = app.engine.store().plugin_versions().await?;
    versions
        .iter()
        .find(|version| {
            version.is_active
                && version
                    .name
                    .as_ref()
                    .is_some_and(|own| own.as_str() == name)
        })
        .map(|version| Json(view(version, Detail::Whole)))
        .ok_or_else(|| {
            let shown: String = name.chars().take(64).collect();
            Problem::not_found(format!("there is no plugin {shown:?}"))
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
