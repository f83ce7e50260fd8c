//! TLS: whose certificates are taken.

use std::sync::Arc;

use runner_model::FailureCode;
use runner_sandbox::HttpOptions;
use runner_testkit::{Bench, Certificates, Lies, Site};
use serde_json::json;

use crate::support::{access, code, failure, fetch, result, with_options};

fn trusting(certificates: &Certificates, lies: &Lies) -> (Bench, tempfile::NamedTempFile) {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), &certificates.authority).unwrap();
    let bench = with_options(HttpOptions {
        resolver: Arc::new(lies.clone()),
        authorities: Some(file.path().to_owned()),
        ..HttpOptions::default()
    });
    (bench, file)
}

#[tokio::test]
async fn a_certificate_must_be_of_an_authority_that_is_trusted_and_of_the_name() {
    let certificates = Certificates::new(&["good.example", "127.0.0.1"]);
    let site = Site::with_tls(&certificates);
    let lies = Lies::default();
    lies.tell("good.example", &["127.0.0.1"]);
    lies.tell("other.example", &["127.0.0.1"]);
    let (trusting, _file) = trusting(&certificates, &lies);
    let strange = crate::support::bench(&lies);
    for (bench, host, is_fine) in [
        (&trusting, "good.example", true),
        (&trusting, "127.0.0.1", true),
        (&trusting, "other.example", false),
        (&strange, "good.example", false),
    ] {
        let grant = json!({"to": site.url_of(host, ""), "addresses": ["127.0.0.1"]});
        let params = json!({"url": site.url_of(host, "/echo")});
        let report = fetch(bench, &params, access(&[grant])).await;
        if is_fine {
            assert_eq!(result(&report)[0]["status"], 200, "{host}");
        } else {
            assert_eq!(code(&report), FailureCode::Permanent, "{host}");
            assert!(
                failure(&report)
                    .message
                    .ends_with("failed: tls certificate error"),
                "{report:?}"
            );
        }
    }
    assert_eq!(site.seen().requests.len(), 2);
}

#[tokio::test]
async fn plain_http_does_not_answer_for_https() {
    let site = Site::start();
    let bench = crate::support::bench(&Lies::default());
    let url = site.url("/").replace("http://", "https://");
    let grant = json!({"to": site.url("").replace("http://", "https://")});
    let report = fetch(&bench, &json!({"url": url}), access(&[grant])).await;
    assert_eq!(code(&report), FailureCode::Transient, "{report:?}");
    assert!(site.seen().requests.is_empty());
}
