//! Secrets: set, listed without their values, removed. No answer holds a value.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use std::collections::BTreeSet;

use runner_engine::SecretView;
use runner_model::{ProcessorName, Redactor, SecretName, SecretString};
use runner_store::StoreError;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::app::App;
use crate::auth::Caller;
use crate::body::{SecretBody, found, named};
use crate::page;
use crate::problem::Problem;
use crate::query::Query;
use crate::shape;
use crate::view::{List, time};

/// A value as a client sends it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SecretValue, example = json!({"value": "sk-…"}))]
pub(crate) struct ValueBody {
    /// 1 byte to 64 KiB. It does not end with a line end.
    #[serde(deserialize_with = "secret")]
    #[schema(value_type = String, format = Password, min_length = 1, max_length = 65536)]
    value: SecretString,
}

fn secret<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SecretString, D::Error> {
    String::deserialize(deserializer).map(SecretString::new)
}

/// A secret, without its value.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Secret)]
pub(crate) struct SecretShown {
    #[schema(value_type = shape::SecretName)]
    name: SecretName,
    #[schema(value_type = shape::Time)]
    set_at: String,
    set_by: Option<String>,
    /// The plugins with grants that need it.
    #[schema(value_type = Vec<shape::Name>)]
    used_by: BTreeSet<ProcessorName>,
    /// The sections of the server's configuration file that name it, as `smtp`.
    #[schema(value_type = Vec<String>)]
    used_by_settings: BTreeSet<&'static str>,
    /// Whether it opens with the key that the server has.
    opens: bool,
}

/// A secret that was set.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SecretSet {
    #[serde(flatten)]
    secret: SecretShown,
    /// Whether it is long enough to be taken out of what jobs write.
    redacted: bool,
}

fn view(secret: SecretView) -> SecretShown {
    SecretShown {
        name: secret.name,
        set_at: time(secret.set_at),
        set_by: secret.set_by,
        used_by: secret.used_by,
        used_by_settings: secret.used_by_settings,
        opens: secret.opens,
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct SecretsQuery {
    /// Words in the name.
    #[param(nullable = false)]
    q: Option<String>,
    /// How many on a page: all of them unless said, and never more than 500 then.
    #[param(nullable = false, minimum = 0)]
    page_size: Option<usize>,
    #[param(nullable = false, value_type = Option<shape::PageToken>)]
    page_token: Option<String>,
}

/// List secrets
///
/// In the order of their names, without their values.
#[utoipa::path(
    get, path = "/secrets", operation_id = "list_secrets", tag = "secrets",
    params(SecretsQuery),
    responses((status = 200, description = "All of them, or a page", body = List<SecretShown>)),
)]
pub(crate) async fn list(
    State(app): State<App>,
    Query(query): Query<SecretsQuery>,
) -> Result<Json<List<SecretShown>>, Problem> {
    let mut secrets = app.engine.secrets().await?;
    secrets.retain(|secret| page::has_words(query.q.as_deref(), &[Some(secret.name.as_str())]));
    let which = (query.page_size, query.page_token.as_deref());
    let found = page::of_all("secrets", secrets, |one| one.name.to_string(), which)?;
    Ok(Json(found.map(view)))
}

/// Set a secret
///
/// It is sealed with the server's key, and no answer ever holds it.
#[utoipa::path(
    put, path = "/secrets/{name}", operation_id = "set_secret", tag = "secrets",
    request_body = ValueBody,
    responses(
        (status = 201, description = "It is new", body = SecretSet),
        (status = 200, description = "It replaces another value", body = SecretSet),
        (status = 409, description = "`secret_key`: the server has no key, or another than the one that secrets were sealed with"),
        (status = 422, description = "`bad_request`: the body does not read; `invalid`: no name or no value"),
    ),
)]
pub(crate) async fn set(
    State(app): State<App>,
    caller: Caller,
    Path(name): Path<String>,
    SecretBody(body): SecretBody<ValueBody>,
) -> Result<(StatusCode, Json<SecretSet>), Problem> {
    let name: SecretName = named("/name", &name)?;
    let is_redacted = body.value.reveal().len() >= Redactor::LEAST_BYTES;
    let is_new = app
        .engine
        .set_secret(name.clone(), body.value, Some(caller.name().to_owned()))
        .await?;
    let secrets = app.engine.secrets().await?;
    let secret = secrets
        .into_iter()
        .find(|secret| secret.name == name)
        .map(view)
        .ok_or_else(|| StoreError::NoSecret(name))?;
    let shown = SecretSet {
        secret,
        redacted: is_redacted,
    };
    let status = if is_new {
        StatusCode::CREATED
    } else {
        StatusCode::OK
    };
    Ok((status, Json(shown)))
}

/// Remove a secret
///
/// Jobs whose grants need it fail then.
#[utoipa::path(
    delete, path = "/secrets/{name}", operation_id = "remove_secret", tag = "secrets",
    responses((status = 204, description = "It is gone")),
)]
pub(crate) async fn remove(
    State(app): State<App>,
    Path(name): Path<String>,
) -> Result<StatusCode, Problem> {
    let name: SecretName = found("secret", &name)?;
    app.engine.remove_secret(name).await?;
    Ok(StatusCode::NO_CONTENT)
}
