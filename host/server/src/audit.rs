//! The audit log: what was changed, by whom and from where. It is written at the door, after the answer is known and before
//! it is sent, so that no route is without; and it knows the path of a request, never its body.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Json;
use axum::extract::{ConnectInfo, State};
use axum::http::Method;
use axum::http::request::Parts;
use axum::response::Response;
use runner_store::{Answer, Audit, AuditFilter, AuditOutcome, NewAudit, PageToken, Store};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::app::App;
use crate::auth::{Caller, Needs};
use crate::page;
use crate::problem::{Code, Problem};
use crate::query::Query;
use crate::routes::Rule;
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

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AuditQuery {
    by: Option<String>,
    object: Option<String>,
    route: Option<String>,
    outcome: Option<String>,
    from: Option<String>,
    before: Option<String>,
    page_size: Option<usize>,
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
#[derive(Debug, Serialize)]
pub(crate) struct AuditList {
    items: Vec<Value>,
    next_page_token: Option<String>,
    /// The page looked at as many as one may: the next goes on.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    bound_reached: bool,
}

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
        items: found.items.iter().map(view).collect(),
        next_page_token: found.next.map(|next| page::token(LIST, next)),
        bound_reached: found.is_cut_short,
    }))
}

fn view(audit: &Audit) -> Value {
    let what = &audit.what;
    let outcome = match what.status {
        None => "unknown",
        Some(status) if status < 400 => "done",
        Some(_) => "refused",
    };
    json!({
        "id": audit.number.to_string(),
        "at": time(audit.at),
        "by": what.name,
        "token_id": what.token.map(|id| id.to_string()),
        "role": what.role,
        "remote": what.remote,
        "route": what.route,
        "object": what.object,
        "outcome": outcome,
        "status": what.status,
        "code": what.code,
    })
}
