//! Refusals that other tests have no reason to meet: each is provoked as somebody would meet it.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Command, Stdio};

use runner_testkit::{Server, wait_until};
use serde_json::{Value, json};

use super::usage::files_in;
use super::{runner, server};

fn said(answer: &(u16, Value)) -> (u16, &str) {
    (answer.0, answer.1["code"].as_str().unwrap_or_default())
}

#[test]
fn a_path_takes_its_own_methods() {
    let server = server();
    for (method, path) in [
        ("DELETE", "/api/v1/jobs"),
        ("PUT", "/api/v1/queues/noop"),
        ("POST", "/api/v1/stats"),
        ("PATCH", "/api/v1/events"),
    ] {
        let answer = server.send(method, path, &json!({}));
        assert_eq!(
            said(&answer),
            (405, "method_not_allowed"),
            "{method} {path}"
        );
    }
}

#[test]
fn a_component_that_is_no_plugin_is_told_what_it_lacks() {
    let server = server();
    let install = |text: &str| {
        let wasm = wat::parse_str(text).unwrap();
        server.upload(
            "/api/v1/plugins",
            &["Content-Type: application/wasm"],
            &wasm,
        )
    };
    let nothing = install("(component)");
    assert_eq!(said(&nothing), (422, "bad_exports"), "{}", nothing.1);
    let of_a_stranger = install(r#"(component (import "acme:disk/raw@1.0.0" (instance)))"#);
    assert_eq!(
        said(&of_a_stranger),
        (422, "bad_imports"),
        "{}",
        of_a_stranger.1
    );
}

#[test]
fn a_version_that_never_was_is_not_activated() {
    let server = server();
    let never = format!("sha256:{}", "ab".repeat(32));
    let answer = server.post("/api/v1/plugins/noop/activate", &json!({"digest": never}));
    assert_eq!(said(&answer), (404, "no_version"), "{}", answer.1);
}

#[test]
fn what_a_plugin_does_not_ask_for_is_not_granted() {
    let server = server();
    let grant = json!({"to": "https://api.example.com", "methods": ["GET"]});
    let answer = server.post("/api/v1/plugins/noop/grants", &grant);
    assert_eq!(said(&answer), (422, "unwanted"), "{}", answer.1);
}

#[test]
fn the_name_of_a_token_keeps_its_role() {
    let server = server();
    server.visitor("ann", "viewer");
    let other = json!({"name": "ann", "role": "admin"});
    let answer = server.post("/api/v1/tokens", &other);
    assert_eq!(said(&answer), (409, "token_role"), "{}", answer.1);
}

#[test]
fn secrets_are_not_set_with_another_key() {
    let server = server();
    let set = |server: &Server, name: &str| {
        let value = json!({"value": "a value that is long"});
        server.send("PUT", &format!("/api/v1/secrets/{name}"), &value)
    };
    // A second key beside the first would lose the other of them.
    assert!(set(&server, "api").0 < 300 && set(&server, "other").0 < 300);
    let runner = server.stop();
    let other = "ab".repeat(32);
    let server = Server::start_with(runner, &[("RUNNER_SECRET_KEY", &other)]);
    let answer = set(&server, "api");
    assert_eq!(said(&answer), (409, "secret_key"), "{}", answer.1);
}

/// A process that a server has started and that runs.
fn child_of(server: &Server) -> Option<u32> {
    let tasks = fs::read_dir(format!("/proc/{}/task", server.process())).ok()?;
    let children = tasks
        .flatten()
        .filter_map(|task| fs::read_to_string(task.path().join("children")).ok());
    children
        .flat_map(|list| {
            list.split_whitespace()
                .map(str::to_owned)
                .collect::<Vec<_>>()
        })
        .find_map(|id| id.parse().ok())
}

fn signal(process: u32, name: &str) {
    // It may have ended by itself.
    let _ = Command::new("kill")
        .args([&format!("-{name}"), &process.to_string()])
        .stderr(Stdio::null())
        .status()
        .unwrap();
}

/// Whether a process stands still.
fn is_stopped(process: u32) -> bool {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    // The state comes after the name, which is in brackets.
    stat.rsplit(") ")
        .next()
        .is_some_and(|rest| rest.starts_with('T'))
}

#[test]
fn a_plugin_that_is_still_being_compiled_is_asked_for_again() {
    let runner = runner();
    // A data folder that a server had before is given no code: this one compiles what is bundled.
    fs::create_dir_all(runner.path("data")).unwrap();
    let token = format!("runner_{}\n", "0123456789abcdef".repeat(4));
    runner.write("data/token", token);
    let server = Server::start(runner);
    let worker = wait_until("a worker that compiles is stopped", || {
        let worker = child_of(&server)?;
        signal(worker, "STOP");
        is_stopped(worker).then_some(worker)
    });
    // The largest of them comes last.
    let job = json!({
        "processor": "report-generation",
        "inputs": {"data": {"text": "id\n1\n", "media_type": "text/csv"}},
    });
    let answer = server.post("/api/v1/jobs", &job);
    assert_eq!(said(&answer), (503, "plugin_compiling"), "{}", answer.1);
    let answer = server.get("/api/v1/plugins/report-generation");
    assert_eq!(said(&answer), (503, "plugin_compiling"), "{}", answer.1);
    signal(worker, "CONT");
    wait_until("it is there", || {
        (server.post("/api/v1/jobs", &job).0 == 201).then_some(())
    });
}

#[test]
fn a_request_that_outlasts_the_server_is_told_so() {
    let server = server();
    let mut stream = TcpStream::connect(server.address()).unwrap();
    write!(
        stream,
        "POST /api/v1/uploads HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\nContent-Length: 10\r\n\r\nhalf ",
        server.token()
    )
    .unwrap();
    wait_until("it is being received", || {
        (files_in(&server, "work") == 1).then_some(())
    });
    signal(server.process(), "TERM");
    wait_until("the store is closed", || {
        let threads = fs::read_dir(format!("/proc/{}/task", server.process())).unwrap();
        let mut names = threads
            .flatten()
            .filter_map(|thread| fs::read_to_string(thread.path().join("comm")).ok());
        (!names.any(|name| name.trim() == "store-writer")).then_some(())
    });
    stream.write_all(b"of it").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, problem) = answer.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 503 "), "{answer}");
    let problem: Value = serde_json::from_str(problem).unwrap();
    assert_eq!(problem["code"], "stopping");
    wait_until("nothing is left of it", || {
        (files_in(&server, "work") == 0).then_some(())
    });
    assert_eq!(server.terminate(), Some(0));
}
