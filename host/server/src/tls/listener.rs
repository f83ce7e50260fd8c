//! Connections by TLS: handed on once their handshake is done. Who is slow at that holds nobody up.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::serve::Listener;
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use super::Tls;

/// How long a handshake may take.
const HANDSHAKE: Duration = Duration::from_secs(10);

/// How many handshakes are under way at once; further connections wait.
const MOST_AT_ONCE: usize = 512;

/// The first byte of every handshake (RFC 8446, 5.1: `handshake(22)`).
const HANDSHAKE_RECORD: u8 = 22;

/// What somebody is told who does not speak TLS.
const PLAIN: &str = "HTTP/1.1 400 Bad Request\r\nContent-Type: application/problem+json\r\nConnection: close\r\n\r\n\
    {\"type\":\"about:blank\",\"title\":\"Bad Request\",\"status\":400,\"code\":\"tls_required\",\
    \"detail\":\"this server speaks TLS: write https:// instead of http://\"}";

/// Takes connections by TLS.
pub(crate) struct TlsListener {
    tcp: TcpListener,
    tls: Arc<Tls>,
    under_way: JoinSet<Option<Accepted>>,
}

type Accepted = (TlsStream<TcpStream>, SocketAddr);

impl TlsListener {
    pub(crate) fn new(tcp: TcpListener, tls: Arc<Tls>) -> Self {
        Self {
            tcp,
            tls,
            under_way: JoinSet::new(),
        }
    }
}

impl Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> Accepted {
        loop {
            tokio::select! {
                (stream, address) = Listener::accept(&mut self.tcp), if self.under_way.len() < MOST_AT_ONCE => {
                    let tls = Arc::clone(&self.tls);
                    self.under_way.spawn(async move {
                        let done = timeout(HANDSHAKE, shake_hands(&tls, stream)).await;
                        let done = done.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()));
                        match done {
                            Ok(stream) => Some((stream, address)),
                            Err(error) => {
                                tracing::debug!(%address, %error, "a connection does not become one by TLS");
                                None
                            }
                        }
                    });
                }
                Some(done) = self.under_way.join_next() => {
                    if let Ok(Some(accepted)) = done {
                        return accepted;
                    }
                }
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.tcp.local_addr()
    }
}

async fn shake_hands(tls: &Arc<Tls>, mut stream: TcpStream) -> io::Result<TlsStream<TcpStream>> {
    let mut first = [0];
    if stream.peek(&mut first).await? == 1 && first[0] != HANDSHAKE_RECORD {
        stream.write_all(PLAIN.as_bytes()).await?;
        stream.shutdown().await?;
        // What it still sends is read, or the answer would be lost to it by a reset.
        drop(tokio::io::copy(&mut stream, &mut tokio::io::sink()).await);
        return Err(io::Error::other("it does not speak TLS"));
    }
    TlsAcceptor::from(tls.config().await).accept(stream).await
}
