//! Jobs: lists, one, its attempts, and its log.

use axum::Json;
use axum::extract::{Path, State};
use runner_model::{BatchId, FailureCode, JobId, LogLine, ProcessorName, QueueName, StateName};
use runner_store::{Attempt, ErrorId, JobFilter};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::app::App;
use crate::auth::Caller;
use crate::page;
use crate::problem::Problem;
use crate::query::Query;
use crate::seen::Tagged;
use crate::shape;
use crate::shape::model::LogLineView;
use crate::verbs::shown_tagged;
use crate::view::{AttemptView, JobView, List, moment, parse_id};

/// How many lines of a log a page has unless the client says.
const LINES: usize = 500;

/// What the tokens of pages are of.
const LIST: &str = "jobs";

type Answer<T> = Result<Json<T>, Problem>;

/// Which jobs: everything that is said must hold.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListQuery {
    /// The beginning of an id, at least ten digits of it.
    #[param(nullable = false, pattern = "^[0-9a-f]{8}-?[0-9a-f]{2,24}$")]
    id: Option<String>,
    /// A state, or several with commas between them.
    #[param(
        nullable = false,
        pattern = "^(blocked|scheduled|pending|running|paused|retrying|completed|failed|cancelled)(,(blocked|scheduled|pending|running|paused|retrying|completed|failed|cancelled)){0,8}$"
    )]
    state: Option<String>,
    #[param(nullable = false, value_type = Option<shape::Name>)]
    processor: Option<String>,
    #[param(nullable = false, value_type = Option<shape::Name>)]
    queue: Option<String>,
    /// Those of a batch.
    #[param(nullable = false, value_type = Option<shape::BatchId>)]
    pub(crate) batch: Option<String>,
    /// Those with this tag.
    #[param(nullable = false)]
    tag: Option<String>,
    #[param(nullable = false)]
    created_by: Option<String>,
    /// Those whose last failure has this code.
    #[param(nullable = false, value_type = Option<shape::FailureName>)]
    error: Option<String>,
    /// Those that failed as this group of failures did, by its id in `/errors`.
    #[param(nullable = false)]
    error_group: Option<String>,
    /// Those made then or later.
    #[param(nullable = false, value_type = Option<shape::Time>)]
    created_from: Option<String>,
    /// Those made before then.
    #[param(nullable = false, value_type = Option<shape::Time>)]
    created_before: Option<String>,
    /// A text in id, title, description, tags or params. Only so many jobs are looked at for one page; `bound_reached` says so.
    #[param(nullable = false)]
    q: Option<String>,
    /// How many on a page: 50 unless said, and never more than 500.
    #[param(nullable = false, minimum = 0)]
    page_size: Option<usize>,
    #[param(nullable = false, value_type = Option<shape::PageToken>)]
    page_token: Option<String>,
}

impl ListQuery {
    /// Whether it says anything about pages.
    pub(crate) const fn is_paged(&self) -> bool {
        self.page_size.is_some() || self.page_token.is_some()
    }
}

/// A page of jobs.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct JobList {
    items: Vec<JobView>,
    /// Where the next page begins, to be sent as `page_token`; null on the last.
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

/// List jobs
///
/// The newest first. A submitter sees its own.
#[utoipa::path(
    get, path = "/jobs", operation_id = "list_jobs", tag = "jobs",
    params(ListQuery),
    responses((status = 200, description = "A page of jobs", body = JobList)),
)]
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
        failure: query
            .error
            .map(|code| code.parse::<FailureCode>())
            .transpose()
            .map_err(|error| bad(format!("error: {error}")))?,
        error: query
            .error_group
            .map(|id| id.parse::<ErrorId>())
            .transpose()
            .map_err(|error| bad(format!("error_group: {error}")))?,
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

/// Show a job
#[utoipa::path(
    get, path = "/jobs/{id}", operation_id = "get_job", tag = "jobs",
    responses((status = 200, description = "The job", body = JobView)),
)]
pub(crate) async fn show(
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Tagged<JobView>, Problem> {
    shown_tagged(&app, parse_id(&id)?).await
}

/// List the attempts of a job
///
/// The oldest first. Of one that runs or stands still on the node that answers, the usage is that so far.
#[utoipa::path(
    get, path = "/jobs/{id}/attempts", operation_id = "list_attempts", tag = "jobs",
    responses((status = 200, description = "All of them", body = List<AttemptView>)),
)]
pub(crate) async fn attempts(
    State(app): State<App>,
    Path(id): Path<String>,
) -> Answer<List<AttemptView>> {
    let id = parse_id(&id)?;
    let mut attempts = app.engine.store().attempts(id).await?;
    if let Some((number, usage)) = app.engine.usage_so_far(id) {
        let is_it = |attempt: &&mut Attempt| attempt.number == number && attempt.ended_at.is_none();
        if let Some(attempt) = attempts.iter_mut().find(is_it) {
            attempt.usage = usage;
        }
    }
    Ok(Json(List {
        items: attempts.into_iter().map(AttemptView::from).collect(),
        next_page_token: None,
    }))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct LogQuery {
    /// Of which attempt, from 1; of the last unless said.
    #[param(nullable = false)]
    attempt: Option<u32>,
    /// From the line of this number on.
    #[param(nullable = false)]
    from: Option<u64>,
    /// How many lines: 500 unless said, and never more than 10 000.
    #[param(nullable = false, minimum = 0)]
    page_size: Option<usize>,
}

/// Lines of a log.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LogPage {
    attempt: u32,
    /// How many of the oldest lines are not kept any more.
    dropped: u64,
    #[schema(value_type = Vec<LogLineView>)]
    items: Vec<LogLine>,
    /// Where the next page begins, to be sent as `from`; null if these were the last so far.
    next_from: Option<u64>,
}

/// Read the log of an attempt
#[utoipa::path(
    get, path = "/jobs/{id}/logs", operation_id = "get_log", tag = "jobs",
    params(LogQuery),
    responses((status = 200, description = "Lines, the oldest first", body = LogPage)),
)]
pub(crate) async fn logs(
    State(app): State<App>,
    Path(id): Path<String>,
    Query(query): Query<LogQuery>,
) -> Answer<LogPage> {
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
    Ok(Json(LogPage {
        attempt,
        dropped: page.dropped,
        items: page.lines,
        next_from: page.next,
    }))
}
