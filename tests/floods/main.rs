//! More than a server can take, half of what it needs, and what it cannot use: it answers others, loses nothing, and keeps nothing
//! of it.
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test that cannot go on says so by a panic, and one that cannot begin by a line"
)]

mod codes;
mod connections;
mod cut_off;
mod never_read;
mod no_room;
mod refusals;
mod usage;
mod wrong_type;

use runner_testkit::{Runner, Server};
use serde_json::{Value, json};

fn runner() -> Runner {
    Runner::new(env!("CARGO_BIN_EXE_runner"))
}

fn server() -> Server {
    Server::start_with_guests(runner(), &["echo", "noop", "uses"])
}

/// Runs a job to its end.
fn runs_a_job(server: &Server) {
    let (status, job) = server.post("/api/v1/jobs", &json!({"processor": "noop"}));
    assert_eq!(status, 201, "{job}");
    server.wait_for(id(&job), "completed");
}

fn is_ready(server: &Server) -> bool {
    server
        .get_without_token("/readyz")
        .starts_with("HTTP/1.1 200 ")
}

fn id(of: &Value) -> &str {
    of["id"].as_str().unwrap_or_else(|| panic!("{of}"))
}
