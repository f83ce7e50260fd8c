//! Servers that misbehave.

use runner_model::{ByteSize, FailureCode, Limit, Limits};
use runner_testkit::{Bench, Lies, Site};
use serde_json::{Value, json};

use crate::support::{access, bench, came, code, failure, fetch, fetch_within, grant, result};

/// What came of a path: the status, or the error.
async fn of(bench: &Bench, path: &str) -> String {
    let site = Site::start();
    let came = came(bench, &site, path).await;
    let port = site.address().port().to_string();
    match &came["error"] {
        Value::String(error) => error.replace(&port, "PORT"),
        _ => format!("{}, {} bytes", came["status"], came["bytes"]),
    }
}

#[tokio::test]
async fn what_is_no_proper_answer_is_an_error_that_says_so() {
    let bench = bench(&Lies::default());
    let mut said = Vec::new();
    for path in [
        "/cut",
        "/two-lengths",
        "/upgrade",
        "/no-http",
        "/close",
        "/header-flood",
        "/many-headers/129",
        "/many-headers/1000",
        "/headers/20000",
        "/trailer-flood",
        "/extension-flood",
    ] {
        said.push(format!("{path}: {}", of(&bench, path).await));
    }
    insta::assert_snapshot!(said.join("\n"), @r"
    /cut: http response incomplete
    /two-lengths: http://127.0.0.1:PORT/two-lengths failed: http protocol error
    /upgrade: http://127.0.0.1:PORT/upgrade failed: http upgrade failed
    /no-http: http://127.0.0.1:PORT/no-http failed: http protocol error
    /close: http://127.0.0.1:PORT/close failed: http response incomplete
    /header-flood: http://127.0.0.1:PORT/header-flood failed: http response header section size(None)
    /many-headers/129: http://127.0.0.1:PORT/many-headers/129 failed: http response header section size(None)
    /many-headers/1000: http://127.0.0.1:PORT/many-headers/1000 failed: http response header section size(None)
    /headers/20000: http://127.0.0.1:PORT/headers/20000 failed: http response header section size(Some(20029))
    /trailer-flood: http protocol error
    /extension-flood: http protocol error
    ");
}

#[tokio::test]
async fn what_is_within_the_bounds_is_passed_on_as_it_came() {
    let bench = bench(&Lies::default());
    let mut said = Vec::new();
    for path in [
        "/more",
        "/headers/16000",
        "/many-headers/100",
        "/trailers",
        "/gzip",
        "/status/503",
        "/status/204",
        "/bytes/3000000",
        "/last",
    ] {
        said.push(format!("{path}: {}", of(&bench, path).await));
    }
    insta::assert_snapshot!(said.join("\n"), @r"
    /more: 200, 3 bytes
    /headers/16000: 200, 0 bytes
    /many-headers/100: 200, 0 bytes
    /trailers: 200, 4 bytes
    /gzip: 200, 16 bytes
    /status/503: 503, 4 bytes
    /status/204: 204, 0 bytes
    /bytes/3000000: 200, 3000000 bytes
    /last: 200, 4 bytes
    ");
}

#[tokio::test]
async fn nothing_is_unpacked() {
    let came = came(&bench(&Lies::default()), &Site::start(), "/gzip").await;
    assert_eq!(came["headers"]["content-encoding"], "gzip");
    assert!(came["text"].as_str().unwrap().ends_with("not unpacked"));
}

#[tokio::test]
async fn what_is_between_the_server_and_us_is_not_passed_on() {
    let came = came(&bench(&Lies::default()), &Site::start(), "/hop").await;
    let headers: Vec<&String> = came["headers"].as_object().unwrap().keys().collect();
    assert_eq!(headers, ["content-length", "x-kept"]);
}

#[tokio::test]
async fn endless_interim_answers_end_with_the_wait_for_the_real_one() {
    let site = Site::start();
    let bench = bench(&Lies::default());
    let grant = json!({"to": site.url(""), "first_byte_timeout": "300ms"});
    let limits = Limits::default().with(Limit::HttpBytes, ByteSize::mib(8).0);
    let params = json!({"url": site.url("/status-flood")});
    let report = fetch_within(&bench, &params, access(&[grant]), limits).await;
    // Whichever comes first.
    assert!(
        matches!(
            code(&report),
            FailureCode::Transient | FailureCode::LimitExceeded
        ),
        "{:?}",
        report.outcome
    );
    site.wait("the end of the flood", |seen| seen.closed == 1);
}

#[tokio::test]
async fn a_server_that_says_nothing_is_not_waited_for_for_ever() {
    let site = Site::start();
    let bench = bench(&Lies::default());
    for (path, key) in [
        ("/silent", "first_byte_timeout"),
        ("/ignore-upload", "first_byte_timeout"),
        ("/stuck", "between_bytes_timeout"),
    ] {
        let before = site.seen();
        let mut grant = json!({"to": site.url("")});
        grant[key] = "200ms".into();
        let params =
            json!({"url": site.url(path), "method": "POST", "send": 20_000_000, "stream": true});
        let params = if path == "/ignore-upload" {
            params
        } else {
            json!({"url": site.url(path)})
        };
        let report = fetch(&bench, &params, access(&[grant])).await;
        assert_eq!(code(&report), FailureCode::Transient, "{path}");
        assert!(
            failure(&report).message.contains("connection read timeout"),
            "{:?}",
            report.outcome
        );
        assert!(report.usage.wall_ms >= 200, "{path}");
        site.wait("its end", |seen| seen.closed > before.closed);
    }
    // A guest may be less patient than its grant.
    let params = json!({"url": site.url("/silent"), "timeout_ms": 100});
    let report = fetch(&bench, &params, access(&[grant(&site)])).await;
    assert_eq!(code(&report), FailureCode::Transient);
}

#[tokio::test]
async fn a_head_that_comes_byte_by_byte_ends_with_the_wait_for_the_first_of_the_body() {
    let site = Site::start();
    let bench = bench(&Lies::default());
    let grant = json!({"to": site.url(""), "first_byte_timeout": "300ms"});
    let params = json!({"url": site.url("/drip-head")});
    let report = fetch(&bench, &params, access(&[grant])).await;
    assert_eq!(code(&report), FailureCode::Transient);
    assert!(report.usage.wall_ms >= 300);
    let seen = site.wait("its end", |seen| seen.closed == 1);
    // Every byte came, and none of them bought it time.
    assert!(seen.dripped > 3, "{seen:?}");
}

#[tokio::test]
async fn a_body_that_comes_byte_by_byte_ends_with_the_attempts_time() {
    let site = Site::start();
    let bench = bench(&Lies::default());
    let grant = json!({"to": site.url(""), "between_bytes_timeout": "10s"});
    let params = json!({"url": site.url("/drip-body")});
    let limits = Limits::default().with(Limit::Timeout, 500);
    let report = fetch_within(&bench, &params, access(&[grant]), limits).await;
    assert_eq!(code(&report), FailureCode::TimedOut);
    let seen = site.wait("its end", |seen| seen.closed == 1);
    assert!(seen.dripped > 3, "{seen:?}");
    assert!(
        report.usage.http_bytes < ByteSize::kib(4),
        "{:?}",
        report.usage
    );
}

#[tokio::test]
async fn a_flooding_body_is_read_no_faster_than_the_guest_reads_and_ends_with_it() {
    let site = Site::start();
    let bench = bench(&Lies::default());
    let limits = Limits::default()
        .with(Limit::HttpBytes, ByteSize::mib(3).0)
        .with(Limit::Memory, ByteSize::mib(16).0);
    let params = json!({"url": site.url("/body-flood")});
    let report = fetch_within(&bench, &params, access(&[grant(&site)]), limits.clone()).await;
    let failure = report.outcome.failure(&limits).unwrap();
    assert_eq!(failure.code, FailureCode::LimitExceeded);
    assert_eq!(
        failure.message,
        "its HTTP requests and their answers had more than 3.0 MiB (limit `http_bytes`)"
    );
    site.wait("the end of the flood", |seen| seen.closed == 1);
}

#[tokio::test]
async fn uploads_of_any_length_arrive_whole() {
    let site = Site::start();
    let bench = bench(&Lies::default());
    for (bytes, stream) in [(0, false), (0, true), (3_000_000, false), (3_000_000, true)] {
        let before = site.seen().uploaded;
        let params =
            json!({"url": site.url("/"), "method": "PUT", "send": bytes, "stream": stream});
        let report = fetch(&bench, &params, access(&[grant(&site)])).await;
        assert_eq!(result(&report)[0]["status"], 200);
        assert_eq!(site.seen().uploaded - before, bytes);
    }
}

#[tokio::test]
async fn one_connection_serves_one_request_after_the_other() {
    let site = Site::start();
    let bench = bench(&Lies::default());
    let params = json!({"url": site.url("/bytes/100000"), "times": 20});
    let report = fetch(&bench, &params, access(&[grant(&site)])).await;
    assert_eq!(result(&report).as_array().unwrap().len(), 20);
    let seen = site.seen();
    assert_eq!((seen.connections, seen.requests.len()), (1, 20));
    // One that the server closes unasked is replaced, even if the next request was on its way by then.
    let params = json!({"url": site.url("/last"), "times": 200});
    let report = fetch(&bench, &params, access(&[grant(&site)])).await;
    assert_eq!(result(&report).as_array().unwrap().len(), 200);
    assert_eq!(site.seen().requests.len(), 220);
}

#[tokio::test]
async fn statuses_become_failures_that_fit() {
    let site = Site::start();
    let bench = bench(&Lies::default());
    for (path, code_wanted) in [
        ("/status/404", FailureCode::Permanent),
        ("/status/500", FailureCode::Transient),
        ("/status/429", FailureCode::Transient),
        ("/status/429?retry-after=7", FailureCode::RetryAfter),
        (
            "/status/503?retry-after=Fri,%2031%20Dec",
            FailureCode::Transient,
        ),
    ] {
        let params = json!({"url": site.url(path), "check": true});
        let report = fetch(&bench, &params, access(&[grant(&site)])).await;
        assert_eq!(code(&report), code_wanted, "{path}");
        if let runner_sandbox::Outcome::RetryAfter { delay, .. } = report.outcome {
            assert_eq!(delay.as_secs(), 7);
        }
    }
}
