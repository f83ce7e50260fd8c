//! The routes, and what their handlers have in common.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::get;
use axum::serve::{Listener, ListenerExt as _};
use runner_engine::{Config, Engine};
use runner_model::Origin;
use tokio::net::TcpListener;

use crate::auth::{self, Jwts, Token, Tokens, Wire};
use crate::config::Told;
use crate::connections::{self, Room};
use crate::cors::cors;
use crate::documents::Reader;
use crate::metrics::{self, Meters};
use crate::problem::Problem;
use crate::tls::{Tls, TlsListener};
use crate::{
    bounds, client, compress, dashboard, events, health, openapi, plugins, routes, standing,
};

/// The largest body that is read into memory, in bytes. Files of a multipart body go to disk instead.
pub(crate) const MOST_BODY_BYTES: usize = 32 * 1024 * 1024;

/// What every handler is given.
#[derive(Clone)]
pub struct App {
    pub(crate) engine: Arc<Engine>,
    pub(crate) tokens: Arc<Tokens>,
    pub(crate) meters: Arc<Meters>,
    /// What all streams of events share.
    pub(crate) hub: Arc<events::Hub>,
    /// What all streams of batches and actions share.
    pub(crate) boards: Arc<standing::Boards>,
    tls: Option<Arc<Tls>>,
    cors: Arc<[Origin]>,
    told: Arc<Told>,
    room: Room,
}

impl App {
    /// The API of an engine, for whoever has a token: the first one, one that the store knows, or one of an issuer.
    pub fn new(engine: Arc<Engine>, token: Token, jwts: Jwts) -> Self {
        engine.read_documents_by(Arc::new(Reader));
        engine.write_events_by(Arc::new(events::Writer));
        let tokens = Tokens::new(Arc::clone(engine.store()), &token, jwts);
        Self {
            meters: Arc::new(Meters::new(&engine)),
            hub: Arc::new(events::Hub::new(Arc::clone(&engine))),
            boards: Arc::default(),
            engine,
            tokens: Arc::new(tokens),
            tls: None,
            cors: Arc::default(),
            told: Arc::default(),
            room: Room::default(),
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

    /// Shows what the server was told.
    #[must_use]
    pub fn told_by(mut self, config: &Config) -> Self {
        self.told = Arc::new(Told::of(config));
        self
    }

    pub(crate) fn told(&self) -> &Told {
        &self.told
    }

    /// Has so many connections at a time; further ones wait until one ends.
    #[must_use]
    pub fn with_most_connections(mut self, most: usize) -> Self {
        self.room.most = most;
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
            .merge(dashboard::routes())
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

/// Answers requests until `stop` ends; those under way are answered then, for a while, and streams of events are cut.
pub async fn serve(
    listener: TcpListener,
    app: App,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    match app.tls.clone() {
        None => {
            let listener = listener.tap_io(|stream| connections::prepare(stream));
            answer(listener, app, stop).await;
        }
        Some(tls) => {
            let listener = TlsListener::new(listener, tls);
            let listener = listener.tap_io(|stream| connections::prepare(stream.get_ref().0));
            answer(listener, app, stop).await;
        }
    }
    Ok(())
}

async fn answer<L>(listener: L, app: App, stop: impl Future<Output = ()> + Send + 'static)
where
    L: Listener<Addr = SocketAddr>,
{
    let (sender, receiver) = tokio::sync::watch::channel(false);
    let room = app.room;
    let until = events::Until(receiver.clone());
    let router = app.router().layer(axum::Extension(until));
    let served = connections::serve(listener, router, room, receiver);
    let stop = async move {
        stop.await;
        // A stream of events would otherwise go on for ever.
        sender.send_replace(true);
        // Dropped, it would say so too.
        sender
    };
    tokio::join!(served, stop);
}
