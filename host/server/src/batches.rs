//! Batches: many jobs submitted, watched and controlled as one.

use axum::Json;
use axum::body::Body as RawBody;
use axum::extract::{FromRequest as _, Path, Query, Request, State};
use axum::http::{StatusCode, header};
use runner_engine::{BatchDocument, DocumentError, OpenBatch};
use runner_model::BatchId;
use runner_store::{Batch, PageToken};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio_stream::StreamExt as _;

use crate::app::App;
use crate::body::{Body, nullable};
use crate::jobs::{self, ListQuery};
use crate::problem::Problem;
use crate::view::{List, raw, time};

/// How many batches a page has unless the client says, and at the most.
const PAGE: usize = 50;
const MOST_PER_PAGE: usize = 500;

/// The longest line of a stream, in bytes.
const LONGEST_LINE: usize = 4 * 1024 * 1024;

type Answer<T> = Result<Json<T>, Problem>;

fn view(batch: &Batch) -> Value {
    json!({
        "id": batch.id,
        "title": batch.title,
        "metadata": raw(batch.metadata.clone()),
        "created_by": batch.created_by,
        "state": batch.state.as_str(),
        "open": !batch.is_sealed,
        "max_parallel": batch.max_parallel,
        "counts": {
            "total": batch.total,
            "pending": batch.pending,
            "running": batch.running,
            "completed": batch.completed,
            "failed": batch.failed,
            "skipped": batch.skipped,
            "cancelled": batch.cancelled,
        },
        "then_job_id": batch.then,
        "created_at": time(batch.created_at),
        "finished_at": batch.finished_at.map(time),
    })
}

fn parse_id(text: &str) -> Result<BatchId, Problem> {
    text.parse().map_err(|_| {
        let shown: String = text.chars().take(64).collect();
        Problem::not_found(format!(
            "there is no batch {shown:?}: a batch's id is a UUID"
        ))
    })
}

/// A batch as one document, or as lines of JSON: the batch itself may be the first, as `{"batch": {…}}`, each other is
/// an item.
pub(crate) async fn create(
    State(app): State<App>,
    request: Request,
) -> Result<(StatusCode, Json<Value>), Problem> {
    let kind = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let is_lines = [
        "application/x-ndjson",
        "application/jsonl",
        "application/x-jsonlines",
    ]
    .iter()
    .any(|lines| kind.starts_with(lines));
    let batch = if is_lines {
        receive(&app, request.into_body()).await?
    } else {
        let Body(document) = Body::<BatchDocument>::from_request(request, &()).await?;
        app.engine.submit_batch(document).await?
    };
    Ok((StatusCode::CREATED, Json(view(&batch))))
}

/// The lines of a body, and what became of those so far.
struct Lines<'a> {
    app: &'a App,
    batch: Option<OpenBatch>,
    number: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    batch: BatchDocument,
}

async fn receive(app: &App, body: RawBody) -> Result<Batch, Problem> {
    let mut lines = Lines {
        app,
        batch: None,
        number: 0,
    };
    match lines.read(body).await {
        Ok(()) => Ok(match lines.batch {
            Some(batch) => batch.seal().await?,
            None => app.engine.submit_batch(BatchDocument::default()).await?,
        }),
        Err(problem) => {
            // Items that came before may have run already: a stream is not held back for its end.
            let Some(batch) = lines.batch else {
                return Err(problem);
            };
            let (id, count) = (batch.id(), batch.count());
            batch.stop().await?;
            Err(problem.after(&format!(
                "; the batch {id}, which had taken {count} items, was stopped"
            )))
        }
    }
}

impl Lines<'_> {
    async fn read(&mut self, body: RawBody) -> Result<(), Problem> {
        let mut chunks = body.into_data_stream();
        let mut rest: Vec<u8> = Vec::new();
        while let Some(chunk) = chunks.next().await {
            let chunk = chunk
                .map_err(|error| Problem::bad_request(format!("the body broke off: {error}")))?;
            rest.extend_from_slice(&chunk);
            let mut begin = 0;
            while let Some(end) = rest[begin..].iter().position(|byte| *byte == b'\n') {
                let line = rest[begin..begin + end].to_vec();
                begin += end + 1;
                self.line(&line).await?;
            }
            rest.drain(..begin);
            if rest.len() > LONGEST_LINE {
                self.number += 1;
                return Err(self.wrong("it is longer than 4 MiB"));
            }
        }
        self.line(&rest).await
    }

    fn wrong(&self, what: impl std::fmt::Display) -> Problem {
        Problem::invalid(
            &format!("/{}", self.number),
            format!("line {}: {what}", self.number),
        )
    }

    async fn line(&mut self, line: &[u8]) -> Result<(), Problem> {
        self.number += 1;
        if line.trim_ascii().is_empty() {
            return Ok(());
        }
        let value: Value = serde_json::from_slice(line).map_err(|error| self.wrong(error))?;
        let is_head = self.batch.is_none()
            && value
                .as_object()
                .is_some_and(|map| map.len() == 1 && map.contains_key("batch"));
        if is_head {
            let head: Head = serde_json::from_value(value).map_err(|error| self.wrong(error))?;
            if !head.batch.items.is_empty() {
                return Err(self.wrong("the items of a stream are its other lines"));
            }
            self.batch = Some(self.app.engine.open_batch(head.batch).await?);
            return Ok(());
        }
        if self.batch.is_none() {
            self.batch = Some(self.app.engine.open_batch(BatchDocument::default()).await?);
        }
        let number = self.number;
        match &mut self.batch {
            Some(batch) => batch
                .push(value)
                .await
                .map_err(|error| at_line(number, error)),
            None => Ok(()),
        }
    }
}

fn at_line(number: u64, error: DocumentError) -> Problem {
    match error {
        DocumentError::Store(error) => error.into(),
        error => Problem::from(error.below(&format!("/{number}"))),
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PageQuery {
    page_size: Option<usize>,
    page_token: Option<String>,
}

pub(crate) async fn list(
    State(app): State<App>,
    Query(query): Query<PageQuery>,
) -> Answer<List<Value>> {
    let most = query.page_size.unwrap_or(PAGE).clamp(1, MOST_PER_PAGE);
    let after: Option<PageToken> = query.page_token.as_deref().map(str::parse).transpose()?;
    let page = app.engine.store().batches(after, most).await?;
    Ok(Json(List {
        items: page.items.iter().map(view).collect(),
        next_page_token: page.next.map(|token| token.to_string()),
    }))
}

pub(crate) async fn show(State(app): State<App>, Path(id): Path<String>) -> Answer<Value> {
    Ok(Json(view(&app.engine.store().batch(parse_id(&id)?).await?)))
}

pub(crate) async fn items(
    State(app): State<App>,
    Path(id): Path<String>,
    Query(mut query): Query<ListQuery>,
) -> Answer<jobs::JobList> {
    app.engine.store().batch(parse_id(&id)?).await?;
    query.batch = Some(id);
    jobs::list(State(app), Query(query)).await
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangeBody {
    #[serde(default, deserialize_with = "nullable")]
    max_parallel: Option<Option<u32>>,
}

pub(crate) async fn change(
    State(app): State<App>,
    Path(id): Path<String>,
    Body(body): Body<ChangeBody>,
) -> Answer<Value> {
    let id = parse_id(&id)?;
    let Some(most) = body.max_parallel else {
        return Err(Problem::bad_request("nothing to change: give max_parallel"));
    };
    let batch = app.engine.store().set_batch_parallel(id, most).await?;
    Ok(Json(view(&batch)))
}

pub(crate) async fn pause(State(app): State<App>, Path(id): Path<String>) -> Answer<Value> {
    let batch = app.engine.store().pause_batch(parse_id(&id)?).await?;
    Ok(Json(view(&batch)))
}

pub(crate) async fn resume(State(app): State<App>, Path(id): Path<String>) -> Answer<Value> {
    let batch = app.engine.store().resume_batch(parse_id(&id)?).await?;
    Ok(Json(view(&batch)))
}

pub(crate) async fn stop(State(app): State<App>, Path(id): Path<String>) -> Answer<Value> {
    let batch = app.engine.store().stop_batch(parse_id(&id)?).await?;
    Ok(Json(view(&batch)))
}

pub(crate) async fn retry_failed(State(app): State<App>, Path(id): Path<String>) -> Answer<Value> {
    let retried = app.engine.retry_batch(parse_id(&id)?).await?;
    Ok(Json(json!({ "retried": retried })))
}

pub(crate) async fn delete(
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    app.engine.store().delete_batch(parse_id(&id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}
