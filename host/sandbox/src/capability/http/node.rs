//! What all attempts of this process share of HTTP: the threads that it runs on, the resolver, TLS, room for
//! connections, and what is known of each grant.

use std::future::Future;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use runner_model::BreakerRule;
use tokio::runtime::Handle;
use tokio::sync::Semaphore;
use tokio_rustls::TlsConnector;

use super::resolver::{Resolver, SystemResolver};
use super::states::States;
use super::task::Task;
use super::tls;

/// How HTTP out of guests is done.
#[derive(Debug, Clone)]
pub struct HttpOptions {
    /// Looks up names.
    pub resolver: Arc<dyn Resolver>,
    /// A file of certificates (PEM) that TLS trusts beside Mozilla's list: those of a company, say.
    pub authorities: Option<PathBuf>,
    /// When a server that fails is left alone.
    pub breaker: BreakerRule,
    /// How many connections all attempts may have together.
    pub connections: usize,
}

impl Default for HttpOptions {
    fn default() -> Self {
        Self {
            resolver: Arc::new(SystemResolver::default()),
            authorities: None,
            breaker: BreakerRule::default(),
            connections: 512,
        }
    }
}

/// What all attempts of this process share of HTTP.
#[derive(Debug)]
pub(crate) struct HttpNode {
    threads: Handle,
    pub(super) resolver: Arc<dyn Resolver>,
    pub(super) tls: TlsConnectorBox,
    pub(super) states: Arc<States>,
    pub(super) connections: Arc<Semaphore>,
}

/// rustls's connector, which does not print itself.
pub(super) struct TlsConnectorBox(pub(super) TlsConnector);

impl std::fmt::Debug for TlsConnectorBox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TlsConnector")
    }
}

impl HttpNode {
    /// Made for threads that do nothing but HTTP: neither a guest that computes nor one that floods holds up what
    /// another waits for.
    pub(crate) fn new(options: HttpOptions, threads: Handle) -> io::Result<Self> {
        Ok(Self {
            threads,
            resolver: options.resolver,
            tls: TlsConnectorBox(tls::connector(options.authorities.as_deref())?),
            states: Arc::new(States::new(options.breaker)),
            connections: Arc::new(Semaphore::new(options.connections)),
        })
    }

    /// Runs a task on the threads of HTTP.
    pub(super) fn spawn<F>(&self, future: F) -> Task<F::Output>
    where
        F: Future<Output: Send> + Send + 'static,
    {
        Task::from(self.threads.spawn(future))
    }
}
