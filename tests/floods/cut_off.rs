//! Bodies that break off: after the head, in the middle, and in the middle of a part.

use std::io::Write as _;
use std::net::TcpStream;

use runner_testkit::{Server, wait_until};
use serde_json::{Value, json};

use super::usage::{MB, files_in, memory, open_files};
use super::{id, is_ready, runs_a_job, server};

/// How many at a time.
const TOGETHER: usize = 200;

/// How much comes of each, of what it says that will come.
const COMES: usize = 200_000;
const SAYS: usize = 20_000_000;

/// How much more memory the server may have after the last than after the first.
const MOST_MEMORY: u64 = 40 * MB;

const JOB: &str = r#"{"processor":"data-conversion","params":{"from":"csv","to":"jsonl"}}"#;

/// A request that breaks off: its method, path, type, what comes of its body, and how many files are made of that.
struct Broken {
    method: &'static str,
    path: &'static str,
    kind: &'static str,
    comes: Vec<u8>,
    files: usize,
}

fn broken() -> Vec<Broken> {
    let form = "multipart/form-data; boundary=b";
    let json = "application/json";
    let one = |method, path, kind, comes: Vec<u8>, files| Broken {
        method,
        path,
        kind,
        comes,
        files,
    };
    let part = |head: &str, rest: &[u8]| [b"--b\r\n", head.as_bytes(), b"\r\n\r\n", rest].concat();
    let job = part(
        "Content-Disposition: form-data; name=\"job\"",
        format!("{JOB}\r\n").as_bytes(),
    );
    let half_a_job = part("Content-Disposition: form-data; name=\"job\"", b"{\"proc");
    let file = part(
        "Content-Disposition: form-data; name=\"data\"; filename=\"in.csv\"",
        &vec![b'x'; COMES],
    );
    let half_of_json = [
        b"{\"jobs\":[".as_slice(),
        &b"{\"processor\":\"noop\"},".repeat(2_000),
    ]
    .concat();
    vec![
        one("POST", "/uploads", "text/csv", Vec::new(), 1),
        one("POST", "/uploads", "text/csv", vec![b'x'; COMES], 1),
        one("POST", "/jobs", form, Vec::new(), 0),
        one("POST", "/jobs", form, half_a_job, 0),
        one("POST", "/jobs", form, job.clone(), 0),
        one("POST", "/jobs", form, [job, file].concat(), 1),
        one(
            "POST",
            "/jobs",
            json,
            b"{\"processor\":\"noop\"".to_vec(),
            0,
        ),
        one("POST", "/jobs/bulk", json, half_of_json, 0),
        one("PUT", "/templates/half", json, b"{\"job\":{".to_vec(), 0),
        one("PUT", "/schedules/half", json, Vec::new(), 0),
        one("PUT", "/secrets/half", json, b"{\"value\":\"x".to_vec(), 0),
        one(
            "PATCH",
            "/queues/noop",
            json,
            b"{\"concurrency\":".to_vec(),
            0,
        ),
        one("POST", "/plugins", "application/wasm", vec![0; COMES], 1),
        one(
            "POST",
            "/batches",
            json,
            b"{\"job\":{\"processor\":\"noop\"},\"items\":[{}".to_vec(),
            0,
        ),
    ]
}

/// Sends what comes of each, so many at a time, and lets all of them break off once it has arrived.
fn break_off(server: &Server, kinds: &[Broken]) {
    let (mut open, mut expected) = (Vec::new(), 0);
    for (number, one) in kinds.iter().cycle().take(TOGETHER).enumerate() {
        let mut stream = TcpStream::connect(server.address()).unwrap();
        // Some say how much comes, some do not.
        let (length, comes) = match number % 2 {
            0 => (format!("Content-Length: {SAYS}"), one.comes.clone()),
            _ => {
                let size = format!("{:x}\r\n", one.comes.len().max(1) + 10);
                let chunk = [size.as_bytes(), &one.comes].concat();
                ("Transfer-Encoding: chunked".to_owned(), chunk)
            }
        };
        write!(
            stream,
            "{} /api/v1{} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\nContent-Type: {}\r\n{length}\r\n\r\n",
            one.method,
            one.path,
            server.token(),
            one.kind,
        )
        .unwrap();
        stream.write_all(&comes).unwrap();
        expected += one.files;
        open.push(stream);
    }
    wait_until("all that makes files has made them", || {
        (files_in(server, "work") == expected).then_some(())
    });
    drop(open);
    wait_until("nothing is left of them", || {
        (files_in(server, "work") == 0).then_some(())
    });
}

/// What there is on the server, as far as a request could have made it.
fn things(server: &Server) -> Vec<Value> {
    let lists = [
        "/stats",
        "/batches",
        "/templates",
        "/schedules",
        "/secrets",
        "/plugins",
    ];
    let count = |path: &&str| {
        let (status, list) = server.get(&format!("/api/v1{path}"));
        assert_eq!(status, 200, "{path}: {list}");
        match list["items"].as_array() {
            Some(items) => json!(items.len()),
            None => list["jobs"].clone(),
        }
    };
    lists.iter().map(count).collect()
}

#[test]
fn bodies_that_break_off_leave_nothing_and_the_next_is_taken() {
    let server = server();
    runs_a_job(&server);
    let kinds = broken();
    break_off(&server, &kinds);
    let (files, before, blobs) = (
        open_files(&server),
        memory(&server),
        files_in(&server, "blobs"),
    );
    let there = things(&server);
    for _ in 0..4 {
        break_off(&server, &kinds);
    }
    assert_eq!(things(&server), there);
    assert_eq!(files_in(&server, "blobs"), blobs);
    wait_until("all connections are closed", || {
        (open_files(&server) <= files + 8).then_some(())
    });
    let after = memory(&server);
    assert!(
        after < before + MOST_MEMORY,
        "{before} bytes became {after}"
    );
    assert!(is_ready(&server));

    // The next of each kind is taken.
    let (status, sent) = server.upload("/api/v1/uploads", &["Content-Type: text/csv"], b"id\n1\n");
    assert_eq!(status, 201, "{sent}");
    let form = format!(
        "--b\r\nContent-Disposition: form-data; name=\"job\"\r\n\r\n{JOB}\r\n--b\r\nContent-Disposition: form-data; \
         name=\"data\"; filename=\"in.csv\"\r\n\r\nid\n1\n\r\n--b--\r\n"
    );
    let kind = ["Content-Type: multipart/form-data; boundary=b"];
    let (status, job) = server.upload("/api/v1/jobs", &kind, form.as_bytes());
    assert_eq!(status, 201, "{job}");
    server.wait_for(id(&job), "completed");
    let template = json!({"job": {"processor": "noop"}});
    assert_eq!(
        server.send("PUT", "/api/v1/templates/half", &template).0,
        200
    );
    let log = server.log();
    assert!(!log.contains("panicked") && !log.contains("ERROR"), "{log}");
}
