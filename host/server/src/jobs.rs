//! Jobs: lists, one, its attempts, and its log.

use axum::Json;
use axum::extract::{Path, State};
use runner_model::{BatchId, JobId, ProcessorName, QueueName, StateName};
use runner_store::JobFilter;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::app::App;
use crate::auth::Caller;
use crate::page;
use crate::problem::Problem;
use crate::query::Query;
use crate::seen::Tagged;
use crate::verbs::shown_tagged;
use crate::view::{JobView, List, attempt_view, moment, parse_id};

/// How many lines of a log a page has unless the client says.
const LINES: usize = 500;

/// What the tokens of pages are of.
const LIST: &str = "jobs";

type Answer<T> = Result<Json<T>, Problem>;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ListQuery {
    /// The beginning of an id.
    id: Option<String>,
    state: Option<String>,
    processor: Option<String>,
    queue: Option<String>,
    pub(crate) batch: Option<String>,
    tag: Option<String>,
    created_by: Option<String>,
    created_from: Option<String>,
    created_before: Option<String>,
    q: Option<String>,
    page_size: Option<usize>,
    page_token: Option<String>,
}

impl ListQuery {
    /// Whether it says anything about pages.
    pub(crate) const fn is_paged(&self) -> bool {
        self.page_size.is_some() || self.page_token.is_some()
    }
}

/// A page of jobs.
#[derive(Debug, Serialize)]
pub(crate) struct JobList {
    items: Vec<JobView>,
    next_page_token: Option<String>,
    /// The page looked at as many jobs as one may, and so has fewer than there are: the next goes on.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    bound_reached: bool,
}

impl JobList {
    const fn none() -> Self {
        Self {
            items: Vec::new(),
            next_page_token: None,
            bound_reached: false,
        }
    }
}

pub(crate) async fn list(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<ListQuery>,
) -> Answer<JobList> {
    let most = page::size(query.page_size);
    let after = page::after(LIST, query.page_token.as_deref())?;
    let mut filter = filter(query)?;
    if let Some(owner) = caller.owner() {
        if filter.created_by.as_deref().is_some_and(|by| by != owner) {
            // Others' jobs are not there.
            return Ok(Json(JobList::none()));
        }
        filter.created_by = Some(owner.to_owned());
    }
    let found = app.engine.store().jobs(filter, after, most).await?;
    Ok(Json(JobList {
        items: found.items.into_iter().map(JobView::from).collect(),
        next_page_token: found.next.map(|next| page::token(LIST, next)),
        bound_reached: found.is_cut_short,
    }))
}

pub(crate) fn filter(query: ListQuery) -> Result<JobFilter, Problem> {
    let bad = |error: String| Problem::bad_request(error);
    Ok(JobFilter {
        ids: query.id.as_deref().map(beginning).transpose()?,
        batch: query
            .batch
            .map(|text| text.parse::<BatchId>())
            .transpose()
            .map_err(|error| bad(error.to_string()))?,
        states: match &query.state {
            Some(list) => list
                .split(',')
                .map(|name| {
                    name.parse::<StateName>()
                        .map_err(|error| bad(error.to_string()))
                })
                .collect::<Result<_, _>>()?,
            None => Vec::new(),
        },
        processor: query
            .processor
            .map(ProcessorName::try_from)
            .transpose()
            .map_err(|error| bad(error.to_string()))?,
        queue: query
            .queue
            .map(QueueName::try_from)
            .transpose()
            .map_err(|error| bad(error.to_string()))?,
        tag: query.tag,
        created_by: query.created_by,
        created_from: moment("created_from", query.created_from)?,
        created_before: moment("created_before", query.created_before)?,
        text: query.q,
    })
}

/// The ids that begin so. Ten digits are the times of a quarter of a second, so that they are not too many.
fn beginning(text: &str) -> Result<(JobId, JobId), Problem> {
    let digits: String = text.chars().filter(|c| *c != '-').collect();
    let is_one = (10..=32).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_hexdigit());
    let bound = |rest: char| {
        let whole: String = digits
            .chars()
            .chain(std::iter::repeat(rest))
            .take(32)
            .collect();
        u128::from_str_radix(&whole, 16).map(|id| JobId::from_bytes(id.to_be_bytes()))
    };
    match (is_one, bound('0'), bound('f')) {
        (true, Ok(first), Ok(last)) => Ok((first, last)),
        _ => Err(Problem::bad_request(
            "id: write the beginning of a job's id, at least ten digits of it",
        )),
    }
}

pub(crate) async fn show(
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Tagged<JobView>, Problem> {
    shown_tagged(&app, parse_id(&id)?).await
}

pub(crate) async fn attempts(
    State(app): State<App>,
    Path(id): Path<String>,
) -> Answer<List<Value>> {
    let attempts = app.engine.store().attempts(parse_id(&id)?).await?;
    Ok(Json(List {
        items: attempts.iter().map(attempt_view).collect(),
        next_page_token: None,
    }))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LogQuery {
    attempt: Option<u32>,
    from: Option<u64>,
    page_size: Option<usize>,
}

pub(crate) async fn logs(
    State(app): State<App>,
    Path(id): Path<String>,
    Query(query): Query<LogQuery>,
) -> Answer<Value> {
    let id = parse_id(&id)?;
    let attempt = match query.attempt {
        Some(attempt) => attempt,
        None => app.engine.store().job(id).await?.attempt.max(1),
    };
    let most = query.page_size.unwrap_or(LINES).clamp(1, 10_000);
    let page = app
        .engine
        .store()
        .log(id, attempt, query.from.unwrap_or(0), most)
        .await?;
    Ok(Json(json!({
        "attempt": attempt,
        "dropped": page.dropped,
        "items": page.lines,
        "next_from": page.next,
    })))
}
