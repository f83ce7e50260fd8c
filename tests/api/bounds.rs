//! How much a request may have.

use serde_json::json;

use super::{JSON, later, server};

#[test]
fn a_request_has_so_many_headers_of_so_many_bytes() {
    let server = server();
    let get = |headers: &[&str]| server.exchange("GET", "/api/v1/jobs", headers, b"");
    let some = vec!["X-Some: thing"; 50];
    assert_eq!(get(&some).status, 200);
    let many = vec!["X-Some: thing"; 80];
    let refused = get(&many);
    assert_eq!(
        (refused.status, &refused.json()["code"]),
        (431, &json!("headers_too_large"))
    );
    let long = format!("X-Long: {}", "x".repeat(40_000));
    assert_eq!(get(&[&long]).status, 431);
    // So many that nobody reads them to the end.
    let huge = format!("X-Long: {}", "x".repeat(1_000_000));
    assert_eq!(get(&[&huge]).status, 431);
    let path = format!("/api/v1/jobs?q={}", "x".repeat(9_000));
    let refused = server.exchange("GET", &path, &[], b"");
    assert_eq!(
        (refused.status, &refused.json()["code"]),
        (414, &json!("uri_too_long"))
    );
    assert_eq!(get(&[]).status, 200);
}

#[test]
fn a_body_is_so_long_and_has_so_many_parts() {
    let server = server();
    let body = vec![b' '; 33 * 1024 * 1024];
    let refused = server.exchange("POST", "/api/v1/jobs", &[JSON], &body);
    assert_eq!(
        (refused.status, &refused.json()["code"]),
        (413, &json!("too_large")),
        "{}",
        refused.text()
    );
    let form = |parts: usize, name: &str| {
        let mut form = String::new();
        for number in 0..parts {
            form.push_str(&format!(
                "--b\r\nContent-Disposition: form-data; name=\"{name}{number}\"; filename=\"f\"\r\n\r\nx\r\n"
            ));
        }
        form.push_str(&format!(
            "--b\r\nContent-Disposition: form-data; name=\"job\"\r\n\r\n{}\r\n--b--\r\n",
            later()
        ));
        let kind = "Content-Type: multipart/form-data; boundary=b";
        server.exchange("POST", "/api/v1/jobs", &[kind], form.as_bytes())
    };
    // `noop` takes no inputs: it is refused for that, having been read.
    assert_eq!(form(10, "f").json()["code"], "invalid_inputs");
    for refused in [form(65, "f"), form(1, &"n".repeat(300))] {
        assert_eq!(
            (refused.status, &refused.json()["code"]),
            (413, &json!("too_large")),
            "{}",
            refused.text()
        );
    }
    let work = server.runner().path("data/work");
    assert_eq!(std::fs::read_dir(work).map_or(0, Iterator::count), 0);
}
