//! The audit log: what was changed, by whom and from where. It is written at the door, after the answer is known and before
//! it is sent, so that no route is without; and it knows the path of a request, never its body.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Json;
use axum::extract::{ConnectInfo, State};
use axum::http::Method;
use axum::http::request::Parts;
use axum::response::Response;
use runner_model::Role;
use runner_store::{Answer, Audit, AuditFilter, AuditOutcome, NewAudit, PageToken, Store};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::app::App;
use crate::auth::{Caller, Needs};
use crate::page;
use crate::problem::{Code, Problem};
use crate::query::Query;
use crate::routes::Rule;
use crate::shape;
use crate::view::{moment, time};

/// What the tokens of pages are of.
const LIST: &str = "audit";

/// What a request made, where its path does not name it. An extension of the answer.
#[derive(Debug, Clone)]
pub(crate) struct Made(pub(crate) String);

/// A change under way. Dropped before its end, since whoever asked is gone, it is written down without an outcome.
pub(crate) struct Record {
    store: Arc<dyn Store>,
    what: Option<NewAudit>,
    rule: Rule,
}

impl Record {
    /// Of a request that may change something.
    pub(crate) fn begin(
        app: &App,
        rule: &Rule,
        caller: &Caller,
        parts: &Parts,
        in_path: &[String],
    ) -> Option<Self> {
        if rule.method == Method::GET {
            return None;
        }
        let from = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let what = NewAudit {
            name: caller.name().to_owned(),
            token: caller.id(),
            role: caller.role(),
            remote: from.map(|ConnectInfo(address)| address.to_string()),
            route: format!("{} {}", rule.method, rule.path),
            object: (!in_path.is_empty()).then(|| in_path.join("/")),
            status: None,
            code: None,
        };
        Some(Self {
            store: Arc::clone(app.engine.store()),
            what: Some(what),
            rule: rule.clone(),
        })
    }

    /// Hands over how it ended, to be written down. A job that was taken says itself who submitted it and when.
    pub(crate) fn end(mut self, answer: &Response) -> Option<Answer<()>> {
        let status = answer.status();
        let mut what = self.what.take()?;
        if status.is_success() && self.rule.needs == Needs::Submit && self.rule.path == "/jobs" {
            return None;
        }
        what.status = Some(status.as_u16());
        let extensions = answer.extensions();
        what.code = extensions.get::<Code>().map(|code| code.0.to_owned());
        if let Some(Made(name)) = extensions.get() {
            what.object = Some(name.clone());
        }
        Some(self.store.audit(what))
    }
}

impl Drop for Record {
    fn drop(&mut self) {
        if let Some(what) = self.what.take() {
            // It is handed over; nobody is left to wait for it.
            drop(self.store.audit(what));
        }
    }
}

/// Which changes: everything that is said must hold.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct AuditQuery {
    /// By the token of this name.
    #[param(nullable = false)]
    by: Option<String>,
    /// About this.
    #[param(nullable = false)]
    object: Option<String>,
    /// Routes that have this in them, as `/plugins` or `DELETE`.
    #[param(nullable = false)]
    route: Option<String>,
    /// `done` or `refused`.
    #[param(nullable = false, pattern = "^(done|refused)$")]
    outcome: Option<String>,
    /// Those made then or later.
    #[param(nullable = false, value_type = Option<shape::Time>)]
    from: Option<String>,
    /// Those made before then.
    #[param(nullable = false, value_type = Option<shape::Time>)]
    before: Option<String>,
    /// How many on a page: 50 unless said, and never more than 500.
    #[param(nullable = false, minimum = 0)]
    page_size: Option<usize>,
    #[param(nullable = false, value_type = Option<shape::PageToken>)]
    page_token: Option<String>,
}

impl AuditQuery {
    fn filter(self) -> Result<AuditFilter, Problem> {
        let outcome = match self.outcome.as_deref() {
            None => None,
            Some("done") => Some(AuditOutcome::Done),
            Some("refused") => Some(AuditOutcome::Refused),
            Some(_) => return Err(Problem::bad_request("outcome: write done or refused")),
        };
        Ok(AuditFilter {
            name: self.by,
            object: self.object,
            route: self.route,
            from: moment("from", self.from)?,
            before: moment("before", self.before)?,
            outcome,
        })
    }
}

/// A page of changes.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AuditList {
    items: Vec<AuditView>,
    /// Where the next page begins, to be sent as `page_token`; null on the last.
    next_page_token: Option<String>,
    /// The page looked at as many as one may: the next goes on.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    bound_reached: bool,
}

/// List what was changed, by whom and from where
///
/// The newest first. Every request that may change something is there, also one that was refused; of jobs that were submitted the
/// jobs themselves say it.
#[utoipa::path(
    get, path = "/audit", operation_id = "list_changes", tag = "audit",
    params(AuditQuery),
    responses((status = 200, description = "A page of changes", body = AuditList)),
)]
pub(crate) async fn list(
    State(app): State<App>,
    Query(query): Query<AuditQuery>,
) -> Result<Json<AuditList>, Problem> {
    let most = page::size(query.page_size);
    let after: Option<PageToken> = page::after(LIST, query.page_token.as_deref())?;
    let found = app
        .engine
        .store()
        .audits(query.filter()?, after, most)
        .await?;
    Ok(Json(AuditList {
        items: found.items.into_iter().map(view).collect(),
        next_page_token: found.next.map(|next| page::token(LIST, next)),
        bound_reached: found.is_cut_short,
    }))
}

/// A change that somebody asked for.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Change)]
pub(crate) struct AuditView {
    id: String,
    #[schema(value_type = shape::Time)]
    at: String,
    /// The name of the token.
    by: String,
    /// Null of the one in the data folder.
    token_id: Option<String>,
    #[schema(value_type = shape::RoleName)]
    role: Role,
    /// The address that the request came from.
    remote: Option<String>,
    #[schema(example = "POST /jobs/{id}/cancel")]
    route: String,
    /// What it was about.
    object: Option<String>,
    /// `done`, `refused`, or `unknown` if whoever asked went away before the answer.
    outcome: &'static str,
    /// The status of the answer.
    status: Option<u16>,
    /// The code of the problem, if it was one.
    code: Option<String>,
}

fn view(audit: Audit) -> AuditView {
    let what = audit.what;
    let outcome = match what.status {
        None => "unknown",
        Some(status) if status < 400 => "done",
        Some(_) => "refused",
    };
    AuditView {
        id: audit.number.to_string(),
        at: time(audit.at),
        by: what.name,
        token_id: what.token.map(|id| id.to_string()),
        role: what.role,
        remote: what.remote,
        route: what.route,
        object: what.object,
        outcome,
        status: what.status,
        code: what.code,
    }
}
