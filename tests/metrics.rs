//! What a monitoring system reads of a server, and whether it is ready.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on says so by a panic"
)]

use runner_testkit::{Runner, Server};
use serde_json::json;

fn server() -> Server {
    Server::start_with_guests(Runner::new(env!("CARGO_BIN_EXE_runner")), &["echo", "noop"])
}

/// The value of a figure, as it is written: its name with its labels, then a space.
fn figure(text: &str, name: &str) -> f64 {
    let line = text.lines().find(|line| {
        line.strip_prefix(name)
            .is_some_and(|rest| rest.starts_with(' '))
    });
    let line = line.unwrap_or_else(|| panic!("no {name} in {text}"));
    line.rsplit(' ').next().unwrap().parse().unwrap()
}

#[test]
fn figures_say_what_happened() {
    let server = server();
    let run = |job| {
        let (status, job) = server.post("/api/v1/jobs", &job);
        assert_eq!(status, 201, "{job}");
        server.wait_for_end(job["id"].as_str().unwrap());
    };
    for _ in 0..3 {
        run(json!({"processor": "noop"}));
    }
    run(json!({"processor": "echo", "params": {"fail": "permanent"}}));
    let later = json!({"processor": "noop", "queue": "later", "delay_ms": 3_600_000});
    let (_, later) = server.post("/api/v1/jobs", &later);
    assert_eq!(later["state"], "scheduled");
    server.post("/api/v1/queues/later/pause", &json!(null));
    server.post(
        "/api/v1/jobs",
        &json!({"processor": "noop", "queue": "later"}),
    );

    let answer = server.get_raw("/metrics");
    assert!(
        answer.contains("content-type: application/openmetrics-text; version=1.0.0"),
        "{answer}"
    );
    let text = answer.split_once("\r\n\r\n").unwrap().1;
    assert!(text.ends_with("# EOF\n"), "{text}");
    let of = |name: &str| figure(text, name);
    assert_eq!(of("runner_jobs{state=\"completed\"}"), 3.0);
    assert_eq!(of("runner_jobs{state=\"failed\"}"), 1.0);
    assert_eq!(of("runner_jobs{state=\"scheduled\"}"), 1.0);
    assert_eq!(of("runner_queue_waiting_jobs{queue=\"later\"}"), 1.0);
    assert!(of("runner_queue_oldest_job_seconds{queue=\"later\"}") < 60.0);
    assert_eq!(
        of("runner_attempts_total{processor=\"noop\",outcome=\"succeeded\"}"),
        3.0
    );
    assert_eq!(
        of("runner_attempts_total{processor=\"echo\",outcome=\"failed\"}"),
        1.0
    );
    assert_eq!(of("runner_attempt_failures_total{code=\"permanent\"}"), 1.0);
    assert_eq!(
        of("runner_attempt_duration_seconds_count{processor=\"noop\"}"),
        3.0
    );
    assert!(of("runner_fuel_total{processor=\"noop\"}") > 0.0);
    assert!(of("runner_attempt_peak_memory_bytes_sum{processor=\"noop\"}") > 0.0);
    assert!(of("runner_instantiate_duration_seconds_count") >= 4.0);
    assert!(of("runner_store_commit_duration_seconds_count") >= 8.0);
    assert!(of("runner_store_commit_requests_sum") >= 8.0);
    assert!(of("runner_slots") >= 1.0);
    assert_eq!(of("runner_busy_slots"), 0.0);
    let route = "runner_http_requests_total{method=\"POST\",route=\"/api/v1/jobs\",status=\"201\"}";
    assert_eq!(of(route), 6.0);
}

#[test]
fn streams_of_events_are_counted_while_they_are_open() {
    let server = server();
    let watchers = || {
        let text = server.get_raw("/metrics");
        figure(&text, "runner_event_watchers")
    };
    assert_eq!(watchers(), 0.0);
    let viewer = server.visitor("watcher", "viewer");
    let events = viewer.events("/events");
    assert_eq!(watchers(), 1.0);
    drop(events);
    runner_testkit::wait_until("the server notices that nobody listens", || {
        (watchers() == 0.0).then_some(())
    });
}

#[test]
fn figures_are_for_those_who_see_all_jobs() {
    let server = server();
    assert!(
        server
            .get_without_token("/metrics")
            .starts_with("HTTP/1.1 401 ")
    );
    let ask = |role: &str| server.visitor(role, role).status_line("/metrics");
    assert!(ask("submitter").starts_with("HTTP/1.1 403 "));
    assert!(ask("viewer").starts_with("HTTP/1.1 200 "));
}

#[test]
fn a_server_that_runs_jobs_is_ready() {
    let server = server();
    let answer = server.get_without_token("/readyz");
    assert!(
        answer.starts_with("HTTP/1.1 200 ") && answer.ends_with(r#"{"status":"ready"}"#),
        "{answer}"
    );
}
