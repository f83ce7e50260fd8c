//! Bodies of requests: read as JSON, with what is wrong said as a problem.

use std::str::FromStr;
use std::time::Duration;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{StatusCode, header};
use runner_model::{ByteSize, Limit, first_rounded_number};
use runner_store::Once;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::app::MOST_BODY_BYTES;
use crate::auth::Caller;
use crate::problem::Problem;
use crate::submit::{Fingerprint, once};

/// The body of a request as JSON.
#[derive(Debug)]
pub(crate) struct Body<T>(pub(crate) T);

impl<S: Send + Sync, T: for<'de> Deserialize<'de>> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        must_be_json(&request)?;
        json(&received(request).await?).map(Self)
    }
}

/// As [`Body`], of documents that are kept as they were read: a number that would be rounded is refused.
#[derive(Debug)]
pub(crate) struct Exact<T>(pub(crate) T);

impl<S: Send + Sync, T: for<'de> Deserialize<'de>> FromRequest<S> for Exact<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        must_be_json(&request)?;
        exact(&received(request).await?).map(Self)
    }
}

/// A body of a request that creates something, and the key by which it counts once.
#[derive(Debug)]
pub(crate) struct Keyed<T>(pub(crate) T, pub(crate) Option<Once>);

impl<S: Send + Sync, T: for<'de> Deserialize<'de>> FromRequest<S> for Keyed<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        must_be_json(&request)?;
        let (bytes, once) = keyed(request).await?;
        Ok(Self(exact(&bytes)?, once))
    }
}

/// As [`Keyed`], of a body that may be left out altogether.
#[derive(Debug)]
pub(crate) struct OptionalKeyed<T>(pub(crate) T, pub(crate) Option<Once>);

impl<S: Send + Sync, T: for<'de> Deserialize<'de> + Default> FromRequest<S> for OptionalKeyed<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let (bytes, once) = keyed(request).await?;
        Ok(Self(json_or_default(&bytes)?, once))
    }
}

/// The whole of a body, and its key if it has one. The path is part of the request: the same body elsewhere is another.
async fn keyed(request: Request) -> Result<(Bytes, Option<Once>), Problem> {
    let headers = request.headers().clone();
    let caller = request.extensions().get::<Caller>().cloned();
    let caller = caller.ok_or_else(Problem::unauthorized)?;
    let mut print = Fingerprint::new(request.uri().path(), &headers);
    let bytes = received(request).await?;
    print.add("body", &bytes);
    Ok((bytes, once(&headers, print, &caller)?))
}

pub(crate) fn must_be_json(request: &Request) -> Result<(), Problem> {
    let kind = request.headers().get(header::CONTENT_TYPE);
    let kind = kind.and_then(|value| value.to_str().ok());
    if kind.is_some_and(|kind| kind.starts_with("application/json")) {
        return Ok(());
    }
    Err(Problem::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "bad_request",
        "send JSON, and say so: Content-Type: application/json",
    ))
}

/// All bytes of a body, as many as are read into memory.
pub(crate) async fn received(request: Request) -> Result<Bytes, Problem> {
    Bytes::from_request(request, &())
        .await
        .map_err(|error| unread(error.status(), error.body_text()))
}

/// A body that could not be read, or not to its end.
pub(crate) fn unread(status: StatusCode, why: String) -> Problem {
    match status {
        StatusCode::PAYLOAD_TOO_LARGE => {
            let most = ByteSize(MOST_BODY_BYTES as u64);
            let detail = format!("{why}: at most {most} are read into memory, and files as parts");
            Problem::new(status, "too_large", detail)
        }
        _ => Problem::new(status, "bad_request", why),
    }
}

/// Reads JSON. What does not fit is named by its path.
pub(crate) fn json<T: for<'de> Deserialize<'de>>(bytes: &[u8]) -> Result<T, Problem> {
    must_be_object(bytes)?;
    let Json(body) = Json::<T>::from_bytes(bytes)
        .map_err(|error| Problem::new(error.status(), "bad_request", error.body_text()))?;
    Ok(body)
}

/// Refuses a list where an object belongs: its items would be taken for the fields, in the order in which these are written.
fn must_be_object(bytes: &[u8]) -> Result<(), Problem> {
    if bytes.trim_ascii_start().first() != Some(&b'[') {
        return Ok(());
    }
    Err(Problem::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "bad_request",
        "the body is a list: send an object",
    ))
}

/// Reads JSON in which nothing is rounded.
fn exact<T: for<'de> Deserialize<'de>>(bytes: &[u8]) -> Result<T, Problem> {
    let body = json(bytes)?;
    refuse_rounding(bytes)?;
    Ok(body)
}

/// Refuses JSON with a number that would not stay what it is.
pub(crate) fn refuse_rounding(json: &[u8]) -> Result<(), Problem> {
    match first_rounded_number(json) {
        None => Ok(()),
        Some(number) => Err(Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "number_too_long",
            format!(
                "the number {} has more digits than are kept (integers up to 2^64, decimals of 15 digits): it would be \
                 rounded; send it as text, in quotes",
                number.chars().take(80).collect::<String>()
            ),
        )),
    }
}

fn json_or_default<T: for<'de> Deserialize<'de> + Default>(bytes: &[u8]) -> Result<T, Problem> {
    if matches!(bytes.trim_ascii(), b"" | b"null") {
        return Ok(T::default());
    }
    must_be_object(bytes)?;
    let body = serde_json::from_slice(bytes).map_err(|error| {
        Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "bad_request",
            format!("the body does not parse: {error}"),
        )
    })?;
    refuse_rounding(bytes)?;
    Ok(body)
}

/// A body with a secret in it: what is wrong with it is said without repeating any of it.
#[derive(Debug)]
pub(crate) struct SecretBody<T>(pub(crate) T);

impl<S: Send + Sync, T: for<'de> Deserialize<'de>> FromRequest<S> for SecretBody<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let bytes = Bytes::from_request(request, state)
            .await
            .map_err(|error| unread(error.status(), error.body_text()))?;
        must_be_object(&bytes)?;
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

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        json_or_default(&received(request).await?).map(Self)
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

/// A document at a place of the body: an object, whose fields have their names.
pub(crate) fn object<T: DeserializeOwned>(path: &str, value: Value) -> Result<T, Problem> {
    if value.is_array() {
        return Err(Problem::invalid(path, "this is a list: write an object"));
    }
    serde_json::from_value(value).map_err(|error| Problem::invalid(path, error.to_string()))
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
