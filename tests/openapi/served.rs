//! The document and its page, as a server gives them out.

use runner_testkit::{Runner, Server};
use serde_json::Value;

/// The head and the body of an answer to somebody without a token.
fn stranger_gets(server: &Server, path: &str) -> (String, String) {
    let answer = server.stranger(None).get_raw(path);
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.to_lowercase(), body.to_owned())
}

#[test]
fn the_document_and_its_page_are_for_everybody_and_can_do_nothing() {
    let server = Server::start(Runner::new(env!("CARGO_BIN_EXE_runner")));
    let (head, document) = stranger_gets(&server, "/openapi.json");
    assert!(head.starts_with("http/1.1 200"), "{head}");
    let document: Value = serde_json::from_str(&document).unwrap();
    assert_eq!(document["openapi"], "3.1.0");
    assert_eq!(&document, runner_server::openapi());
    for (path, kind) in [
        ("/docs", "text/html"),
        ("/docs/style.css", "text/css"),
        ("/docs/page.js", "text/javascript"),
    ] {
        let (head, body) = stranger_gets(&server, path);
        assert!(head.starts_with("http/1.1 200"), "{path}: {head}");
        assert!(head.contains(&format!("content-type: {kind}")), "{head}");
        assert!(
            head.contains("content-security-policy: default-src 'none'; "),
            "{head}"
        );
        assert!(
            !head.contains("unsafe-inline") && head.contains("nosniff"),
            "{head}"
        );
        assert!(body.len() > 1_000, "{path}: {body}");
    }
    // What is beside them needs a token still.
    let (head, _) = stranger_gets(&server, "/docs/other");
    assert!(head.starts_with("http/1.1 401"), "{head}");
}
