//! Schedules: what fires when, what it fired, and firing it now.

mod view;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::{Extension, Json};
use runner_engine::{ScheduleDraft, Target, is_built_in};
use runner_model::{CronRule, Misfire, Overlap, ScheduleName, Timestamp};
use runner_store::Schedule;
use serde::Deserialize;
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use self::view::{FiringView, NextTimes, ScheduleView, firing_view, view};
pub(crate) use self::view::{TriggeredView, triggered_view};
use crate::app::App;
use crate::audit::Made;
use crate::auth::Caller;
use crate::body::{Exact, Keyed, OptionalKeyed, found, named, object, parsed};
use crate::page;
use crate::problem::Problem;
use crate::query::Query;
use crate::seen::{IfMatch, IfMatchHeader, Tagged};
use crate::shape;
use crate::shape::model::TargetBody;
use crate::submit::OnceHeader;
use crate::view::{List, now, time};

/// The zone of a rule that names none.
const ZONE: &str = "UTC";

/// How many times are given unless the client says, and at the most.
const TIMES: usize = 20;
const MOST_TIMES: usize = 500;

/// What the tokens of pages are of.
const LIST: &str = "schedules";
const FIRINGS: &str = "firings";

type Answer<T> = Result<Json<T>, Problem>;

/// A schedule as a client writes it. What a PATCH leaves out stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewSchedule, example = json!({
    "name": "nightly-report",
    "cron": "30 6 * * mon-fri",
    "zone": "Europe/Berlin",
    "target": {"job": {"processor": "report-generation", "inputs": {"data": {"stats": {"since": "1d"}}}}}
}))]
pub(crate) struct ScheduleBody {
    /// Of a POST; with PUT and PATCH it is in the path.
    #[schema(value_type = Option<shape::Name>)]
    name: Option<String>,
    /// When it fires: minute, hour, day of the month, month, day of the week; six fields begin with seconds.
    #[schema(example = "30 6 * * mon-fri")]
    cron: Option<String>,
    /// The time zone of the rule; `UTC` unless said.
    #[schema(example = "Europe/Berlin")]
    zone: Option<String>,
    /// `once` unless said.
    #[schema(value_type = Option<shape::MisfireName>)]
    misfire: Option<String>,
    /// `skip` unless said.
    #[schema(value_type = Option<shape::OverlapName>)]
    overlap: Option<String>,
    #[schema(value_type = Option<TargetBody>)]
    target: Option<Value>,
}

impl ScheduleBody {
    /// Puts the fields over those of a schedule that is there.
    fn over(
        self,
        name: ScheduleName,
        old: Option<&Schedule>,
        caller: &Caller,
    ) -> Result<ScheduleDraft, Problem> {
        let missing = |field: &str, what: &str| Problem::invalid(&format!("/{field}"), what);
        if self.name.is_some_and(|given| given != name.as_str()) {
            return Err(missing("name", "the name is the one in the path"));
        }
        let zone = match (&self.zone, old) {
            (Some(zone), _) => zone,
            (None, Some(old)) => old.rule.zone(),
            (None, None) => ZONE,
        };
        let cron = match (&self.cron, old) {
            (Some(cron), _) => cron,
            (None, Some(old)) => old.rule.as_str(),
            (None, None) => {
                return Err(missing("cron", "give a rule, such as \"30 6 * * mon-fri\""));
            }
        };
        let rule = CronRule::parse(cron, zone).map_err(|error| {
            let path = match error {
                runner_model::ParseCronError::Zone(_) => "/zone",
                _ => "/cron",
            };
            Problem::invalid(path, error.to_string())
        })?;
        let misfire = match &self.misfire {
            Some(text) => parsed("/misfire", text)?,
            None => old.map_or_else(Misfire::default, |old| old.misfire),
        };
        let overlap = match &self.overlap {
            Some(text) => parsed("/overlap", text)?,
            None => old.map_or_else(Overlap::default, |old| old.overlap),
        };
        let target = match (self.target, old) {
            (Some(target), _) => target,
            (None, Some(old)) => json_of(&old.target),
            (None, None) => {
                let what = "say what it starts: {\"job\": …}, {\"batch\": …} or {\"template\": {\"name\": …, \"params\": …}}";
                return Err(missing("target", what));
            }
        };
        let inner = target.as_object().and_then(|target| target.values().next());
        if inner.is_some_and(Value::is_array) {
            return Err(Problem::invalid(
                "/target",
                "this is a list: write an object",
            ));
        }
        let target: Target = object("/target", target)?;
        Ok(ScheduleDraft {
            name,
            rule,
            misfire,
            overlap,
            target,
            by: Some(caller.name().to_owned()),
        })
    }
}

fn json_of(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_default()
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct SchedulesQuery {
    #[param(nullable = false)]
    paused: Option<bool>,
    /// Whether they are the server's own upkeep.
    #[param(nullable = false)]
    built_in: Option<bool>,
    #[param(nullable = false)]
    created_by: Option<String>,
    /// Words in the name.
    #[param(nullable = false)]
    q: Option<String>,
    /// How many on a page: all of them unless said, and never more than 500 then.
    #[param(nullable = false, minimum = 0)]
    page_size: Option<usize>,
    #[param(nullable = false, value_type = Option<shape::PageToken>)]
    page_token: Option<String>,
}

/// List schedules
///
/// In the order of their names, the server's own upkeep among them.
#[utoipa::path(
    get, path = "/schedules", operation_id = "list_schedules", tag = "schedules",
    params(SchedulesQuery),
    responses((status = 200, description = "All of them, or a page", body = List<ScheduleView>)),
)]
pub(crate) async fn list(
    State(app): State<App>,
    Query(query): Query<SchedulesQuery>,
) -> Answer<List<ScheduleView>> {
    let mut schedules = app.engine.store().schedules().await?;
    schedules.retain(|schedule| {
        page::is_as(query.paused, schedule.is_paused)
            && page::is_as(query.built_in, is_built_in(&schedule.name))
            && (query.created_by.is_none() || query.created_by == schedule.created_by)
            && page::has_words(query.q.as_deref(), &[Some(schedule.name.as_str())])
    });
    let which = (query.page_size, query.page_token.as_deref());
    let found = page::of_all(LIST, schedules, |one| one.name.to_string(), which)?;
    Ok(Json(found.map(|schedule| view(&schedule))))
}

/// Show a schedule
#[utoipa::path(
    get, path = "/schedules/{name}", operation_id = "get_schedule", tag = "schedules",
    responses((status = 200, description = "The schedule", body = ScheduleView)),
)]
pub(crate) async fn show(
    State(app): State<App>,
    Path(name): Path<String>,
) -> Result<Tagged<ScheduleView>, Problem> {
    let schedule = app
        .engine
        .store()
        .schedule(found("schedule", &name)?)
        .await?;
    Ok(tagged(&schedule))
}

fn tagged(schedule: &Schedule) -> Tagged<ScheduleView> {
    Tagged(schedule.version(), view(schedule))
}

/// Make a schedule
///
/// What it starts is checked now, as if it were submitted.
#[utoipa::path(
    post, path = "/schedules", operation_id = "create_schedule", tag = "schedules",
    params(OnceHeader),
    request_body = ScheduleBody,
    responses(
        (status = 201, description = "The schedule", body = ScheduleView),
        (status = 404, description = "`not_found`: there is no such template"),
        (status = 409, description = "`exists`: there is one of that name"),
        (status = 413, description = "`too_large`: params beyond their ceiling"),
        (status = 422, description = "`invalid`; `invalid_params`; `invalid_inputs`; `unknown_processor`; `number_too_long`; `idempotency_key_reused`"),
    ),
)]
pub(crate) async fn create(
    State(app): State<App>,
    caller: Caller,
    Keyed(body, once): Keyed<ScheduleBody>,
) -> Result<(StatusCode, Extension<Made>, Json<ScheduleView>), Problem> {
    let Some(name) = &body.name else {
        return Err(Problem::invalid("/name", "give it a name"));
    };
    let name: ScheduleName = named("/name", name)?;
    let draft = body.over(name, None, &caller)?;
    let schedule = app.engine.create_schedule(draft, once).await?;
    let made = Extension(Made(schedule.name.to_string()));
    Ok((StatusCode::CREATED, made, Json(view(&schedule))))
}

/// Make or replace a schedule
///
/// Whether it is paused stays as it was.
#[utoipa::path(
    put, path = "/schedules/{name}", operation_id = "put_schedule", tag = "schedules",
    params(IfMatchHeader),
    request_body = ScheduleBody,
    responses(
        (status = 200, description = "The schedule", body = ScheduleView),
        (status = 404, description = "`not_found`: there is no such template"),
        (status = 409, description = "`built_in`: the server's own upkeep keeps its target"),
        (status = 412, description = "`precondition_failed`: it is not as `If-Match` says"),
        (status = 413, description = "`too_large`: params beyond their ceiling"),
        (status = 422, description = "`invalid`; `invalid_params`; `invalid_inputs`; `unknown_processor`; `number_too_long`"),
    ),
)]
pub(crate) async fn put(
    State(app): State<App>,
    caller: Caller,
    Path(name): Path<String>,
    IfMatch(seen): IfMatch,
    Exact(body): Exact<ScheduleBody>,
) -> Result<Tagged<ScheduleView>, Problem> {
    let draft = body.over(named("/name", &name)?, None, &caller)?;
    Ok(tagged(&app.engine.put_schedule(draft, seen).await?))
}

/// Change a schedule
///
/// What is left out stays as it is.
#[utoipa::path(
    patch, path = "/schedules/{name}", operation_id = "change_schedule", tag = "schedules",
    params(IfMatchHeader),
    request_body = ScheduleBody,
    responses(
        (status = 200, description = "The schedule as it is now", body = ScheduleView),
        (status = 409, description = "`built_in`: the server's own upkeep keeps its target"),
        (status = 412, description = "`precondition_failed`: it is not as `If-Match` says"),
        (status = 413, description = "`too_large`: params beyond their ceiling"),
        (status = 422, description = "`invalid`; `invalid_params`; `invalid_inputs`; `unknown_processor`; `number_too_long`"),
    ),
)]
pub(crate) async fn change(
    State(app): State<App>,
    caller: Caller,
    Path(name): Path<String>,
    IfMatch(seen): IfMatch,
    Exact(body): Exact<ScheduleBody>,
) -> Result<Tagged<ScheduleView>, Problem> {
    let name: ScheduleName = found("schedule", &name)?;
    let old = app.engine.store().schedule(name.clone()).await?;
    let draft = body.over(name, Some(&old), &caller)?;
    Ok(tagged(&app.engine.put_schedule(draft, seen).await?))
}

/// Delete a schedule
///
/// What it started stays.
#[utoipa::path(
    delete, path = "/schedules/{name}", operation_id = "delete_schedule", tag = "schedules",
    responses(
        (status = 204, description = "It is gone"),
        (status = 409, description = "`built_in`: it is the server's own upkeep: pause it, or change it"),
    ),
)]
pub(crate) async fn delete(
    State(app): State<App>,
    Path(name): Path<String>,
) -> Result<StatusCode, Problem> {
    let name: ScheduleName = found("schedule", &name)?;
    if is_built_in(&name) {
        let detail = format!(
            "`{name}` is the server's own upkeep and is not deleted: pause it, or change it"
        );
        return Err(Problem::new(StatusCode::CONFLICT, "built_in", detail));
    }
    app.engine.store().delete_schedule(name).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Pause a schedule
#[utoipa::path(
    post, path = "/schedules/{name}/pause", operation_id = "pause_schedule", tag = "schedules",
    responses((status = 200, description = "The schedule as it is now", body = ScheduleView)),
)]
pub(crate) async fn pause(
    State(app): State<App>,
    Path(name): Path<String>,
) -> Answer<ScheduleView> {
    let schedule = app
        .engine
        .store()
        .pause_schedule(found("schedule", &name)?)
        .await?;
    Ok(Json(view(&schedule)))
}

/// Let a schedule go on
///
/// Times that passed meanwhile are not made up for.
#[utoipa::path(
    post, path = "/schedules/{name}/resume", operation_id = "resume_schedule", tag = "schedules",
    responses((status = 200, description = "The schedule as it is now", body = ScheduleView)),
)]
pub(crate) async fn resume(
    State(app): State<App>,
    Path(name): Path<String>,
) -> Answer<ScheduleView> {
    let schedule = app
        .engine
        .store()
        .resume_schedule(found("schedule", &name)?)
        .await?;
    Ok(Json(view(&schedule)))
}

/// Fire a schedule now
///
/// Also one that is paused.
#[utoipa::path(
    post, path = "/schedules/{name}/trigger", operation_id = "trigger_schedule", tag = "schedules",
    params(OnceHeader),
    request_body = Option<Nothing>,
    responses(
        (status = 200, description = "What came of it", body = TriggeredView),
        (status = 422, description = "`invalid`; `idempotency_key_reused`"),
    ),
)]
pub(crate) async fn trigger(
    State(app): State<App>,
    Path(name): Path<String>,
    OptionalKeyed(Nothing {}, once): OptionalKeyed<Nothing>,
) -> Answer<TriggeredView> {
    let name: ScheduleName = found("schedule", &name)?;
    let triggered = app.engine.trigger_schedule(&name, once).await?;
    Ok(Json(triggered_view(&triggered)))
}

/// A body that says nothing.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Nothing {}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct NextQuery {
    /// How many: 20 unless said, and never more than 500.
    #[param(nullable = false, minimum = 0)]
    count: Option<usize>,
}

/// Say when a schedule fires next
#[utoipa::path(
    get, path = "/schedules/{name}/next", operation_id = "get_next_times", tag = "schedules",
    params(NextQuery),
    responses((status = 200, description = "The next times", body = NextTimes)),
)]
pub(crate) async fn next(
    State(app): State<App>,
    Path(name): Path<String>,
    Query(query): Query<NextQuery>,
) -> Answer<NextTimes> {
    let schedule = app
        .engine
        .store()
        .schedule(found("schedule", &name)?)
        .await?;
    let most = query.count.unwrap_or(TIMES).clamp(1, MOST_TIMES);
    let now = now();
    let far = Timestamp::from_millis(i64::MAX);
    let items = schedule
        .rule
        .first(now, far, most)
        .into_iter()
        .map(time)
        .collect();
    let paused = schedule.is_paused;
    Ok(Json(NextTimes { items, paused }))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct FiringsQuery {
    /// How many on a page: 50 unless said, and never more than 500.
    #[param(nullable = false, minimum = 0)]
    page_size: Option<usize>,
    #[param(nullable = false, value_type = Option<shape::PageToken>)]
    page_token: Option<String>,
}

/// List what a schedule fired
///
/// The last first.
#[utoipa::path(
    get, path = "/schedules/{name}/firings", operation_id = "list_firings", tag = "schedules",
    params(FiringsQuery),
    responses((status = 200, description = "A page of firings", body = List<FiringView>)),
)]
pub(crate) async fn firings(
    State(app): State<App>,
    Path(name): Path<String>,
    Query(query): Query<FiringsQuery>,
) -> Answer<List<FiringView>> {
    let most = page::size(query.page_size);
    // A page begins before the time of the last firing of the one before.
    let before = page::after(FIRINGS, query.page_token.as_deref())?.map(Timestamp::from_millis);
    let name = found("schedule", &name)?;
    let firings = app.engine.store().firings(name, before, most).await?;
    let next = firings.last().filter(|_| firings.len() == most);
    Ok(Json(List {
        next_page_token: next.map(|last| page::token(FIRINGS, last.due_at.as_millis())),
        items: firings.into_iter().map(firing_view).collect(),
    }))
}
