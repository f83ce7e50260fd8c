//! What stands behind the `?` of a request. What is wrong with it is said as a problem, as of a body.

use axum::extract::{FromRequestParts, Query as Read};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use crate::problem::Problem;

/// The query of a request, read.
#[derive(Debug)]
pub(crate) struct Query<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        match Read::try_from_uri(&parts.uri) {
            Ok(Read(query)) => Ok(Self(query)),
            Err(error) => Err(Problem::bad_request(error.body_text())),
        }
    }
}
