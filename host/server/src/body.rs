//! Bodies of requests: read as JSON, with what is wrong said as a problem.

use std::str::FromStr;
use std::time::Duration;

use axum::Json;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use runner_model::Limit;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::problem::Problem;

/// The body of a request as JSON.
#[derive(Debug)]
pub(crate) struct Body<T>(pub(crate) T);

impl<S: Send + Sync, T: for<'de> Deserialize<'de>> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        match Json::<T>::from_request(request, state).await {
            Ok(Json(body)) => Ok(Self(body)),
            Err(error) => Err(Problem::new(
                error.status(),
                "bad_request",
                error.body_text(),
            )),
        }
    }
}

/// A body with a secret in it: what is wrong with it is said without repeating any of it.
#[derive(Debug)]
pub(crate) struct SecretBody<T>(pub(crate) T);

impl<S: Send + Sync, T: for<'de> Deserialize<'de>> FromRequest<S> for SecretBody<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let bytes = axum::body::Bytes::from_request(request, state)
            .await
            .map_err(|error| Problem::new(error.status(), "bad_request", error.body_text()))?;
        serde_json::from_slice(&bytes).map(Self).map_err(|error| {
            let detail = format!(
                "the body does not read as {{\"value\": \"…\"}} (line {}, column {})",
                error.line(),
                error.column()
            );
            Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "bad_request", detail)
        })
    }
}

/// What a body may leave out altogether.
#[derive(Debug)]
pub(crate) struct OptionalBody<T>(pub(crate) T);

impl<S: Send + Sync, T: for<'de> Deserialize<'de> + Default> FromRequest<S> for OptionalBody<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let bytes = axum::body::Bytes::from_request(request, state)
            .await
            .map_err(|error| Problem::new(error.status(), "bad_request", error.body_text()))?;
        if bytes.trim_ascii().is_empty() {
            return Ok(Self(T::default()));
        }
        match serde_json::from_slice(&bytes) {
            Ok(body) => Ok(Self(body)),
            Err(error) => Err(Problem::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "bad_request",
                format!("the body does not parse: {error}"),
            )),
        }
    }
}

/// A field that may be left out (no change), null (as by default) or given. With `#[serde(default)]`.
pub(crate) fn nullable<'de, D, T>(deserializer: D) -> Result<Option<Option<T>>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Option::<T>::deserialize(deserializer).map(Some)
}

/// A text that is to be something, at a place of the body.
pub(crate) fn parsed<T>(path: &str, text: &str) -> Result<T, Problem>
where
    T: FromStr<Err: std::fmt::Display>,
{
    text.parse()
        .map_err(|error: T::Err| Problem::invalid(path, error.to_string()))
}

/// A text that is to be a name, at a place of the body or the path.
pub(crate) fn named<T>(path: &str, text: &str) -> Result<T, Problem>
where
    T: TryFrom<String, Error: std::fmt::Display>,
{
    T::try_from(text.to_owned()).map_err(|error| Problem::invalid(path, error.to_string()))
}

/// A name in the path. One that cannot be is not there.
pub(crate) fn found<T>(what: &str, text: &str) -> Result<T, Problem>
where
    T: TryFrom<String>,
{
    T::try_from(text.to_owned()).map_err(|_| {
        let shown: String = text.chars().take(64).collect();
        Problem::not_found(format!("there is no {what} {shown:?}"))
    })
}

/// How long, at a place of the body: `30d`, `12h`, or a number of milliseconds.
pub(crate) fn duration(path: &str, value: &Value) -> Result<Duration, Problem> {
    let millis = match value {
        Value::Number(number) => number.as_u64(),
        // Timeouts are written in the same way.
        Value::String(text) => Limit::Timeout.parse(text).ok(),
        _ => None,
    };
    millis.map(Duration::from_millis).ok_or_else(|| {
        Problem::invalid(
            path,
            "write a duration, such as \"30d\" or \"12h\", or milliseconds",
        )
    })
}
