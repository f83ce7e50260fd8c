//! The routes, and what their handlers have in common.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use runner_engine::Engine;
use tokio::net::TcpListener;

use crate::auth::{self, Token, Tokens};
use crate::documents::Reader;
use crate::problem::Problem;
use crate::{events, health, openapi, routes};

/// The largest body that is read into memory, in bytes. Files of a multipart body go to disk instead.
pub(crate) const MOST_BODY_BYTES: usize = 32 * 1024 * 1024;

/// What every handler is given.
#[derive(Clone)]
pub struct App {
    pub(crate) engine: Arc<Engine>,
    pub(crate) tokens: Arc<Tokens>,
}

impl App {
    /// The API of an engine, for whoever has a token: the first one, or one that the store knows.
    pub fn new(engine: Arc<Engine>, token: Token) -> Self {
        engine.read_documents_by(Arc::new(Reader::new(engine.store().blob_work_dir())));
        let tokens = Tokens::new(Arc::clone(engine.store()), &token);
        Self {
            engine,
            tokens: Arc::new(tokens),
        }
    }

    fn router(self) -> Router {
        let api = routes::router(&self)
            .fallback(async || Problem::no_route())
            .method_not_allowed_fallback(async || Problem::wrong_method())
            .layer(from_fn_with_state(self.clone(), auth::require))
            .layer(DefaultBodyLimit::max(MOST_BODY_BYTES));
        Router::new()
            .nest("/api/v1", api)
            .merge(openapi::routes())
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
    // The audit log says from where somebody asked.
    let router = router.into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, router)
        .with_graceful_shutdown(async move {
            stop.await;
            // A stream of events would otherwise go on for ever.
            sender.send_replace(true);
        })
        .await
}
