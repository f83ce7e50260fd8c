//! Queues and workers, as an operator sees and steers them: by HTTP and by the commands.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on says so by a panic"
)]

use runner_testkit::{Runner, Server, wait_until};
use serde_json::{Value, json};

fn server(guests: &[&str]) -> Server {
    Server::start_with_guests(Runner::new(env!("CARGO_BIN_EXE_runner")), guests)
}

fn submit(server: &Server, job: &Value) -> String {
    let (status, job) = server.post("/api/v1/jobs", job);
    assert_eq!(status, 201, "{job}");
    job["id"].as_str().unwrap().to_owned()
}

fn noop(queue: &str) -> Value {
    json!({"processor": "noop", "queue": queue})
}

fn state(server: &Server, id: &str) -> Value {
    server.get(&format!("/api/v1/jobs/{id}")).1["state"].clone()
}

#[test]
fn a_paused_queue_gives_nothing_until_it_is_resumed_and_others_go_on() {
    let server = server(&["noop"]);
    // It is there from its first setting on.
    let (status, queue) = server.send("PATCH", "/api/v1/queues/mail", &json!({"weight": 3}));
    assert_eq!((status, &queue["weight"]), (200, &json!(3)));
    let paused = server.client(&["queue", "pause", "mail"]);
    assert_eq!(
        (paused.code, paused.stdout.as_str()),
        (Some(0), "mail paused\n")
    );
    let held = submit(&server, &noop("mail"));
    let other = submit(&server, &noop("other"));
    server.wait_for(&other, "completed");
    assert_eq!(state(&server, &held), "pending");
    let (_, queue) = server.get("/api/v1/queues/mail");
    assert_eq!(
        (&queue["paused"], &queue["jobs"]["pending"]),
        (&json!(true), &json!(1))
    );
    let (_, job) = server.get(&format!("/api/v1/jobs/{held}"));
    assert_eq!(queue["oldest_ready_at"], job["created_at"]);
    let resumed = server.client(&["queue", "resume", "mail"]);
    assert_eq!(resumed.stdout, "mail open\n");
    server.wait_for(&held, "completed");
    let (_, queue) = server.get("/api/v1/queues/mail");
    assert_eq!(queue["oldest_ready_at"], Value::Null);
}

#[test]
fn everything_can_be_paused_and_stays_so_through_a_restart() {
    let server = server(&["noop"]);
    assert_eq!(server.client(&["pause"]).stdout, "everything is paused\n");
    let job = submit(&server, &noop("noop"));
    let server = server.kill_and_restart();
    assert_eq!(state(&server, &job), "pending");
    let (_, said) = server.post("/api/v1/resume", &json!({}));
    assert_eq!(said["paused"], false);
    server.wait_for(&job, "completed");
}

#[test]
fn draining_cancels_what_waits_and_cleaning_deletes_what_ended() {
    let server = server(&["noop"]);
    let done = submit(&server, &noop("mail"));
    server.wait_for(&done, "completed");
    server.client(&["queue", "pause", "mail"]);
    let jobs: Vec<Value> = (0..1_200).map(|_| noop("mail")).collect();
    let (status, _) = server.post("/api/v1/jobs/bulk", &json!({"jobs": jobs}));
    assert_eq!(status, 201);
    let drained = server.client(&["queue", "drain", "mail"]);
    assert_eq!(
        (drained.code, drained.stdout.as_str()),
        (Some(0), "1200 jobs cancelled\n")
    );
    assert_eq!(state(&server, &done), "completed");
    // Nothing ended an hour ago.
    let kept = server.client(&["queue", "clean", "mail", "--older-than", "1h"]);
    assert_eq!(kept.stdout, "0 jobs deleted\n", "{}", kept.stderr);
    let cleaned = server.client(&["queue", "clean", "mail", "--state", "cancelled"]);
    assert_eq!(cleaned.stdout, "1200 jobs deleted\n");
    let (_, queue) = server.get("/api/v1/queues/mail");
    assert_eq!(
        (&queue["jobs"]["cancelled"], &queue["jobs"]["completed"]),
        (&json!(0), &json!(1))
    );
    let (status, problem) =
        server.post("/api/v1/queues/mail/clean", &json!({"states": ["running"]}));
    assert_eq!(
        (status, &problem["errors"][0]["path"]),
        (422, &json!("/states/0"))
    );
}

#[test]
fn limits_change_live_and_nonsense_is_refused() {
    let server = server(&["noop"]);
    let set = [
        "queue",
        "set",
        "mail",
        "--concurrency",
        "5",
        "--rate",
        "10/s burst 50",
    ];
    assert_eq!(server.client(&set).stdout, "mail changed\n");
    let (_, queue) = server.get("/api/v1/queues/mail");
    assert_eq!(
        (&queue["concurrency"], &queue["rate"]),
        (&json!(5), &json!("10/s burst 50"))
    );
    let none = server.client(&["queue", "set", "mail", "--concurrency", "none"]);
    assert_eq!(none.code, Some(0), "{}", none.stderr);
    assert_eq!(
        server.get("/api/v1/queues/mail").1["concurrency"],
        Value::Null
    );
    let shown = server.client(&["queue", "show", "mail"]);
    assert!(
        shown.stdout.contains("rate                  10/s burst 50"),
        "{}",
        shown.stdout
    );
    let key = [
        "queue",
        "set",
        "mail",
        "--key",
        "tenant-7",
        "--concurrency",
        "1",
    ];
    assert_eq!(server.client(&key).stdout, "mail changed for tenant-7\n");
    let (_, keys) = server.get("/api/v1/queues/mail/keys");
    assert_eq!(
        (&keys["items"][0]["key"], &keys["items"][0]["concurrency"]),
        (&json!("tenant-7"), &json!(1))
    );
    let (status, problem) = server.send("PATCH", "/api/v1/queues/mail", &json!({"rate": "often"}));
    assert_eq!(
        (status, &problem["errors"][0]["path"]),
        (422, &json!("/rate"))
    );
    let (status, problem) = server.send("PATCH", "/api/v1/queues/mail", &json!({}));
    assert_eq!((status, &problem["code"]), (400, &json!("bad_request")));
    let missing = server.client(&["queue", "show", "nowhere"]);
    assert_eq!(missing.code, Some(3));
    assert!(
        missing
            .stderr
            .contains("hint: see which queues there are: runner queue list")
    );
}

#[test]
fn workers_show_who_runs_what_and_get_more_slots_while_they_run() {
    let server = server(&["count", "noop"]);
    let (_, workers) = server.get("/api/v1/workers");
    let node = workers["items"][0]["node"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/workers/{node}");
    let told = |field: &str| workers["items"][0][field].as_str().unwrap().to_owned();
    assert_eq!(told("state"), "running");
    // Times of one form are in the order of their texts.
    assert!(told("started_at") <= told("heartbeat_at"));
    assert!(told("heartbeat_at") < told("lease_ends_at"));
    let slots = |count: u64| server.send("PATCH", &path, &json!({"slots": count}));
    assert_eq!(slots(1).1["slots"], 1);
    let long = json!({"processor": "count", "params": {"to": u64::MAX}});
    let first = submit(&server, &long);
    server.wait_for(&first, "running");
    let second = submit(&server, &long);
    let worker = server.get(&path).1;
    assert_eq!(
        (&worker["busy"], &worker["each"][0]["job"]["id"]),
        (&json!(1), &json!(first))
    );
    assert_eq!(state(&server, &second), "pending");
    // What it has used so far is told while it runs, more each time.
    let used = || {
        let used = server.get(&path).1["each"][0]["job"]["usage"]["fuel"].as_u64()?;
        (used > 0).then_some(used)
    };
    let before = wait_until("it has burnt some fuel", used);
    wait_until("it has burnt more", || used().filter(|now| *now > before));
    let (_, attempts) = server.get(&format!("/api/v1/jobs/{first}/attempts"));
    let usage = &attempts["items"][0]["usage"];
    assert!(usage["fuel"].as_u64().unwrap() > before, "{usage}");
    assert_eq!(usage["fuel_exact"], false);
    let more = server.client(&["workers", "--slots", "2"]);
    assert_eq!(more.code, Some(0), "{}", more.stderr);
    server.wait_for(&second, "running");
    // It runs once it is claimed, and has its slot a moment later.
    let each = wait_until("the second job has a slot", || {
        let each = server.get(&path).1["each"].clone();
        (each[1]["job"]["id"] == second).then_some(each)
    });
    assert_eq!(each.as_array().unwrap().len(), 2);
    // Fewer again: what runs in a slot that is not to be any more goes on.
    assert_eq!(slots(1).1["each"].as_array().unwrap().len(), 2);
    server.post(&format!("/api/v1/jobs/{second}/cancel"), &json!({}));
    server.wait_for(&second, "cancelled");
    server.post(&format!("/api/v1/jobs/{first}/cancel"), &json!({}));
    let last = submit(&server, &noop("noop"));
    server.wait_for(&last, "completed");
    let worker = wait_until("the slot says what it did", || {
        let worker = server.get(&path).1;
        (worker["completed"] == 1).then_some(worker)
    });
    assert_eq!(worker["each"].as_array().unwrap().len(), 1);
    assert_eq!((&worker["failed"], &worker["busy"]), (&json!(0), &json!(0)));
    let (status, problem) = slots(1_000_000);
    assert_eq!(
        (status, &problem["errors"][0]["path"]),
        (422, &json!("/slots"))
    );
    assert_eq!(server.get("/api/v1/workers/elsewhere").0, 404);
}
