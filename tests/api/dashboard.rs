//! The page for browsers, beside the API.

use super::server;

#[test]
fn the_page_has_its_places_and_no_others() {
    let server = server();
    for path in [
        "/",
        "/jobs",
        "/jobs/01a2?tab=log",
        "/settings",
        "/plugins/a/b",
    ] {
        let answer = server.get_without_token(path);
        assert!(answer.starts_with("HTTP/1.1 200"), "{path}: {answer}");
        assert!(answer.contains("<title>runner</title>"), "{path}: {answer}");
        let head = answer.to_lowercase();
        assert!(
            head.contains("content-security-policy: default-src 'self'"),
            "{path}: {answer}"
        );
    }
    for path in ["/nowhere", "/assets/none.js", "/jobsx", "/api/nothing"] {
        let answer = server.get_without_token(path);
        assert!(answer.starts_with("HTTP/1.1 404"), "{path}: {answer}");
        assert!(
            answer.contains("application/problem+json"),
            "{path}: {answer}"
        );
    }
}

#[test]
fn what_was_there_before_the_page_still_is() {
    let server = server();
    assert!(
        server
            .get_without_token("/api/v1/jobs")
            .starts_with("HTTP/1.1 401")
    );
    assert!(
        server
            .get_without_token("/metrics")
            .starts_with("HTTP/1.1 401")
    );
    assert!(
        server
            .get_without_token("/healthz")
            .contains("application/json")
    );
    assert!(
        server
            .get_without_token("/client/runner.js")
            .contains("text/javascript")
    );
}
