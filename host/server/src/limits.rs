//! How much jobs may ask for: the ceilings of a plugin, and those for all.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use runner_engine::{Ceiling, SetBy};
use runner_model::{Limit, ProcessorName};
use runner_store::Version;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::app::App;
use crate::auth::Caller;
use crate::body::{Body, found};
use crate::problem::Problem;
use crate::seen::{IfMatch, IfMatchHeader, Tagged};
use crate::shape;
use crate::submit::limit;
use crate::view::{List, time};

type Answer = Result<Tagged<List<LimitView>>, Problem>;

/// Limits by their names in JSON: a number in the limit's unit, a text as people write it, or null for none.
type Changes = BTreeMap<String, Value>;
/// List how much jobs of a plugin may ask for
#[utoipa::path(
    get, path = "/plugins/{name}/limits", operation_id = "list_plugin_limits", tag = "plugins",
    responses((status = 200, description = "All limits", body = List<LimitView>)),
)]
pub(crate) async fn of_plugin(State(app): State<App>, Path(name): Path<String>) -> Answer {
    let name: ProcessorName = found("plugin", &name)?;
    shown(&app, Some(&name)).await
}

/// List how much jobs may ask for
///
/// Of plugins for which nothing else was said.
#[utoipa::path(
    get, path = "/limits", operation_id = "list_limits", tag = "plugins",
    responses((status = 200, description = "All limits", body = List<LimitView>)),
)]
pub(crate) async fn of_all(State(app): State<App>) -> Answer {
    shown(&app, None).await
}

/// Change how much jobs of a plugin may ask for
///
/// Limits by their names: a number in the limit's unit, a text such as `512MiB`, `10m` or `5G`, or null, as for all.
#[utoipa::path(
    patch, path = "/plugins/{name}/limits", operation_id = "change_plugin_limits", tag = "plugins",
    params(IfMatchHeader),
    request_body(content = BTreeMap<shape::LimitName, shape::LimitValue>, example = json!({"memory_bytes": "512MiB", "timeout_ms": "10m", "fuel": null})),
    responses(
        (status = 200, description = "All limits as they are now", body = List<LimitView>),
        (status = 409, description = "`read_only`: it is set in the configuration file"),
        (status = 412, description = "`precondition_failed`: what was set is not as `If-Match` says"),
    ),
)]
pub(crate) async fn change_of_plugin(
    State(app): State<App>,
    caller: Caller,
    Path(name): Path<String>,
    IfMatch(seen): IfMatch,
    Body(changes): Body<Changes>,
) -> Answer {
    let name: ProcessorName = found("plugin", &name)?;
    change(&app, &caller, Some(name), (changes, seen)).await
}

/// Change how much jobs may ask for
///
/// Limits by their names: a number in the limit's unit, a text such as `512MiB`, `10m` or `5G`, or null, as by default.
#[utoipa::path(
    patch, path = "/limits", operation_id = "change_limits", tag = "plugins",
    params(IfMatchHeader),
    request_body(content = BTreeMap<shape::LimitName, shape::LimitValue>, example = json!({"memory_bytes": "512MiB", "timeout_ms": "10m", "fuel": null})),
    responses(
        (status = 200, description = "All limits as they are now", body = List<LimitView>),
        (status = 409, description = "`read_only`: it is set in the configuration file"),
        (status = 412, description = "`precondition_failed`: what was set is not as `If-Match` says"),
    ),
)]
pub(crate) async fn change_of_all(
    State(app): State<App>,
    caller: Caller,
    IfMatch(seen): IfMatch,
    Body(changes): Body<Changes>,
) -> Answer {
    change(&app, &caller, None, (changes, seen)).await
}

async fn change(
    app: &App,
    caller: &Caller,
    plugin: Option<ProcessorName>,
    (written, seen): (Changes, Option<Vec<Version>>),
) -> Answer {
    let mut changes = Vec::with_capacity(written.len());
    for (name, value) in written {
        let limit = limit("", &name)?;
        changes.push((limit, ceiling(limit, &value)?));
    }
    if changes.is_empty() {
        return Err(Problem::invalid("", "no limit is named: nothing to change"));
    }
    let by = Some(caller.name().to_owned());
    let engine = &app.engine;
    engine.set_limits(plugin.clone(), changes, by, seen).await?;
    shown(app, plugin.as_ref()).await
}

fn ceiling(limit: Limit, value: &Value) -> Result<Option<u64>, Problem> {
    let wrong = |message: String| Problem::invalid(&format!("/{}", limit.json_name()), message);
    let value = match value {
        Value::Null => return Ok(None),
        Value::String(text) => limit
            .parse(text)
            .map_err(|error| wrong(error.to_string()))?,
        Value::Number(number) => number
            .as_u64()
            .ok_or_else(|| wrong(format!("{number} is no whole number from 0 on")))?,
        _ => {
            let message = "write a number, a text such as \"64MiB\" or \"5m\", or null for none";
            return Err(wrong(message.to_owned()));
        }
    };
    let value = limit
        .check(value)
        .map_err(|error| wrong(error.to_string()))?;
    Ok(Some(value))
}

/// How much a job may ask for of something.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Limit)]
pub(crate) struct LimitView {
    #[schema(value_type = shape::LimitName)]
    name: &'static str,
    /// What it is unless somebody says otherwise.
    default: u64,
    /// The most that a job may ask for.
    ceiling: u64,
    /// What a job has that asks for nothing.
    unasked: u64,
    /// Whether it was set for all plugins and not for this one.
    for_all: bool,
    /// `default`, `file` or `command`.
    set_by: &'static str,
    /// The file and the line that set it.
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    /// When a command set it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<shape::Time>)]
    set_at: Option<String>,
    /// Who did.
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<Option<String>>,
}

async fn shown(app: &App, plugin: Option<&ProcessorName>) -> Answer {
    // The tag first: with one that is older than what is shown, a change is refused and not made blindly.
    let version = app.engine.limits_version(plugin).await?;
    let ceilings = app.engine.limits(plugin).await?;
    let list = List {
        items: view(&ceilings),
        next_page_token: None,
    };
    Ok(Tagged(version, list))
}

/// All that there is to say of ceilings.
pub(crate) fn view(ceilings: &[Ceiling]) -> Vec<LimitView> {
    ceilings.iter().map(one).collect()
}

fn one(ceiling: &Ceiling) -> LimitView {
    let limit = ceiling.limit;
    let view = LimitView {
        name: limit.json_name(),
        default: limit.default_value(),
        ceiling: ceiling.value,
        unasked: ceiling.unasked,
        for_all: ceiling.is_for_all,
        set_by: "default",
        file: None,
        line: None,
        set_at: None,
        by: None,
    };
    match &ceiling.set_by {
        SetBy::Default => view,
        SetBy::File { path, line } => LimitView {
            set_by: "file",
            file: Some(path.display().to_string()),
            line: Some(*line),
            ..view
        },
        SetBy::Command { at, by } => LimitView {
            set_by: "command",
            set_at: Some(time(*at)),
            by: Some(by.clone()),
            ..view
        },
    }
}
