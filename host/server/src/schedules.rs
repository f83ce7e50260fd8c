//! Schedules: what fires when, what it fired, and firing it now.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::{Extension, Json};
use runner_engine::{ScheduleDraft, Target, Triggered, is_built_in};
use runner_model::{CronRule, Misfire, Overlap, ScheduleName, Timestamp};
use runner_store::{Fired, Firing, Schedule};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::app::App;
use crate::audit::Made;
use crate::auth::Caller;
use crate::body::{Exact, Keyed, OptionalKeyed, found, named, parsed};
use crate::page;
use crate::problem::Problem;
use crate::query::Query;
use crate::seen::{IfMatch, Tagged};
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
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ScheduleBody {
    name: Option<String>,
    cron: Option<String>,
    zone: Option<String>,
    misfire: Option<String>,
    overlap: Option<String>,
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
        let target: Target = serde_json::from_value(target)
            .map_err(|error| Problem::invalid("/target", error.to_string()))?;
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

fn view(schedule: &Schedule) -> Value {
    json!({
        "name": schedule.name,
        "cron": schedule.rule.as_str(),
        "zone": schedule.rule.zone(),
        "misfire": schedule.misfire,
        "overlap": schedule.overlap,
        "target": json_of(&schedule.target),
        "paused": schedule.is_paused,
        "built_in": is_built_in(&schedule.name),
        "created_by": schedule.created_by,
        "next_at": schedule.next_at.filter(|_| !schedule.is_paused).map(time),
        "last_at": schedule.last_at.map(time),
    })
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SchedulesQuery {
    paused: Option<bool>,
    built_in: Option<bool>,
    created_by: Option<String>,
    /// Words in the name.
    q: Option<String>,
    page_size: Option<usize>,
    page_token: Option<String>,
}

pub(crate) async fn list(
    State(app): State<App>,
    Query(query): Query<SchedulesQuery>,
) -> Answer<List<Value>> {
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

pub(crate) async fn show(
    State(app): State<App>,
    Path(name): Path<String>,
) -> Result<Tagged<Value>, Problem> {
    let schedule = app
        .engine
        .store()
        .schedule(found("schedule", &name)?)
        .await?;
    Ok(tagged(&schedule))
}

fn tagged(schedule: &Schedule) -> Tagged<Value> {
    Tagged(schedule.version(), view(schedule))
}

pub(crate) async fn create(
    State(app): State<App>,
    caller: Caller,
    Keyed(body, once): Keyed<ScheduleBody>,
) -> Result<(StatusCode, Extension<Made>, Json<Value>), Problem> {
    let Some(name) = &body.name else {
        return Err(Problem::invalid("/name", "give it a name"));
    };
    let name: ScheduleName = named("/name", name)?;
    let draft = body.over(name, None, &caller)?;
    let schedule = app.engine.create_schedule(draft, once).await?;
    let made = Extension(Made(schedule.name.to_string()));
    Ok((StatusCode::CREATED, made, Json(view(&schedule))))
}

pub(crate) async fn put(
    State(app): State<App>,
    caller: Caller,
    Path(name): Path<String>,
    IfMatch(seen): IfMatch,
    Exact(body): Exact<ScheduleBody>,
) -> Result<Tagged<Value>, Problem> {
    let draft = body.over(named("/name", &name)?, None, &caller)?;
    Ok(tagged(&app.engine.put_schedule(draft, seen).await?))
}

pub(crate) async fn change(
    State(app): State<App>,
    caller: Caller,
    Path(name): Path<String>,
    IfMatch(seen): IfMatch,
    Exact(body): Exact<ScheduleBody>,
) -> Result<Tagged<Value>, Problem> {
    let name: ScheduleName = found("schedule", &name)?;
    let old = app.engine.store().schedule(name.clone()).await?;
    let draft = body.over(name, Some(&old), &caller)?;
    Ok(tagged(&app.engine.put_schedule(draft, seen).await?))
}

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

pub(crate) async fn pause(State(app): State<App>, Path(name): Path<String>) -> Answer<Value> {
    let schedule = app
        .engine
        .store()
        .pause_schedule(found("schedule", &name)?)
        .await?;
    Ok(Json(view(&schedule)))
}

pub(crate) async fn resume(State(app): State<App>, Path(name): Path<String>) -> Answer<Value> {
    let schedule = app
        .engine
        .store()
        .resume_schedule(found("schedule", &name)?)
        .await?;
    Ok(Json(view(&schedule)))
}

pub(crate) async fn trigger(
    State(app): State<App>,
    Path(name): Path<String>,
    OptionalKeyed(Nothing {}, once): OptionalKeyed<Nothing>,
) -> Answer<Value> {
    let name: ScheduleName = found("schedule", &name)?;
    let triggered = app.engine.trigger_schedule(&name, once).await?;
    Ok(Json(triggered_view(&triggered)))
}

/// A body that says nothing.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Nothing {}

pub(crate) fn triggered_view(triggered: &Triggered) -> Value {
    let (outcome, job, batch) = match &triggered.fired {
        Fired::Job(job) => ("fired", Some(job), None),
        Fired::Batch(batch) => ("fired", None, Some(batch)),
        Fired::Own => ("done", None, None),
        Fired::Skipped | Fired::Already => ("skipped", None, None),
        Fired::Failed => ("failed", None, None),
    };
    json!({
        "outcome": outcome,
        "job_id": job,
        "batch_id": batch,
        "message": triggered.message,
    })
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NextQuery {
    count: Option<usize>,
}

pub(crate) async fn next(
    State(app): State<App>,
    Path(name): Path<String>,
    Query(query): Query<NextQuery>,
) -> Answer<Value> {
    let schedule = app
        .engine
        .store()
        .schedule(found("schedule", &name)?)
        .await?;
    let most = query.count.unwrap_or(TIMES).clamp(1, MOST_TIMES);
    let now = now();
    let far = Timestamp::from_millis(i64::MAX);
    let times: Vec<String> = schedule
        .rule
        .first(now, far, most)
        .into_iter()
        .map(time)
        .collect();
    Ok(Json(
        json!({ "items": times, "paused": schedule.is_paused }),
    ))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FiringsQuery {
    page_size: Option<usize>,
    page_token: Option<String>,
}

pub(crate) async fn firings(
    State(app): State<App>,
    Path(name): Path<String>,
    Query(query): Query<FiringsQuery>,
) -> Answer<List<Value>> {
    let most = page::size(query.page_size);
    // A page begins before the time of the last firing of the one before.
    let before = page::after(FIRINGS, query.page_token.as_deref())?.map(Timestamp::from_millis);
    let name = found("schedule", &name)?;
    let firings = app.engine.store().firings(name, before, most).await?;
    let next = firings.last().filter(|_| firings.len() == most);
    Ok(Json(List {
        items: firings.iter().map(firing_view).collect(),
        next_page_token: next.map(|last| page::token(FIRINGS, last.due_at.as_millis())),
    }))
}

fn firing_view(firing: &Firing) -> Value {
    json!({
        "due_at": time(firing.due_at),
        "fired_at": time(firing.fired_at),
        "outcome": firing.outcome,
        "job_id": firing.job,
        "batch_id": firing.batch,
        "message": firing.message,
    })
}
