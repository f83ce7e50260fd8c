//! Tokens: made, listed without their text, revoked. The text is in the answer that makes one, and nowhere after that.

use std::time::Duration;

use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::{Extension, Json};
use runner_model::{Rate, Role, Timestamp, TokenName};
use runner_store::{NewToken, StoredToken, TokenId};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use crate::app::App;
use crate::audit::Made;
use crate::auth::{Caller, FILE_ID, Known, hash_of, new_text};
use crate::body::{Body, duration, named, parsed};
use crate::page;
use crate::problem::Problem;
use crate::query::Query;
use crate::shape;
use crate::view::{List, now, parse_time, time};

/// The longest time that a token may have.
const LONGEST: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);

/// A token as a client asks for it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewToken, example = json!({"name": "ci", "role": "submitter", "expires_in": "90d", "rate": "100/s"}))]
pub(crate) struct TokenBody {
    #[schema(value_type = shape::TokenName)]
    name: String,
    #[schema(value_type = shape::RoleName)]
    role: String,
    /// How long from now; for ever if neither this nor `expires_at` is given.
    #[schema(value_type = Option<shape::Duration>)]
    expires_in: Option<Value>,
    #[schema(value_type = Option<shape::Time>)]
    expires_at: Option<String>,
    /// How often it may ask; as often as it likes if it is left out.
    #[schema(value_type = Option<shape::Rate>)]
    rate: Option<String>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct TokensQuery {
    #[param(nullable = false, value_type = Option<shape::RoleName>)]
    role: Option<String>,
    /// Words in the name.
    #[param(nullable = false)]
    q: Option<String>,
    /// How many on a page: all of them unless said, and never more than 500 then.
    #[param(nullable = false, minimum = 0)]
    page_size: Option<usize>,
    #[param(nullable = false, value_type = Option<shape::PageToken>)]
    page_token: Option<String>,
}

/// List tokens
///
/// Without their text. The one in the data folder has the id `file`.
#[utoipa::path(
    get, path = "/tokens", operation_id = "list_tokens", tag = "tokens",
    params(TokensQuery),
    responses(
        (status = 200, description = "All of them, or a page", body = List<TokenView>),
        (status = 422, description = "`invalid`: there is no such role"),
    ),
)]
pub(crate) async fn list(
    State(app): State<App>,
    Query(query): Query<TokensQuery>,
) -> Result<Json<List<TokenView>>, Problem> {
    let role: Option<Role> = query.role.map(|text| parsed("role", &text)).transpose()?;
    let tokens = app.tokens.list().await?;
    let mut items: Vec<TokenView> = tokens.iter().map(known).collect();
    items.retain(|token| {
        page::is_as(role, token.role)
            && page::has_words(query.q.as_deref(), &[Some(token.name.as_str())])
    });
    let which = (query.page_size, query.page_token.as_deref());
    Ok(Json(page::of_all("tokens", items, place, which)?))
}

/// Its place in the list, which is in the order of names. No name has a space, which goes before all that one has.
fn place(token: &TokenView) -> String {
    match token.id.parse::<u64>() {
        Ok(number) => format!("{} {number:020}", token.name),
        // That of the data folder is the first.
        Err(_) => String::new(),
    }
}

/// Make a token
///
/// The answer alone has the token's text: it is kept as a digest. Sent again, it makes another.
#[utoipa::path(
    post, path = "/tokens", operation_id = "create_token", tag = "tokens",
    request_body = TokenBody,
    responses(
        (status = 201, description = "The token, with its text", body = NewTokenView, headers(("Cache-Control" = String, description = "`no-store`"))),
        (status = 409, description = "`token_role`: a token of that name has another role"),
    ),
)]
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
    let shown = NewTokenView {
        shown: view(&stored, 0),
        token: text,
    };
    let made = Extension(Made(format!("{} ({})", stored.id, stored.name)));
    let headers = [(header::CACHE_CONTROL, "no-store")];
    Ok((StatusCode::CREATED, headers, made, Json(shown)))
}

/// Revoke a token
///
/// It lets nobody in any more, from the next request on; streams of events that it opened end.
#[utoipa::path(
    delete, path = "/tokens/{id}", operation_id = "revoke_token", tag = "tokens",
    responses(
        (status = 204, description = "It is gone"),
        (status = 409, description = "`read_only`: the one in the data folder is revoked there"),
    ),
)]
pub(crate) async fn revoke(
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    if id == FILE_ID {
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

/// A token, without its text.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Token)]
pub(crate) struct TokenView {
    id: String,
    #[schema(value_type = shape::TokenName)]
    name: String,
    #[schema(value_type = shape::RoleName)]
    role: Role,
    #[schema(value_type = Option<shape::Time>)]
    created_at: Option<String>,
    created_by: Option<String>,
    #[schema(value_type = Option<shape::Time>)]
    expires_at: Option<String>,
    /// Whether it has ended by itself.
    expired: bool,
    /// How often it may ask; as often as it likes if null.
    #[schema(value_type = Option<shape::Rate>)]
    rate: Option<Rate>,
    /// When it was last used, to the minute or so.
    #[schema(value_type = Option<shape::Time>)]
    used_at: Option<String>,
}

/// A token that was made.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TokenWithText)]
pub(crate) struct NewTokenView {
    #[serde(flatten)]
    shown: TokenView,
    /// The text of the token: what is sent as `Authorization: Bearer …`.
    token: String,
}

fn known(known: &Known) -> TokenView {
    match &known.stored {
        Some(stored) => view(stored, known.used_at),
        None => TokenView {
            id: FILE_ID.to_owned(),
            name: TokenName::ADMIN.to_owned(),
            role: Role::Admin,
            created_at: None,
            created_by: None,
            expires_at: None,
            expired: false,
            rate: None,
            used_at: used(known.used_at),
        },
    }
}

fn view(token: &StoredToken, used_at: i64) -> TokenView {
    let now = jiff::Timestamp::now().as_millisecond();
    let ends = token.expires_at;
    TokenView {
        id: token.id.to_string(),
        name: token.name.to_string(),
        role: token.role,
        created_at: Some(time(token.created_at)),
        created_by: token.created_by.clone(),
        expires_at: ends.map(time),
        expired: ends.is_some_and(|ends| ends.as_millis() <= now),
        rate: token.rate,
        used_at: used(used_at),
    }
}

fn used(at: i64) -> Option<String> {
    (at > 0).then(|| time(Timestamp::from_millis(at)))
}
