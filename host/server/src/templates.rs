//! Templates: stored jobs and batches with `{{params}}`.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use runner_engine::{Started, TemplateUse, WouldStart};
use runner_model::{BatchId, JobId, ScheduleName, params_of};
use runner_store::Template;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::{IntoParams, ToSchema};

use crate::app::App;
use crate::auth::Caller;
use crate::batches::BatchChecked;
use crate::body::{Exact, OptionalKeyed, found, named};
use crate::page;
use crate::problem::Problem;
use crate::query::Query;
use crate::seen::{IfMatch, IfMatchHeader, Tagged};
use crate::shape;
use crate::submit::{How, OnceHeader, Taken};
use crate::view::List;

type Answer<T> = Result<Json<T>, Problem>;

/// A template as a client writes it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewTemplate, example = json!({
    "description": "Zip codes of a place",
    "job": {"processor": "data-conversion", "params": {"from": "csv", "to": "{{to}}"}, "inputs": {"input": {"text": "id\n1\n"}}}
}))]
pub(crate) struct TemplateBody {
    /// What it is for.
    description: Option<String>,
    /// A job as clients write it, with `{{name}}` wherever a param goes. Either this or `batch`.
    #[schema(value_type = Option<Object>)]
    job: Option<Value>,
    /// A batch as clients write it, with `{{name}}` wherever a param goes.
    #[schema(value_type = Option<Object>)]
    batch: Option<Value>,
}

/// A template.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Template)]
pub(crate) struct TemplateView {
    #[schema(value_type = shape::Name)]
    name: ScheduleName,
    description: Option<String>,
    /// The names of its params.
    takes: BTreeSet<String>,
    /// Who put it.
    updated_by: Option<String>,
    /// Its `job` or its `batch`.
    #[serde(flatten)]
    #[schema(value_type = TemplateOf)]
    body: Map<String, Value>,
}

/// What a template is of.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it is there for its schema")]
pub(crate) struct TemplateOf {
    #[schema(value_type = Option<Object>, nullable = false)]
    job: Option<Value>,
    #[schema(value_type = Option<Object>, nullable = false)]
    batch: Option<Value>,
}

/// What was started.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Started)]
pub(crate) struct StartedView {
    #[schema(value_type = Option<shape::JobId>)]
    job_id: Option<JobId>,
    #[schema(value_type = Option<shape::BatchId>)]
    batch_id: Option<BatchId>,
}

/// The answer to a submit of a template.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum TemplateUsed {
    Started(StartedView),
    /// What would become of its job.
    Job(Taken),
    /// What would become of its batch.
    Batch(BatchChecked),
}

fn view(template: Template) -> TemplateView {
    let body: Value = serde_json::from_str(&template.body).unwrap_or_default();
    TemplateView {
        takes: params_of(&body),
        name: template.name,
        description: template.description,
        updated_by: template.updated_by,
        body: match body {
            Value::Object(body) => body,
            _ => Map::new(),
        },
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct TemplatesQuery {
    /// `job` or `batch`.
    #[param(nullable = false, pattern = "^(job|batch)$")]
    kind: Option<String>,
    /// Words in name or description.
    #[param(nullable = false)]
    q: Option<String>,
    /// How many on a page: all of them unless said, and never more than 500 then.
    #[param(nullable = false, minimum = 0)]
    page_size: Option<usize>,
    #[param(nullable = false, value_type = Option<shape::PageToken>)]
    page_token: Option<String>,
}

/// List templates
///
/// In the order of their names.
#[utoipa::path(
    get, path = "/templates", operation_id = "list_templates", tag = "templates",
    params(TemplatesQuery),
    responses((status = 200, description = "All of them, or a page", body = List<TemplateView>)),
)]
pub(crate) async fn list(
    State(app): State<App>,
    Query(query): Query<TemplatesQuery>,
) -> Answer<List<TemplateView>> {
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
    let mut views: Vec<TemplateView> = templates.into_iter().map(view).collect();
    views.retain(|view| kind.is_none_or(|kind| view.body.contains_key(kind)));
    let name = |view: &TemplateView| view.name.to_string();
    let which = (query.page_size, query.page_token.as_deref());
    Ok(Json(page::of_all("templates", views, name, which)?))
}

/// Show a template
#[utoipa::path(
    get, path = "/templates/{name}", operation_id = "get_template", tag = "templates",
    responses((status = 200, description = "The template", body = TemplateView)),
)]
pub(crate) async fn show(
    State(app): State<App>,
    Path(name): Path<String>,
) -> Result<Tagged<TemplateView>, Problem> {
    let name = found("template", &name)?;
    Ok(tagged(app.engine.store().template(name).await?))
}

fn tagged(template: Template) -> Tagged<TemplateView> {
    Tagged(template.version(), view(template))
}

/// Make or replace a template
///
/// It is checked when it is used: what it is of may depend on its params.
#[utoipa::path(
    put, path = "/templates/{name}", operation_id = "put_template", tag = "templates",
    params(IfMatchHeader),
    request_body = TemplateBody,
    responses(
        (status = 200, description = "The template", body = TemplateView),
        (status = 412, description = "`precondition_failed`: it is not as `If-Match` says"),
    ),
)]
pub(crate) async fn put(
    State(app): State<App>,
    caller: Caller,
    Path(name): Path<String>,
    IfMatch(seen): IfMatch,
    Exact(body): Exact<TemplateBody>,
) -> Result<Tagged<TemplateView>, Problem> {
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
    Ok(tagged(template))
}

/// Delete a template
///
/// What was started from it stays.
#[utoipa::path(
    delete, path = "/templates/{name}", operation_id = "delete_template", tag = "templates",
    responses((status = 204, description = "It is gone")),
)]
pub(crate) async fn delete(
    State(app): State<App>,
    Path(name): Path<String>,
) -> Result<StatusCode, Problem> {
    let name = found("template", &name)?;
    app.engine.store().delete_template(name).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What is put into a template.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TemplateParams, example = json!({"params": {"to": "jsonl"}}))]
pub(crate) struct SubmitBody {
    #[serde(default)]
    #[schema(value_type = Object)]
    params: Map<String, Value>,
}

/// Submit a job or a batch from a template
#[utoipa::path(
    post, path = "/templates/{name}/submit", operation_id = "submit_template", tag = "templates",
    params(How, OnceHeader),
    request_body = Option<SubmitBody>,
    responses(
        (status = 200, description = "Of `validate_only`: what would become of it", body = TemplateUsed),
        (status = 201, description = "What was started", body = StartedView),
        (status = 409, description = "`duplicate`: another job has its unique key; `version_removed`; `illegal_state`"),
        (status = 413, description = "`too_large`: params beyond their ceiling"),
        (status = 422, description = "`invalid`; `invalid_params`; `invalid_inputs`; `unknown_processor`; `number_too_long`; `idempotency_key_reused`"),
    ),
)]
pub(crate) async fn submit(
    State(app): State<App>,
    caller: Caller,
    Path(name): Path<String>,
    Query(how): Query<How>,
    OptionalKeyed(body, once): OptionalKeyed<SubmitBody>,
) -> Result<(StatusCode, Json<TemplateUsed>), Problem> {
    let of = TemplateUse {
        name: found("template", &name)?,
        params: body.params,
    };
    let by = caller.submitter();
    if how.validate_only {
        let would = match app.engine.would_use_template(of, by).await? {
            WouldStart::Job(outcome, job) => TemplateUsed::Job(Taken::would(outcome, *job)),
            WouldStart::Batch(items) => TemplateUsed::Batch(BatchChecked::of(items as u64)),
        };
        return Ok((StatusCode::OK, Json(would)));
    }
    let (job_id, batch_id) = match app.engine.use_template(of, by, once).await? {
        Started::Job(job) => (Some(job), None),
        Started::Batch(batch) => (None, Some(batch)),
    };
    let started = StartedView { job_id, batch_id };
    Ok((StatusCode::CREATED, Json(TemplateUsed::Started(started))))
}
