//! Firing a schedule for times of the past that it has not fired for.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use runner_engine::{Backfill, BackfillError};
use runner_model::{Overlap, ScheduleName};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::app::App;
use crate::body::{Body, found, parsed};
use crate::problem::Problem;
use crate::schedules::{TriggeredView, triggered_view};
use crate::shape;
use crate::view::{now, parse_time, time};

/// Which times, and how.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Backfill, example = json!({"from": "2026-01-01T00:00:00Z", "to": "2026-01-08T00:00:00Z", "dry_run": true}))]
pub(crate) struct BackfillBody {
    #[schema(value_type = shape::Time)]
    from: String,
    /// Before then; up to now if it is left out.
    #[schema(value_type = Option<shape::Time>)]
    to: Option<String>,
    /// What becomes of a firing while the last one runs; as the schedule says unless given.
    #[schema(value_type = Option<shape::OverlapName>)]
    overlap: Option<String>,
    /// Says which times that would be, and does nothing.
    #[serde(default)]
    dry_run: bool,
}

/// What a backfill did, or would do.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Backfilled {
    dry_run: bool,
    #[schema(value_type = shape::OverlapName)]
    overlap: Overlap,
    /// How many of the times had fired before.
    answered_before: usize,
    items: Vec<BackfilledTime>,
}

/// A time that was fired for, or would be.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum BackfilledTime {
    Fired(TriggeredView),
    /// Of a dry run.
    Due {
        #[schema(value_type = shape::Time)]
        due_at: String,
    },
}

impl BackfillBody {
    fn wanted(&self) -> Result<Backfill, Problem> {
        let at = |path: &str, text: &str| {
            let wrong = || Problem::invalid(path, format!("{text:?} is no RFC 3339 time"));
            parse_time(text).ok_or_else(wrong)
        };
        let overlap = self.overlap.as_deref();
        Ok(Backfill {
            from: at("/from", &self.from)?,
            until: match &self.to {
                Some(to) => at("/to", to)?,
                None => now(),
            },
            overlap: overlap.map(|text| parsed("/overlap", text)).transpose()?,
        })
    }
}

/// Fire a schedule for times of the past
///
/// Each time is a firing of its own, and there is one of each: sent again, it does what is left. At most 1 000 times at once.
#[utoipa::path(
    post, path = "/schedules/{name}/backfill", operation_id = "backfill_schedule", tag = "schedules",
    request_body = BackfillBody,
    responses(
        (status = 200, description = "What was done, or would be", body = Backfilled),
        (status = 409, description = "`built_in`: the server's own upkeep has no past"),
    ),
)]
pub(crate) async fn backfill(
    State(app): State<App>,
    Path(name): Path<String>,
    Body(body): Body<BackfillBody>,
) -> Result<Json<Backfilled>, Problem> {
    let name: ScheduleName = found("schedule", &name)?;
    let wanted = body.wanted()?;
    if body.dry_run {
        let found = app.engine.backfillable(&name, wanted).await?;
        let due = found.due.iter();
        return Ok(Json(Backfilled {
            dry_run: true,
            overlap: found.overlap,
            answered_before: found.answered,
            items: due
                .map(|due_at| BackfilledTime::Due {
                    due_at: time(*due_at),
                })
                .collect(),
        }));
    }
    let done = app.engine.backfill(&name, wanted).await?;
    let fired = done.firings.iter().map(|(due_at, triggered)| {
        BackfilledTime::Fired(triggered_view(triggered).of(time(*due_at)))
    });
    Ok(Json(Backfilled {
        dry_run: false,
        overlap: done.overlap,
        answered_before: done.answered,
        items: fired.collect(),
    }))
}

impl From<BackfillError> for Problem {
    fn from(error: BackfillError) -> Self {
        let message = error.to_string();
        match error {
            BackfillError::Empty | BackfillError::Future => Self::invalid("/to", message),
            BackfillError::TooMany { until } => {
                let message = format!("{message}, the first up to {}", time(until));
                Self::invalid("/to", message)
            }
            BackfillError::Overlap { .. } => Self::invalid("/overlap", message),
            BackfillError::Upkeep(_) => Self::new(StatusCode::CONFLICT, "built_in", message),
            BackfillError::Store(error) => error.into(),
        }
    }
}
