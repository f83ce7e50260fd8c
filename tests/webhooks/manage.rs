//! Webhooks made, seen, changed and removed, by HTTP and by command.

use runner_testkit::Site;
use serde_json::{Value, json};

use super::{Hook, completed, run, server};

#[test]
fn what_is_wrong_with_a_webhook_is_said() {
    let server = server();
    let refused = |body: &Value| {
        let (status, problem) = server.post("/api/v1/webhooks", body);
        format!(
            "{status} {}: {}",
            problem["code"].as_str().unwrap(),
            problem["detail"].as_str().unwrap()
        )
    };
    let url = "https://example.com/hook";
    let said: Vec<String> = [
        json!({}),
        json!({"url": "example.com/hook"}),
        json!({"url": "ftp://example.com"}),
        json!({"url": "https://ann:hush@example.com"}),
        json!({"url": "https://example.com/#x"}),
        json!({"url": url, "event": "x"}),
        json!({"url": url, "filter": {"events": ["job-done"]}}),
        json!({"url": url, "filter": {"queue": "x"}}),
        json!({"url": url, "filter": {"queues": ["No Queue"]}}),
        json!({"url": url, "filter": {"batches": ["7"]}}),
        json!({"url": url, "filter": {"tags": (0..101).map(|n| n.to_string()).collect::<Vec<_>>()}}),
        json!({"url": url, "parallel": 0}),
        json!({"url": url, "parallel": 33}),
        json!({"url": url, "title": "x".repeat(201)}),
    ]
    .iter()
    .map(refused)
    .collect();
    insta::assert_snapshot!(said.join("\n"));
    for (method, path) in [
        ("GET", "/api/v1/webhooks/9"),
        ("GET", "/api/v1/webhooks/x"),
        ("DELETE", "/api/v1/webhooks/9"),
        ("GET", "/api/v1/webhooks/9/deliveries"),
        ("POST", "/api/v1/webhooks/9/test"),
        ("POST", "/api/v1/webhooks/9/rotate"),
        ("POST", "/api/v1/webhooks/9/deliveries/1/redeliver"),
    ] {
        let (status, problem) = server.send(method, path, &Value::Null);
        assert_eq!(
            (status, &problem["code"]),
            (404, &json!("not_found")),
            "{method} {path}: {problem}"
        );
    }
    let missing = server.client(&["webhook", "show", "9"]);
    assert_eq!(missing.code, Some(3), "{}", missing.stderr);
    let nothing = server.client(&["webhook", "change", "9"]);
    assert_eq!(nothing.code, Some(2), "{}", nothing.stderr);
}

#[test]
fn a_webhook_is_seen_tried_out_changed_and_removed() {
    let (server, site) = (server(), Site::start());
    let hook = Hook::add(&server, &site, &completed());
    let (status, tried) = server.post(&hook.path("/test"), &Value::Null);
    assert_eq!(
        (status, &tried["delivered"], &tried["status"]),
        (200, &json!(true), &json!(200))
    );
    let told = site.wait_for_told(1).remove(0);
    super::signature::check(&told, &[&hook.secret]);
    assert_eq!(
        (&told.json()["type"], &told.json()["webhook"]),
        (&json!("test"), &json!(hook.id))
    );
    assert!(told.header("webhook-id").starts_with("test_"));
    // It is no delivery.
    assert_eq!(hook.deliveries(&server), [Value::Null; 0]);
    let tested = server.client(&["webhook", "test", &hook.id]);
    assert!(tested.line().starts_with("200 ok ("), "{}", tested.stdout);
    site.tell(&["status/500"]);
    let tested = server.client(&["webhook", "test", &hook.id]);
    assert_eq!(
        tested.said(),
        "exit Some(1)\nerror: it answered 500\nhint: the endpoint says: said\n"
    );
    site.tell(&["status/200"]);
    run(&server, "noop");
    hook.wait_for(&server, "delivered");
    let changed = server.client(&[
        "webhook", "change", &hook.id, "--queue", "a,b", "--tag", "red", "--title", "ours",
    ]);
    assert_eq!(
        changed.line(),
        format!(
            "webhook {} changed: well, told of queue a b, tag red",
            hook.id
        )
    );
    let shown = server.client(&["webhook", "show", &hook.id]).stdout;
    assert!(
        shown.starts_with(&format!(
            "{} {} (ours)\n  stands   well\n",
            hook.id,
            site.url("/told")
        )),
        "{shown}"
    );
    assert!(
        shown.contains("job-completed") && shown.contains("200 said"),
        "{shown}"
    );
    let all = server.client(&["webhook", "change", &hook.id, "--everything"]);
    assert!(all.line().ends_with("told of everything"), "{}", all.stdout);
    let listed = server.client(&["webhook", "list", "--json"]).json_lines();
    assert_eq!(
        listed[0]["filter"],
        json!({"events": [], "processors": [], "queues": [], "batches": [], "tags": [], "alerts": []})
    );
    let removed = server.client(&["webhook", "remove", &hook.id]);
    assert_eq!(removed.line(), format!("webhook {} removed", hook.id));
    let count = site.seen().told.len();
    run(&server, "noop");
    assert_eq!(server.get("/api/v1/webhooks").1["items"], json!([]));
    assert_eq!(site.seen().told.len(), count);
    // The audit log has who did what, and no secret.
    let (_, audit) = server.get("/api/v1/audit");
    let audit = audit.to_string();
    assert!(
        audit.contains("POST /webhooks/{id}/test") && audit.contains("DELETE /webhooks/{id}"),
        "{audit}"
    );
    assert!(!audit.contains("whsec_"), "{audit}");
}
