//! Watch tokens: given out for one job.

use std::time::Duration;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::app::App;
use crate::auth::Caller;
use crate::body::{OptionalBody, duration};
use crate::problem::Problem;
use crate::shape;
use crate::shape::answers::WatchTokenShown;
use crate::view::{parse_id, time};

/// How long one lets see its job unless somebody says, and at the most.
const LASTS: Duration = Duration::from_secs(60 * 60);
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

/// How long a watch token is good for.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewWatchToken, example = json!({"expires_in": "2h"}))]
pub(crate) struct WatchBody {
    /// How long from now: an hour unless said, and a day at the most.
    #[schema(value_type = Option<shape::Duration>)]
    expires_in: Option<Value>,
}

/// Make a token that sees one job
///
/// Its events, log and outputs too, and nothing else. It ends with the token that made it.
#[utoipa::path(
    post, path = "/jobs/{id}/watch-token", operation_id = "create_watch_token", tag = "tokens",
    request_body = Option<WatchBody>,
    responses((status = 201, description = "The token", body = WatchTokenShown)),
)]
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
