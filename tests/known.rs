//! What is known of all jobs together: statistics, failures that are the same one, and what jobs keep for each other.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on says so by a panic"
)]

use runner_testkit::{Runner, Server};
use serde_json::{Value, json};

fn server() -> Server {
    Server::start_with_guests(Runner::new(env!("CARGO_BIN_EXE_runner")), &["echo", "noop"])
}

fn submit(server: &Server, job: &Value) -> String {
    let (status, job) = server.post("/api/v1/jobs", job);
    assert_eq!(status, 201, "{job}");
    job["id"].as_str().unwrap().to_owned()
}

fn failing() -> Value {
    json!({"processor": "echo", "params": {"fail": "permanent"}})
}

#[test]
fn statistics_say_how_jobs_went_by_processor_and_over_time() {
    let server = server();
    for _ in 0..3 {
        let job = submit(&server, &json!({"processor": "noop"}));
        server.wait_for(&job, "completed");
    }
    let failed = submit(&server, &failing());
    server.wait_for(&failed, "failed");
    let (_, stats) = server.get("/api/v1/stats");
    assert_eq!(stats["attempts"]["success_rate"], 0.75);
    assert_eq!(
        (
            &stats["by_processor"]["noop"]["completed"],
            &stats["by_processor"]["echo"]["failed"]
        ),
        (&json!(3), &json!(1))
    );
    assert_eq!(stats["everything_paused"], false);
    let used = server.get("/api/v1/plugins/noop/usage").1["items"][0].clone();
    let (_, plugin) = server.get("/api/v1/plugins/noop");
    assert_eq!(used["digest"], plugin["digest"]);
    assert_eq!(
        (&used["completed"], &used["failed"], &used["active"]),
        (&json!(3), &json!(0), &json!(true))
    );
    let fuel = |part: &str| used["fuel"][part].as_u64().unwrap();
    assert!(0 < fuel("least") && fuel("least") <= fuel("p50") && fuel("p95") <= fuel("most"));
    assert_eq!(server.get("/api/v1/plugins/nothing/usage").0, 404);
    assert!(stats["by_processor"]["noop"]["duration_ms"]["mean"].is_number());
    assert!(
        stats["by_processor"]["noop"]["fuel"]["p50"]
            .as_u64()
            .unwrap()
            > 0
    );
    let (_, series) = server.get("/api/v1/stats/series?span=hour&processor=noop");
    let counted: u64 = series["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|point| point["completed"].as_u64().unwrap())
        .sum();
    assert_eq!((counted, &series["span_ms"]), (3, &json!(3_600_000)));
    // Upkeep sums up, and the day is told as its hours are.
    let done = server.client(&["schedule", "trigger", "sum-statistics"]);
    assert_eq!(done.code, Some(0), "{}", done.said());
    let (_, series) = server.get("/api/v1/stats/series?span=day&since=2d");
    let of = |outcome: &str| -> u64 {
        let points = series["items"].as_array().unwrap().iter();
        points.map(|point| point[outcome].as_u64().unwrap()).sum()
    };
    assert_eq!(
        (of("completed"), of("failed"), &series["span_ms"]),
        (3, 1, &json!(86_400_000))
    );
    let shown = server.client(&["stats", "--since", "1h"]);
    let row = shown
        .stdout
        .lines()
        .find(|line| line.starts_with("echo  ") && line.contains('%'));
    assert!(row.unwrap().contains("0.0 %"), "{}", shown.stdout);
    let (status, problem) = server.get("/api/v1/stats/series?span=minute&since=400d");
    assert_eq!(
        (status, &problem["errors"][0]["path"]),
        (422, &json!("since"))
    );
    assert_eq!(server.get("/api/v1/stats?since=often").0, 422);
}

#[test]
fn statistics_say_how_the_jobs_of_each_user_went() {
    let server = server();
    let of = |user: &str, mut job: Value| {
        job["created_by"] = json!(user);
        submit(&server, &job)
    };
    for _ in 0..3 {
        let job = of("ann", json!({"processor": "noop"}));
        server.wait_for(&job, "completed");
    }
    server.wait_for(&of("ann", failing()), "failed");
    server.wait_for(&of("bob", failing()), "failed");
    // What a schedule starts is nobody's.
    let schedule = json!({"cron": "@yearly", "target": {"job": {"processor": "noop"}}});
    let (status, _) = server.send("PUT", "/api/v1/schedules/yearly", &schedule);
    assert_eq!(status, 200);
    let (_, fired) = server.post("/api/v1/schedules/yearly/trigger", &json!({}));
    server.wait_for(fired["job_id"].as_str().unwrap(), "completed");
    let users = |query: &str| server.get(&format!("/api/v1/stats{query}")).1["by_user"].clone();
    let all = users("");
    let (ann, bob) = (&all["items"][0], &all["items"][1]);
    assert_eq!(
        (
            &ann["user"],
            &ann["completed"],
            &ann["failed"],
            &ann["success_rate"]
        ),
        (&json!("ann"), &json!(3), &json!(1), &json!(0.75))
    );
    assert!(ann["duration_ms"]["mean"].is_number() && ann["queue_ms"]["p95"].is_number());
    assert_eq!(
        (&bob["user"], &bob["success_rate"]),
        (&json!("bob"), &json!(0.0))
    );
    assert_eq!(
        (&all["nobody"]["completed"], &all["others"]),
        (&json!(1), &Value::Null)
    );
    let one = users("?users=1");
    assert_eq!(one["items"].as_array().unwrap().len(), 1);
    assert_eq!(one["others"]["failed"], 1);
    assert_eq!(users("?processor=noop"), Value::Null);
    let shown = server.client(&["stats", "--users", "1"]);
    let row = |begins: &str| {
        let found = shown.stdout.lines().find(|line| line.starts_with(begins));
        found
            .unwrap_or_else(|| panic!("{begins:?}: {}", shown.said()))
            .to_owned()
    };
    assert!(row("ann ").contains("75.0 %"));
    assert!(row("(all others) ").contains("0.0 %"));
    assert!(row("(nobody) ").contains("100.0 %"));
    // It survives a kill as the jobs do.
    let server = server.kill_and_restart();
    assert_eq!(server.get("/api/v1/stats").1["by_user"], all);
}

#[test]
fn failures_that_are_the_same_are_one_error_that_is_resolved_reopened_and_retried() {
    let server = server();
    let jobs: Vec<String> = (0..3).map(|_| submit(&server, &failing())).collect();
    for job in &jobs {
        server.wait_for(job, "failed");
    }
    let (_, errors) = server.get("/api/v1/errors?state=open");
    let error = &errors["items"][0];
    assert_eq!(
        (
            errors["items"].as_array().unwrap().len(),
            &error["count"],
            &error["code"]
        ),
        (1, &json!(3), &json!("permanent"))
    );
    let id = error["id"].as_str().unwrap();
    let resolved = server.client(&["errors", "resolve", id]);
    assert_eq!(
        resolved.stdout,
        format!("{id} resolved\n"),
        "{}",
        resolved.stderr
    );
    let again = submit(&server, &failing());
    server.wait_for(&again, "failed");
    let (_, errors) = server.get("/api/v1/errors");
    assert_eq!(
        (
            &errors["items"][0]["state"],
            &errors["items"][0]["reopened"]
        ),
        (&json!("open"), &json!(1))
    );
    server.client(&["errors", "mute", id]);
    let retried = server.client(&["errors", "retry", id]);
    assert_eq!(retried.stdout, "4 jobs retried\n", "{}", retried.stderr);
    for job in &jobs {
        let job = server.wait_for(job, "failed");
        assert_eq!(job["failures"], 1);
    }
    let listed = server.client(&["errors", "--state", "muted"]);
    assert!(listed.stdout.contains("permanent"), "{}", listed.stdout);
    let missing = server.client(&["errors", "mute", "e999"]);
    assert_eq!(missing.code, Some(3));
}

#[test]
fn what_jobs_keep_for_each_other_survives_a_kill_and_is_cleared() {
    let server = server();
    let job = submit(
        &server,
        &json!({"processor": "echo", "params": {"say": "kept"}}),
    );
    server.wait_for(&job, "completed");
    let server = server.kill_and_restart();
    // Key and value, and 64 bytes for the row.
    let (_, cache) = server.get("/api/v1/plugins/echo/cache");
    assert_eq!(cache, json!({"bytes": 72, "limit_bytes": 64 << 20}));
    let shown = server.client(&["plugin", "cache", "echo"]);
    assert_eq!(shown.stdout, "72 B of 64.0 MiB\n", "{}", shown.stderr);
    let cleared = server.client(&["plugin", "cache", "echo", "--clear"]);
    assert_eq!(cleared.stdout, "72 B forgotten\n");
    assert_eq!(server.get("/api/v1/plugins/echo/cache").1["bytes"], 0);
}
