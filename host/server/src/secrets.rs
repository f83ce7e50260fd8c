//! Secrets: set, listed without their values, removed. No answer holds a value.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use runner_engine::SecretView;
use runner_model::{Redactor, SecretName, SecretString};
use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};

use crate::app::App;
use crate::auth::Caller;
use crate::body::{SecretBody, found, named};
use crate::page;
use crate::problem::Problem;
use crate::query::Query;
use crate::view::{List, time};

/// A value as a client sends it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ValueBody {
    #[serde(deserialize_with = "secret")]
    value: SecretString,
}

fn secret<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SecretString, D::Error> {
    String::deserialize(deserializer).map(SecretString::new)
}

fn view(secret: &SecretView) -> Value {
    json!({
        "name": secret.name,
        "set_at": time(secret.set_at),
        "set_by": secret.set_by,
        "used_by": secret.used_by,
        "opens": secret.opens,
    })
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SecretsQuery {
    /// Words in the name.
    q: Option<String>,
    page_size: Option<usize>,
    page_token: Option<String>,
}

pub(crate) async fn list(
    State(app): State<App>,
    Query(query): Query<SecretsQuery>,
) -> Result<Json<List<Value>>, Problem> {
    let mut secrets = app.engine.secrets().await?;
    secrets.retain(|secret| page::has_words(query.q.as_deref(), &[Some(secret.name.as_str())]));
    let which = (query.page_size, query.page_token.as_deref());
    let found = page::of_all("secrets", secrets, |one| one.name.to_string(), which)?;
    Ok(Json(found.map(|secret| view(&secret))))
}

pub(crate) async fn set(
    State(app): State<App>,
    caller: Caller,
    Path(name): Path<String>,
    SecretBody(body): SecretBody<ValueBody>,
) -> Result<(StatusCode, Json<Value>), Problem> {
    let name: SecretName = named("/name", &name)?;
    let is_redacted = body.value.reveal().len() >= Redactor::LEAST_BYTES;
    let is_new = app
        .engine
        .set_secret(name.clone(), body.value, Some(caller.name().to_owned()))
        .await?;
    let secrets = app.engine.secrets().await?;
    let mut shown = secrets
        .iter()
        .find(|secret| secret.name == name)
        .map_or_else(|| json!({ "name": name }), view);
    shown["redacted"] = is_redacted.into();
    let status = if is_new {
        StatusCode::CREATED
    } else {
        StatusCode::OK
    };
    Ok((status, Json(shown)))
}

pub(crate) async fn remove(
    State(app): State<App>,
    Path(name): Path<String>,
) -> Result<StatusCode, Problem> {
    let name: SecretName = found("secret", &name)?;
    app.engine.remove_secret(name).await?;
    Ok(StatusCode::NO_CONTENT)
}
