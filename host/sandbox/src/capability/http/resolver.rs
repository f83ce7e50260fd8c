//! Looking up names. A trait, so that tests can lie.

use std::fmt;
use std::future::Future;
use std::io;
use std::net::IpAddr;
use std::pin::Pin;

use tokio::sync::Semaphore;

/// The addresses of a name, to come.
pub type Addresses<'a> = Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send + 'a>>;

/// Looks up names. Whatever it says, an address is judged before it is connected to.
pub trait Resolver: Send + Sync + fmt::Debug {
    /// Gives the addresses of a name, the one to be tried first at the start.
    fn resolve<'a>(&'a self, name: &'a str) -> Addresses<'a>;
}

/// As the system does it: by its files and its name servers.
#[derive(Debug)]
pub struct SystemResolver {
    /// Each look-up blocks a thread, some for as long as a dead name server takes.
    at_once: Semaphore,
}

impl SystemResolver {
    /// How many look-ups there may be at once.
    const AT_ONCE: usize = 32;
}

impl Default for SystemResolver {
    fn default() -> Self {
        Self {
            at_once: Semaphore::new(Self::AT_ONCE),
        }
    }
}

impl Resolver for SystemResolver {
    fn resolve<'a>(&'a self, name: &'a str) -> Addresses<'a> {
        Box::pin(async move {
            let _turn = self.at_once.acquire().await.map_err(io::Error::other)?;
            let found = tokio::net::lookup_host((name, 0)).await?;
            Ok(found.map(|address| address.ip()).collect())
        })
    }
}
