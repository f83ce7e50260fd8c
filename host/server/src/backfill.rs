//! Firing a schedule for times of the past that it has not fired for.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use runner_engine::{Backfill, BackfillError};
use runner_model::ScheduleName;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::app::App;
use crate::body::{Body, found, parsed};
use crate::problem::Problem;
use crate::schedules::triggered_view;
use crate::view::{now, parse_time, time};

/// Which times, and how.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct BackfillBody {
    from: String,
    to: Option<String>,
    overlap: Option<String>,
    #[serde(default)]
    dry_run: bool,
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

/// Each time is a firing of its own, and there is one of each: sent again, it does what is left.
pub(crate) async fn backfill(
    State(app): State<App>,
    Path(name): Path<String>,
    Body(body): Body<BackfillBody>,
) -> Result<Json<Value>, Problem> {
    let name: ScheduleName = found("schedule", &name)?;
    let wanted = body.wanted()?;
    if body.dry_run {
        let found = app.engine.backfillable(&name, wanted).await?;
        let items: Vec<Value> = found
            .due
            .iter()
            .map(|due_at| json!({ "due_at": time(*due_at) }))
            .collect();
        return Ok(Json(json!({
            "dry_run": true,
            "overlap": found.overlap,
            "answered_before": found.answered,
            "items": items,
        })));
    }
    let done = app.engine.backfill(&name, wanted).await?;
    let items: Vec<Value> = done
        .firings
        .iter()
        .map(|(due_at, triggered)| {
            let mut view = triggered_view(triggered);
            view["due_at"] = time(*due_at).into();
            view
        })
        .collect();
    Ok(Json(json!({
        "dry_run": false,
        "overlap": done.overlap,
        "answered_before": done.answered,
        "items": items,
    })))
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
