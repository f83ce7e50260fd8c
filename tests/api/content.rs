//! The bytes of outputs and inputs, and answers in fewer bytes.

use std::io::Write as _;
use std::process::{Command, Stdio};

use serde_json::json;

use super::{convert, id, later, server, submit};

#[test]
fn outputs_and_inputs_are_fetched_whole_or_in_part_and_can_run_nothing() {
    let server = server();
    let csv = "id,zip\n1,00123\n2,00456\n";
    let job = submit(
        &server,
        &convert(json!({"text": csv, "media_type": "text/csv"})),
    );
    server.wait_for(id(&job), "completed");
    let of = |what: &str| format!("/api/v1/jobs/{}/{what}", id(&job));
    let (_, inputs) = server.get(&of("inputs"));
    assert_eq!(
        (
            &inputs["items"][0]["name"],
            &inputs["items"][0]["size_bytes"]
        ),
        (&json!("data"), &json!(csv.len()))
    );
    for (path, kind) in [
        (of("inputs/data"), "text/csv"),
        (of("outputs/data"), "application/x-ndjson"),
    ] {
        let whole = server.exchange("GET", &path, &[], b"");
        assert_eq!(whole.status, 200);
        let size = whole.body.len();
        for (name, value) in [
            ("content-type", kind),
            ("content-length", &*size.to_string()),
            ("accept-ranges", "bytes"),
            ("content-disposition", "attachment; filename=\"data\""),
            ("x-content-type-options", "nosniff"),
            (
                "content-security-policy",
                "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:",
            ),
        ] {
            assert_eq!(whole.header(name), Some(value), "{path}: {name}");
        }
        let tag = whole.header("etag").unwrap().to_owned();
        let part = server.exchange("GET", &path, &["Range: bytes=3-7"], b"");
        assert_eq!((part.status, &part.body[..]), (206, &whole.body[3..8]));
        assert_eq!(
            part.header("content-range"),
            Some(&*format!("bytes 3-7/{size}"))
        );
        assert_eq!(
            part.header("content-security-policy").map(str::len),
            Some(69)
        );
        let last = server.exchange("GET", &path, &["Range: bytes=-4"], b"");
        assert_eq!(
            (last.status, &last.body[..]),
            (206, &whole.body[size - 4..])
        );
        let rest = [
            &*format!("Range: bytes={}-", size - 1),
            &*format!("If-Range: {tag}"),
        ];
        assert_eq!(server.exchange("GET", &path, &rest, b"").body.len(), 1);
        // Other bytes are sent whole, and those that are known not at all.
        let other = ["Range: bytes=3-7", "If-Range: \"x\""];
        assert_eq!(server.exchange("GET", &path, &other, b"").body, whole.body);
        let known = [&*format!("If-None-Match: {tag}")];
        let same = server.exchange("GET", &path, &known, b"");
        assert_eq!((same.status, same.body.len()), (304, 0));
        let beyond = server.exchange("GET", &path, &[&format!("Range: bytes={size}-")], b"");
        assert_eq!(
            (beyond.status, &beyond.json()["code"]),
            (416, &json!("range_not_satisfiable"))
        );
        assert_eq!(
            beyond.header("content-range"),
            Some(&*format!("bytes */{size}"))
        );
    }
    assert_eq!(server.get(&of("inputs/none")).0, 404);
    assert_eq!(server.get(&of("outputs/none")).0, 404);
    let asks = submit(
        &server,
        &json!({"processor": "echo", "run_at": "2100-01-01T00:00:00Z", "inputs": {"text": {"stats": {"since": "1d"}}}}),
    );
    let (status, problem) = server.get(&format!("/api/v1/jobs/{}/inputs/text", id(&asks)));
    let detail = problem["detail"].as_str().unwrap();
    assert!(
        status == 404 && detail.contains("when it begins"),
        "{detail}"
    );
}

#[test]
fn texts_are_compressed_for_those_who_take_it_and_streams_are_not() {
    let server = server();
    for _ in 0..20 {
        submit(&server, &later());
    }
    let path = "/api/v1/jobs";
    let plain = server.exchange("GET", path, &[], b"");
    assert_eq!(plain.header("content-encoding"), None);
    let zipped = server.exchange("GET", path, &["Accept-Encoding: gzip"], b"");
    assert_eq!(zipped.header("content-encoding"), Some("gzip"));
    assert!(zipped.body.len() * 4 < plain.body.len());
    assert_eq!(unzipped(&zipped.body), plain.body);
    let br = server.exchange("GET", path, &["Accept-Encoding: br, gzip;q=0.5"], b"");
    assert_eq!(br.header("content-encoding"), Some("br"));
    assert!(br.body.len() * 4 < plain.body.len());
    let vary = br.header("vary").unwrap_or_default().to_lowercase();
    assert!(vary.contains("accept-encoding"), "{vary}");
    let none = server.exchange("GET", path, &["Accept-Encoding: identity"], b"");
    assert_eq!(none.body, plain.body);
    // What is small stays as it is.
    let small = server.exchange("GET", "/api/v1/secrets", &["Accept-Encoding: gzip"], b"");
    assert_eq!(small.header("content-encoding"), None);

    let rows = "1,00123\n".repeat(2_000);
    let csv = format!("id,zip\n{rows}");
    let job = submit(
        &server,
        &convert(json!({"text": csv, "media_type": "text/csv"})),
    );
    server.wait_for(id(&job), "completed");
    let input = format!("/api/v1/jobs/{}/inputs/data", id(&job));
    let zipped = server.exchange("GET", &input, &["Accept-Encoding: gzip"], b"");
    assert_eq!(unzipped(&zipped.body), csv.as_bytes());
    assert!(zipped.header("etag").unwrap().starts_with("W/"));
    // A part is a part of the bytes as they are.
    let part = ["Accept-Encoding: gzip", "Range: bytes=0-4999"];
    let part = server.exchange("GET", &input, &part, b"");
    assert_eq!((part.status, part.header("content-encoding")), (206, None));
    assert_eq!(part.body, csv.as_bytes()[..5_000]);
    // Bytes that are no text are compressed already, for all that is known.
    let (_, sent) = server.upload(
        "/api/v1/uploads",
        &["Content-Type: application/zip"],
        csv.as_bytes(),
    );
    let job = submit(&server, &convert(json!({"upload": sent["id"]})));
    let input = format!("/api/v1/jobs/{}/inputs/data", id(&job));
    let same = server.exchange("GET", &input, &["Accept-Encoding: gzip, br"], b"");
    assert_eq!(
        (same.header("content-encoding"), &same.body[..]),
        (None, csv.as_bytes())
    );
    let done = submit(&server, &json!({"processor": "noop"}));
    server.wait_for(id(&done), "completed");
    let action = json!({"verb": "cancel", "ids": [id(&done)]});
    let (_, action) = server.post("/api/v1/jobs/actions", &action);
    let events = format!("/api/v1/actions/{}/events", id(&action));
    let stream = server.exchange("GET", &events, &["Accept-Encoding: gzip, br"], b"");
    assert_eq!(
        (
            stream.header("content-type"),
            stream.header("content-encoding")
        ),
        (Some("text/event-stream"), None)
    );
    assert!(
        stream.text().contains("event: action-update"),
        "{}",
        stream.text()
    );
}

fn unzipped(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = Command::new("gzip")
        .arg("-dc")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("gzip is installed");
    let mut pipe = gzip.stdin.take().unwrap();
    let given = bytes.to_vec();
    let writer = std::thread::spawn(move || pipe.write_all(&given));
    let out = gzip.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    assert!(out.status.success());
    out.stdout
}
