//! The routes, and what their handlers have in common.

use std::io;
use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};
use runner_engine::Engine;
use tokio::net::TcpListener;

use crate::auth::{self, Token};
use crate::problem::Problem;
use crate::{events, health, jobs, outputs, plugins, stats, submit, verbs};

/// The largest body that is read into memory, in bytes. Files of a multipart body go to disk instead.
const MOST_BODY_BYTES: usize = 32 * 1024 * 1024;

/// What every handler is given.
#[derive(Clone)]
pub struct App {
    pub(crate) engine: Arc<Engine>,
    pub(crate) token: Arc<Token>,
}

impl App {
    /// The API of an engine, for whoever has the token.
    pub fn new(engine: Arc<Engine>, token: Token) -> Self {
        Self {
            engine,
            token: Arc::new(token),
        }
    }

    fn router(self) -> Router {
        let api = Router::new()
            .route("/jobs", get(jobs::list).post(submit::one))
            .route("/jobs/bulk", post(submit::bulk))
            .route(
                "/jobs/{id}",
                get(jobs::show).patch(verbs::change).delete(verbs::delete),
            )
            .route("/jobs/{id}/attempts", get(jobs::attempts))
            .route("/jobs/{id}/logs", get(jobs::logs))
            .route("/jobs/{id}/outputs", get(outputs::list))
            .route("/jobs/{id}/outputs/{name}", get(outputs::show))
            .route("/jobs/{id}/cancel", post(verbs::cancel))
            .route("/jobs/{id}/pause", post(verbs::pause))
            .route("/jobs/{id}/resume", post(verbs::resume))
            .route("/jobs/{id}/retry", post(verbs::retry))
            .route("/jobs/{id}/promote", post(verbs::promote))
            .route("/jobs/{id}/explain", get(verbs::explain))
            .route("/plugins", get(plugins::list))
            .route("/plugins/{name}", get(plugins::show))
            .route("/stats", get(stats::show))
            .route("/events", get(events::all))
            .route("/jobs/{id}/events", get(events::of_job))
            .fallback(async || Problem::no_route())
            .method_not_allowed_fallback(async || Problem::wrong_method())
            .layer(from_fn_with_state(self.clone(), auth::require))
            .layer(DefaultBodyLimit::max(MOST_BODY_BYTES));
        Router::new()
            .nest("/api/v1", api)
            .route("/healthz", get(health::live))
            .route("/readyz", get(health::ready))
            .fallback(async || Problem::no_route())
            .with_state(self)
    }
}

/// Answers requests until `stop` ends; those under way are answered then, streams of events are cut.
pub async fn serve(
    listener: TcpListener,
    app: App,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let (sender, receiver) = tokio::sync::watch::channel(false);
    let router = app.router().layer(axum::Extension(events::Until(receiver)));
    axum::serve(listener, router)
        .with_graceful_shutdown(async move {
            stop.await;
            // A stream of events would otherwise go on for ever.
            sender.send_replace(true);
        })
        .await
}
