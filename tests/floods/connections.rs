//! Ten thousand connections that want nothing, or say half of something.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use runner_testkit::{Server, wait_until};
use serde_json::json;

use super::usage::{MB, may_open, memory, open_files};
use super::{is_ready, runs_a_job, server};

const CONNECTIONS: usize = 10_000;

/// What others of the test and of the server have open.
const SPARE: u64 = 1_000;

/// How often they come. Each thread of the server that frees what another took keeps it for its own next: after some rounds there
/// is as much as there will be.
const ROUNDS: usize = 5;

/// How much more memory the server may have for them, ever, and how much of that with the last round: 10 000 took 130 MB, five times
/// 10 000 took 235 MB, and 2 MB of these with the last.
const MOST_MEMORY: u64 = 400 * MB;
const MOST_GROWTH: u64 = 40 * MB;

/// What connections have said when they fall silent.
#[derive(Clone, Copy)]
enum Said {
    Nothing,
    HalfALine,
    HalfAHead,
    AWholeRequest,
}

/// Opens so many, of all kinds in turn.
fn crowd(server: &Server) -> Vec<(Said, TcpStream)> {
    let kinds = [
        Said::Nothing,
        Said::HalfALine,
        Said::HalfAHead,
        Said::AWholeRequest,
    ];
    let open = |said: &Said| {
        let mut stream = TcpStream::connect(server.address()).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(120)))
            .unwrap();
        match said {
            Said::Nothing => {}
            Said::HalfALine => stream.write_all(b"GET /api/v1/jo").unwrap(),
            Said::HalfAHead => stream
                .write_all(b"POST /api/v1/jobs HTTP/1.1\r\nHost: x\r\nContent-")
                .unwrap(),
            Said::AWholeRequest => {
                stream
                    .write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
                    .unwrap();
                let mut answer = Vec::new();
                while !answer.ends_with(br#"{"status":"ok"}"#) {
                    let mut some = [0; 1024];
                    let read = stream.read(&mut some).unwrap();
                    assert!(read > 0, "{}", String::from_utf8_lossy(&answer));
                    answer.extend_from_slice(&some[..read]);
                }
            }
        }
        (*said, stream)
    };
    kinds.iter().cycle().take(CONNECTIONS).map(open).collect()
}

#[test]
fn ten_thousand_silent_connections_keep_nobody_out_and_leave_nothing() {
    if !may_open(CONNECTIONS as u64 * 4 / 3 + 2 * SPARE) {
        return;
    }
    let server = server();
    runs_a_job(&server);
    let (files, before) = (open_files(&server), memory(&server));
    let mut with_all = before;
    for round in 0..ROUNDS {
        let open = crowd(&server);
        wait_until("all are taken", || {
            (open_files(&server) >= files + CONNECTIONS).then_some(())
        });
        assert!(is_ready(&server));
        runs_a_job(&server);
        let (status, page) = server.get("/api/v1/jobs?page_size=1");
        assert_eq!((status, page["items"].as_array().unwrap().len()), (200, 1));
        let last = std::mem::replace(&mut with_all, memory(&server));
        let most = match round + 1 {
            ROUNDS => last + MOST_GROWTH,
            _ => before + MOST_MEMORY,
        };
        assert!(with_all < most, "{last} bytes became {with_all}");
        // Their clients go.
        drop(open);
        wait_until("all are closed", || {
            (open_files(&server) <= files + 8).then_some(())
        });
    }

    // Now it is the server that has enough of them.
    let open = crowd(&server);
    for (said, mut stream) in open {
        let mut answer = Vec::new();
        // A reset is an end too.
        let _ = stream.read_to_end(&mut answer);
        let is_right = match said {
            Said::Nothing | Said::AWholeRequest => answer.is_empty(),
            // It may be told that it took too long.
            Said::HalfALine | Said::HalfAHead => !answer.starts_with(b"HTTP/1.1 200"),
        };
        assert!(is_right, "{}", String::from_utf8_lossy(&answer));
    }
    wait_until("all are closed", || {
        (open_files(&server) <= files + 8).then_some(())
    });
    assert!(is_ready(&server));
    runs_a_job(&server);
}

#[test]
fn a_connection_is_asked_whether_its_client_is_there() {
    let server = server();
    let mut stream = TcpStream::connect(server.address()).unwrap();
    // Of a body that does not end, whose client may have vanished.
    write!(
        stream,
        "POST /api/v1/uploads HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\nContent-Length: 1000000\r\n\r\nx",
        server.token()
    )
    .unwrap();
    let own = stream.local_addr().unwrap().port();
    wait_until("the system has a timer for it", || {
        // Local address, remote address, state, queues, then the timer that is active: 2 is the one that asks
        // (Documentation/networking/proc_net_tcp.rst of the kernel).
        let table = std::fs::read_to_string("/proc/net/tcp").unwrap();
        let of_server = table.lines().find(|line| {
            let remote = line.split_whitespace().nth(2).unwrap_or_default();
            remote.ends_with(&format!(":{own:04X}"))
        })?;
        let timer = of_server.split_whitespace().nth(5)?;
        timer.starts_with("02:").then_some(())
    });
    drop(stream);
    let (status, job) = server.post("/api/v1/jobs", &json!({"processor": "noop"}));
    assert_eq!(status, 201, "{job}");
}
