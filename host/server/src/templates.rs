//! Templates: stored jobs and batches with `{{params}}`.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use runner_engine::{Started, TemplateUse};
use runner_model::{ScheduleName, params_of};
use runner_store::Template;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::app::App;
use crate::auth::Caller;
use crate::body::{Exact, OptionalKeyed, found, named};
use crate::problem::Problem;
use crate::view::List;

type Answer<T> = Result<Json<T>, Problem>;

/// A template as a client writes it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TemplateBody {
    description: Option<String>,
    job: Option<Value>,
    batch: Option<Value>,
}

fn view(template: &Template) -> Value {
    let body: Value = serde_json::from_str(&template.body).unwrap_or_default();
    let mut view = json!({
        "name": template.name,
        "description": template.description,
        "takes": params_of(&body),
        "updated_by": template.updated_by,
    });
    if let (Value::Object(view), Value::Object(body)) = (&mut view, body) {
        view.extend(body);
    }
    view
}

pub(crate) async fn list(State(app): State<App>) -> Answer<List<Value>> {
    let templates = app.engine.store().templates().await?;
    Ok(Json(List {
        items: templates.iter().map(view).collect(),
        next_page_token: None,
    }))
}

pub(crate) async fn show(State(app): State<App>, Path(name): Path<String>) -> Answer<Value> {
    let name = found("template", &name)?;
    Ok(Json(view(&app.engine.store().template(name).await?)))
}

pub(crate) async fn put(
    State(app): State<App>,
    caller: Caller,
    Path(name): Path<String>,
    Exact(body): Exact<TemplateBody>,
) -> Answer<Value> {
    let name: ScheduleName = named("/name", &name)?;
    let parts = [("job", body.job), ("batch", body.batch)];
    let whole: Map<String, Value> = parts
        .into_iter()
        .filter_map(|(kind, value)| Some((kind.to_owned(), value?)))
        .collect();
    let by = Some(caller.name().to_owned());
    let template = app
        .engine
        .put_template(name, body.description, whole.into(), by)
        .await?;
    Ok(Json(view(&template)))
}

pub(crate) async fn delete(
    State(app): State<App>,
    Path(name): Path<String>,
) -> Result<StatusCode, Problem> {
    let name = found("template", &name)?;
    app.engine.store().delete_template(name).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SubmitBody {
    #[serde(default)]
    params: Map<String, Value>,
}

pub(crate) async fn submit(
    State(app): State<App>,
    caller: Caller,
    Path(name): Path<String>,
    OptionalKeyed(body, once): OptionalKeyed<SubmitBody>,
) -> Result<(StatusCode, Json<Value>), Problem> {
    let of = TemplateUse {
        name: found("template", &name)?,
        params: body.params,
    };
    let by = caller.submitter();
    let (job, batch) = match app.engine.use_template(of, by, once).await? {
        Started::Job(job) => (Some(job), None),
        Started::Batch(batch) => (None, Some(batch)),
    };
    let started = json!({ "job_id": job, "batch_id": batch });
    Ok((StatusCode::CREATED, Json(started)))
}
