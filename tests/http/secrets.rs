//! Headers of a grant, and the secrets in them.

use std::sync::Arc;

use runner_model::{FailureCode, Limits};
use runner_sandbox::HttpAccess;
use runner_testkit::{Lies, Site};
use serde_json::json;

use crate::support::{One, access, bench, code, failure, fetch, result, start};

fn with(site: &Site, secret: One) -> HttpAccess {
    let grant = json!({
        "to": site.url(""),
        "headers": {"Authorization": "Bearer ${secret:key}", "x-tenant": "7"},
    });
    HttpAccess {
        secrets: Arc::new(secret),
        ..access(&[grant])
    }
}

#[tokio::test]
async fn the_grants_headers_are_sent_and_the_guest_has_none_of_them() {
    let site = Site::start();
    let bench = bench(&Lies::default());
    let params = json!({"url": site.url("/"), "headers": {"authorization": "mine"}});
    let report = fetch(&bench, &params, with(&site, One("key", "hunter2"))).await;
    let request = site.seen().requests.remove(0);
    assert!(
        request.contains("\r\nauthorization: Bearer hunter2\r\n"),
        "{request}"
    );
    assert!(
        request.contains("\r\nx-tenant: 7\r\n") && !request.contains("mine"),
        "{request}"
    );
    assert!(!format!("{report:?}").contains("hunter2"));
    assert_eq!(result(&report)[0]["status"], 200);
}

#[tokio::test]
async fn a_guest_that_looks_through_all_of_its_memory_does_not_find_the_secret() {
    const SECRET: &str = "hunter2-7c1f5f0e9d";
    let site = Site::start();
    let bench = bench(&Lies::default());
    let found = async |path: &str| {
        let params = json!({
            "url": site.url(path),
            "texts": [["hunter2-7c", "1f5f0e9d"], ["what it ", "was told"]],
            "whole": "what it was told",
        });
        let http = with(&site, One("key", SECRET));
        let mut attempt = start(&bench, "memory_search", &params, http, Limits::default());
        result(&attempt.wait().await)
    };
    let quiet = found("/").await;
    assert_eq!(quiet["times"][0], 0, "{quiet}");
    // The search finds what is there: what the guest was told, and what a server told it.
    assert!(quiet["times"][1].as_u64() > Some(0), "{quiet}");
    assert!(quiet["looked_at"].as_u64() > Some(1024 * 1024), "{quiet}");
    let told = found("/echo").await;
    assert!(told["times"][0].as_u64() > Some(0), "{told}");
    for request in site.seen().requests {
        assert!(request.contains(SECRET), "{request}");
    }
}

#[tokio::test]
async fn a_secret_that_is_missing_fails_the_job_for_good_and_is_named() {
    let site = Site::start();
    let bench = bench(&Lies::default());
    let params = json!({"url": site.url("/")});
    let report = fetch(&bench, &params, with(&site, One("other", "x"))).await;
    assert_eq!(code(&report), FailureCode::Permanent);
    let message = failure(&report)
        .message
        .replace(&site.address().port().to_string(), "PORT");
    insta::assert_snapshot!(message, @r"
    the grant of http://127.0.0.1:PORT needs the secret `key`, and there is none; an operator gives it by

        runner secret set key
    ");
    let report = fetch(&bench, &params, with(&site, One("key", "line\nbreak"))).await;
    let message = failure(&report).message;
    assert!(
        message.contains("a secret in it has a line break") && !message.contains("line\nbreak"),
        "{message}"
    );
    assert_eq!(site.seen().connections, 0);
}

#[tokio::test]
async fn nothing_that_an_attempt_says_or_keeps_has_the_secret_in_it() {
    let site = Site::start();
    let bench = bench(&Lies::default());
    // Every way in which it can end.
    for path in ["/", "/close", "/cut", "/status/500", "/headers/20000"] {
        let params = json!({"url": site.url(path), "check": true});
        let plugin = bench.load("fetch").unwrap();
        let mut spec = bench.spec(&params.to_string(), Limits::default());
        spec.http = with(&site, One("key", "hunter2"));
        let mut attempt = bench.sandbox.start(&plugin, spec);
        let report = attempt.wait().await;
        let (log, _) = attempt.watch().log.take();
        assert!(!format!("{report:?}{log:?}").contains("hunter2"), "{path}");
    }
}
