//! What is done to many jobs at once: by HTTP and by command.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on says so by a panic"
)]

use runner_testkit::{Runner, Server, wait_until};
use serde_json::{Value, json};

fn server() -> Server {
    let runner = Runner::new(env!("CARGO_BIN_EXE_runner"));
    Server::start_with_guests(runner, &["noop", "sleep"])
}

/// Submits so many jobs to a queue that gives nothing.
fn fill(server: &Server, queue: &str, count: usize) {
    let (status, _) = server.post(&format!("/api/v1/queues/{queue}/pause"), &Value::Null);
    if status == 404 {
        let path = format!("/api/v1/queues/{queue}");
        server.send("PATCH", &path, &json!({"weight": 1}));
        server.post(&format!("{path}/pause"), &Value::Null);
    }
    let mut left = count;
    while left > 0 {
        let some = left.min(5_000);
        let jobs: Vec<Value> = (0..some)
            .map(|_| json!({"processor": "noop", "queue": queue}))
            .collect();
        let (status, answer) = server.post("/api/v1/jobs/bulk", &json!({"jobs": jobs}));
        assert_eq!(status, 201, "{answer}");
        left -= some;
    }
}

fn submit(server: &Server, job: &Value) -> String {
    let (status, job) = server.post("/api/v1/jobs", job);
    assert_eq!(status, 201, "{job}");
    job["id"].as_str().unwrap().to_owned()
}

fn begin(server: &Server, action: &Value) -> Value {
    let (status, action) = server.post("/api/v1/jobs/actions", action);
    assert_eq!(status, 202, "{action}");
    action
}

/// Waits for the end of an action; gives how it stands then.
fn ended(server: &Server, action: &Value) -> Value {
    let path = format!("/api/v1/actions/{}", action["id"].as_str().unwrap());
    wait_until("the action is over", || {
        let (status, action) = server.get(&path);
        assert_eq!(status, 200, "{action}");
        (!action["finished_at"].is_null()).then_some(action)
    })
}

fn counts(action: &Value) -> [u64; 5] {
    ["matched", "done", "changed", "unchanged", "failed"]
        .map(|name| action[name].as_u64().unwrap_or_else(|| panic!("{action}")))
}

fn in_state(server: &Server, queue: &str, state: &str) -> u64 {
    let (_, queue) = server.get(&format!("/api/v1/queues/{queue}"));
    queue["jobs"][state]
        .as_u64()
        .unwrap_or_else(|| panic!("{queue}"))
}

#[test]
fn what_a_filter_fits_is_done_and_the_rest_stays() {
    let server = server();
    fill(&server, "mail", 1_200);
    fill(&server, "print", 3);
    let cancel = json!({"verb": "cancel", "filter": {"queue": "mail"}});
    let (status, dry) = server.post(
        "/api/v1/jobs/actions",
        &json!({"verb": "cancel", "filter": {"queue": "mail"}, "dry_run": true}),
    );
    assert_eq!((status, &dry["dry_run"]), (202, &json!(true)));
    assert_eq!(counts(&ended(&server, &dry)), [1_200, 0, 0, 0, 0]);
    assert_eq!(in_state(&server, "mail", "pending"), 1_200);
    let done = ended(&server, &begin(&server, &cancel));
    assert_eq!(counts(&done), [1_200, 1_200, 1_200, 0, 0]);
    assert_eq!(
        (&done["state"], &done["verb"], &done["filter"]),
        (&json!("done"), &json!("cancel"), &json!({"queue": "mail"}))
    );
    assert_eq!(in_state(&server, "mail", "cancelled"), 1_200);
    assert_eq!(in_state(&server, "print", "pending"), 3);
    // Nothing is left that could be cancelled; what was cancelled can be deleted.
    let again = ended(&server, &begin(&server, &cancel));
    assert_eq!(counts(&again), [0; 5]);
    let delete = json!({"verb": "delete", "filter": {"queue": "mail", "state": "cancelled"}});
    let done = ended(&server, &begin(&server, &delete));
    assert_eq!(counts(&done), [1_200, 1_200, 1_200, 0, 0]);
    assert_eq!(in_state(&server, "mail", "cancelled"), 0);
    // The list has all of them, newest first.
    let (_, list) = server.get("/api/v1/actions?page_size=2");
    let verbs: Vec<&Value> = list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|action| &action["verb"])
        .collect();
    assert_eq!(verbs, ["delete", "cancel"]);
    let next = list["next_page_token"].as_str().unwrap();
    let (_, rest) = server.get(&format!("/api/v1/actions?page_token={next}"));
    assert_eq!(rest["items"].as_array().unwrap().len(), 2);
    let (_, some) = server.get("/api/v1/actions?verb=delete&state=done");
    assert_eq!(some["items"].as_array().unwrap().len(), 1);
}

/// Begins to cancel 20 000 jobs of the queue `mail`; gives the action, and where it is.
fn long_cancel(server: &Server) -> (Value, String) {
    fill(server, "mail", 20_000);
    let action = begin(
        server,
        &json!({"verb": "cancel", "filter": {"queue": "mail"}}),
    );
    let path = format!("/api/v1/actions/{}", action["id"].as_str().unwrap());
    (action, path)
}

#[test]
fn it_goes_on_where_it_was_after_the_server_died() {
    let server = server();
    let (action, path) = long_cancel(&server);
    wait_until("it has done something", || {
        let (_, action) = server.get(&path);
        (action["done"].as_u64().unwrap() > 0).then_some(())
    });
    let server = server.kill_and_restart();
    let done = ended(&server, &action);
    // Each was cancelled once, and counted once.
    assert_eq!(counts(&done), [20_000, 20_000, 20_000, 0, 0]);
    assert_eq!(in_state(&server, "mail", "cancelled"), 20_000);
}

#[test]
fn an_aborted_action_goes_no_further_and_what_it_did_stays() {
    let server = server();
    let (_, path) = long_cancel(&server);
    let (status, aborted) = server.post(&format!("{path}/abort"), &Value::Null);
    assert_eq!((status, &aborted["state"]), (200, &json!("aborted")));
    let (status, problem) = server.post(&format!("{path}/abort"), &Value::Null);
    assert_eq!((status, &problem["code"]), (409, &json!("illegal_state")));
    // Another that is done to its end has the rest.
    let rest = ended(
        &server,
        &begin(
            &server,
            &json!({"verb": "cancel", "filter": {"queue": "mail"}}),
        ),
    );
    let (_, same) = server.get(&path);
    assert_eq!(counts(&same), counts(&aborted));
    let both = rest["changed"].as_u64().unwrap() + same["changed"].as_u64().unwrap();
    assert_eq!(both, 20_000);
}

#[test]
fn named_jobs_have_each_an_outcome() {
    let server = server();
    let runs = submit(&server, &json!({"processor": "sleep"}));
    server.wait_for(&runs, "running");
    let done = submit(&server, &json!({"processor": "noop"}));
    server.wait_for(&done, "completed");
    let later = submit(
        &server,
        &json!({"processor": "noop", "run_at": "2100-01-01T00:00:00Z"}),
    );
    let nowhere = "01900000-0000-7000-8000-000000000000";
    let all = json!([runs, done, later, nowhere, later]);
    let paused = ended(
        &server,
        &begin(&server, &json!({"verb": "pause", "ids": all})),
    );
    assert_eq!(counts(&paused), [4, 4, 2, 0, 2]);
    assert_eq!(
        paused["failures"],
        json!([
            {"code": "illegal_state", "count": 1, "example": {"job_id": done,
                "message": "a job that is completed cannot be paused (it has its result already)"}},
            {"code": "not_found", "count": 1, "example": {"job_id": nowhere,
                "message": format!("there is no job {nowhere}")}},
        ])
    );
    server.wait_for(&runs, "paused");
    server.wait_for(&later, "paused");
    let two = json!([runs, later]);
    let act = |action: Value| counts(&ended(&server, &begin(&server, &action)));
    assert_eq!(act(json!({"verb": "pause", "ids": two})), [2, 2, 0, 2, 0]);
    assert_eq!(
        act(json!({"verb": "priority", "priority": "high", "ids": [later]})),
        [1, 1, 1, 0, 0]
    );
    assert_eq!(act(json!({"verb": "resume", "ids": two})), [2, 2, 2, 0, 0]);
    server.wait_for(&runs, "running");
    let job = server.wait_for(&later, "scheduled");
    assert_eq!(job["priority"], 8);
    // What runs is stopped within a moment.
    assert_eq!(act(json!({"verb": "cancel", "ids": two})), [2, 2, 2, 0, 0]);
    server.wait_for(&runs, "cancelled");
    assert_eq!(
        act(json!({"verb": "retry", "latest": true, "ids": [later]})),
        [1, 1, 1, 0, 0]
    );
    server.wait_for(&later, "completed");
}

#[test]
fn a_submitter_acts_on_its_own_jobs_alone() {
    let server = server();
    let (ann, bob) = (
        server.visitor("ann", "submitter"),
        server.visitor("bob", "submitter"),
    );
    let later = json!({"processor": "noop", "run_at": "2100-01-01T00:00:00Z"});
    let id = |job: &(u16, Value)| job.1["id"].as_str().unwrap().to_owned();
    let anns = id(&ann.post("/jobs", &later));
    let bobs = id(&bob.post("/jobs", &later));
    for which in [
        json!({"verb": "cancel", "filter": {}}),
        json!({"verb": "cancel", "filter": {"created_by": "ann"}}),
        json!({"verb": "cancel", "ids": [anns]}),
    ] {
        let (status, action) = bob.post("/jobs/actions", &which);
        assert_eq!(status, 202, "{action}");
        ended(&server, &action);
    }
    assert_eq!(ann.get(&format!("/jobs/{anns}")).1["state"], "scheduled");
    assert_eq!(bob.get(&format!("/jobs/{bobs}")).1["state"], "cancelled");
    let (_, seen) = bob.get("/actions");
    let seen = seen["items"].as_array().unwrap();
    let changed: Vec<&Value> = seen.iter().map(|action| &action["changed"]).collect();
    assert_eq!(changed, [0, 0, 1]);
    // The id of another's job is as one that there is not.
    assert_eq!(seen[0]["failures"][0]["code"], "not_found");
    assert_eq!(ann.get("/actions").1["items"], json!([]));
    let action = seen[0]["id"].as_str().unwrap();
    assert_eq!(ann.get(&format!("/actions/{action}")).0, 404);
    assert_eq!(
        ann.post(&format!("/actions/{action}/abort"), &Value::Null)
            .0,
        404
    );
}

#[test]
fn a_request_with_a_key_begins_one_action() {
    let server = server();
    fill(&server, "mail", 1);
    let cancel = json!({"verb": "cancel", "filter": {"queue": "mail"}});
    let send = |body: &Value| {
        let key = ["Idempotency-Key: k"];
        server.send_with("POST", "/api/v1/jobs/actions", &key, body)
    };
    let (_, first) = send(&cancel);
    let (status, again) = send(&cancel);
    assert_eq!((status, &again["id"]), (202, &first["id"]));
    let (status, problem) = send(&json!({"verb": "cancel", "filter": {}}));
    assert_eq!(
        (status, &problem["code"]),
        (422, &json!("idempotency_key_reused"))
    );
}

#[test]
fn nonsense_is_refused_with_its_path() {
    let server = server();
    for (action, expected) in [
        (json!({"verb": "cancel"}), "422 "),
        (json!({"verb": "cancel", "ids": [], "filter": {}}), "422 "),
        (json!({"verb": "stop", "filter": {}}), "422 /verb"),
        (
            json!({"verb": "cancel", "filter": {"colour": "red"}}),
            "422 /filter",
        ),
        (
            json!({"verb": "cancel", "filter": {"page_size": 5}}),
            "422 /filter",
        ),
        (
            json!({"verb": "cancel", "filter": {"state": "done"}}),
            "422 /filter",
        ),
        (
            json!({"verb": "cancel", "filter": {"state": "completed"}}),
            "422 /filter/state",
        ),
        (
            json!({"verb": "retry", "filter": {"state": "failed,running"}}),
            "422 /filter/state",
        ),
        (json!({"verb": "cancel", "ids": ["x"]}), "422 /ids/0"),
        (
            json!({"verb": "cancel", "filter": {}, "latest": true}),
            "422 /latest",
        ),
        (
            json!({"verb": "cancel", "filter": {}, "priority": 5}),
            "422 /priority",
        ),
        (json!({"verb": "priority", "filter": {}}), "422 /priority"),
        (
            json!({"verb": "priority", "priority": 11, "filter": {}}),
            "422 /priority",
        ),
    ] {
        let (status, problem) = server.post("/api/v1/jobs/actions", &action);
        let path = problem["errors"][0]["path"].as_str().unwrap_or("none");
        assert_eq!(format!("{status} {path}"), expected, "{action}: {problem}");
    }
    let many: Vec<Value> = vec![json!("01900000-0000-7000-8000-000000000000"); 10_001];
    let (status, problem) = server.post(
        "/api/v1/jobs/actions",
        &json!({"verb": "cancel", "ids": many}),
    );
    assert_eq!((status, &problem["code"]), (413, &json!("too_large")));
    let (_, problem) = server.post(
        "/api/v1/jobs/actions",
        &json!({"verb": "cancel", "filter": {"state": "completed"}}),
    );
    insta::assert_snapshot!(problem["detail"].as_str().unwrap(), @"/filter/state: jobs that are completed are not cancelled: write blocked, scheduled, pending, running, paused, retrying");
}

#[test]
fn commands_act_on_what_their_filters_find() {
    let server = server();
    fill(&server, "mail", 700);
    fill(&server, "print", 2);
    let dry = server.client(&["job", "cancel", "--queue", "mail", "--dry-run"]);
    assert_eq!(dry.line(), "700 jobs to cancel");
    let young = server.client(&["job", "cancel", "--queue", "mail", "--older-than", "1h"]);
    assert_eq!(young.line(), "cancel: 0 jobs changed");
    let paused = server.client(&["job", "pause", "--queue", "mail", "--state", "pending"]);
    assert_eq!(paused.line(), "pause: 700 jobs changed");
    let resumed = server.client(&["job", "resume", "--all", "--yes", "--json"]);
    assert_eq!(resumed.json()["changed"], 700);
    let cancelled = server.client(&["job", "cancel", "--queue", "mail"]);
    assert_eq!(cancelled.line(), "cancel: 700 jobs changed");
    let retried = server.client(&["job", "retry", "--state", "cancelled", "--latest"]);
    assert_eq!(retried.line(), "retry: 700 jobs changed");
    server.client(&["job", "cancel", "--queue", "mail"]);
    let deleted = server.client(&["job", "delete", "--state", "cancelled"]);
    assert_eq!(deleted.line(), "delete: 700 jobs changed");
    assert_eq!(in_state(&server, "print", "pending"), 2);
    let list = server.client(&["action", "list", "--verb", "cancel", "--json"]);
    let ids: Vec<String> = list
        .json_lines()
        .iter()
        .map(|action| action["id"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(ids.len(), 4);
    let shown = server.client(&["action", "show", &ids[0]]);
    assert!(
        shown.stdout.starts_with(&format!("{} done\n", ids[0])),
        "{}",
        shown.stdout
    );
    assert_eq!(
        server.client(&["action", "watch", &ids[0]]).line(),
        "cancel: 700 jobs changed"
    );
    let over = server.client(&["action", "abort", &ids[0]]);
    assert_eq!(over.code, Some(1), "{}", over.stderr);
}

#[test]
fn somebody_at_a_terminal_is_asked_first() {
    let server = server();
    fill(&server, "mail", 3);
    // Nobody answers.
    let asked = server
        .runner()
        .run_on_a_terminal(&["job", "cancel", "--queue", "mail"]);
    assert_eq!(asked.code, Some(1), "{}", asked.stdout);
    assert!(
        asked.stdout.contains("cancel 3 jobs? [y/N]") && asked.stdout.contains("nothing was done"),
        "{}",
        asked.stdout
    );
    assert_eq!(in_state(&server, "mail", "pending"), 3);
    let sure = server
        .runner()
        .run_on_a_terminal(&["job", "cancel", "--queue", "mail", "--yes"]);
    assert_eq!(sure.code, Some(0), "{}", sure.stdout);
    assert_eq!(in_state(&server, "mail", "cancelled"), 3);
}

#[test]
fn jobs_are_said_in_one_way() {
    let server = server();
    for args in [
        &["job", "cancel"][..],
        &["job", "cancel", "01890a5dac", "--queue", "mail"],
        &["job", "cancel", "01890a5dac", "--dry-run"],
        &["job", "cancel", "--all", "--queue", "mail"],
    ] {
        let ran = server.client(args);
        assert_eq!(ran.code, Some(2), "{args:?}: {}", ran.stderr);
    }
    insta::assert_snapshot!(server.client(&["job", "cancel"]).said(), @r"
    exit Some(2)
    error: say which jobs: ids, or options such as --state and --queue, or --all
    hint: runner job cancel --queue mail --older-than 7d --dry-run
    ");
    let wrong = server.client(&["job", "cancel", "--state", "completed"]);
    assert_eq!(wrong.code, Some(2), "{}", wrong.said());
    assert!(
        wrong
            .stderr
            .contains("jobs that are completed are not cancelled"),
        "{}",
        wrong.said()
    );
}
