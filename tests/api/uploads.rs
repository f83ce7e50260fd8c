//! Bytes that are sent ahead of a job.

use std::io::Write as _;
use std::net::TcpStream;

use runner_testkit::{Server, wait_until};
use serde_json::{Value, json};

use super::{convert, id, server, submit};

const CSV: &[u8] = b"id,zip\n1,00123\n";

fn send(server: &Server, headers: &[&str], bytes: &[u8]) -> (u16, Value) {
    server.upload("/api/v1/uploads", headers, bytes)
}

#[test]
fn a_job_names_bytes_that_were_sent_ahead_by_id_or_digest() {
    let server = server();
    let (status, sent) = send(&server, &["Content-Type: text/csv"], CSV);
    assert_eq!(status, 201, "{sent}");
    assert_eq!(
        (&sent["size_bytes"], &sent["media_type"]),
        (&json!(CSV.len()), &json!("text/csv"))
    );
    for input in [
        json!({"upload": sent["id"]}),
        json!({"blob": sent["digest"], "media_type": "text/csv"}),
    ] {
        let job = submit(&server, &convert(input));
        assert_eq!(job["inputs"][0]["digest"], sent["digest"]);
        assert_eq!(job["inputs"][0]["media_type"], "text/csv");
        server.wait_for(id(&job), "completed");
    }
    // In a batch as well.
    let batch = json!({"job": convert(json!({"upload": sent["id"]})), "items": [{}, {}]});
    assert_eq!(server.post("/api/v1/batches", &batch).0, 201);
    for (input, expected) in [
        (json!({"upload": "x"}), 422),
        (
            json!({"upload": "01900000-0000-7000-8000-000000000000"}),
            404,
        ),
        (json!({"upload": sent["id"], "blob": sent["digest"]}), 422),
    ] {
        let (status, problem) = server.post("/api/v1/jobs", &convert(input.clone()));
        assert_eq!(status, expected, "{input}: {problem}");
    }
}

#[test]
fn an_upload_counts_once_with_its_key() {
    let server = server();
    let key = ["Idempotency-Key: k"];
    let (_, first) = send(&server, &key, CSV);
    let (status, again) = send(&server, &key, CSV);
    assert_eq!((status, &again["id"]), (201, &first["id"]));
    let (status, problem) = send(&server, &key, b"other");
    assert_eq!(
        (status, &problem["code"]),
        (422, &json!("idempotency_key_reused"))
    );
}

#[test]
fn a_submitter_has_its_own_uploads_alone() {
    let server = server();
    let (ann, bob) = (
        server.visitor("ann", "submitter"),
        server.visitor("bob", "submitter"),
    );
    let sent = ann.exchange("POST", "/uploads", &[], CSV);
    assert_eq!(sent.status, 201, "{}", sent.text());
    let sent = sent.json();
    for input in [
        json!({"upload": sent["id"], "media_type": "text/csv"}),
        json!({"blob": sent["digest"], "media_type": "text/csv"}),
    ] {
        let (status, theirs) = bob.post("/jobs", &convert(input.clone()));
        assert_eq!(
            (status, &theirs["code"]),
            (404, &json!("not_found")),
            "{theirs}"
        );
        let (status, own) = ann.post("/jobs", &convert(input));
        assert_eq!(status, 201, "{own}");
    }
}

#[test]
fn an_upload_that_broke_off_leaves_nothing() {
    let server = server();
    let work = server.runner().path("data/work");
    let left = || std::fs::read_dir(&work).map_or(0, Iterator::count);
    {
        let mut stream = TcpStream::connect(server.address()).unwrap();
        write!(
            stream,
            "POST /api/v1/uploads HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\nContent-Length: 1000000\r\n\r\n",
            server.token()
        )
        .unwrap();
        stream.write_all(&[b'x'; 300_000]).unwrap();
        wait_until("it is being received", || (left() == 1).then_some(()));
    }
    wait_until("what came is gone", || (left() == 0).then_some(()));
    let (status, sent) = send(&server, &[], b"");
    assert_eq!((status, &sent["size_bytes"]), (201, &json!(0)));
}

#[test]
fn more_than_any_job_may_be_given_is_not_taken() {
    let server = server();
    let small = json!({"input_bytes": 1_000});
    let (status, answer) = server.send("PATCH", "/api/v1/limits", &small);
    assert_eq!(status, 200, "{answer}");
    let (status, problem) = send(&server, &[], &[b'x'; 2_000]);
    assert_eq!((status, &problem["code"]), (413, &json!("too_large")));
    let detail = problem["detail"].as_str().unwrap();
    assert!(detail.contains("limit `input_bytes`"), "{detail}");
}

#[test]
fn the_command_prints_what_a_job_is_to_name() {
    let server = server();
    server.runner().write("in.csv", CSV);
    let digest = server.client(&["upload", "in.csv"]);
    let input = format!("data=blob:{}", digest.line());
    let ran = server.client(&[
        "submit",
        "data-conversion",
        "-p",
        "from=csv",
        "-p",
        "to=jsonl",
        "-i",
        &input,
        "--wait",
    ]);
    assert_eq!(ran.code, Some(0), "{}", ran.said());
    let json = server.client(&["upload", "in.csv", "--json"]).json();
    assert_eq!(
        (&json["digest"], &json["media_type"]),
        (&json!(digest.line()), &json!("text/csv"))
    );
    assert_eq!(server.client(&["upload", "none.csv"]).code, Some(2));
}
