//! Connections: as many as there is room for, each until its client goes, is silent for too long, or the server stops.
//!
//! Before a request is whole nobody knows whose it is. So what a stranger can hold by saying nothing, or half of something, is
//! bounded here, in time and in number. One that became a WebSocket counts until its socket is closed.

mod place;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::ConnectInfo;
use axum::serve::Listener;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service as _, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use socket2::{SockRef, TcpKeepalive};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::{Notify, Semaphore, watch};
use tokio::task::JoinSet;
use tokio::time::timeout;

use self::place::Placed;

/// How long the head of a request may take to come, the time before its first byte included: a connection without a request is
/// closed after it too.
const HEAD: Duration = Duration::from_secs(30);

/// The most connections, if nobody says otherwise. An idle one costs some 13 kB.
const MOST: usize = 10_000;

/// When a client that may have gone without a word is asked whether it is there, how often, and how many times in vain before its
/// connection is given up.
const ASK_AFTER: Duration = Duration::from_secs(60);
const ASK_EVERY: Duration = Duration::from_secs(15);
const ASK_TIMES: u32 = 4;

/// How long clients may take for what they are being answered when the server stops.
const LAST_ANSWERS: Duration = Duration::from_secs(10);

/// How often the log says that there is no room.
const SAY_EVERY: Duration = Duration::from_secs(60);

/// How much connections may hold.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Room {
    /// How many there may be. Further ones wait until one ends.
    pub(crate) most: usize,
    /// How long the head of a request may take.
    pub(crate) head: Duration,
}

impl Default for Room {
    fn default() -> Self {
        Self {
            most: MOST,
            head: HEAD,
        }
    }
}

/// Ends a connection from within a request of it, in whatever state it is: an answer that its client does not take cannot be ended
/// by saying anything behind it. Each request has it as an extension.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cut(Arc<Notify>);

impl Cut {
    /// Ends the connection.
    pub(crate) fn off(&self) {
        self.0.notify_one();
    }

    async fn wanted(&self) {
        self.0.notified().await;
    }
}

/// Small answers go out as they are written, and a client that vanished is noticed, whatever is under way for it.
pub(crate) fn prepare(stream: &TcpStream) {
    // Without, it is slower.
    let _ = stream.set_nodelay(true);
    let ask = TcpKeepalive::new()
        .with_time(ASK_AFTER)
        .with_interval(ASK_EVERY)
        .with_retries(ASK_TIMES);
    // Without, what it holds stays until the server ends.
    if let Err(error) = SockRef::from(stream).set_tcp_keepalive(&ask) {
        tracing::debug!(%error, "a connection is not asked whether it is there");
    }
}

/// Serves connections until `stopped` changes; requests under way are answered then, for a while.
pub(crate) async fn serve<L>(
    mut listener: L,
    router: Router,
    room: Room,
    mut stopped: watch::Receiver<bool>,
) where
    L: Listener<Addr = SocketAddr>,
{
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(room.head);
    let mut open = JoinSet::new();
    let places = Arc::new(Semaphore::new(room.most.min(Semaphore::MAX_PERMITS)));
    // That of the next connection, if there is one.
    let mut place = None;
    let mut said: Option<Instant> = None;
    loop {
        if place.is_none() {
            place = Arc::clone(&places).try_acquire_owned().ok();
        }
        if place.is_none() && said.is_none_or(|at| at.elapsed() >= SAY_EVERY) {
            said = Some(Instant::now());
            tracing::warn!(
                connections = room.most,
                "there are as many connections as there is room for: others wait until one ends"
            );
        }
        tokio::select! {
            (stream, address) = listener.accept(), if place.is_some() => {
                if let Some(place) = place.take() {
                    let stream = Placed::new(stream, place);
                    let one = connection(http.clone(), stream, address, router.clone(), stopped.clone());
                    open.spawn(one);
                }
            }
            free = Arc::clone(&places).acquire_owned(), if place.is_none() => place = free.ok(),
            Some(_) = open.join_next() => {}
            _ = stopped.changed() => break,
        }
    }
    // Nobody new is let in while the last are answered, and nobody keeps the server up by not reading that.
    drop(listener);
    let last = async { while open.join_next().await.is_some() {} };
    if timeout(LAST_ANSWERS, last).await.is_err() {
        tracing::warn!(
            connections = open.len(),
            "clients that read no answers are left"
        );
    }
}

/// One connection, with all its requests.
async fn connection(
    http: http1::Builder,
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    address: SocketAddr,
    router: Router,
    mut stopped: watch::Receiver<bool>,
) {
    let router = TowerToHyperService::new(router);
    let cut = Cut::default();
    let of_requests = cut.clone();
    let service = service_fn(move |mut request: Request<Incoming>| {
        // The audit log says from where somebody asked.
        request.extensions_mut().insert(ConnectInfo(address));
        request.extensions_mut().insert(of_requests.clone());
        router.call(request)
    });
    let connection = http
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    let mut connection = std::pin::pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = cut.wanted() => {
            tracing::debug!(%address, "a client that takes nothing is cut off");
            return;
        }
        _ = stopped.changed() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%address, %error, "a connection broke");
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use axum::Extension;
    use axum::body::{Body, Bytes};
    use axum::extract::WebSocketUpgrade;
    use axum::extract::ws::Message;
    use axum::routing::get;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpListener;
    use tokio::sync::mpsc;

    use super::*;

    const REQUEST: &[u8] = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n";

    type Started = (SocketAddr, watch::Sender<bool>, tokio::task::JoinHandle<()>);

    /// A server, and how to stop it.
    async fn start(room: Room) -> Started {
        start_with(room, Router::new()).await
    }

    /// A server that has other routes too.
    async fn start_with(room: Room, router: Router) -> Started {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = watch::channel(false);
        let router = router.route("/", get(async || "here"));
        let served = tokio::spawn(serve(listener, router, room, stopped));
        (address, stop, served)
    }

    /// Asks, and reads until the answer is whole.
    async fn ask(stream: &mut TcpStream) {
        stream.write_all(REQUEST).await.unwrap();
        read_to(stream, b"here").await;
    }

    async fn read_to(stream: &mut TcpStream, end: &[u8]) {
        let mut answer = Vec::new();
        while !answer.ends_with(end) {
            let mut some = [0; 512];
            let read = stream.read(&mut some).await.unwrap();
            assert!(read > 0, "{}", String::from_utf8_lossy(&answer));
            answer.extend_from_slice(&some[..read]);
        }
    }

    #[tokio::test]
    async fn half_a_head_and_silence_are_cut_off_and_a_second_request_is_not() {
        let room = Room {
            head: Duration::from_millis(300),
            ..Room::default()
        };
        let (address, _stop, _served) = start(room).await;
        for said in [
            &b""[..],
            b"G",
            b"GET / HT",
            b"GET / HTTP/1.1\r\nHost: x\r\nX-Some",
        ] {
            let mut stream = TcpStream::connect(address).await.unwrap();
            stream.write_all(said).await.unwrap();
            let mut answer = Vec::new();
            // It ends, and nothing but an error was said.
            stream.read_to_end(&mut answer).await.unwrap();
            assert!(!answer.starts_with(b"HTTP/1.1 200"));
        }
        let mut stream = TcpStream::connect(address).await.unwrap();
        ask(&mut stream).await;
        ask(&mut stream).await;
        assert_eq!(stream.read(&mut [0; 8]).await.unwrap(), 0, "it was idle");
    }

    #[tokio::test]
    async fn those_that_there_is_no_room_for_wait_until_one_ends() {
        let room = Room {
            most: 2,
            head: Duration::from_secs(60),
        };
        let (address, _stop, _served) = start(room).await;
        let (mut first, mut second) = (
            TcpStream::connect(address).await.unwrap(),
            TcpStream::connect(address).await.unwrap(),
        );
        ask(&mut first).await;
        ask(&mut second).await;
        let mut third = TcpStream::connect(address).await.unwrap();
        third.write_all(REQUEST).await.unwrap();
        // Both are served still, and nothing was said to the third meanwhile.
        for _ in 0..50 {
            ask(&mut first).await;
            ask(&mut second).await;
        }
        let nothing = third.try_read(&mut [0; 8]).map_err(|error| error.kind());
        assert_eq!(nothing, Err(std::io::ErrorKind::WouldBlock));
        drop(first);
        let mut some = [0; 12];
        third.read_exact(&mut some).await.unwrap();
        assert_eq!(&some, b"HTTP/1.1 200");
    }

    #[tokio::test]
    async fn sockets_have_their_places_until_they_are_closed() {
        const UPGRADE: &[u8] =
            b"GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
            Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";
        let room = Room {
            most: 2,
            ..Room::default()
        };
        let sockets = get(async |upgrade: WebSocketUpgrade| {
            // It says one thing, and is there until its client goes.
            upgrade.on_upgrade(|mut socket| async move {
                socket.send(Message::Text("here".into())).await.unwrap();
                while let Some(Ok(_)) = socket.recv().await {}
            })
        });
        let router = Router::new().route("/ws", sockets);
        let (address, _stop, _served) = start_with(room, router).await;
        let mut open = Vec::new();
        for _ in 0..2 {
            let mut stream = TcpStream::connect(address).await.unwrap();
            stream.write_all(UPGRADE).await.unwrap();
            // Once it says something, HTTP has nothing to do with it any more.
            read_to(&mut stream, b"here").await;
            open.push(stream);
        }
        let mut third = TcpStream::connect(address).await.unwrap();
        third.write_all(REQUEST).await.unwrap();
        for stream in &mut open {
            // A ping, masked with zeros, is answered (RFC 6455, section 5.5.2).
            stream.write_all(&[0x89, 0x80, 0, 0, 0, 0]).await.unwrap();
            read_to(stream, &[0x8a, 0]).await;
        }
        let nothing = third.try_read(&mut [0; 8]).map_err(|error| error.kind());
        assert_eq!(nothing, Err(std::io::ErrorKind::WouldBlock));
        drop(open.pop());
        read_to(&mut third, b"here").await;
    }

    #[tokio::test]
    async fn a_client_that_takes_nothing_is_cut_off_in_the_middle_of_its_answer() {
        let (give, mut given) = mpsc::channel(1);
        // An answer without an end.
        let endless = get(move |Extension(cut): Extension<Cut>| {
            let give = give.clone();
            async move {
                give.send(cut).await.unwrap();
                let piece = || Ok::<_, Infallible>(Bytes::from_static(&[b'x'; 4_096]));
                Body::from_stream(tokio_stream::iter(std::iter::repeat_with(piece)))
            }
        });
        let room = Room {
            most: 1,
            ..Room::default()
        };
        let router = Router::new().route("/endless", endless);
        let (address, _stop, _served) = start_with(room, router).await;
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream
            .write_all(b"GET /endless HTTP/1.1\r\nHost: x\r\n\r\n")
            .await
            .unwrap();
        given.recv().await.unwrap().off();
        // There was room for one.
        ask(&mut TcpStream::connect(address).await.unwrap()).await;
        // What was on its way comes still, and then its end, which a reset is too.
        let _ = stream.read_to_end(&mut Vec::new()).await;
    }

    #[tokio::test]
    async fn a_stop_ends_idle_connections_and_lets_nobody_in() {
        let (address, stop, served) = start(Room::default()).await;
        let mut idle = TcpStream::connect(address).await.unwrap();
        ask(&mut idle).await;
        stop.send_replace(true);
        served.await.unwrap();
        assert_eq!(idle.read(&mut [0; 8]).await.unwrap(), 0);
        assert!(TcpStream::connect(address).await.is_err());
    }
}
