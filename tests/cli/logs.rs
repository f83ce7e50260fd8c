//! The log of a server: what stands in it, as text and as JSON.

use runner_testkit::{Server, Site, wait_until};
use serde_json::{Value, json};

use crate::runner;

const SECRET: &str = "hush-51c7";

/// The lines of a log in JSON: every one is an object.
fn lines(log: &str) -> Vec<Value> {
    let read = |line| serde_json::from_str(line).unwrap_or_else(|why| panic!("{why}: {line}"));
    log.lines().map(read).collect()
}

/// The fields of a span of a line.
fn span<'a>(line: &'a Value, name: &str) -> &'a Value {
    let spans = line["spans"].as_array();
    let found = spans.and_then(|spans| spans.iter().find(|span| span["name"] == name));
    found.unwrap_or_else(|| panic!("no span {name}: {line}"))
}

#[test]
fn every_line_is_json_and_a_job_is_followed_from_its_submit_to_the_webhook() {
    let site = Site::start();
    let runner = runner();
    runner.install(&["echo"]);
    let file = "log_format = \"json\"\n[webhooks]\nallow = [\"127.0.0.1\"]\n";
    runner.write("data/runner.toml", file);
    let log = ("RUNNER_LOG", "info,runner_engine=debug,runner_server=debug");
    // What is misspelt is said, in JSON too.
    let server = Server::start_with(runner, &[log, ("RUNNER_SLOT", "3")]);
    let hook = json!({"url": site.url("/told"), "filter": {"events": ["job-completed"]}});
    assert_eq!(server.post("/api/v1/webhooks", &hook).0, 201);
    let body =
        json!({"processor": "echo", "params": {"say": SECRET}, "metadata": {"note": SECRET}});
    let headers = ["X-Request-Id: abc-7"];
    let (status, job) = server.send_with("POST", "/api/v1/jobs", &headers, &body);
    assert_eq!(status, 201, "{job}");
    let id = job["id"].as_str().unwrap();
    site.wait_for_told(1);
    let find = |message: &str| {
        wait_until(message, || {
            lines(&server.log())
                .into_iter()
                .find(|line| line["message"] == message)
        })
    };
    let taken = find("a job was handed in");
    assert_eq!(taken["job.id"], id);
    let request = span(&taken, "request");
    assert_eq!(
        (
            &request["method"],
            &request["route"],
            &request["request.id"]
        ),
        (&json!("POST"), &json!("/api/v1/jobs"), &json!("abc-7"))
    );
    let ended = find("an attempt ended");
    assert_eq!(ended["level"], "INFO");
    for (field, value) in [
        ("job.id", json!(id)),
        ("processor", json!("echo")),
        ("queue", json!("echo")),
        ("attempt", json!(1)),
        ("outcome", json!("succeeded")),
        ("state", json!("completed")),
    ] {
        assert_eq!(ended[field], value, "{ended}");
    }
    assert!(
        ended["wall_ms"].is_u64() && ended["fuel"].as_u64().unwrap() > 0,
        "{ended}"
    );
    let told = find("an event was delivered");
    assert_eq!(told["status"], 200);
    let webhook = span(&told, "webhook");
    assert_eq!(
        (&webhook["webhook.id"], &webhook["job.id"]),
        (&json!("1"), &json!(id))
    );
    assert_eq!(webhook["event.type"], "job-completed");
    assert_eq!(find("a request was answered")["level"], "DEBUG");
    let log = server.log();
    assert!(log.contains("did you mean RUNNER_SLOTS?"), "{log}");
    assert!(log.contains("runner listens on http://"), "{log}");
    // Nobody reads there what is nobody's business.
    assert!(
        !log.contains(SECRET) && !log.contains(server.token()),
        "{log}"
    );
}

#[test]
fn what_ends_a_server_is_a_line_of_json_too() {
    let first = Server::start(runner());
    let port = first.address().to_owned();
    let other = runner();
    let ran = other.run(&["serve", "--log-format", "json", "--listen", &port]);
    assert_eq!(ran.code, Some(1));
    let said = lines(&ran.stderr);
    let error = said.iter().find(|line| line["level"] == "ERROR").unwrap();
    let message = error["message"].as_str().unwrap();
    assert!(message.starts_with("cannot listen on "), "{message}");
    assert!(
        said.iter()
            .any(|line| line["message"].as_str().unwrap().contains("--listen"))
    );
}

#[test]
fn a_line_of_text_is_for_people_and_as_little_is_logged_as_is_wanted() {
    let runner = runner();
    runner.install(&["echo"]);
    let server = Server::start_with(
        runner,
        &[("RUNNER_LOG", "warn,runner_engine::dispatch=info")],
    );
    let (_, job) = server.post(
        "/api/v1/jobs",
        &json!({"processor": "echo", "params": {"fail": "permanent"}}),
    );
    let id = job["id"].as_str().unwrap();
    let line = wait_until("it is told", || {
        let log = server.log();
        let line = log.lines().find(|line| line.contains("an attempt ended"));
        line.map(str::to_owned)
    });
    assert!(
        line.contains(id) && line.contains("outcome=\"failed\""),
        "{line}"
    );
    assert!(!server.log().contains("is active"), "{}", server.log());
    for (wrong, said) in [
        ("loud", "RUNNER_LOG: `loud` is no level"),
        ("runner_engine", "RUNNER_LOG: `runner_engine` is no level"),
    ] {
        let mut serve = server.runner().command(&["serve"]);
        let ran = serve.env("RUNNER_LOG", wrong).output().unwrap();
        let stderr = String::from_utf8_lossy(&ran.stderr).into_owned();
        assert!(
            ran.status.code() == Some(2) && stderr.contains(said),
            "{stderr}"
        );
    }
}
