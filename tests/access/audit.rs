//! What was changed is written down, with who and from where, and nothing of what was in it.

use std::io::Write as _;
use std::net::TcpStream;

use runner_testkit::{Server, wait_until};
use serde_json::{Value, json};

use super::{noop, server, submit};

fn audit(server: &Server, query: &str) -> Vec<Value> {
    let (status, list) = server.get(&format!("/api/v1/audit?page_size=500{query}"));
    assert_eq!(status, 200, "{list}");
    list["items"].as_array().unwrap().clone()
}

/// In short: who, what, about what, and how it ended.
fn short(change: &Value) -> String {
    let text = |name: &str| change[name].as_str().unwrap_or("-").to_owned();
    format!(
        "{} ({}) {} [{}] {} {}",
        text("by"),
        text("role"),
        text("route"),
        text("object"),
        change["status"],
        text("code")
    )
}

#[test]
fn every_change_is_written_down() {
    let server = server();
    let (ann, olga) = (
        server.visitor("ann", "submitter"),
        server.visitor("olga", "operator"),
    );
    let job = submit(
        &ann,
        &json!({"processor": "noop", "params": {}, "title": "hush"}),
    );
    let id = job["id"].as_str().unwrap();
    server.wait_for(id, "completed");
    assert_eq!(
        ann.send("DELETE", &format!("/jobs/{id}"), &Value::Null).0,
        204
    );
    assert_eq!(ann.post("/queues/noop/pause", &Value::Null).0, 403);
    assert_eq!(olga.post("/queues/noop/pause", &Value::Null).0, 200);
    assert_eq!(ann.post("/jobs", &json!({"processor": "nope"})).0, 422);
    let schedule = json!({"name": "daily", "cron": "@daily", "target": {"job": noop()}});
    assert_eq!(olga.post("/schedules", &schedule).0, 201);
    assert_eq!(
        server
            .send(
                "PUT",
                "/api/v1/secrets/api",
                &json!({"value": "hunter2-hunter2"})
            )
            .0,
        201
    );
    let all = audit(&server, "");
    let mut lines: Vec<String> = all.iter().map(short).collect();
    lines.reverse();
    insta::assert_snapshot!(lines.join("\n").replace(id, "JOB"));
    for change in &all {
        let remote = change["remote"].as_str().unwrap();
        assert!(remote.starts_with("127.0.0.1:"), "{remote}");
    }
    let whole = json!(all).to_string();
    assert!(
        !whole.contains("hunter2") && !whole.contains("hush"),
        "{whole}"
    );
    assert!(!whole.contains(ann.token()), "{whole}");

    // By filter, and page by page.
    let of = |query: &str| audit(&server, query).len();
    assert_eq!(of("&by=ann"), 3);
    assert_eq!(of("&by=ann&outcome=refused"), 2);
    assert_eq!(of("&object=noop&outcome=done"), 1);
    assert_eq!(of("&route=/tokens"), 2);
    let (_, first) = server.get("/api/v1/audit?page_size=3");
    let next = first["next_page_token"].as_str().unwrap();
    let (_, second) = server.get(&format!("/api/v1/audit?page_size=3&page_token={next}"));
    assert_eq!(first["items"].as_array().unwrap(), &all[..3]);
    assert_eq!(second["items"].as_array().unwrap(), &all[3..6]);
    assert_eq!(server.get("/api/v1/audit?outcome=odd").0, 400);
    assert_eq!(olga.get("/audit").0, 403);
    let listed = server.client(&["audit", "--by", "olga", "--outcome", "done"]);
    assert!(
        listed.stdout.contains("POST /queues/{name}/pause"),
        "{}",
        listed.stdout
    );
    // It is there after a restart.
    let before = audit(&server, "");
    let server = server.kill_and_restart();
    assert_eq!(audit(&server, ""), before);
}

#[test]
fn whoever_goes_away_half_way_is_written_down() {
    let server = server();
    let head = format!(
        "POST /api/v1/batches HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\nContent-Type: application/x-ndjson\r\nContent-Length: 1000\r\n\r\n",
        server.token()
    );
    let mut stream = TcpStream::connect(server.address()).unwrap();
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(b"{\"processor\": \"noop\"}\n").unwrap();
    wait_until("the batch is begun", || {
        let (_, list) = server.get("/api/v1/batches");
        (!list["items"].as_array().unwrap().is_empty()).then_some(())
    });
    drop(stream);
    let change = wait_until("it is written down", || audit(&server, "").pop());
    assert_eq!(change["route"], "POST /batches");
    assert_ne!(change["outcome"], "done", "{change}");
}

#[test]
fn a_token_asks_as_often_as_it_may() {
    let server = server();
    let slow = json!({"name": "slow", "role": "viewer", "rate": "2/m burst 3"});
    let slow = server.visitor_with(&slow);
    let asked: Vec<u16> = (0..4).map(|_| slow.get("/jobs").0).collect();
    assert_eq!(asked, [200, 200, 200, 429]);
    let (_, problem) = slow.get("/jobs");
    assert_eq!(problem["code"], "too_many_requests");
    let detail = problem["detail"].as_str().unwrap();
    let said = "the token `slow` asks more often than it may: try again in ";
    assert!(detail.starts_with(said), "{detail}");
    // It is that token's alone.
    assert_eq!(server.visitor("ann", "viewer").get("/jobs").0, 200);
    let (status, problem) = server.post(
        "/api/v1/tokens",
        &json!({"name": "x", "role": "viewer", "rate": "often"}),
    );
    assert_eq!(status, 422, "{problem}");
}
