//! How much jobs may ask for: the ceilings of a plugin, and those for all.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, State};
use runner_engine::{Ceiling, SetBy};
use runner_model::{Limit, ProcessorName};
use serde_json::{Value, json};

use crate::app::App;
use crate::auth::Caller;
use crate::body::{Body, found};
use crate::problem::Problem;
use crate::submit::limit;
use crate::view::time;

type Answer = Result<Json<Value>, Problem>;

/// Limits by their names in JSON: a number in the limit's unit, a text as people write it, or null for none.
type Changes = BTreeMap<String, Value>;

pub(crate) async fn of_plugin(State(app): State<App>, Path(name): Path<String>) -> Answer {
    let name: ProcessorName = found("plugin", &name)?;
    Ok(list(&app.engine.limits(Some(&name)).await?))
}

pub(crate) async fn of_all(State(app): State<App>) -> Answer {
    Ok(list(&app.engine.limits(None).await?))
}

pub(crate) async fn change_of_plugin(
    State(app): State<App>,
    caller: Caller,
    Path(name): Path<String>,
    Body(changes): Body<Changes>,
) -> Answer {
    let name: ProcessorName = found("plugin", &name)?;
    change(&app, &caller, Some(name), changes).await
}

pub(crate) async fn change_of_all(
    State(app): State<App>,
    caller: Caller,
    Body(changes): Body<Changes>,
) -> Answer {
    change(&app, &caller, None, changes).await
}

async fn change(
    app: &App,
    caller: &Caller,
    plugin: Option<ProcessorName>,
    written: Changes,
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
    Ok(list(&app.engine.set_limits(plugin, changes, by).await?))
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

fn list(ceilings: &[Ceiling]) -> Json<Value> {
    Json(json!({"items": view(ceilings), "next_page_token": null}))
}

/// All that there is to say of ceilings.
pub(crate) fn view(ceilings: &[Ceiling]) -> Value {
    ceilings.iter().map(one).collect()
}

fn one(ceiling: &Ceiling) -> Value {
    let limit = ceiling.limit;
    let mut view = json!({
        "name": limit.json_name(),
        "default": limit.default_value(),
        "ceiling": ceiling.value,
        "unasked": ceiling.unasked,
        "for_all": ceiling.is_for_all,
        "set_by": "default",
    });
    match &ceiling.set_by {
        SetBy::Default => {}
        SetBy::File { path, line } => {
            view["set_by"] = "file".into();
            view["file"] = path.display().to_string().into();
            view["line"] = (*line).into();
        }
        SetBy::Command { at, by } => {
            view["set_by"] = "command".into();
            view["set_at"] = json!(time(*at));
            view["by"] = json!(by);
        }
    }
    view
}
