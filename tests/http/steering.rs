//! Cancelling, timing out and freezing while a guest waits for a server.

use std::time::{Duration, Instant};

use runner_model::{FailureCode, Limit, Limits};
use runner_sandbox::Outcome;
use runner_testkit::{Lies, Site};
use serde_json::json;

use crate::support::{access, bench, code, grant, result, start};

#[tokio::test]
async fn a_cancel_ends_a_guest_that_waits_for_a_server_and_its_connection() {
    let site = Site::start();
    let bench = bench(&Lies::default());
    for (index, path) in ["/silent", "/stuck", "/ignore-upload"]
        .into_iter()
        .enumerate()
    {
        let params =
            json!({"url": site.url(path), "method": "POST", "send": 50_000_000, "stream": true});
        let params = if path == "/ignore-upload" {
            params
        } else {
            json!({"url": site.url(path)})
        };
        let mut attempt = start(
            &bench,
            "fetch",
            &params,
            access(&[grant(&site)]),
            Limits::default(),
        );
        site.wait("its request", |seen| seen.requests.len() == index + 1);
        let cancelled = Instant::now();
        attempt.control().cancel();
        let report = attempt.wait().await;
        // The promise is 100 ms; the rest is for a busy machine.
        assert!(
            cancelled.elapsed() < Duration::from_secs(2),
            "{:?}",
            cancelled.elapsed()
        );
        assert_eq!(report.outcome, Outcome::Cancelled);
        site.wait("the end of its connection", |seen| seen.closed == index + 1);
    }
}

#[tokio::test]
async fn a_guest_that_waits_for_ever_is_ended_by_its_timeout() {
    let site = Site::start();
    let bench = bench(&Lies::default());
    let limits = Limits::default().with(Limit::Timeout, 300);
    let params = json!({"url": site.url("/silent")});
    let report = start(&bench, "fetch", &params, access(&[grant(&site)]), limits)
        .wait()
        .await;
    assert_eq!(code(&report), FailureCode::TimedOut);
    site.wait("the end of its connection", |seen| seen.closed == 1);
}

#[tokio::test]
async fn an_answer_goes_on_coming_while_its_guest_is_frozen_up_to_a_bound() {
    let site = Site::start();
    let bench = bench(&Lies::default());
    let params = json!({"url": site.url("/bytes/5000000"), "tell": true});
    let mut attempt = start(
        &bench,
        "fetch",
        &params,
        access(&[grant(&site)]),
        Limits::default(),
    );
    let mut progress = attempt.watch().progress.clone();
    progress.wait_for(|said| said.done == 1).await.unwrap();
    let control = attempt.control();
    assert!(control.freeze().await);
    let waited = tokio::time::timeout(Duration::from_millis(300), attempt.wait()).await;
    assert!(waited.is_err());
    // What came meanwhile counts as its memory, and is little.
    control.thaw();
    let report = attempt.wait().await;
    assert_eq!(result(&report)[0]["bytes"], 5_000_000);
    assert!(report.usage.frozen_ms >= 300);
    assert!(report.usage.peak_memory_bytes.0 < 16 << 20);
}

#[tokio::test]
async fn a_frozen_attempt_gives_its_connections_room_to_others() {
    let site = Site::start();
    let options = runner_sandbox::HttpOptions {
        connections: 1,
        ..runner_sandbox::HttpOptions::default()
    };
    let bench = crate::support::with_options(options);
    let params = json!({"url": site.url("/silent")});
    let first = start(
        &bench,
        "fetch",
        &params,
        access(&[grant(&site)]),
        Limits::default(),
    );
    site.wait("the first request", |seen| seen.requests.len() == 1);
    // There is room for one connection, and the first has it.
    let quick = json!({"url": site.url("/")});
    let mut second = start(
        &bench,
        "fetch",
        &quick,
        access(&[grant(&site)]),
        Limits::default(),
    );
    let waited = tokio::time::timeout(Duration::from_millis(300), second.wait()).await;
    assert!(waited.is_err(), "{waited:?}");
    assert!(first.control().freeze().await);
    assert_eq!(result(&second.wait().await)[0]["status"], 200);
}
