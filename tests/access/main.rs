//! Who may ask a server, and for what.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on says so by a panic"
)]

mod audit;
mod jwt;
mod own;
mod routes;
mod sessions;
mod tls;
mod tokens;
mod watch;

use runner_testkit::{Runner, Server, Visitor};
use serde_json::{Value, json};

fn server() -> Server {
    let runner = Runner::new(env!("CARGO_BIN_EXE_runner"));
    Server::start_with_guests(runner, &["echo", "noop"])
}

/// Submits a job; gives it.
fn submit(who: &Visitor, job: &Value) -> Value {
    let (status, job) = who.post("/jobs", job);
    assert_eq!(status, 201, "{job}");
    job
}

fn noop() -> Value {
    json!({"processor": "noop"})
}

/// The ids, or names, on a list.
fn ids(list: &Value) -> Vec<&str> {
    let items = list["items"].as_array().unwrap();
    items
        .iter()
        .map(|item| item["id"].as_str().unwrap())
        .collect()
}
