//! The two doors of a request: whether anybody is let in, and whether this one is at this route.

use std::time::Duration;

use axum::extract::{FromRequestParts as _, RawPathParams, Request, State};
use axum::http::{Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use runner_model::{ActionId, BatchId, JobId};
use runner_store::StoreError;

use super::Caller;
use super::given::{Given, is_of_own_page, must_be_of_own_page};
use super::needs::{Needs, Own};
use super::tokens::Stranger;
use crate::app::App;
use crate::audit::Record;
use crate::problem::Problem;
use crate::routes::Rule;

/// What a route needs, and where it is looked up whose something is.
#[derive(Clone)]
pub(crate) struct Guard {
    pub(crate) app: App,
    pub(crate) rule: Rule,
}

/// Lets a request pass that carries a token or a cookie, and says whose it is to those who come after. Browsers send cookies
/// by themselves, also when another site's page asks: by a cookie only the page of this server changes something.
pub(crate) async fn require(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let headers = request.headers();
    let found = app
        .tokens
        .who(Given::of(request.uri(), headers, app.wire()))
        .await;
    match found {
        Ok(caller) => {
            let is_by_cookie = caller.session().is_some();
            if is_by_cookie
                && must_be_of_own_page(request.method(), headers)
                && !is_of_own_page(headers)
            {
                return Problem::foreign_page().into_response();
            }
            if let Err(wait) = caller.take() {
                return too_many(&caller, wait);
            }
            request.extensions_mut().insert(caller);
            next.run(request).await
        }
        Err(Stranger::Store(error)) => Problem::from(error).into_response(),
        Err(stranger) => {
            let problem = match stranger {
                Stranger::Jwt(_) => Problem::new(
                    StatusCode::UNAUTHORIZED,
                    "unauthorized",
                    stranger.to_string(),
                ),
                _ => Problem::unauthorized(),
            };
            ([(header::WWW_AUTHENTICATE, "Bearer")], problem).into_response()
        }
    }
}

/// The answer to one that asks too often: come back in so many seconds.
fn too_many(caller: &Caller, wait: Duration) -> Response {
    let after = [(header::RETRY_AFTER, seconds(wait).to_string())];
    (after, Problem::too_many(caller, wait)).into_response()
}

/// A time in seconds, at least one.
fn seconds(wait: Duration) -> u128 {
    wait.as_millis().div_ceil(1_000).max(1)
}

/// Lets a request pass whose role will do, and of a submitter what is its own. What may change something is written down,
/// also if it is refused here.
pub(crate) async fn guard(State(guard): State<Guard>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let caller = match Caller::from_request_parts(&mut parts, &()).await {
        Ok(caller) => caller,
        Err(problem) => return problem.into_response(),
    };
    let in_path = match RawPathParams::from_request_parts(&mut parts, &()).await {
        Ok(params) => params
            .iter()
            .map(|(_, value)| value.to_owned())
            .collect::<Vec<_>>(),
        Err(error) => return Problem::bad_request(error.body_text()).into_response(),
    };
    let record = Record::begin(&guard.app, &guard.rule, &caller, &parts, &in_path);
    let answer = match allowed(&guard, &caller, &in_path).await {
        Ok(()) => next.run(Request::from_parts(parts, body)).await,
        Err(problem) => problem.into_response(),
    };
    let written = record.and_then(|record| record.end(&answer));
    if let Some(written) = written
        && let Err(error) = written.await
    {
        tracing::error!(%error, "a change is not in the audit log");
    }
    answer
}

async fn allowed(guard: &Guard, caller: &Caller, in_path: &[String]) -> Result<(), Problem> {
    let needs = guard.rule.needs;
    if let Some(job) = caller.watches() {
        let is_it = match needs {
            Needs::ViewJob => in_path.first().and_then(|id| id.parse().ok()) == Some(job),
            Needs::Listen => true,
            _ => false,
        };
        let is_seen = is_it && guard.rule.method == Method::GET;
        return is_seen.then_some(()).ok_or_else(|| Problem::only_job(job));
    }
    if !needs.roles().contains(&caller.role()) {
        return Err(Problem::forbidden(format!(
            "this needs {}, and the token `{}` has the role {}",
            needs.listed(),
            caller.name(),
            caller.role()
        )));
    }
    match (needs.own(), caller.owner()) {
        (Some(own), Some(owner)) => {
            let id = in_path.first().map(String::as_str).unwrap_or_default();
            is_theirs(&guard.app, own, id, owner).await
        }
        (None, _) | (_, None) => Ok(()),
    }
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
        Own::Action => {
            let id: ActionId = crate::actions::parse_id(id)?;
            (store.owner_of_action(id).await?, StoreError::NoAction(id))
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

    fn foreign_page() -> Self {
        let detail = "whoever signed in by a cookie changes something from this server's own page alone: its browser says \
                      so, by `Sec-Fetch-Site: same-origin` or an `Origin` that is the host asked; programs send a token";
        Self::new(StatusCode::FORBIDDEN, "foreign_page", detail)
    }

    /// A watch token asks for more than its job.
    pub(crate) fn only_job(job: JobId) -> Self {
        Self::forbidden(format!(
            "this token lets see the job {job} and nothing else"
        ))
    }

    /// Whoever asks does so too often, and may again in that time.
    pub(crate) fn too_many(caller: &Caller, wait: Duration) -> Self {
        let detail = format!(
            "the token `{}` asks more often than it may: try again in {} s",
            caller.name(),
            seconds(wait)
        );
        Self::new(StatusCode::TOO_MANY_REQUESTS, "too_many_requests", detail)
    }

    pub(crate) fn forbidden(detail: String) -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", detail)
    }
}
