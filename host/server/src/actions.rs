//! What is done to many jobs: asked for, seen, ended before it is done.

use std::collections::HashSet;

use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::{Extension, Json};
use runner_engine::ActionDraft;
use runner_model::{ActionId, ActionVerb, JobId, StateName, listed};
use runner_store::{Action, ActionFilter, ActionJobs, ActionState};
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};

use crate::app::App;
use crate::audit::Made;
use crate::auth::Caller;
use crate::body::Keyed;
use crate::jobs::{self, ListQuery};
use crate::page;
use crate::problem::Problem;
use crate::query::Query;
use crate::shape;
use crate::shape::answers::ActionShown;
use crate::submit::{MOST_AT_ONCE, OnceHeader, Priority, priority};
use crate::view::{List, time};

/// What the tokens of pages are of.
const LIST: &str = "actions";

type Answer<T> = Result<Json<T>, Problem>;

/// What is to be done to many jobs, as a client asks for it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewAction, example = json!({"verb": "cancel", "filter": {"queue": "mail"}, "dry_run": true}))]
pub(crate) struct ActionBody {
    /// `cancel`, `pause`, `resume`, `retry`, `promote`, `delete` or `priority`.
    verb: String,
    /// The jobs one by one, at most 10 000.
    #[schema(value_type = Option<Vec<shape::JobId>>)]
    ids: Option<Vec<String>>,
    /// Or those that a filter fits, which is that of the list of jobs.
    #[schema(value_type = Option<Object>)]
    filter: Option<Value>,
    /// With `retry`: on the version of their plugin that is active then.
    #[serde(default)]
    latest: bool,
    /// With `priority`: which.
    #[schema(value_type = Option<Priority>)]
    priority: Option<Value>,
    /// They are only counted.
    #[serde(default)]
    dry_run: bool,
}

impl ActionBody {
    fn draft(self, caller: &Caller) -> Result<ActionDraft, Problem> {
        let verb = self.verb()?;
        let which = match (self.ids, self.filter) {
            (Some(ids), None) => named(&ids)?,
            (None, Some(filter)) => fitting(verb, filter, caller)?,
            _ => {
                return Err(Problem::invalid(
                    "",
                    "say which jobs: give one of `ids` and `filter`, which may be {} for all of them",
                ));
            }
        };
        Ok(ActionDraft {
            verb,
            which,
            is_dry_run: self.dry_run,
        })
    }

    fn verb(&self) -> Result<ActionVerb, Problem> {
        let verb = match (self.verb.as_str(), &self.priority) {
            ("cancel", _) => ActionVerb::Cancel,
            ("pause", _) => ActionVerb::Pause,
            ("resume", _) => ActionVerb::Resume,
            ("retry", _) => ActionVerb::Retry {
                latest: self.latest,
            },
            ("promote", _) => ActionVerb::Promote,
            ("delete", _) => ActionVerb::Delete,
            ("priority", Some(written)) => ActionVerb::Priority {
                priority: priority(written.clone())?,
            },
            ("priority", None) => {
                return Err(Problem::invalid("/priority", "say which priority"));
            }
            _ => {
                let verbs = listed(ActionVerb::NAMES);
                return Err(Problem::invalid("/verb", format!("the verbs are {verbs}")));
            }
        };
        if self.latest && !matches!(verb, ActionVerb::Retry { .. }) {
            return Err(Problem::invalid("/latest", "it goes with the verb `retry`"));
        }
        if self.priority.is_some() && !matches!(verb, ActionVerb::Priority { .. }) {
            let message = "it goes with the verb `priority`";
            return Err(Problem::invalid("/priority", message));
        }
        Ok(verb)
    }
}

/// The jobs of these ids, each once.
fn named(ids: &[String]) -> Result<ActionJobs, Problem> {
    if ids.len() > MOST_AT_ONCE {
        let detail = format!(
            "{} ids at once; at most {MOST_AT_ONCE} are taken: give a filter",
            ids.len()
        );
        return Err(Problem::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too_large",
            detail,
        ));
    }
    let mut seen = HashSet::new();
    let mut jobs = Vec::with_capacity(ids.len());
    for (place, text) in ids.iter().enumerate() {
        let id: JobId = crate::body::parsed(&format!("/ids/{place}"), text)?;
        if seen.insert(id) {
            jobs.push(id);
        }
    }
    Ok(ActionJobs::Named(jobs))
}

/// Those that a filter fits, of a submitter its own. Those that the verb cannot be done to are left out; asked for by their
/// states they are a mistake.
fn fitting(verb: ActionVerb, said: Value, caller: &Caller) -> Result<ActionJobs, Problem> {
    let query: ListQuery = serde_json::from_value(said.clone())
        .map_err(|error| Problem::invalid("/filter", error.to_string()))?;
    if query.is_paged() {
        let message = "`page_size` and `page_token` are for lists: it is done to all that fit";
        return Err(Problem::invalid("/filter", message));
    }
    let mut filter =
        jobs::filter(query).map_err(|problem| Problem::invalid("/filter", problem.field().1))?;
    let states = verb.states();
    let wrong = filter.states.iter().find(|state| !states.contains(state));
    if let Some(wrong) = wrong {
        let names: Vec<&str> = states.iter().copied().map(StateName::as_str).collect();
        let message = format!(
            "jobs that are {wrong} are not {}: write {}",
            verb.done(),
            listed(&names)
        );
        return Err(Problem::invalid("/filter/state", message));
    }
    if filter.states.is_empty() {
        filter.states = states;
    }
    if let Some(owner) = caller.owner() {
        match filter.created_by.as_deref() {
            // Others' jobs are not there.
            Some(by) if by != owner => return Ok(ActionJobs::Named(Vec::new())),
            _ => filter.created_by = Some(owner.to_owned()),
        }
    }
    Ok(ActionJobs::Fitting {
        filter: Box::new(filter),
        said: said.to_string(),
    })
}

/// Do something to many jobs
///
/// To those that are named or that fit a filter when it begins, portion by portion, also over a restart of the server. A filter
/// finds only jobs that it can be done to.
#[utoipa::path(
    post, path = "/jobs/actions", operation_id = "begin_action", tag = "actions",
    params(OnceHeader),
    request_body = ActionBody,
    responses(
        (status = 202, description = "The action, which has begun", body = ActionShown),
        (status = 413, description = "`too_large`: more than 10 000 ids"),
        (status = 422, description = "`invalid`; `number_too_long`; `idempotency_key_reused`"),
    ),
)]
pub(crate) async fn begin(
    State(app): State<App>,
    caller: Caller,
    Keyed(body, once): Keyed<ActionBody>,
) -> Result<Response, Problem> {
    let draft = body.draft(&caller)?;
    let action = app
        .engine
        .begin_action(draft, caller.submitter(), once)
        .await?;
    let at = [(header::LOCATION, format!("/api/v1/actions/{}", action.id))];
    let made = Extension(Made(action.id.to_string()));
    Ok((StatusCode::ACCEPTED, made, at, Json(view(&action))).into_response())
}

pub(crate) fn view(action: &Action) -> Value {
    let failures: Vec<Value> = action
        .failures
        .iter()
        .map(|(code, of)| {
            json!({
                "code": code,
                "count": of.count,
                "example": {"job_id": of.job, "message": of.message},
            })
        })
        .collect();
    let filter: Option<Value> = action
        .said
        .as_deref()
        .and_then(|said| serde_json::from_str(said).ok());
    let mut view = json!({
        "id": action.id,
        "verb": action.verb.as_str(),
        "filter": filter,
        "named": action.named,
        "dry_run": action.is_dry_run,
        "state": action.state.as_str(),
        "matched": action.matched,
        "done": action.changed + action.unchanged + action.failed,
        "changed": action.changed,
        "unchanged": action.unchanged,
        "failed": action.failed,
        "failures": failures,
        "created_by": action.created_by,
        "created_at": time(action.created_at),
        "finished_at": action.finished_at.map(time),
    });
    match action.verb {
        ActionVerb::Retry { latest } => view["latest"] = latest.into(),
        ActionVerb::Priority { priority } => view["priority"] = priority.get().into(),
        _ => {}
    }
    view
}

pub(crate) fn parse_id(text: &str) -> Result<ActionId, Problem> {
    text.parse().map_err(|_| {
        let shown: String = text.chars().take(64).collect();
        Problem::not_found(format!(
            "there is no action {shown:?}: an action's id is a UUID"
        ))
    })
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ActionsQuery {
    /// `counting`, `running`, `done` or `aborted`.
    #[param(nullable = false, pattern = "^(counting|running|done|aborted)$")]
    state: Option<String>,
    #[param(nullable = false)]
    verb: Option<String>,
    #[param(nullable = false)]
    created_by: Option<String>,
    /// How many on a page: 50 unless said, and never more than 500.
    #[param(nullable = false, minimum = 0)]
    page_size: Option<usize>,
    #[param(nullable = false, value_type = Option<shape::PageToken>)]
    page_token: Option<String>,
}

/// List actions
///
/// The newest first. A submitter sees its own.
#[utoipa::path(
    get, path = "/actions", operation_id = "list_actions", tag = "actions",
    params(ActionsQuery),
    responses((status = 200, description = "A page of actions", body = List<ActionShown>)),
)]
pub(crate) async fn list(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<ActionsQuery>,
) -> Answer<List<Value>> {
    let most = page::size(query.page_size);
    let after = page::after(LIST, query.page_token.as_deref())?;
    let state = match query.state.as_deref() {
        None => None,
        Some(name) => Some(ActionState::from_name(name).ok_or_else(|| {
            Problem::bad_request("state: write counting, running, done or aborted")
        })?),
    };
    let created_by = match (caller.owner(), query.created_by) {
        (None, by) => by,
        (Some(owner), Some(by)) if by != owner => return Ok(Json(List::none())),
        (Some(owner), _) => Some(owner.to_owned()),
    };
    let filter = ActionFilter {
        created_by,
        state,
        verb: query.verb,
    };
    let found = app.engine.store().actions(filter, after, most).await?;
    Ok(Json(List {
        items: found.items.iter().map(view).collect(),
        next_page_token: found.next.map(|next| page::token(LIST, next)),
    }))
}

/// Show an action
#[utoipa::path(
    get, path = "/actions/{id}", operation_id = "get_action", tag = "actions",
    responses((status = 200, description = "The action", body = ActionShown)),
)]
pub(crate) async fn show(State(app): State<App>, Path(id): Path<String>) -> Answer<Value> {
    Ok(Json(view(
        &app.engine.store().action(parse_id(&id)?).await?,
    )))
}

/// End an action before it is done
///
/// What it did stays.
#[utoipa::path(
    post, path = "/actions/{id}/abort", operation_id = "abort_action", tag = "actions",
    responses(
        (status = 200, description = "The action as it is now", body = ActionShown),
        (status = 409, description = "`illegal_state`: it is over"),
    ),
)]
pub(crate) async fn abort(State(app): State<App>, Path(id): Path<String>) -> Answer<Value> {
    let action = app.engine.store().abort_action(parse_id(&id)?).await?;
    Ok(Json(view(&action)))
}
