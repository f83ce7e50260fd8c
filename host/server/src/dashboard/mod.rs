//! The dashboard: a page for browsers, on the public API alone. Its files are made by `npm run build` in `host/dashboard` and
//! are a part of the program; a debug build reads them from there, so that a change is seen without building again. Without
//! them there is a plain page that says how to get them.
//!
//! It must not know anything of jobs, and it answers to whoever asks: what there is to see needs a token.

#[cfg(debug_assertions)]
mod disk;
#[cfg(not(debug_assertions))]
mod embedded;
mod files;
#[cfg(test)]
mod tests;

use axum::Router;
use axum::extract::Path;
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::get;

#[cfg(debug_assertions)]
use self::disk::find;
#[cfg(not(debug_assertions))]
use self::embedded::find;
use self::files::{Kind, answer};

/// What the page has addresses of its own for: the first parts of their paths. All of them are the same file, in which the
/// page finds what the rest of the path means.
const SECTIONS: [&str; 9] = [
    "jobs",
    "submit",
    "batches",
    "queues",
    "schedules",
    "workers",
    "errors",
    "plugins",
    "settings",
];

/// The routes of the page. None of them is one of the API or of what monitoring systems ask.
pub(crate) fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    let named = |name: &'static str, kind| {
        get(async move |headers: HeaderMap| answer(name, kind, &headers))
    };
    let router = Router::new()
        .route("/", get(page))
        .route("/assets/{name}", get(asset))
        .route("/frame.html", named("frame.html", Kind::Frame))
        .route("/icon.svg", named("icon.svg", Kind::Named));
    SECTIONS.iter().fold(router, |router, section| {
        router
            .route(&format!("/{section}"), get(page))
            .route(&format!("/{section}/{{*rest}}"), get(page))
    })
}

async fn page(headers: HeaderMap) -> Response {
    answer("index.html", Kind::Page, &headers)
}

async fn asset(Path(name): Path<String>, headers: HeaderMap) -> Response {
    answer(&format!("assets/{name}"), Kind::Hashed, &headers)
}
