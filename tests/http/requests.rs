//! Guests that try to send something else than was judged.

use runner_model::{ByteSize, Limit, Limits};
use runner_sandbox::Report;
use runner_testkit::{Lies, Site};
use serde_json::{Value, json};

use crate::support::{access, bench, failure, grant, result, start};

async fn trick(site: &Site, trick: &str, limits: Limits) -> Report {
    let bench = bench(&Lies::default());
    let params = json!({"authority": site.address().to_string(), "trick": trick});
    start(
        &bench,
        "http_tricks",
        &params,
        access(&[grant(site)]),
        limits,
    )
    .wait()
    .await
}

fn lines(said: &Value) -> String {
    let lines = said
        .as_array()
        .unwrap()
        .iter()
        .map(|line| line.as_str().unwrap());
    lines.collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn another_host_in_the_first_line_or_the_authority_is_not_sent() {
    let site = Site::start();
    let report = trick(&site, "absolute", Limits::default()).await;
    insta::assert_snapshot!(lines(&result(&report)), @r"
    no path
    no path
    no path
    answered: 200
    no path
    no path
    answered: 200
    failed: ErrorCode::HttpRequestUriInvalid
    failed: ErrorCode::HttpRequestUriInvalid
    no authority
    no authority
    no authority
    no authority
    ");
    let port = site.address().port();
    for request in site.seen().requests {
        let first = request.lines().next().unwrap();
        assert!(
            ["GET //evil.example/x HTTP/1.1", "GET /?q HTTP/1.1"].contains(&first),
            "{request}"
        );
        assert_eq!(request.matches("\r\nhost: ").count(), 1);
        assert!(
            request.contains(&format!("\r\nhost: 127.0.0.1:{port}\r\n")),
            "{request}"
        );
    }
}

#[tokio::test]
async fn headers_that_are_the_hosts_or_break_lines_are_not_sent() {
    let site = Site::start();
    let report = trick(&site, "headers", Limits::default()).await;
    insta::assert_snapshot!(lines(&result(&report)), @r"
    no header: HeaderError::Forbidden
    no header: HeaderError::Forbidden
    no header: HeaderError::Forbidden
    no header: HeaderError::Forbidden
    no header: HeaderError::Forbidden
    no header: HeaderError::Forbidden
    no header: HeaderError::Forbidden
    no header: HeaderError::Forbidden
    no header: HeaderError::InvalidSyntax
    no header: HeaderError::InvalidSyntax
    no header: HeaderError::InvalidSyntax
    no header: HeaderError::InvalidSyntax
    no header: HeaderError::InvalidSyntax
    no header: HeaderError::InvalidSyntax
    no header: HeaderError::InvalidSyntax
    lengths: true false
    refused: ErrorCode::HttpRequestBodySize(Some(0))
    ");
    for request in site.seen().requests {
        let names: Vec<&str> = request
            .lines()
            .skip(1)
            .filter_map(|line| line.split_once(':'))
            .map(|(name, _)| name)
            .collect();
        assert_eq!(names, ["host", "user-agent"], "{request}");
    }
}

#[tokio::test]
async fn tunnels_and_echoes_are_for_nobody() {
    let site = Site::start();
    let report = trick(&site, "methods", Limits::default()).await;
    insta::assert_snapshot!(lines(&result(&report)), @r"
    failed: ErrorCode::HttpRequestDenied
    failed: ErrorCode::HttpRequestDenied
    failed: ErrorCode::HttpRequestDenied
    no method
    ");
    assert_eq!(site.seen().connections, 0);
}

#[tokio::test]
async fn a_guest_that_floods_its_own_headers_is_ended() {
    let site = Site::start();
    let report = trick(&site, "header_flood", Limits::default()).await;
    let failure = failure(&report);
    insta::assert_snapshot!(format!("{}: {}", failure.code, failure.message), @"limit_exceeded: it made headers of more than 16.0 KiB (limit `header_bytes`)");
}

#[tokio::test]
async fn what_is_longer_than_any_request_needs_is_not_kept() {
    let site = Site::start();
    let report = trick(&site, "long", Limits::default()).await;
    let said = lines(&result(&report)).replace('\n', " ");
    assert_eq!(
        said,
        "true false false false true false false true false false"
    );
}

#[tokio::test]
async fn a_guest_that_gives_no_handle_back_is_ended() {
    let site = Site::start();
    let report = trick(&site, "handles", Limits::default()).await;
    let failure = failure(&report);
    insta::assert_snapshot!(format!("{}: {}", failure.code, failure.message), @"limit_exceeded: it holds too many handles at once (limit `handles`)");
}

#[tokio::test]
async fn what_bodies_hold_counts_as_the_guests_memory() {
    let site = Site::start();
    let report = trick(&site, "bodies", Limits::default()).await;
    let held: u64 = result(&report)[0].as_str().unwrap().parse().unwrap();
    assert!(held >= 80 * 1024, "{held}");
    assert!(report.usage.peak_memory_bytes > ByteSize::mib(6));
    // With less room than handles may take, HTTP is too much.
    let little = Limits::default().with(Limit::Memory, ByteSize::mib(6).0);
    let report = trick(&site, "bodies", little).await;
    assert_eq!(
        failure(&report).code,
        runner_model::FailureCode::MemoryExceeded
    );
}
