//! `runner serve`, asked by HTTP: from a submit to a durable result, through a kill and a start.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on says so by a panic"
)]

use runner_testkit::{Runner, Server};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use serde_json::{Value, json};

fn server() -> Server {
    Server::start(Runner::new(env!("CARGO_BIN_EXE_runner")))
}

fn conversion() -> Value {
    json!({
        "processor": "data-conversion",
        "params": {"to": "jsonl"},
        "inputs": {"data": {"text": "id,zip\n1,00123\n", "media_type": "text/csv"}},
    })
}

#[test]
fn a_job_is_taken_run_and_its_output_handed_out_as_a_download() {
    let server = server();
    let (status, job) = server.post("/api/v1/jobs", &conversion());
    assert_eq!(status, 201);
    // It may have begun by the time of the answer.
    let states = ["pending", "running", "completed"];
    assert!(states.contains(&job["state"].as_str().unwrap()), "{job:#}");
    let id = job["id"].as_str().unwrap();
    let done = server.wait_for(id, "completed");
    assert_eq!(done["result"]["rows_written"], 1);
    assert_eq!(done["attempt"], 1);
    let output = server.get_raw(&format!("/api/v1/jobs/{id}/outputs/data"));
    assert!(
        output.ends_with("{\"id\":1,\"zip\":\"00123\"}\n"),
        "{output}"
    );
    for header in [
        "content-disposition: attachment; filename=\"data\"",
        "x-content-type-options: nosniff",
        "content-security-policy: sandbox; default-src 'none'",
    ] {
        assert!(output.contains(header), "{header} is missing in {output}");
    }
    let (_, attempts) = server.get(&format!("/api/v1/jobs/{id}/attempts"));
    assert_eq!(attempts["items"][0]["usage"]["fuel_exact"], true);
    let (_, list) = server.get("/api/v1/jobs?state=completed&processor=data-conversion");
    assert_eq!(list["items"][0]["id"], id);
    let (_, stats) = server.get("/api/v1/stats");
    assert_eq!(stats["jobs"]["completed"], 1);
    let (status, problem) = server.post(&format!("/api/v1/jobs/{id}/cancel"), &json!({}));
    assert_eq!((status, &problem["code"]), (409, &json!("illegal_state")));
}

#[test]
fn what_is_wrong_is_a_problem_with_a_code() {
    let server = server();
    let said = |body: &Value| {
        let (status, problem) = server.post("/api/v1/jobs", body);
        (
            status,
            problem["code"].as_str().unwrap_or_default().to_owned(),
        )
    };
    assert_eq!(
        said(&json!({"processor": "no"})),
        (422, "unknown_processor".to_owned())
    );
    assert_eq!(
        said(&json!({"procesor": "x"})),
        (422, "bad_request".to_owned())
    );
    let mut wrong = conversion();
    wrong["params"]["to"] = json!("xml");
    let (status, problem) = server.post("/api/v1/jobs", &wrong);
    assert_eq!(
        (status, &problem["errors"][0]["path"]),
        (422, &json!("/params/to"))
    );
    wrong = conversion();
    wrong["inputs"] = json!({});
    assert_eq!(said(&wrong), (422, "invalid_inputs".to_owned()));
    let (status, problem) = server.post(
        "/api/v1/jobs/bulk",
        &json!({"jobs": [conversion(), {"processor": "data-conversion", "priority": 11}]}),
    );
    assert_eq!(
        (status, &problem["errors"][0]["path"]),
        (422, &json!("/jobs/1/priority"))
    );
    assert_eq!(server.get("/api/v1/jobs").1["items"], json!([]));
    assert_eq!(server.get("/api/v1/jobs/nonsense").0, 404);
    assert_eq!(server.get("/api/v1/nothing").0, 404);
}

#[test]
fn without_the_token_nothing_is_said() {
    let server = server();
    let answer = server.get_without_token("/api/v1/jobs");
    assert!(answer.starts_with("HTTP/1.1 401"), "{answer}");
    assert!(answer.contains("application/problem+json"), "{answer}");
    assert!(
        server
            .get_without_token("/healthz")
            .starts_with("HTTP/1.1 200")
    );
    assert!(
        server
            .get_without_token("/readyz")
            .starts_with("HTTP/1.1 200")
    );
}

#[test]
fn what_was_acknowledged_survives_a_kill() {
    let server = server();
    let jobs: Vec<Value> = (0..50).map(|_| conversion()).collect();
    let (status, taken) = server.post("/api/v1/jobs/bulk", &json!({ "jobs": jobs }));
    assert_eq!(status, 201);
    let server = server.kill_and_restart();
    for id in taken["ids"].as_array().unwrap() {
        let done = server.wait_for(id.as_str().unwrap(), "completed");
        assert_eq!(done["outputs"].as_array().unwrap().len(), 1);
    }
    let (_, stats) = server.get("/api/v1/stats");
    assert_eq!(stats["jobs"]["completed"], 50);
}

#[test]
fn a_second_server_on_one_folder_is_refused_and_sigterm_ends_the_first_well() {
    let server = server();
    let second = server.runner().run(&["serve", "--listen", "127.0.0.1:0"]);
    assert_eq!(second.code, Some(1));
    assert!(
        second.stderr.contains("is in use by another runner"),
        "{}",
        second.stderr
    );
    assert_eq!(server.terminate(), Some(0));
}

#[test]
fn it_may_have_as_many_files_open_as_its_system_lets_it() {
    // The server has the limits of this process, which is one for each test.
    let before = getrlimit(Resource::Nofile);
    let low = Rlimit {
        current: Some(200),
        ..before
    };
    setrlimit(Resource::Nofile, low).unwrap();
    let server = server();
    setrlimit(Resource::Nofile, before).unwrap();
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", server.process())).unwrap();
    let line = limits
        .lines()
        .find(|line| line.starts_with("Max open files"));
    let mut words = line.unwrap().split_whitespace().skip(3);
    let (soft, hard) = (words.next().unwrap(), words.next().unwrap());
    assert_eq!(soft, hard, "{limits}");
    assert_ne!(soft, "200");
}
