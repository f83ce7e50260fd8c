//! The outputs and inputs of a job: which there are, and their bytes.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::Value;

use crate::app::App;
use crate::content::{self, Content};
use crate::problem::Problem;
use crate::view::{List, OutputView, inputs_view, parse_id};

type Answer<T> = Result<Json<List<T>>, Problem>;

pub(crate) async fn list(State(app): State<App>, Path(id): Path<String>) -> Answer<OutputView> {
    let outputs = app.engine.store().outputs(parse_id(&id)?).await?;
    let items = outputs.into_iter().map(OutputView::from).collect();
    Ok(Json(List {
        items,
        next_page_token: None,
    }))
}

pub(crate) async fn show(
    State(app): State<App>,
    Path((id, name)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let outputs = app.engine.store().outputs(parse_id(&id)?).await?;
    let output = outputs
        .iter()
        .rfind(|output| output.name.as_str() == name)
        .ok_or_else(|| Problem::not_found("the job has no such output"))?;
    let content = Content {
        digest: output.digest,
        media_type: &output.media_type,
        name: output.name.as_str(),
        is_partial: output.is_partial,
    };
    content::answer(&app, content, &headers).await
}

pub(crate) async fn list_inputs(State(app): State<App>, Path(id): Path<String>) -> Answer<Value> {
    let job = app.engine.store().job(parse_id(&id)?).await?;
    Ok(Json(List {
        items: inputs_view(&job.inputs, &job.stat_inputs),
        next_page_token: None,
    }))
}

pub(crate) async fn show_input(
    State(app): State<App>,
    Path((id, name)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let job = app.engine.store().job(parse_id(&id)?).await?;
    let input = job.inputs.iter().find(|input| input.name.as_str() == name);
    let Some(input) = input else {
        let is_to_come = job
            .stat_inputs
            .iter()
            .any(|input| input.name.as_str() == name);
        return Err(Problem::not_found(if is_to_come {
            "the job has no bytes of that input yet: they are made when it begins"
        } else {
            "the job has no such input, or not yet: an output of another job comes when that has completed"
        }));
    };
    let content = Content {
        digest: input.digest,
        media_type: &input.media_type,
        name: input.name.as_str(),
        is_partial: false,
    };
    content::answer(&app, content, &headers).await
}
