//! Clients that ask for much and read nothing.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use runner_testkit::{Server, wait_until};
use serde_json::json;

use super::usage::{MB, memory, open_files};
use super::{id, is_ready, runs_a_job, server};

const CLIENTS: usize = 50;

/// How large the output is, in bytes: what a guest can make at once in the memory that it has.
const OUTPUT: usize = 150_000_000;

/// How much more memory the server may have for them, some ten of the pieces that it reads a file in for each.
const MOST_MEMORY: u64 = 150 * MB;

/// A job with a large output.
fn large_output(server: &Server) -> String {
    let params = json!({"of": "output", "amount": OUTPUT});
    let (status, job) = server.post(
        "/api/v1/jobs",
        &json!({"processor": "uses", "params": params}),
    );
    assert_eq!(status, 201, "{job}");
    server.wait_for(id(&job), "completed");
    id(&job).to_owned()
}

#[test]
fn downloads_that_nobody_reads_hold_little_and_nobody_up() {
    let server = server();
    runs_a_job(&server);
    let path = format!("/api/v1/jobs/{}/outputs/data", large_output(&server));
    let (files, before) = (open_files(&server), memory(&server));
    let ask = || {
        let mut stream = TcpStream::connect(server.address()).unwrap();
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\n\r\n",
            server.token()
        )
        .unwrap();
        stream
    };
    let open: Vec<TcpStream> = (0..CLIENTS).map(|_| ask()).collect();
    // A connection and the file that is read for it.
    wait_until("all are being answered", || {
        (open_files(&server) >= files + 2 * CLIENTS).then_some(())
    });
    runs_a_job(&server);
    assert!(is_ready(&server));
    // Somebody who reads gets all of it meanwhile.
    let mut reader = ask();
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        assert_eq!(reader.read(&mut byte).unwrap(), 1);
        head.push(byte[0]);
    }
    let copied = std::io::copy(&mut reader.take(OUTPUT as u64), &mut std::io::sink()).unwrap();
    assert_eq!(copied, OUTPUT as u64);
    let with_all = memory(&server);
    assert!(
        with_all < before + MOST_MEMORY,
        "{before} bytes became {with_all}"
    );
    drop(open);
    wait_until("all files are closed", || {
        (open_files(&server) <= files + 8).then_some(())
    });
    runs_a_job(&server);
}
