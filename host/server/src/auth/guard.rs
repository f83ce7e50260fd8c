//! The two doors of a request: whether anybody is let in, and whether this one is at this route.

use axum::extract::{FromRequestParts as _, RawPathParams, Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use runner_model::{BatchId, JobId};
use runner_store::StoreError;

use super::needs::Own;
use super::{Caller, Needs};
use crate::app::App;
use crate::problem::Problem;

/// What a route needs, and where it is looked up whose something is.
#[derive(Clone)]
pub(crate) struct Guard {
    pub(crate) app: App,
    pub(crate) needs: Needs,
}

/// Lets a request pass that carries a token, and says whose it is to those who come after.
pub(crate) async fn require(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let given = request
        .headers()
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "));
    let found = match given {
        Some(given) => app.tokens.who(given.trim()).await,
        None => Ok(None),
    };
    match found {
        Ok(Some(caller)) => {
            request.extensions_mut().insert(caller);
            next.run(request).await
        }
        Ok(None) => {
            let problem = Problem::unauthorized();
            ([(header::WWW_AUTHENTICATE, "Bearer")], problem).into_response()
        }
        Err(error) => Problem::from(error).into_response(),
    }
}

/// Lets a request pass whose role will do, and of a submitter what is its own.
pub(crate) async fn guard(State(guard): State<Guard>, request: Request, next: Next) -> Response {
    match allowed(&guard, request).await {
        Ok(request) => next.run(request).await,
        Err(problem) => problem.into_response(),
    }
}

async fn allowed(guard: &Guard, request: Request) -> Result<Request, Problem> {
    let needs = guard.needs;
    let (mut parts, body) = request.into_parts();
    let caller = Caller::from_request_parts(&mut parts, &()).await?;
    if !needs.roles().contains(&caller.role()) {
        return Err(Problem::forbidden(format!(
            "this needs {}, and the token `{}` has the role {}",
            needs.listed(),
            caller.name(),
            caller.role()
        )));
    }
    if let (Some(own), Some(owner)) = (needs.own(), caller.owner()) {
        let params = RawPathParams::from_request_parts(&mut parts, &()).await;
        let id = params.map_err(|error| Problem::bad_request(error.body_text()))?;
        let id = id.iter().find(|(name, _)| *name == "id");
        let id = id.map(|(_, id)| id.to_owned()).unwrap_or_default();
        is_theirs(&guard.app, own, &id, owner).await?;
    }
    Ok(Request::from_parts(parts, body))
}

/// Others' things are not there, and are not there in the same words as what is nowhere.
async fn is_theirs(app: &App, own: Own, id: &str, owner: &str) -> Result<(), Problem> {
    let store = app.engine.store();
    let (whose, none) = match own {
        Own::Job => {
            let id: JobId = crate::view::parse_id(id)?;
            (store.owner_of(id).await?, StoreError::NoJob(id))
        }
        Own::Batch => {
            let id: BatchId = crate::batches::parse_id(id)?;
            (store.owner_of_batch(id).await?, StoreError::NoBatch(id))
        }
    };
    match whose.as_deref() == Some(owner) {
        true => Ok(()),
        false => Err(none.into()),
    }
}

impl Problem {
    pub(crate) fn unauthorized() -> Self {
        let detail = "send a token as `Authorization: Bearer …`, one that was neither revoked nor has ended; the first is in \
                      the file `token` of the server's data folder";
        Self::new(StatusCode::UNAUTHORIZED, "unauthorized", detail)
    }

    pub(crate) fn forbidden(detail: String) -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", detail)
    }
}
