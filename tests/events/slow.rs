//! Clients that do not read: they cost the server no memory and the others no time, and hear of everything once they read.

use std::net::SocketAddr;
use std::time::Duration;

use runner_testkit::wait_until;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpSocket, TcpStream};

use super::many::{listen, memory, next_id};
use super::{admin, last, run, server, submit};

const SLOW: usize = 200;
const JOBS: usize = 200;

/// How many jobs run one after the other.
const SAID_ALONE: usize = 80;

/// What a job says, in bytes; most of its events and its log have it, some twice.
const SAID: usize = 40_000;

/// How much the server may take beyond what it takes for one who listens, in KiB: what was written for a connection and not
/// taken yet is some 400 KiB (of hyper, and of a socket's frames). All events are more than 40 MiB, and 400 times that with
/// a queue for each.
const MOST_KIB: u64 = 256 * 1024;

/// Asks for a stream, and reads nothing: its buffer takes little.
async fn ask(address: SocketAddr, head: String) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4_096).unwrap();
    let mut stream = socket.connect(address).await.unwrap();
    stream.write_all(head.as_bytes()).await.unwrap();
    stream
}

/// A text message of a client, masked with zeros (RFC 6455, section 5.2).
fn message(text: &str) -> Vec<u8> {
    let length = u8::try_from(text.len()).unwrap();
    assert!(length < 126);
    [&[0x81, 0x80 | length, 0, 0, 0, 0][..], text.as_bytes()].concat()
}

#[test]
fn clients_that_do_not_read_cost_nothing_and_miss_nothing_that_is_kept() {
    let server = server();
    let before = last(&server);
    let (address, token) = (server.address().to_owned(), server.token().to_owned());
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    let at: SocketAddr = address.parse().unwrap();
    let head = |path: &str, more: &str| {
        format!(
            "GET /api/v1{path} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\n{more}\r\n"
        )
    };
    let upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n";
    let mut asleep: Vec<TcpStream> = (0..SLOW)
        .map(|_| runtime.block_on(ask(at, head("/events", ""))))
        .collect();
    let sockets: Vec<TcpStream> = (0..SLOW)
        .map(|_| {
            runtime.block_on(async {
                let mut stream = ask(at, head("/ws", upgrade)).await;
                // It is one once the server has said so.
                let mut answer = [0; 12];
                stream.read_exact(&mut answer).await.unwrap();
                assert_eq!(&answer, b"HTTP/1.1 101");
                stream
                    .write_all(&message(r#"{"subscribe": {"id": "a"}}"#))
                    .await
                    .unwrap();
                stream
            })
        })
        .collect();
    let watcher = {
        let (address, token) = (address.clone(), token.clone());
        runtime.spawn(async move {
            let (mut lines, _open) = listen(&address, &token, "/events").await;
            let mut seqs = Vec::new();
            while seqs
                .last()
                .is_none_or(|last| *last < before + 3 * JOBS as i64)
            {
                let id = next_id(&mut lines).await.expect("it is told of all");
                if seqs.last() != Some(&id) {
                    seqs.push(id);
                }
            }
            seqs
        })
    };
    let idle = memory(server.process());
    let who = admin(&server);
    let mut most = idle;
    for _ in 0..JOBS / 20 {
        let say = "x".repeat(SAID);
        let job = json!({"processor": "echo", "params": {"say": say}});
        let (status, answer) = who.post("/jobs/bulk", &json!({"jobs": vec![job; 20]}));
        assert_eq!(status, 201, "{answer}");
        server.wait_for_end(answer["ids"][19].as_str().unwrap());
        most = most.max(memory(server.process()));
    }
    // Each of these is told of by itself: together they are more than what waits for anybody.
    for _ in 0..SAID_ALONE {
        run(
            &server,
            &json!({"processor": "echo", "params": {"say": "it goes on"}}),
        );
    }
    let last = last(&server);
    // The one who reads is not held up by those who do not.
    let seqs =
        runtime.block_on(async { tokio::time::timeout(Duration::from_secs(60), watcher).await });
    let seqs = seqs.unwrap().unwrap();
    assert!(seqs.windows(2).all(|two| two[1] == two[0] + 1), "{seqs:?}");
    most = most.max(memory(server.process()));
    eprintln!(
        "{SLOW} streams and {SLOW} sockets that are not read: memory {idle} KiB before, {most} at the most"
    );
    assert!(most - idle < MOST_KIB, "{most} KiB, {idle} before");
    drop(sockets);
    // One of them wakes up, and hears of all that is kept; that it missed what is not is told.
    let stream = asleep.pop().unwrap();
    let (seqs, resyncs) = runtime.block_on(async {
        let mut lines = BufReader::new(stream).lines();
        let (mut seqs, mut resyncs) = (Vec::new(), 0);
        while seqs.last().is_none_or(|seen| *seen < last) {
            let line = lines
                .next_line()
                .await
                .unwrap()
                .expect("it was not cut off yet");
            if let Some(data) = line.strip_prefix("data: ") {
                let event: Value = serde_json::from_str(data).unwrap();
                match event["type"].as_str() {
                    Some("resync") => {
                        assert_eq!(event["reason"], "live", "{event}");
                        resyncs += 1;
                    }
                    _ => seqs.extend(event["seq"].as_i64()),
                }
            }
        }
        (seqs, resyncs)
    });
    assert!(seqs.windows(2).all(|two| two[1] == two[0] + 1), "{seqs:?}");
    assert_eq!(seqs.len(), usize::try_from(last - seqs[0] + 1).unwrap());
    assert!(resyncs > 0, "it missed lines of logs");
    // Nor do the others keep the server from stopping.
    assert_eq!(server.terminate(), Some(0));
    drop(asleep);
}

/// How many connections and files a server has open.
fn open_files(process: u32) -> usize {
    std::fs::read_dir(format!("/proc/{process}/fd"))
        .unwrap()
        .count()
}

#[test]
fn a_stream_of_which_nothing_is_taken_for_a_minute_is_closed() {
    const STREAMS: usize = 20;
    // What else it may open meanwhile.
    const SPARE: usize = 8;
    let server = server();
    run(&server, &json!({"processor": "echo"}));
    let files = open_files(server.process());
    let address: SocketAddr = server.address().parse().unwrap();
    let head = format!(
        "GET /api/v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\n\r\n",
        server.token()
    );
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let streams: Vec<TcpStream> = (0..STREAMS)
        .map(|_| runtime.block_on(ask(address, head.clone())))
        .collect();
    wait_until("all are connected", || {
        (open_files(server.process()) >= files + STREAMS).then_some(())
    });
    let who = admin(&server);
    // More than waits for anybody.
    for _ in 0..JOBS / 20 {
        let job = json!({"processor": "echo", "params": {"say": "x".repeat(SAID)}});
        let (status, answer) = who.post("/jobs/bulk", &json!({"jobs": vec![job; 20]}));
        assert_eq!(status, 201, "{answer}");
        server.wait_for_end(answer["ids"][19].as_str().unwrap());
    }
    wait_until("all are closed", || {
        (open_files(server.process()) <= files + SPARE).then_some(())
    });
    for mut stream in streams {
        // What was on its way comes still, and then its end, which a reset is too.
        let _ = runtime.block_on(stream.read_to_end(&mut Vec::new()));
    }
    // Others are not.
    let mut events = who.events("/events");
    let job = submit(&who, &json!({"processor": "noop"}));
    assert_eq!(events.next_event().unwrap()["job"]["id"], job);
}
