//! Watch tokens: given out for one job.

use std::time::Duration;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::app::App;
use crate::auth::Caller;
use crate::body::{OptionalBody, duration};
use crate::problem::Problem;
use crate::view::{parse_id, time};

/// How long one lets see its job unless somebody says, and at the most.
const LASTS: Duration = Duration::from_secs(60 * 60);
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WatchBody {
    /// How long from now: `2h`, or milliseconds.
    expires_in: Option<Value>,
}

/// The token that it is made with must be there as long as it is to be good.
pub(crate) async fn create(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    OptionalBody(body): OptionalBody<WatchBody>,
) -> Result<impl IntoResponse, Problem> {
    let job = parse_id(&id)?;
    if !caller.is_of_this_server() {
        let detail = "a watch token ends with the token that made it: make it with one that this server made";
        return Err(Problem::forbidden(detail.to_owned()));
    }
    app.engine.store().job(job).await?;
    let lasts = match &body.expires_in {
        None => LASTS,
        Some(value) => duration("/expires_in", value)?,
    };
    if lasts.is_zero() || lasts > LONGEST {
        let message = "a watch token is good for 24 hours at the most, and for some time at least";
        return Err(Problem::invalid("/expires_in", message));
    }
    let (token, expires_at) = app.tokens.watch(&caller, job, lasts).await?;
    let shown = json!({
        "token": token,
        "job_id": job.to_string(),
        "expires_at": time(expires_at),
    });
    let headers = [(header::CACHE_CONTROL, "no-store")];
    Ok((StatusCode::CREATED, headers, Json(shown)))
}
