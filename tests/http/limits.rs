//! Limits of one attempt: just below succeeds, one above does not, and is named.

use runner_model::{FailureCode, Limit, Limits};
use runner_testkit::{Lies, Site};
use serde_json::{Value, json};

use crate::support::{access, bench, fetch_within, grant, result};

async fn within(
    site: &Site,
    params: Value,
    limit: Limit,
    value: u64,
) -> Result<u64, (FailureCode, String)> {
    let bench = bench(&Lies::default());
    let limits = Limits::default().with(limit, value);
    let report = fetch_within(&bench, &params, access(&[grant(site)]), limits.clone()).await;
    match report.outcome.failure(&limits) {
        None => Ok(report.usage.http_bytes.0),
        Some(failure) => Err((failure.code, failure.message)),
    }
}

#[tokio::test]
async fn as_many_requests_as_the_limit_says_are_sent_and_not_one_more() {
    let site = Site::start();
    let params = json!({"url": site.url("/"), "times": 3});
    assert!(
        within(&site, params.clone(), Limit::HttpRequests, 3)
            .await
            .is_ok()
    );
    assert_eq!(
        within(&site, params, Limit::HttpRequests, 2).await,
        Err((
            FailureCode::LimitExceeded,
            "it sent more than 2 HTTP requests (limit `http_requests`)".to_owned()
        ))
    );
    assert_eq!(site.seen().requests.len(), 3 + 2);
}

#[tokio::test]
async fn as_many_bytes_as_the_limit_says_go_by_and_not_one_more() {
    let site = Site::start();
    let params = json!({"url": site.url("/bytes/100000"), "method": "POST", "send": 50_000});
    let bytes = within(&site, params.clone(), Limit::HttpBytes, 1 << 20)
        .await
        .unwrap();
    assert!((150_000..151_000).contains(&bytes), "{bytes}");
    assert_eq!(
        within(&site, params.clone(), Limit::HttpBytes, bytes).await,
        Ok(bytes)
    );
    // In the answer, and in the request.
    for less in [bytes - 1, 40_000] {
        let (code, message) = within(&site, params.clone(), Limit::HttpBytes, less)
            .await
            .unwrap_err();
        assert_eq!(code, FailureCode::LimitExceeded);
        assert!(message.ends_with("(limit `http_bytes`)"), "{message}");
    }
}

#[tokio::test]
async fn as_many_at_once_as_the_limit_says_are_under_way_and_not_one_more() {
    let site = Site::start();
    let params = json!({"url": site.url("/part/10"), "open": 3, "times": 0});
    assert!(
        within(&site, params.clone(), Limit::HttpConcurrency, 3)
            .await
            .is_ok()
    );
    assert_eq!(
        within(&site, params, Limit::HttpConcurrency, 2).await,
        Err((
            FailureCode::LimitExceeded,
            "it had more than 2 HTTP requests under way at once (limit `http_concurrency`)"
                .to_owned()
        ))
    );
    // What has come whole is not under way any more.
    let params = json!({"url": site.url("/bytes/10"), "times": 5});
    assert!(
        within(&site, params, Limit::HttpConcurrency, 1)
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn a_limit_that_was_met_is_no_failure_of_a_guest_that_got_by() {
    let site = Site::start();
    let bench = bench(&Lies::default());
    let limits = Limits::default().with(Limit::HttpRequests, 1);
    let params = json!({"url": site.url("/"), "times": 2, "forgive": true});
    let report = fetch_within(&bench, &params, access(&[grant(&site)]), limits).await;
    assert_eq!(
        result(&report)[1]["error"],
        "it sent more than 1 HTTP requests (limit `http_requests`)"
    );
    assert_eq!(report.usage.http_requests, 1);
}
