//! Changes that are made only to what is still as somebody saw it.

use serde_json::{Value, json};

use super::{JSON, id, later, server, submit};

#[test]
fn a_change_is_made_only_to_what_was_seen() {
    let server = server();
    let job = submit(&server, &later());
    let (status, batch) = server.post(
        "/api/v1/batches",
        &json!({"items": [later()], "max_parallel": 2}),
    );
    assert_eq!(status, 201, "{batch}");
    server.send("PATCH", "/api/v1/queues/mail", &json!({"weight": 2}));
    let schedule = |cron: &str| json!({"cron": cron, "target": {"job": {"processor": "noop"}}});
    server.send("PUT", "/api/v1/schedules/daily", &schedule("@daily"));
    let template = |say: &str| json!({"job": {"processor": "echo", "params": {"say": say}}});
    server.send("PUT", "/api/v1/templates/say", &template("a"));
    let (_, workers) = server.get("/api/v1/workers");
    let node = workers["items"][0]["node"].as_str().unwrap();
    let worker = format!("/api/v1/workers/{node}");
    for (method, path, change) in [
        (
            "PATCH",
            format!("/api/v1/jobs/{}", id(&job)),
            json!({"priority": 9}),
        ),
        (
            "PATCH",
            format!("/api/v1/batches/{}", id(&batch)),
            json!({"max_parallel": 3}),
        ),
        (
            "PATCH",
            "/api/v1/queues/mail".to_owned(),
            json!({"weight": 3}),
        ),
        (
            "PATCH",
            "/api/v1/schedules/daily".to_owned(),
            json!({"cron": "@weekly"}),
        ),
        (
            "PUT",
            "/api/v1/schedules/daily".to_owned(),
            schedule("@monthly"),
        ),
        ("PUT", "/api/v1/templates/say".to_owned(), template("b")),
        ("PATCH", worker, json!({"slots": 3})),
        (
            "PATCH",
            "/api/v1/plugins/echo/limits".to_owned(),
            json!({"memory_bytes": "64MiB"}),
        ),
        (
            "PATCH",
            "/api/v1/limits".to_owned(),
            json!({"timeout_ms": "2m"}),
        ),
        (
            "PATCH",
            "/api/v1/queues/mail/keys/ann".to_owned(),
            json!({"concurrency": 2, "rate": "5/s"}),
        ),
    ] {
        let shown = server.exchange("GET", &path, &[], b"");
        let tag = shown
            .header("etag")
            .unwrap_or_else(|| panic!("{path}"))
            .to_owned();
        let again = server.exchange("GET", &path, &[], b"");
        assert_eq!(again.header("etag"), Some(&*tag), "{path}");
        let send = |tags: &str| {
            let header = format!("If-Match: {tags}");
            let body = change.to_string();
            server.exchange(method, &path, &[JSON, &header], body.as_bytes())
        };
        for other in ["\"0123456789abcdef\"", "\"another server's\""] {
            let refused = send(other);
            assert_eq!(
                (refused.status, &refused.json()["code"]),
                (412, &json!("precondition_failed")),
                "{path}"
            );
        }
        assert_eq!(send("abc").status, 400, "{path}");
        assert_eq!(server.exchange("GET", &path, &[], b"").body, shown.body);
        // One of several will do, and one that was made weak on its way.
        let changed = send(&format!("\"0123456789abcdef\", W/{tag}"));
        assert_eq!(changed.status, 200, "{path}: {}", changed.text());
        let new = changed.header("etag").unwrap().to_owned();
        assert_ne!(new, tag, "{path}");
        assert_eq!(
            server.exchange("GET", &path, &[], b"").header("etag"),
            Some(&*new),
            "{path}"
        );
        // Somebody who saw it before is late.
        assert_eq!(send(&tag).status, 412, "{path}");
        assert_eq!(send("*").status, 200, "{path}");
    }
    let nowhere = server.exchange(
        "PATCH",
        "/api/v1/jobs/01900000-0000-7000-8000-000000000000",
        &[JSON, "If-Match: \"0123456789abcdef\""],
        b"{\"priority\":1}",
    );
    assert_eq!(nowhere.status, 404);
}

#[test]
fn what_others_do_to_a_job_counts_and_what_a_queue_does_by_itself_does_not() {
    let server = server();
    let job = submit(&server, &later());
    let path = format!("/api/v1/jobs/{}", id(&job));
    let tag = |path: &str| {
        let shown = server.exchange("GET", path, &[], b"");
        shown.header("etag").unwrap().to_owned()
    };
    let before = tag(&path);
    server.act(id(&job), "pause");
    assert_ne!(tag(&path), before);
    let queue = "/api/v1/queues/noop";
    let before = tag(queue);
    submit(&server, &later());
    assert_eq!(tag(queue), before);
    server.post(&format!("{queue}/pause"), &Value::Null);
    assert_ne!(tag(queue), before);
}
