//! Submitting with all that may be said of a job, and its verbs: by HTTP and by command.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on says so by a panic"
)]

use runner_testkit::{Runner, Server};
use serde_json::{Value, json};

fn server() -> Server {
    let runner = Runner::new(env!("CARGO_BIN_EXE_runner"));
    runner.write("in.csv", "id,zip\n1,00123\n");
    Server::start_with_guests(runner, &["echo", "sleep", "count"])
}

const LATER: &str = "2100-01-01T00:00:00Z";

/// A job of `echo` that waits for its time, and more.
fn later(more: &Value) -> Value {
    let mut job = json!({"processor": "echo", "run_at": LATER});
    let both = job.as_object_mut().unwrap();
    both.extend(more.as_object().unwrap().clone());
    job
}

fn submit(server: &Server, job: &Value) -> (u16, Value) {
    server.post("/api/v1/jobs", job)
}

fn id(job: &Value) -> String {
    job["id"]
        .as_str()
        .unwrap_or_else(|| panic!("{job}"))
        .to_owned()
}

#[test]
fn what_is_said_of_a_job_is_kept_and_shown() {
    let server = server();
    let first = id(&submit(&server, &later(&json!({}))).1);
    let (status, job) = submit(
        &server,
        &later(&json!({
            "priority": {"urgency": "high", "customer_tier": "premium"},
            "expires_at": "2100-01-02T00:00:00Z",
            "backoff": {"growth": "linear", "base_ms": 5000, "cap_ms": 60000, "jitter_percent": 0},
            "limit_key": "customer-7",
            "after": [first],
            "on_failure": "skip",
            "unique": {"key": "k", "scope": "global", "window_ms": 60000, "mode": "reject"},
            "title": "T", "description": "D", "tags": ["a", "b"], "metadata": {"n": 1.50},
            "created_by": "ann",
        })),
    );
    assert_eq!(status, 201, "{job}");
    assert_eq!(job["state"], "blocked");
    assert_eq!(job["priority"], 10);
    assert_eq!(job["limit_key"], "customer-7");
    assert_eq!(job["after"], json!([first]));
    assert_eq!(job["expires_at"], "2100-01-02T00:00:00.000Z");
    assert_eq!(
        (&job["title"], &job["created_by"]),
        (&json!("T"), &json!("ann"))
    );
    assert_eq!(job["metadata"].to_string(), r#"{"n":1.5}"#);
}

#[test]
fn nonsense_is_refused_with_its_path() {
    let server = server();
    let path = |more: Value| {
        let (status, problem) = submit(&server, &later(&more));
        let path = problem["errors"][0]["path"].as_str().unwrap_or_default();
        format!("{status} {path}")
    };
    for (more, expected) in [
        (json!({"delay_ms": 5}), "/delay_ms"),
        (json!({"run_at": "tomorrow"}), "/run_at"),
        (json!({"expires_at": "2099-01-01T00:00:00Z"}), "/expires_at"),
        (json!({"expires_in_ms": 5}), "/expires_in_ms"),
        (json!({"max_attempts": 0}), "/max_attempts"),
        (json!({"priority": 11}), "/priority"),
        (json!({"priority": {"urgency": "asap"}}), "/priority"),
        (json!({"priority": []}), "/priority"),
        (json!({"backoff": "cubic"}), "/backoff"),
        (
            json!({"backoff": {"base_ms": 10, "cap_ms": 5}}),
            "/backoff/cap_ms",
        ),
        (
            json!({"backoff": {"jitter_percent": 101}}),
            "/backoff/jitter_percent",
        ),
        (json!({"limit_key": ""}), "/limit_key"),
        (json!({"after": ["nobody"]}), "/after/0"),
        (json!({"after": [0]}), "/after/0"),
        (
            json!({"after": ["01890a5d-ac96-774b-bcce-b302099a8057"]}),
            "/after",
        ),
        (json!({"on_failure": "hope"}), "/on_failure"),
        (json!({"unique": {"key": ""}}), "/unique"),
        (json!({"unique": {"key": "k", "mode": "maybe"}}), "/unique"),
        (
            json!({"unique": {"key": "k", "window_ms": 0}}),
            "/unique/window_ms",
        ),
        (
            json!({"unique": {"key": "k", "window_ms": 5, "until_done": true}}),
            "/unique/until_done",
        ),
        (json!({"tags": ["a", ""]}), "/tags/1"),
        (json!({"title": "t".repeat(2_000)}), "/title"),
        (
            json!({"inputs": {"text": {"output": "copy"}}}),
            "/inputs/text",
        ),
        (
            json!({"inputs": {"text": {"job": "x", "output": "copy"}}}),
            "/inputs/text/job",
        ),
    ] {
        assert_eq!(path(more.clone()), format!("422 {expected}"), "{more}");
    }
    let first = id(&submit(&server, &later(&json!({}))).1);
    let wrong = later(&json!({"inputs": {"text": {"job": first, "output": "nothing"}}}));
    let (status, problem) = submit(&server, &wrong);
    assert_eq!((status, &problem["code"]), (422, &json!("invalid_inputs")));
    let detail = problem["detail"].as_str().unwrap();
    assert!(
        detail.ends_with("of echo, which makes no output `nothing`; its outputs are: copy"),
        "{detail}"
    );
    let bulk = json!({"jobs": [{"processor": "echo"}, {"processor": "echo", "params": {"x": 1}}]});
    let (status, problem) = server.post("/api/v1/jobs/bulk", &bulk);
    assert_eq!(
        (status, &problem["errors"][0]["path"]),
        (422, &json!("/jobs/1/params"))
    );
}

#[test]
fn one_of_a_kind_is_returned_refused_replaced_or_left_out() {
    let server = server();
    let kind = |mode: &str, say: &str| {
        later(&json!({"params": {"say": say}, "unique": {"key": "k", "mode": mode}}))
    };
    let (status, first) = submit(&server, &kind("return", "a"));
    assert_eq!((status, &first["duplicate"]), (201, &Value::Null));
    let (status, again) = submit(&server, &kind("return", "b"));
    assert_eq!((status, &again["duplicate"]), (200, &json!(true)));
    assert_eq!(
        (&again["id"], &again["params"]["say"]),
        (&first["id"], &json!("a"))
    );
    let (status, problem) = submit(&server, &kind("reject", "b"));
    assert_eq!((status, &problem["code"]), (409, &json!("duplicate")));
    assert_eq!(problem["existing_id"], first["id"]);
    let (status, replaced) = submit(&server, &kind("replace", "c"));
    assert_eq!(
        (status, &replaced["submitted_as"]),
        (200, &json!("replaced"))
    );
    assert_eq!(
        (&replaced["id"], &replaced["params"]["say"]),
        (&first["id"], &json!("c"))
    );
    let bulk = json!({"jobs": [kind("skip", "d"), later(&json!({}))]});
    let (status, taken) = server.post("/api/v1/jobs/bulk", &bulk);
    assert_eq!(status, 201);
    assert_eq!(
        taken["duplicates"],
        json!([{"index": 0, "id": first["id"], "as": "skipped"}])
    );
    let (_, list) = server.get("/api/v1/jobs");
    assert_eq!(list["items"].as_array().unwrap().len(), 2);
    // Its end lets another come.
    server.act(&id(&first), "cancel");
    assert_eq!(submit(&server, &kind("reject", "e")).0, 201);
}

#[test]
fn a_request_with_a_key_counts_once() {
    let server = server();
    let send = |path: &str, key: &str, body: &Value| {
        let header = format!("Idempotency-Key: {key}");
        server.send_with("POST", path, &[&header], body)
    };
    let (status, first) = send("/api/v1/jobs", "k1", &later(&json!({})));
    assert_eq!(status, 201);
    let (status, again) = send("/api/v1/jobs", "k1", &later(&json!({})));
    assert_eq!((status, &again["id"]), (201, &first["id"]));
    let (status, problem) = send("/api/v1/jobs", "k1", &later(&json!({"priority": 1})));
    assert_eq!(
        (status, &problem["code"]),
        (422, &json!("idempotency_key_reused"))
    );
    let bulk = json!({"jobs": [later(&json!({})), later(&json!({}))]});
    let (_, many) = send("/api/v1/jobs/bulk", "k2", &bulk);
    assert_eq!(send("/api/v1/jobs/bulk", "k2", &bulk).1, many);
    assert_eq!(send("/api/v1/jobs", "", &later(&json!({}))).0, 400);
    let (_, list) = server.get("/api/v1/jobs");
    assert_eq!(list["items"].as_array().unwrap().len(), 3);
    // Files count as part of the request.
    let command = |file: &str| {
        server.client(&[
            "submit",
            "data-conversion",
            "-p",
            "to=jsonl",
            "-i",
            file,
            "--idempotency-key",
            "k3",
        ])
    };
    let once = command("in.csv");
    assert_eq!(command("in.csv").stdout, once.stdout);
    server.runner().write("other.csv", "id\n2\n");
    let other = command("other.csv");
    assert_eq!(other.code, Some(2), "{}", other.said());
    assert!(other.stderr.contains("use a new key"), "{}", other.stderr);
}

#[test]
fn outputs_of_one_job_are_inputs_of_the_next_and_a_failure_is_handed_on() {
    let server = server();
    let convert = |inputs: Value| json!({"processor": "data-conversion", "params": {"to": "json"}, "inputs": {"data": inputs}});
    let text = |text: &str| json!({"text": text, "media_type": "text/csv"});
    let mut wrong = convert(text("a\n1\n"));
    wrong["params"]["from"] = json!("json");
    let bulk = json!({"jobs": [
        convert(text("a,b\n1,2\n")),
        convert(json!({"job": 0, "output": "data"})),
        wrong,
        convert(json!({"job": 2, "output": "data"})),
        {"processor": "echo", "after": [2, 3], "on_failure": "skip"},
        {"processor": "echo", "after": [2, 0], "on_failure": "run"},
    ]});
    let (status, taken) = server.post("/api/v1/jobs/bulk", &bulk);
    assert_eq!(status, 201, "{taken}");
    let ids: Vec<&str> = taken["ids"]
        .as_array()
        .unwrap()
        .iter()
        .map(|id| id.as_str().unwrap())
        .collect();
    let second = server.wait_for(ids[1], "completed");
    assert_eq!(second["result"]["rows_written"], 1);
    assert_eq!(second["after"], json!([ids[0]]));
    assert_eq!(
        server.wait_for(ids[2], "failed")["error"]["code"],
        "permanent"
    );
    let failed = server.wait_for(ids[3], "failed");
    assert_eq!(failed["error"]["code"], "dependency_failed");
    assert_eq!(
        server.wait_for(ids[4], "cancelled")["error"]["code"],
        "skipped"
    );
    server.wait_for(ids[5], "completed");
    // By command it is the same.
    let given = format!("data=job:{}/data", ids[0]);
    let ran = server.client(&[
        "submit",
        "data-conversion",
        "-p",
        "to=csv",
        "-i",
        &given,
        "--wait",
    ]);
    assert_eq!(ran.code, Some(0), "{}", ran.said());
}

#[test]
fn what_waits_too_long_expires() {
    let server = server();
    let first = id(&submit(&server, &later(&json!({}))).1);
    let job = json!({"processor": "echo", "after": [first], "expires_in_ms": 50});
    let (status, job) = submit(&server, &job);
    assert_eq!(status, 201, "{job}");
    let failed = server.wait_for(&id(&job), "failed");
    assert_eq!(failed["error"]["code"], "expired");
}

#[test]
fn the_verbs_answer_with_the_job_or_a_conflict_and_its_hint() {
    let server = server();
    let job = id(&submit(&server, &later(&json!({}))).1);
    let (status, paused) = server.act(&job, "pause");
    assert_eq!((status, &paused["state"]), (200, &json!("paused")));
    assert_eq!(paused["paused_from"], "scheduled");
    assert_eq!(paused["resumes"], Value::Null);
    let (status, problem) = server.act(&job, "promote");
    assert_eq!((status, &problem["code"]), (409, &json!("illegal_state")));
    assert!(
        problem["detail"]
            .as_str()
            .unwrap()
            .contains("resume it first"),
        "{problem}"
    );
    let path = format!("/api/v1/jobs/{job}");
    let (status, explained) = server.get(&format!("{path}/explain"));
    assert_eq!(
        (status, &explained["reasons"][0]["code"]),
        (200, &json!("paused"))
    );
    let change = json!({"priority": "high", "run_at": null, "title": "New", "tags": ["x"]});
    let (status, changed) = server.send_with("PATCH", &path, &[], &change);
    assert_eq!(status, 200, "{changed}");
    assert_eq!(
        (&changed["priority"], &changed["title"]),
        (&json!(8), &json!("New"))
    );
    let (status, changed) = server.send_with("PATCH", &path, &[], &json!({"title": null}));
    assert_eq!(
        (status, &changed["title"], &changed["tags"]),
        (200, &Value::Null, &json!(["x"]))
    );
    assert_eq!(server.send_with("PATCH", &path, &[], &json!({})).0, 400);
    assert_eq!(
        server
            .send_with("PATCH", &path, &[], &json!({"params": {}}))
            .0,
        422
    );
    assert_eq!(server.send_with("DELETE", &path, &[], &Value::Null).0, 409);
    // It may run at once now, and does so once it is resumed.
    let (status, _) = server.act(&job, "resume");
    assert_eq!(status, 200);
    server.wait_for(&job, "completed");
    assert_eq!(server.act(&job, "retry").0, 409);
    assert_eq!(server.send_with("DELETE", &path, &[], &Value::Null).0, 204);
    assert_eq!(server.get(&path).0, 404);
    assert_eq!(server.act(&job, "pause").0, 404);
}

#[test]
fn a_running_job_is_frozen_by_command_and_goes_on() {
    let server = server();
    let count = json!({"processor": "count", "params": {"to": 2_000_000_000_u64}});
    let job = id(&submit(&server, &count).1);
    server.wait_for(&job, "running");
    let ran = server.client(&["job", "pause", &job]);
    assert_eq!(
        ran.stdout.replace(&job, "ID"),
        "ID paused, frozen: it goes on where it stands\n"
    );
    let shown = server.get(&format!("/api/v1/jobs/{job}")).1;
    assert_eq!(
        (&shown["state"], &shown["resumes"]),
        (&json!("paused"), &json!("frozen"))
    );
    let explained = server.client(&["job", "explain", &job]);
    assert_eq!(
        explained.stdout,
        "it is paused:\n  somebody paused it when it was running (paused)\n"
    );
    let again = server.client(&["job", "pause", &job]);
    assert_eq!(again.code, Some(1));
    assert!(
        again.stderr.contains("it is paused already"),
        "{}",
        again.stderr
    );
    assert_eq!(server.client(&["job", "resume", &job]).code, Some(0));
    let done = server.wait_for(&job, "completed");
    assert_eq!(
        (&done["attempt"], &done["result"]["count"]),
        (&json!(1), &json!(2_000_000_000_u64))
    );
    let edit = server.client(&["job", "edit", &job, "--title", "Counted", "--tag", "far"]);
    assert_eq!(edit.stdout.replace(&job, "ID"), "ID completed\n");
    let deleted = server.client(&["job", "delete", &job]);
    assert_eq!(deleted.stdout.replace(&job, "ID"), "ID deleted\n");
}

#[test]
fn the_flags_of_a_submit_say_what_the_api_takes() {
    let server = server();
    let submit = |more: &[&str]| {
        let mut args = vec!["submit", "echo", "--json"];
        args.extend(more);
        server.client(&args)
    };
    let job = |more: &[&str]| -> Value {
        let ran = submit(more);
        serde_json::from_str(&ran.stdout).unwrap_or_else(|_| panic!("{}", ran.said()))
    };
    let first = job(&[
        "--at",
        LATER,
        "--unique",
        "k",
        "--limit-key",
        "ann",
        "--created-by",
        "ann",
    ]);
    assert_eq!(
        (&first["limit_key"], &first["created_by"]),
        (&json!("ann"), &json!("ann"))
    );
    let same = submit(&[
        "--unique",
        "k",
        "--unique-scope",
        "processor",
        "--on-duplicate",
        "reject",
    ]);
    assert_eq!(same.code, Some(1), "{}", same.said());
    let same = submit(&["--unique", "k"]);
    assert!(
        same.stderr.starts_with("there is such a job already: "),
        "{}",
        same.said()
    );
    let after = first["id"].as_str().unwrap();
    let next = job(&[
        "--after",
        after,
        "--on-failure",
        "skip",
        "--expires",
        "2h",
        "--backoff",
        "linear,base=5s,cap=1h,jitter=10",
    ]);
    assert_eq!(
        (&next["state"], &next["after"]),
        (&json!("blocked"), &json!([after]))
    );
    assert!(next["expires_at"].is_string());
    for wrong in [
        &["--backoff", "cubic"][..],
        &["--backoff", "fixed,base"],
        &["--expires", "soon"],
        &["--on-failure", "hope"],
        &["--unique-scope", "queue"],
        &["--after", "nobody"],
    ] {
        assert_eq!(submit(wrong).code, Some(2), "{wrong:?}");
    }
}
