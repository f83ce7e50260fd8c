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
use crate::page;
use crate::problem::Problem;
use crate::query::Query;
use crate::seen::{IfMatch, Tagged};
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

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TemplatesQuery {
    /// `job` or `batch`.
    kind: Option<String>,
    /// Words in name or description.
    q: Option<String>,
    page_size: Option<usize>,
    page_token: Option<String>,
}

pub(crate) async fn list(
    State(app): State<App>,
    Query(query): Query<TemplatesQuery>,
) -> Answer<List<Value>> {
    let kind = query.kind.as_deref();
    if kind.is_some_and(|kind| !["job", "batch"].contains(&kind)) {
        return Err(Problem::bad_request("kind: write job or batch"));
    }
    let mut templates = app.engine.store().templates().await?;
    templates.retain(|template| {
        let texts = [
            Some(template.name.as_str()),
            template.description.as_deref(),
        ];
        page::has_words(query.q.as_deref(), &texts)
    });
    let mut views: Vec<Value> = templates.iter().map(view).collect();
    views.retain(|view| kind.is_none_or(|kind| view.get(kind).is_some()));
    let name = |view: &Value| view["name"].as_str().unwrap_or_default().to_owned();
    let which = (query.page_size, query.page_token.as_deref());
    Ok(Json(page::of_all("templates", views, name, which)?))
}

pub(crate) async fn show(
    State(app): State<App>,
    Path(name): Path<String>,
) -> Result<Tagged<Value>, Problem> {
    let name = found("template", &name)?;
    Ok(tagged(&app.engine.store().template(name).await?))
}

fn tagged(template: &Template) -> Tagged<Value> {
    Tagged(template.version(), view(template))
}

pub(crate) async fn put(
    State(app): State<App>,
    caller: Caller,
    Path(name): Path<String>,
    IfMatch(seen): IfMatch,
    Exact(body): Exact<TemplateBody>,
) -> Result<Tagged<Value>, Problem> {
    let name: ScheduleName = named("/name", &name)?;
    let parts = [("job", body.job), ("batch", body.batch)];
    let whole: Map<String, Value> = parts
        .into_iter()
        .filter_map(|(kind, value)| Some((kind.to_owned(), value?)))
        .collect();
    let by = Some(caller.name().to_owned());
    let template = app
        .engine
        .put_template(name, body.description, whole.into(), by, seen)
        .await?;
    Ok(tagged(&template))
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
