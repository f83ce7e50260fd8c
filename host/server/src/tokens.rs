//! Tokens: made, listed without their text, revoked. The text is in the answer that makes one, and nowhere after that.

use std::time::Duration;

use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::{Extension, Json};
use runner_model::{Role, Timestamp, TokenName};
use runner_store::{NewToken, StoredToken, TokenId};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::app::App;
use crate::audit::Made;
use crate::auth::{Caller, Known, hash_of, new_text};
use crate::body::{Body, duration, named, parsed};
use crate::page;
use crate::problem::Problem;
use crate::query::Query;
use crate::view::{List, now, parse_time, time};

/// What the token in the data folder is called where others have an id.
const FILE: &str = "file";

/// The longest time that a token may have.
const LONGEST: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);

/// A token as a client asks for it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TokenBody {
    name: String,
    role: String,
    /// How long from now: `90d`, or milliseconds.
    expires_in: Option<Value>,
    expires_at: Option<String>,
    /// How often it may ask, as `100/s`.
    rate: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TokensQuery {
    role: Option<String>,
    /// Words in the name.
    q: Option<String>,
}

pub(crate) async fn list(
    State(app): State<App>,
    Query(query): Query<TokensQuery>,
) -> Result<Json<List<Value>>, Problem> {
    let role: Option<Role> = query.role.map(|text| parsed("role", &text)).transpose()?;
    let tokens = app.tokens.list().await?;
    let mut items: Vec<Value> = tokens.iter().map(known).collect();
    items.retain(|token| {
        role.is_none_or(|role| token["role"] == role.as_str())
            && page::has_words(query.q.as_deref(), &[token["name"].as_str()])
    });
    Ok(Json(List {
        items,
        next_page_token: None,
    }))
}

/// The answer alone has the token's text, so that a request that is sent again makes another.
pub(crate) async fn create(
    State(app): State<App>,
    caller: Caller,
    Body(body): Body<TokenBody>,
) -> Result<impl IntoResponse, Problem> {
    let name: TokenName = named("/name", &body.name)?;
    if name.as_str() == TokenName::ADMIN {
        let message = "the token in the data folder is called so: give it another name";
        return Err(Problem::invalid("/name", message));
    }
    let role: Role = parsed("/role", &body.role)?;
    let text = new_text();
    let token = NewToken {
        name,
        role,
        hash: hash_of(&text),
        expires_at: end(&body)?,
        rate: body
            .rate
            .as_deref()
            .map(|text| parsed("/rate", text))
            .transpose()?,
        created_by: Some(caller.name().to_owned()),
    };
    let stored = app.engine.store().add_token(token).await?;
    let mut shown = view(&stored, 0);
    shown["token"] = text.into();
    let made = Extension(Made(format!("{} ({})", stored.id, stored.name)));
    let headers = [(header::CACHE_CONTROL, "no-store")];
    Ok((StatusCode::CREATED, headers, made, Json(shown)))
}

pub(crate) async fn revoke(
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    if id == FILE {
        let detail = "the token in the data folder is not revoked here: delete the file `token` there and start the server \
                      again, which makes another";
        return Err(Problem::new(StatusCode::CONFLICT, "read_only", detail));
    }
    let id: TokenId = id.parse()?;
    app.engine.store().revoke_token(id).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn end(body: &TokenBody) -> Result<Option<Timestamp>, Problem> {
    let now = now();
    let (path, ends) = match (&body.expires_in, &body.expires_at) {
        (Some(_), Some(_)) => {
            let message = "give one of `expires_in` and `expires_at`";
            return Err(Problem::invalid("/expires_in", message));
        }
        (None, None) => return Ok(None),
        (Some(value), None) => {
            let within = duration("/expires_in", value)?;
            ("/expires_in", now.after(within.min(LONGEST)))
        }
        (None, Some(text)) => {
            let ends = parse_time(text).ok_or_else(|| {
                let message = format!("{text:?} is no RFC 3339 time");
                Problem::invalid("/expires_at", message)
            })?;
            ("/expires_at", ends)
        }
    };
    if ends <= now {
        return Err(Problem::invalid(path, "it would have ended already"));
    }
    Ok(Some(ends))
}

fn known(known: &Known) -> Value {
    match &known.stored {
        Some(stored) => view(stored, known.used_at),
        None => json!({
            "id": FILE,
            "name": TokenName::ADMIN,
            "role": Role::Admin,
            "created_at": null,
            "created_by": null,
            "expires_at": null,
            "expired": false,
            "rate": null,
            "used_at": used(known.used_at),
        }),
    }
}

fn view(token: &StoredToken, used_at: i64) -> Value {
    let now = jiff::Timestamp::now().as_millisecond();
    let ends = token.expires_at;
    json!({
        "id": token.id.to_string(),
        "name": token.name,
        "role": token.role,
        "created_at": time(token.created_at),
        "created_by": token.created_by,
        "expires_at": ends.map(time),
        "expired": ends.is_some_and(|ends| ends.as_millis() <= now),
        "rate": token.rate,
        "used_at": used(used_at),
    })
}

fn used(at: i64) -> Option<String> {
    (at > 0).then(|| time(Timestamp::from_millis(at)))
}
