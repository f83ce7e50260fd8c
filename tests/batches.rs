//! Batches and templates: many jobs as one, from a document, a stream of lines and a template.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on says so by a panic"
)]

use std::fmt::Write as _;

use runner_testkit::{Runner, Server, wait_until};
use serde_json::{Value, json};

fn server() -> Server {
    Server::start_with_guests(
        Runner::new(env!("CARGO_BIN_EXE_runner")),
        &["echo", "noop", "count"],
    )
}

fn batch(server: &Server, id: &str) -> Value {
    server.get(&format!("/api/v1/batches/{id}")).1
}

fn wait_for(server: &Server, id: &str, state: &str) -> Value {
    wait_until(&format!("batch {id} is {state}"), || {
        let batch = batch(server, id);
        (batch["state"] == state).then_some(batch)
    })
}

#[test]
fn one_failing_item_stops_nothing_and_a_job_runs_at_the_end() {
    let server = server();
    let (status, made) = server.post(
        "/api/v1/batches",
        &json!({
            "title": "three",
            "job": {"processor": "echo"},
            "items": [
                {"params": {"say": "a"}},
                {"params": {"fail": "permanent"}},
                {"params": {"say": "b"}, "title": "last"},
            ],
            "then": {"processor": "noop"},
        }),
    );
    assert_eq!(
        (status, &made["counts"]["total"]),
        (201, &json!(3)),
        "{made}"
    );
    let id = made["id"].as_str().unwrap();
    let done = wait_for(&server, id, "done");
    assert_eq!(
        (&done["counts"]["completed"], &done["counts"]["failed"]),
        (&json!(2), &json!(1))
    );
    server.wait_for(done["then_job_id"].as_str().unwrap(), "completed");
    let (_, failed) = server.get(&format!("/api/v1/batches/{id}/items?state=failed"));
    assert_eq!(failed["items"].as_array().unwrap().len(), 1);
    let retried = server.client(&["batch", "retry", id]);
    assert_eq!(
        retried.stdout,
        format!("{id} 1 items retried\n"),
        "{}",
        retried.stderr
    );
    let done = wait_for(&server, id, "done");
    assert_eq!(done["counts"]["failed"], 1);
    let shown = server.client(&["batch", "show", id]);
    assert!(
        shown.stdout.contains("3 items: 2 completed, 1 failed"),
        "{}",
        shown.stdout
    );
}

#[test]
fn a_stream_of_lines_is_a_batch_that_goes_on_after_a_kill() {
    const COUNT: usize = 3_000;
    let server = server();
    let mut lines = String::new();
    for number in 0..COUNT {
        writeln!(lines, "{}", json!({"title": format!("item {number}")})).unwrap();
    }
    server.runner().write("items.jsonl", lines);
    let submitted = server.client(&[
        "batch",
        "submit",
        "items.jsonl",
        "--processor",
        "noop",
        "--max-parallel",
        "50",
    ]);
    assert_eq!(submitted.code, Some(0), "{}", submitted.stderr);
    let id = submitted.stdout.trim().to_owned();
    let server = server.kill_and_restart();
    let done = wait_for(&server, &id, "done");
    assert_eq!(
        (&done["counts"]["total"], &done["counts"]["completed"]),
        (&json!(COUNT), &json!(COUNT))
    );
}

#[test]
fn a_bad_line_is_named_and_stops_the_batch() {
    let server = server();
    let lines = "{\"processor\": \"count\", \"params\": {\"to\": 18446744073709551615}}\n\n{\"processor\": \"echo\", \"params\": {\"say\": 1}}\n";
    server.runner().write("items.jsonl", lines);
    let refused = server.client(&["batch", "submit", "items.jsonl"]);
    assert_eq!(refused.code, Some(2));
    assert!(refused.stderr.contains("was stopped"), "{}", refused.stderr);
    assert!(refused.stderr.contains("/4"), "{}", refused.stderr);
    let (_, batches) = server.get("/api/v1/batches");
    assert_eq!(batches["items"][0]["state"], "stopped");
    // Of a document, nothing is taken.
    let (status, problem) = server.post(
        "/api/v1/batches",
        &json!({"items": [{"processor": "noop"}, {"processor": "nothing"}]}),
    );
    assert_eq!(
        (status, &problem["code"]),
        (422, &json!("unknown_processor"))
    );
    assert!(
        problem["detail"]
            .as_str()
            .unwrap()
            .starts_with("/items/1: "),
        "{problem}"
    );
    let (_, batches) = server.get("/api/v1/batches");
    assert_eq!(batches["items"].as_array().unwrap().len(), 1);
}

#[test]
fn a_batch_is_paused_resumed_and_stopped() {
    let server = server();
    let long = json!({"processor": "count", "params": {"to": u64::MAX}});
    let items = json!({"max_parallel": 1, "items": [long, long, long]});
    let (_, made) = server.post("/api/v1/batches", &items);
    let id = made["id"].as_str().unwrap();
    let running = || {
        let (_, items) = server.get(&format!("/api/v1/batches/{id}/items?state=running"));
        items["items"].as_array().unwrap().clone()
    };
    let first = wait_until("one runs", || running().first().cloned());
    let paused = server.client(&["batch", "pause", id]);
    assert!(
        paused.stdout.contains("paused, 3 items"),
        "{}",
        paused.stdout
    );
    let first = first["id"].as_str().unwrap();
    server.post(&format!("/api/v1/jobs/{first}/cancel"), &json!({}));
    server.wait_for(first, "cancelled");
    assert_eq!(batch(&server, id)["counts"]["running"], 0);
    assert_eq!(server.client(&["batch", "resume", id]).code, Some(0));
    wait_until("the next runs", || (running().len() == 1).then_some(()));
    assert_eq!(server.client(&["batch", "stop", id]).code, Some(0));
    let stopped = wait_until("all items ended", || {
        let batch = batch(&server, id);
        batch["finished_at"].is_string().then_some(batch)
    });
    assert_eq!(stopped["counts"]["cancelled"], 3);
    let again = server.client(&["batch", "resume", id]);
    assert_eq!(again.code, Some(1));
    assert_eq!(server.client(&["batch", "delete", id]).code, Some(0));
    assert_eq!(server.client(&["batch", "show", id]).code, Some(3));
}

#[test]
fn templates_take_params_and_make_jobs_and_batches() {
    let server = server();
    let body =
        r#"{"processor": "echo", "params": {"say": "Hello {{who}}"}, "priority": "{{priority}}"}"#;
    let put = server.client(&["template", "put", "greeting", "--job", body]);
    assert_eq!(
        put.stdout, "greeting takes priority, who\n",
        "{}",
        put.stderr
    );
    let ada = [
        "template",
        "submit",
        "greeting",
        "-p",
        "who=Ada",
        "-p",
        "priority=8",
    ];
    let submitted = server.client(&ada);
    assert_eq!(submitted.code, Some(0), "{}", submitted.stderr);
    let job = server.wait_for(submitted.stdout.trim(), "completed");
    assert_eq!(
        (&job["result"]["said"], &job["priority"]),
        (&json!("Hello Ada"), &json!(8))
    );
    let missing = server.client(&["template", "submit", "greeting", "-p", "who=Ada"]);
    assert_eq!(missing.code, Some(2));
    assert!(
        missing.stderr.contains("the template needs `priority`"),
        "{}",
        missing.stderr
    );
    let items = json!({"template": "greeting", "items": [
        {"who": "Bo", "priority": "low"}, {"who": "Cy", "priority": "high"},
    ]});
    let (status, made) = server.post("/api/v1/batches", &items);
    assert_eq!(status, 201, "{made}");
    wait_for(&server, made["id"].as_str().unwrap(), "done");
    let whole =
        json!({"batch": {"title": "for {{who}}", "job": {"processor": "noop"}, "items": [{}, {}]}});
    assert_eq!(server.send("PUT", "/api/v1/templates/pair", &whole).0, 200);
    let (status, started) = server.post(
        "/api/v1/templates/pair/submit",
        &json!({"params": {"who": "Di"}}),
    );
    assert_eq!(status, 201, "{started}");
    let done = wait_for(&server, started["batch_id"].as_str().unwrap(), "done");
    assert_eq!(
        (&done["title"], &done["counts"]["completed"]),
        (&json!("for Di"), &json!(2))
    );
    let (status, _) = server.send("PUT", "/api/v1/templates/empty", &json!({}));
    assert_eq!(status, 422);
    assert_eq!(server.client(&["template", "delete", "pair"]).code, Some(0));
    assert_eq!(server.get("/api/v1/templates/pair").0, 404);
}
