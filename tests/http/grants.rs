//! What is not wanted, not granted, or granted in another way.

use runner_model::{FailureCode, Limits};
use runner_sandbox::{HttpAccess, Remedy};
use runner_testkit::{Lies, Site};
use serde_json::json;

use crate::support::{access, bench, code, fetch, grant, result, said, start};

#[tokio::test]
async fn what_is_granted_is_sent_and_answered() {
    let site = Site::start();
    let bench = bench(&Lies::default());
    let params = json!({"url": site.url("/echo?a=b#c"), "method": "POST", "send": 5, "headers": {"x-mine": "1"}});
    let report = fetch(&bench, &params, access(&[grant(&site)])).await;
    let came = &result(&report)[0];
    assert_eq!(came["status"], 200);
    let port = site.address().port();
    let head = came["text"].as_str().unwrap();
    let mut lines: Vec<&str> = head.trim_end().split("\r\n").collect();
    assert_eq!(lines.remove(0), "POST /echo?a=b HTTP/1.1");
    lines.sort_unstable();
    let host = format!("host: 127.0.0.1:{port}");
    assert_eq!(
        lines,
        [
            "content-length: 5",
            &host,
            "user-agent: runner/0.1.0",
            "x-mine: 1"
        ]
    );
    assert_eq!(site.seen().uploaded, 5);
    assert_eq!(report.usage.http_requests, 1);
    assert!(report.usage.http_bytes.0 > head.len() as u64);
}

#[tokio::test]
async fn what_nobody_granted_is_refused_with_the_grant_that_would_allow_it() {
    let site = Site::start();
    let bench = bench(&Lies::default());
    let params = json!({"url": site.url("/x")});
    let report = fetch(&bench, &params, access(&[])).await;
    insta::assert_snapshot!(said(&report, &site), @r#"
    denied: GET http://127.0.0.1:PORT is not granted to fetch; an operator may allow it by

        runner plugin grant fetch http://127.0.0.1:PORT --method GET

    or in runner.toml by

        [[plugin.fetch.http]]
        to = "http://127.0.0.1:PORT"
        methods = ["GET"]
    --
    http://127.0.0.1:PORT/x is not granted
    "#);
    let flags = HttpAccess::nothing(Remedy::Flags);
    let report = fetch(&bench, &params, flags).await;
    insta::assert_snapshot!(said(&report, &site), @r"
    denied: GET http://127.0.0.1:PORT is not granted to fetch; allow it by

        --allow http://127.0.0.1:PORT --allow-method GET
    --
    http://127.0.0.1:PORT/x is not granted
    ");
    assert_eq!(site.seen().connections, 0);
}

#[tokio::test]
async fn a_plugin_that_asks_for_nothing_is_granted_nothing() {
    let bench = bench(&Lies::default());
    let any = access(&[json!({"to": "https://*:*"})]);
    let mut attempt = start(&bench, "http", &json!({}), any, Limits::default());
    let report = attempt.wait().await;
    let (log, _) = attempt.watch().log.take();
    assert!(
        log[0]
            .message
            .starts_with("GET https://api.example.com is not among"),
        "{log:?}"
    );
    let site = Site::start();
    let said = said(&report, &site);
    insta::assert_snapshot!(said.split("--").next().unwrap(), @r#"
    denied: GET https://api.example.com is not among what http asks for, so that no grant can allow it; its author may add it to what it wants, as by

        .wants_http("https://api.example.com")
    "#);
    assert!(said.contains("HttpRequestDenied"), "{said}");
}

#[tokio::test]
async fn a_guest_that_gets_by_without_what_it_was_refused_has_not_failed() {
    let bench = bench(&Lies::default());
    let params = json!({"url": "https://api.example.com", "forgive": true});
    let report = fetch(&bench, &params, access(&[])).await;
    assert_eq!(
        result(&report)[0]["error"],
        "https://api.example.com is not granted"
    );
    assert_eq!(report.usage.http_requests, 0);
}

#[tokio::test]
async fn methods_paths_schemes_and_ports_are_part_of_a_grant() {
    let site = Site::start();
    let bench = bench(&Lies::default());
    let port = site.address().port();
    let host = site.address().ip();
    for (grant, is_granted) in [
        (json!({"to": site.url("/v1"), "methods": ["GET"]}), true),
        (json!({"to": site.url("/v1/x")}), true),
        (json!({"to": format!("http://{host}:*")}), true),
        (json!({"to": "http://127.0.0.0/8:*"}), true),
        (json!({"to": site.url("/v2")}), false),
        (json!({"to": site.url("/v1"), "methods": ["POST"]}), false),
        (json!({"to": format!("https://{host}:{port}")}), false),
        (json!({"to": format!("http://{host}")}), false),
        (json!({"to": "http://10.0.0.0/8:*"}), false),
        (json!({"to": format!("http://localhost:{port}")}), false),
        // Whatever the host, a private address must be named.
        (json!({"to": "http://*:*"}), false),
    ] {
        let before = site.seen().connections;
        let report = fetch(
            &bench,
            &json!({"url": site.url("/v1/x")}),
            access(std::slice::from_ref(&grant)),
        )
        .await;
        if is_granted {
            assert_eq!(result(&report)[0]["status"], 200, "{grant}");
        } else {
            assert_eq!(code(&report), FailureCode::Denied, "{grant}");
        }
        assert_eq!(
            site.seen().connections - before,
            usize::from(is_granted),
            "{grant}"
        );
    }
}

#[tokio::test]
async fn a_path_that_climbs_out_of_its_grant_is_refused() {
    let site = Site::start();
    let bench = bench(&Lies::default());
    for path in [
        "/v1/../secret",
        "/v1/%2e%2e/secret",
        "/v1/..%2fsecret",
        "/v1/..;/secret",
    ] {
        let grant = json!({"to": site.url("/v1")});
        let report = fetch(&bench, &json!({"url": site.url(path)}), access(&[grant])).await;
        assert_eq!(code(&report), FailureCode::Denied, "{path}");
    }
    assert_eq!(site.seen().connections, 0);
}
