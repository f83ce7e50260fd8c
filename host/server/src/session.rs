//! Signing in and out of the page: a browser shows a token once and has a cookie from then on, which no script can read and
//! no other site can use.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse;
use runner_model::Timestamp;
use runner_store::Session;
use serde_json::{Value, json};

use crate::app::App;
use crate::auth::{Caller, hash_of, new_text, set_cookie};
use crate::problem::Problem;
use crate::shape::answers::SessionShown;
use crate::view::time;

/// How long a browser stays signed in, unless its token ends before.
const LASTS: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// Sign a browser in
///
/// The answer alone has the cookie's text. It takes a token, and no cookie: one that was stolen does not go on for ever.
#[utoipa::path(
    post, path = "/session", operation_id = "sign_in", tag = "tokens",
    responses((status = 201, description = "Whoever signed in, and a cookie", body = SessionShown)),
)]
pub(crate) async fn sign_in(
    State(app): State<App>,
    caller: Caller,
    headers: HeaderMap,
) -> Result<impl IntoResponse, Problem> {
    let Some(token) = caller.token() else {
        let detail = "to sign in, send a token that this server made, as `Authorization: Bearer …`";
        return Err(Problem::forbidden(detail.to_owned()));
    };
    let now = Timestamp::from_millis(jiff::Timestamp::now().as_millisecond());
    let ends = caller
        .expires_at()
        .unwrap_or(Timestamp::from_millis(i64::MAX));
    let expires_at = now.after(LASTS).min(ends);
    let text = new_text();
    let session = Session {
        hash: hash_of(&text),
        token,
        expires_at,
    };
    app.engine.store().add_session(session).await?;
    let seconds = (expires_at.as_millis() - now.as_millis()) / 1_000;
    let cookie = set_cookie(&headers, app.wire(), Some((&text, seconds)));
    let headers = [
        (header::SET_COOKIE, cookie),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((
        StatusCode::CREATED,
        headers,
        Json(view(&caller, Some(expires_at))),
    ))
}

/// Say who asks
#[utoipa::path(
    get, path = "/session", operation_id = "get_session", tag = "tokens",
    responses((status = 200, description = "Whoever asks", body = SessionShown)),
)]
pub(crate) async fn show(caller: Caller) -> impl IntoResponse {
    let headers = [(header::CACHE_CONTROL, "no-store")];
    (headers, Json(view(&caller, caller.expires_at())))
}

/// Sign a browser out
///
/// Of a token without a session there is nothing to end, and that is no mistake.
#[utoipa::path(
    delete, path = "/session", operation_id = "sign_out", tag = "tokens",
    responses((status = 204, description = "It is signed out")),
)]
pub(crate) async fn sign_out(
    State(app): State<App>,
    caller: Caller,
    headers: HeaderMap,
) -> Result<impl IntoResponse, Problem> {
    if let Some(session) = caller.session() {
        app.engine.store().end_session(session).await?;
    }
    let cookie = set_cookie(&headers, app.wire(), None);
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]))
}

fn view(caller: &Caller, expires_at: Option<Timestamp>) -> Value {
    json!({
        "name": caller.name(),
        "role": caller.role(),
        "expires_at": expires_at.map(time),
    })
}
