//! Streams of events: filtered, taken up again, by WebSocket, a thousand at once, and with clients that do not read.
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test that cannot go on says so by a panic, and figures are worth a line"
)]

mod filters;
mod many;
mod resume;
mod slow;
mod socket;

use runner_testkit::{Runner, Server, Visitor};
use serde_json::{Value, json};

fn server() -> Server {
    let runner = Runner::new(env!("CARGO_BIN_EXE_runner"));
    Server::start_with_guests(runner, &["echo", "noop"])
}

/// Whoever has the token of the data folder.
fn admin(server: &Server) -> Visitor {
    server.stranger(Some(server.token()))
}

/// Submits a job; gives its id.
fn submit(who: &Visitor, job: &Value) -> String {
    let (status, job) = who.post("/jobs", job);
    assert_eq!(status, 201, "{job}");
    job["id"].as_str().unwrap().to_owned()
}

/// Submits a job and waits for its end; gives its id.
fn run(server: &Server, job: &Value) -> String {
    let id = submit(&admin(server), job);
    server.wait_for_end(&id);
    id
}

fn noop() -> Value {
    json!({"processor": "noop"})
}

/// Runs a job; gives the number of its last event, which is the last of all if nothing else runs.
fn last(server: &Server) -> i64 {
    let id = run(server, &noop());
    let mut events = admin(server).events(&format!("/jobs/{id}/events?type=job-completed"));
    events.next_event().unwrap()["seq"].as_i64().unwrap()
}

/// The numbers of all events that are kept, up to one.
fn all(server: &Server, last: i64) -> Vec<i64> {
    let mut events = admin(server).events("/events?after=0");
    let mut seqs = Vec::new();
    while seqs.last() != Some(&last) {
        seqs.extend(events.next_event().unwrap()["seq"].as_i64());
    }
    seqs
}
