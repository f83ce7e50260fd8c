//! What holds for the HTTP API whatever it is asked about: bytes sent ahead, submits that are only looked at, changes of what was
//! seen, pages, and how much a request may have.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on says so by a panic"
)]

mod bounds;
mod config;
mod content;
mod dashboard;
mod pages;
mod seen;
mod uploads;
mod validate;

use runner_testkit::{Runner, Server};
use serde_json::{Value, json};

fn server() -> Server {
    Server::start_with_guests(Runner::new(env!("CARGO_BIN_EXE_runner")), &["echo", "noop"])
}

const JSON: &str = "Content-Type: application/json";

fn submit(server: &Server, job: &Value) -> Value {
    let (status, job) = server.post("/api/v1/jobs", job);
    assert_eq!(status, 201, "{job}");
    job
}

fn id(of: &Value) -> &str {
    of["id"].as_str().unwrap_or_else(|| panic!("{of}"))
}

/// A job that waits for its time.
fn later() -> Value {
    json!({"processor": "noop", "run_at": "2100-01-01T00:00:00Z"})
}

/// A conversion of an input.
fn convert(input: Value) -> Value {
    json!({"processor": "data-conversion", "params": {"from": "csv", "to": "jsonl"}, "inputs": {"data": input}})
}
