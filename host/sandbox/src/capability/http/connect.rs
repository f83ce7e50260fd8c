//! From an origin to a connection: the name is looked up, each address judged, and one of those that passed is
//! connected to. Nothing is looked up twice, so that there is nothing to change between the check and the connection.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use runner_model::{Host, Origin, Scheme};
use rustls::pki_types::{IpAddr as TlsAddress, ServerName};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout_at};
use tokio_rustls::TlsConnector;
use wasmtime_wasi_http::Error;

use super::address;
use super::failure::of_tls;
use super::resolver::Resolver;
use super::wire::Stream;

/// How many addresses of a name are tried.
const MOST_TRIED: usize = 4;

/// Which addresses may be connected to although they are not of the public internet.
pub(super) type Named<'a> = &'a (dyn Fn(IpAddr) -> bool + Sync);

/// Why there is no connection.
pub(super) enum NoConnection {
    /// Every address is one that somebody would have to name.
    Refused {
        /// The first of them.
        address: IpAddr,
        /// What kind it is.
        kind: &'static str,
    },
    /// It did not work; what the guest is told, and what people are.
    Failed(Error, String),
}

fn failed(error: Error, why: impl std::fmt::Display) -> NoConnection {
    NoConnection::Failed(error, why.to_string())
}

/// Connects, and speaks TLS if the scheme says so.
pub(super) async fn connect(
    origin: &Origin,
    named: Named<'_>,
    resolver: &dyn Resolver,
    tls: &TlsConnector,
    within: Duration,
) -> Result<Box<dyn Stream>, NoConnection> {
    let deadline = Instant::now() + within;
    let addresses = match timeout_at(deadline, look_up(origin, resolver)).await {
        Ok(found) => found?,
        Err(_) => return Err(failed(Error::DnsTimeout, "its name was not found in time")),
    };
    let addresses = judge(addresses, named)?;
    let stream = first_that_answers(&addresses, origin.port(), deadline).await?;
    // Requests are written whole; waiting for more of them would only delay.
    let _ = stream.set_nodelay(true);
    match origin.scheme() {
        Scheme::Http => Ok(Box::new(stream)),
        Scheme::Https => {
            let name = server_name(origin.host())?;
            match timeout_at(deadline, tls.connect(name, stream)).await {
                Ok(Ok(stream)) => Ok(Box::new(stream)),
                Ok(Err(error)) => Err(failed(of_tls(&error), format!("TLS: {error}"))),
                Err(_) => Err(failed(Error::ConnectionTimeout, "TLS took too long")),
            }
        }
    }
}

async fn look_up(origin: &Origin, resolver: &dyn Resolver) -> Result<Vec<IpAddr>, NoConnection> {
    if let Some(address) = origin.host().address() {
        return Ok(vec![address]);
    }
    let found = resolver.resolve(&origin.host().to_string()).await;
    let nowhere = |rcode: &str| Error::DnsError {
        rcode: Some(rcode.to_owned()),
        info_code: None,
    };
    match found {
        Ok(addresses) if addresses.is_empty() => {
            Err(failed(nowhere("NODATA"), "its name has no address"))
        }
        Ok(addresses) => Ok(addresses),
        Err(error) => Err(failed(
            nowhere("NXDOMAIN"),
            format!("its name was not found: {error}"),
        )),
    }
}

/// Keeps the addresses that may be connected to.
fn judge(addresses: Vec<IpAddr>, named: Named<'_>) -> Result<Vec<IpAddr>, NoConnection> {
    let mut refused = None;
    let mut kept = Vec::new();
    for address in addresses {
        match address::kind(address) {
            Some(kind) if !named(address) => {
                refused.get_or_insert(NoConnection::Refused { address, kind });
            }
            _ => kept.push(address),
        }
    }
    match (kept.is_empty(), refused) {
        (true, Some(refused)) => Err(refused),
        _ => Ok(kept),
    }
}

/// Tries one after the other; each has its share of the time that is left.
async fn first_that_answers(
    addresses: &[IpAddr],
    port: u16,
    deadline: Instant,
) -> Result<TcpStream, NoConnection> {
    let tried = &addresses[..addresses.len().min(MOST_TRIED)];
    let mut last = failed(Error::DestinationNotFound, "its name has no address");
    for (index, address) in tried.iter().enumerate() {
        let left = deadline.saturating_duration_since(Instant::now());
        let share = left / u32::try_from(tried.len() - index).unwrap_or(1);
        let address = SocketAddr::new(*address, port);
        last = match timeout_at(Instant::now() + share, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => return Ok(stream),
            Ok(Err(error)) => failed(of_connect(&error), format!("{address}: {error}")),
            Err(_) => failed(
                Error::ConnectionTimeout,
                format!("{address} did not answer in time"),
            ),
        };
    }
    Err(last)
}

fn of_connect(error: &io::Error) -> Error {
    match error.kind() {
        io::ErrorKind::ConnectionRefused => Error::ConnectionRefused,
        io::ErrorKind::TimedOut => Error::ConnectionTimeout,
        io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted => {
            Error::ConnectionTerminated
        }
        _ => Error::DestinationUnavailable,
    }
}

/// Whom the certificate must be of.
fn server_name(host: &Host) -> Result<ServerName<'static>, NoConnection> {
    match host {
        Host::Name(name) => ServerName::try_from(name.clone())
            .map_err(|error| failed(Error::HttpRequestUriInvalid, error)),
        Host::V4(address) => Ok(ServerName::IpAddress(TlsAddress::from(IpAddr::V4(
            *address,
        )))),
        Host::V6(address) => Ok(ServerName::IpAddress(TlsAddress::from(IpAddr::V6(
            *address,
        )))),
    }
}

#[cfg(test)]
mod tests {
    use runner_model::HttpGrant;

    use super::*;

    fn judged(addresses: &[&str], grant: &HttpGrant) -> Result<Vec<String>, String> {
        let addresses = addresses.iter().map(|address| address.parse().unwrap());
        match judge(addresses.collect(), &|address| grant.names_address(address)) {
            Ok(kept) => Ok(kept.iter().map(ToString::to_string).collect()),
            Err(NoConnection::Refused { address, kind }) => Err(format!("{address}: {kind}")),
            Err(NoConnection::Failed(error, why)) => panic!("{error} {why}"),
        }
    }

    #[test]
    fn of_several_addresses_only_those_that_pass_are_kept() {
        let mut grant = HttpGrant::to("https://a.example".parse().unwrap());
        assert_eq!(
            judged(&["127.0.0.1", "1.1.1.1", "::1"], &grant),
            Ok(vec!["1.1.1.1".to_owned()])
        );
        assert_eq!(
            judged(&["::1", "10.0.0.1"], &grant),
            Err("::1: a loopback".to_owned())
        );
        grant.addresses.insert("10.0.0.0/8".parse().unwrap());
        assert_eq!(
            judged(&["::1", "10.0.0.1"], &grant),
            Ok(vec!["10.0.0.1".to_owned()])
        );
        // A name of an IPv4 address is none of its other spellings.
        grant.addresses.insert("127.0.0.1".parse().unwrap());
        assert_eq!(
            judged(&["::ffff:127.0.0.1"], &grant),
            Err("::ffff:127.0.0.1: an IPv4-mapped".to_owned())
        );
    }
}
