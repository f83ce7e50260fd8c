//! What all attempts share about a server: its rate and its breaker, counted at the server.

use std::sync::Arc;
use std::time::{Duration, Instant};

use runner_model::{BreakerRule, FailureCode, Limit, Limits};
use runner_sandbox::{HttpOptions, Outcome};
use runner_testkit::{Lies, Site};
use serde_json::{Value, json};

use crate::support::{
    access, bench, code, failure, fetch, fetch_within, grant, result, said, with_options,
};

fn breaker(failures: u32, rest: Duration) -> HttpOptions {
    HttpOptions {
        breaker: BreakerRule { failures, rest },
        resolver: Arc::new(Lies::default()),
        ..HttpOptions::default()
    }
}

#[tokio::test]
async fn after_five_failures_in_a_row_a_server_is_left_alone_by_every_attempt() {
    let site = Site::start();
    let bench = bench(&Lies::default());
    // It answers, and what it answers is that it is out of order.
    let params = json!({"url": site.url("/status/503"), "times": 3});
    for _ in 0..2 {
        fetch(
            &bench,
            &json!({"url": site.url("/status/503"), "times": 2}),
            access(&[grant(&site)]),
        )
        .await;
    }
    assert_eq!(site.seen().requests.len(), 4);
    let report = fetch(&bench, &params, access(&[grant(&site)])).await;
    assert_eq!(site.seen().requests.len(), 5, "the sixth is not sent");
    let Outcome::RetryAfter { delay, .. } = report.outcome else {
        panic!("{:?}", report.outcome)
    };
    assert!(
        delay > Duration::from_secs(20) && delay <= Duration::from_secs(30),
        "{delay:?}"
    );
    let said = said(&report, &site).replace("29s", "30s");
    insta::assert_snapshot!(said, @r"
    retry_after: http://127.0.0.1:PORT failed again and again, and is left alone for 30s
    --
    http://127.0.0.1:PORT/status/503 failed: destination unavailable
    ");
    // Not what asks for it matters, but who is asked.
    let report = fetch(
        &bench,
        &json!({"url": site.url("/")}),
        access(&[grant(&site)]),
    )
    .await;
    assert_eq!(code(&report), FailureCode::RetryAfter);
    let other = Site::start();
    let report = fetch(
        &bench,
        &json!({"url": other.url("/")}),
        access(&[grant(&other)]),
    )
    .await;
    assert_eq!(result(&report)[0]["status"], 200);
}

#[tokio::test]
async fn a_good_answer_in_between_begins_the_count_anew() {
    let site = Site::start();
    let bench = bench(&Lies::default());
    for _ in 0..3 {
        for (path, times) in [("/status/500", 4), ("/", 1)] {
            let params = json!({"url": site.url(path), "times": times});
            assert!(result(&fetch(&bench, &params, access(&[grant(&site)])).await).is_array());
        }
    }
    assert_eq!(site.seen().requests.len(), 15);
}

#[tokio::test]
async fn connections_that_fail_or_break_off_count_too() {
    for path in ["/close", "/cut", "/no-http"] {
        let site = Site::start();
        let bench = with_options(breaker(2, Duration::from_secs(30)));
        let params = json!({"url": site.url(path), "times": 5, "forgive": true});
        let report = fetch(&bench, &params, access(&[grant(&site)])).await;
        assert_eq!(site.seen().requests.len(), 2, "{path}");
        assert!(
            result(&report)[4]["error"]
                .as_str()
                .unwrap()
                .contains("destination unavailable")
        );
    }
}

#[tokio::test]
async fn after_its_rest_one_request_tries_and_closes_the_breaker() {
    let site = Site::start();
    let bench = with_options(breaker(2, Duration::from_millis(300)));
    let bad = json!({"url": site.url("/status/500"), "times": 2});
    fetch(&bench, &bad, access(&[grant(&site)])).await;
    // It asks again and again, and is let through once the rest is over.
    let params = json!({"url": site.url("/"), "until_answered": true});
    let report = fetch(&bench, &params, access(&[grant(&site)])).await;
    let all = result(&report);
    assert!(all.as_array().unwrap().len() > 1, "it was refused first");
    assert!(report.usage.wall_ms >= 200);
    assert_eq!(site.seen().requests.len(), 3);
    // It is closed now: two may fail before it opens again.
    let report = fetch(
        &bench,
        &json!({"url": site.url("/status/500")}),
        access(&[grant(&site)]),
    )
    .await;
    assert_eq!(result(&report)[0]["status"], 500);
    let report = fetch(
        &bench,
        &json!({"url": site.url("/")}),
        access(&[grant(&site)]),
    )
    .await;
    assert_eq!(result(&report)[0]["status"], 200);
}

fn slow(site: &Site, rate: &str) -> Value {
    json!({"to": site.url(""), "rate": rate})
}

#[tokio::test]
async fn requests_wait_for_the_rate_of_their_grant_together() {
    let site = Site::start();
    let bench = bench(&Lies::default());
    let params = json!({"url": site.url("/"), "times": 4});
    let grant = slow(&site, "20/s burst 1");
    bench.load("fetch").unwrap();
    let began = Instant::now();
    let two = tokio::join!(
        fetch(&bench, &params, access(std::slice::from_ref(&grant))),
        fetch(&bench, &params, access(std::slice::from_ref(&grant))),
    );
    assert_eq!(
        result(&two.0).as_array().unwrap().len() + result(&two.1).as_array().unwrap().len(),
        8
    );
    assert_eq!(site.seen().requests.len(), 8);
    // Eight with one at once and 50 ms between them, whoever sends them.
    assert!(began.elapsed() >= Duration::from_millis(7 * 50));
}

#[tokio::test]
async fn a_wait_beyond_the_attempts_time_is_for_another_attempt() {
    let site = Site::start();
    let bench = bench(&Lies::default());
    let grant = slow(&site, "1/10s");
    let limits = Limits::default().with(Limit::Timeout, 5_000);
    let params = json!({"url": site.url("/"), "times": 2});
    let report = fetch_within(&bench, &params, access(&[grant]), limits).await;
    assert_eq!(site.seen().requests.len(), 1);
    let Outcome::RetryAfter { delay, .. } = report.outcome else {
        panic!("{:?}", report.outcome)
    };
    assert!(
        delay > Duration::from_secs(5) && delay <= Duration::from_secs(10),
        "{delay:?}"
    );
    let failure = failure(&report);
    assert!(
        failure.message.starts_with("the grant of http://127.0.0.1"),
        "{failure:?}"
    );
    assert!(
        failure
            .message
            .contains("allows 1/10s, and the next request has its turn in "),
        "{failure:?}"
    );
    assert!(
        failure
            .detail
            .unwrap()
            .ends_with("failed: connection limit reached")
    );
}
