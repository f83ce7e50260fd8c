//! The API's document: OpenAPI 3.1, made from the handlers, what they take and give, and the rules of their routes.
//!
//! It is the same for every server of a version and holds nothing of what it does, and so it is for everybody: no token is
//! needed for it, nor for the page that shows it.

mod list;
mod objects;
mod page;
mod places;
mod problems;

use std::sync::LazyLock;

use axum::Router;
use axum::http::{HeaderName, header};
use axum::response::IntoResponse;
use axum::routing::get;
use serde_json::{Map, Value, json};
use utoipa::OpenApi as _;

use self::list::Api;
use crate::routes::{Rule, rules};

/// Where the routes are.
const BELOW: &str = "/api/v1";

static DOCUMENT: LazyLock<Value> = LazyLock::new(document);
static TEXT: LazyLock<String> = LazyLock::new(|| DOCUMENT.to_string());

/// The document.
pub fn openapi() -> &'static Value {
    &DOCUMENT
}

/// What the page may do: show itself, with its style and its script.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; base-uri 'none'; form-action 'none'; \
                      frame-ancestors 'none'";

static PAGE: LazyLock<String> = LazyLock::new(|| page::page(&DOCUMENT, "docs"));

/// The routes for everybody.
pub(crate) fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route(
            "/api/v1/openapi.json",
            get(async || file("application/json", &TEXT)),
        )
        .route(
            "/api/v1/docs",
            get(async || file("text/html; charset=utf-8", &PAGE)),
        )
        .route(
            "/api/v1/docs/style.css",
            get(async || file("text/css; charset=utf-8", page::STYLE)),
        )
        .route(
            "/api/v1/docs/page.js",
            get(async || file("text/javascript; charset=utf-8", page::SCRIPT)),
        )
}

/// A file of the program, which may be another after an upgrade.
fn file(kind: &'static str, text: &'static str) -> impl IntoResponse {
    let headers: [(HeaderName, &str); 4] = [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    (headers, text)
}

/// What the handlers say, with all that follows from their routes.
fn document() -> Value {
    let mut document = serde_json::to_value(Api::openapi()).unwrap_or_default();
    document["info"]["version"] = env!("CARGO_PKG_VERSION").into();
    let rules = rules();
    let Some(Value::Object(paths)) = document.get_mut("paths").map(Value::take) else {
        return document;
    };
    let mut whole = Map::new();
    for (path, mut methods) in paths {
        let mut is_ours = false;
        for (method, operation) in methods.as_object_mut().into_iter().flatten() {
            let rule = rules.iter().find(|rule| {
                rule.path == path && rule.method.as_str().eq_ignore_ascii_case(method)
            });
            is_ours |= rule.is_some();
            complete(&path, operation, rule);
        }
        let path = if is_ours {
            format!("{BELOW}{path}")
        } else {
            path
        };
        whole.insert(path, methods);
    }
    document["paths"] = Value::Object(whole);
    document["components"]["responses"] = Value::Object(problems::shared());
    objects::open(&mut document["components"]["schemas"]);
    objects::open(&mut document["paths"]);
    document
}

/// Adds to an operation what follows from its route: who may use it, what stands in its path, and what can go wrong.
fn complete(path: &str, operation: &mut Value, rule: Option<&Rule>) {
    if let Some(rule) = rule {
        let roles: Vec<&str> = rule
            .needs
            .roles()
            .iter()
            .map(|role| role.as_str())
            .collect();
        let own = match rule.needs.is_of_own() {
            true => " A submitter may with what is its own.",
            false => "",
        };
        let said = operation["description"]
            .as_str()
            .map(|said| format!("{said}\n\n"));
        let needs = format!(
            "{}Needs {}.{own}",
            said.unwrap_or_default(),
            rule.needs.listed()
        );
        operation["description"] = needs.into();
        operation["x-runner-needs"] = json!(roles);
        operation["security"] = json!([{ "token": [] }]);
    } else {
        operation["security"] = json!([]);
    }
    places::add(path, operation);
    problems::add(operation, rule);
}
