//! The outputs and inputs of a job: which there are, and their bytes.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;

use crate::app::App;
use crate::content::{self, Content};
use crate::problem::Problem;
use crate::view::{InputView, List, OutputView, inputs_view, parse_id};

type Answer<T> = Result<Json<List<T>>, Problem>;

/// List the outputs of a job
#[utoipa::path(
    get, path = "/jobs/{id}/outputs", operation_id = "list_outputs", tag = "jobs",
    responses((status = 200, description = "All of them", body = List<OutputView>)),
)]
pub(crate) async fn list(State(app): State<App>, Path(id): Path<String>) -> Answer<OutputView> {
    let outputs = app.engine.store().outputs(parse_id(&id)?).await?;
    let items = outputs.into_iter().map(OutputView::from).collect();
    Ok(Json(List {
        items,
        next_page_token: None,
    }))
}

/// Download an output
///
/// The bytes, as a download that can run nothing: `Content-Disposition: attachment`, `nosniff`, and a policy that forbids all. Of
/// attempts that did not succeed, `runner-partial: true` says so.
#[utoipa::path(
    get, path = "/jobs/{id}/outputs/{name}", operation_id = "get_output", tag = "jobs",
    responses((status = 200, description = "Its bytes, of the media type that the processor said",
            body = Vec<u8>, content_type = "*/*",
            headers(("Content-Disposition" = String, description = "`attachment`, with the name of the output"), ("runner-partial" = Option<bool>, description = "`true` if its attempt did not succeed")))),
)]
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

/// List the inputs of a job
///
/// Of statistics there is what was asked for, and no bytes before the first attempt.
#[utoipa::path(
    get, path = "/jobs/{id}/inputs", operation_id = "list_inputs", tag = "jobs",
    responses((status = 200, description = "All of them", body = List<InputView>)),
)]
pub(crate) async fn list_inputs(
    State(app): State<App>,
    Path(id): Path<String>,
) -> Answer<InputView> {
    let job = app.engine.store().job(parse_id(&id)?).await?;
    Ok(Json(List {
        items: inputs_view(&job.inputs, &job.stat_inputs),
        next_page_token: None,
    }))
}

/// Download an input
///
/// The bytes, as a download that can run nothing, as an output is.
#[utoipa::path(
    get, path = "/jobs/{id}/inputs/{name}", operation_id = "get_input", tag = "jobs",
    responses((status = 200, description = "Its bytes, of the media type that whoever submitted them said",
            body = Vec<u8>, content_type = "*/*",
            headers(("Content-Disposition" = String, description = "`attachment`, with the name of the input")))),
)]
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
