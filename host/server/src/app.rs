//! The routes, and what their handlers have in common.

use std::io;
use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::routing::{delete, get, patch, post, put};
use runner_engine::Engine;
use tokio::net::TcpListener;

use crate::auth::{self, Token};
use crate::documents::Reader;
use crate::problem::Problem;
use crate::{
    backfill, batch_events, batches, errors, events, everything, grants, health, jobs, limits,
    outputs, plugins, queues, schedules, secrets, stats, submit, templates, verbs, workers,
};

/// The largest body that is read into memory, in bytes. Files of a multipart body go to disk instead.
pub(crate) const MOST_BODY_BYTES: usize = 32 * 1024 * 1024;

/// What every handler is given.
#[derive(Clone)]
pub struct App {
    pub(crate) engine: Arc<Engine>,
    pub(crate) token: Arc<Token>,
}

impl App {
    /// The API of an engine, for whoever has the token.
    pub fn new(engine: Arc<Engine>, token: Token) -> Self {
        engine.read_documents_by(Arc::new(Reader::new(engine.store().blob_work_dir())));
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
            .route("/plugins", get(plugins::list).post(plugins::install))
            .route(
                "/plugins/{name}",
                get(plugins::show).delete(plugins::remove),
            )
            .route("/plugins/{name}/versions", get(plugins::versions))
            .route(
                "/plugins/{name}/versions/{digest}",
                delete(plugins::remove_version),
            )
            .route("/plugins/{name}/activate", post(plugins::activate))
            .route("/plugins/{name}/rollback", post(plugins::rollback))
            .route(
                "/plugins/{name}/grants",
                get(grants::list).post(grants::give),
            )
            .route("/plugins/{name}/grants/{id}", delete(grants::take_back))
            .route(
                "/plugins/{name}/limits",
                get(limits::of_plugin).patch(limits::change_of_plugin),
            )
            .route("/limits", get(limits::of_all).patch(limits::change_of_all))
            .route("/plugins/{name}/approve", post(grants::approve))
            .route("/secrets", get(secrets::list))
            .route("/secrets/{name}", put(secrets::set).delete(secrets::remove))
            .route("/queues", get(queues::list))
            .route("/queues/{name}", get(queues::show).patch(queues::change))
            .route("/queues/{name}/pause", post(queues::pause))
            .route("/queues/{name}/resume", post(queues::resume))
            .route("/queues/{name}/drain", post(queues::drain))
            .route("/queues/{name}/clean", post(queues::clean))
            .route("/queues/{name}/keys", get(queues::keys))
            .route("/queues/{name}/keys/{key}", patch(queues::change_key))
            .route("/pause", post(everything::pause))
            .route("/resume", post(everything::resume))
            .route("/workers", get(workers::list))
            .route("/workers/{node}", get(workers::show).patch(workers::change))
            .route("/schedules", get(schedules::list).post(schedules::create))
            .route(
                "/schedules/{name}",
                get(schedules::show)
                    .put(schedules::put)
                    .patch(schedules::change)
                    .delete(schedules::delete),
            )
            .route("/schedules/{name}/trigger", post(schedules::trigger))
            .route("/schedules/{name}/backfill", post(backfill::backfill))
            .route("/schedules/{name}/pause", post(schedules::pause))
            .route("/schedules/{name}/resume", post(schedules::resume))
            .route("/schedules/{name}/next", get(schedules::next))
            .route("/schedules/{name}/firings", get(schedules::firings))
            .route("/batches", get(batches::list).post(batches::create))
            .route(
                "/batches/{id}",
                get(batches::show)
                    .patch(batches::change)
                    .delete(batches::delete),
            )
            .route("/batches/{id}/events", get(batch_events::of_batch))
            .route("/batches/{id}/items", get(batches::items))
            .route("/batches/{id}/pause", post(batches::pause))
            .route("/batches/{id}/resume", post(batches::resume))
            .route("/batches/{id}/stop", post(batches::stop))
            .route("/batches/{id}/retry-failed", post(batches::retry_failed))
            .route("/templates", get(templates::list))
            .route(
                "/templates/{name}",
                get(templates::show)
                    .put(templates::put)
                    .delete(templates::delete),
            )
            .route("/templates/{name}/submit", post(templates::submit))
            .route("/errors", get(errors::list))
            .route("/errors/{id}/mute", post(errors::mute))
            .route("/errors/{id}/resolve", post(errors::resolve))
            .route("/errors/{id}/open", post(errors::open))
            .route("/errors/{id}/retry", post(errors::retry))
            .route(
                "/plugins/{name}/cache",
                get(plugins::cache).delete(plugins::clear_cache),
            )
            .route("/stats", get(stats::show))
            .route("/stats/series", get(stats::series))
            .route("/events", get(events::all))
            .route("/jobs/{id}/events", get(events::of_job))
            .fallback(async || Problem::no_route())
            .method_not_allowed_fallback(async || Problem::wrong_method())
            .layer(from_fn_with_state(self.clone(), plugins::wait))
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
