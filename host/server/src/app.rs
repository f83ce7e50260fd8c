//! The routes, and what their handlers have in common.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::extract::connect_info::Connected;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::get;
use axum::serve::{IncomingStream, Listener, ListenerExt as _};
use runner_engine::Engine;
use runner_model::Origin;
use tokio::net::{TcpListener, TcpStream};

use crate::auth::{self, Jwts, Token, Tokens, Wire};
use crate::cors::cors;
use crate::documents::Reader;
use crate::metrics::{self, Meters};
use crate::problem::Problem;
use crate::tls::{Tls, TlsListener};
use crate::{bounds, client, compress, events, health, openapi, plugins, routes};

/// The largest body that is read into memory, in bytes. Files of a multipart body go to disk instead.
pub(crate) const MOST_BODY_BYTES: usize = 32 * 1024 * 1024;

/// What every handler is given.
#[derive(Clone)]
pub struct App {
    pub(crate) engine: Arc<Engine>,
    pub(crate) tokens: Arc<Tokens>,
    pub(crate) meters: Arc<Meters>,
    tls: Option<Arc<Tls>>,
    cors: Arc<[Origin]>,
}

impl App {
    /// The API of an engine, for whoever has a token: the first one, one that the store knows, or one of an issuer.
    pub fn new(engine: Arc<Engine>, token: Token, jwts: Jwts) -> Self {
        engine.read_documents_by(Arc::new(Reader::new(engine.store().blob_work_dir())));
        engine.write_events_by(Arc::new(events::Writer));
        let tokens = Tokens::new(Arc::clone(engine.store()), &token, jwts);
        Self {
            meters: Arc::new(Meters::new(&engine)),
            engine,
            tokens: Arc::new(tokens),
            tls: None,
            cors: Arc::default(),
        }
    }

    /// Speaks TLS.
    #[must_use]
    pub fn with_tls(mut self, tls: Tls) -> Self {
        self.tls = Some(Arc::new(tls));
        self
    }

    pub(crate) fn wire(&self) -> Wire {
        match self.tls {
            Some(_) => Wire::Tls,
            None => Wire::Plain,
        }
    }

    /// Lets pages of these sites read what a token lets them read.
    #[must_use]
    pub fn readable_from(mut self, sites: Vec<Origin>) -> Self {
        self.cors = sites.into();
        self
    }

    fn router(self) -> Router {
        let api = routes::router(&self)
            .fallback(async || Problem::no_route())
            .method_not_allowed_fallback(async || Problem::wrong_method())
            .layer(from_fn_with_state(self.clone(), plugins::wait))
            .layer(from_fn_with_state(self.clone(), auth::require))
            .layer(DefaultBodyLimit::max(MOST_BODY_BYTES));
        let api = match cors(&self.cors) {
            Some(layer) => api.layer(layer),
            None => api,
        };
        let figures = get(metrics::show).layer(from_fn_with_state(self.clone(), auth::require));
        Router::new()
            .nest("/api/v1", api)
            .merge(openapi::routes())
            .route("/metrics", figures)
            .route("/client/runner.js", get(client::module))
            .route("/healthz", get(health::live))
            .route("/readyz", get(health::ready))
            .fallback(async || Problem::no_route())
            .layer(from_fn(bounds::within))
            .layer(compress::layer())
            .layer(from_fn(compress::weaken))
            .layer(from_fn_with_state(self.clone(), metrics::measure))
            .with_state(self)
    }
}

/// Answers requests until `stop` ends; those under way are answered then, streams of events are cut.
pub async fn serve(
    listener: TcpListener,
    app: App,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    match app.tls.clone() {
        None => {
            let listener = listener.tap_io(|stream| at_once(stream));
            answer(listener, app, stop).await
        }
        Some(tls) => {
            let listener = TlsListener::new(listener, tls);
            let listener = listener.tap_io(|stream| at_once(stream.get_ref().0));
            answer(listener, app, stop).await
        }
    }
}

/// Small answers go out as they are written.
fn at_once(stream: &TcpStream) {
    // Without, it is slower.
    let _ = stream.set_nodelay(true);
}

async fn answer<L>(
    listener: L,
    app: App,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()>
where
    L: Listener<Addr = SocketAddr>,
    SocketAddr: for<'a> Connected<IncomingStream<'a, L>>,
{
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
