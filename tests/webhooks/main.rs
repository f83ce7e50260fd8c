//! Webhooks, to a server that listens: what comes, signed by whom, in which order, and what becomes of what it does not take.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on says so by a panic"
)]

mod addresses;
mod failing;
mod mail;
mod manage;
mod signature;
mod told;

use runner_testkit::{Runner, Server, Site, wait_until};
use serde_json::{Value, json};

/// A configuration file by which webhooks may go to this machine, with more lines of its section.
fn config(more: &str) -> String {
    format!("[webhooks]\nallow = [\"127.0.0.1\"]\n{more}\n")
}

fn server_with(more: &str) -> Server {
    let runner = Runner::new(env!("CARGO_BIN_EXE_runner"));
    runner.install(&["echo", "noop"]);
    runner.write("data/runner.toml", config(more));
    Server::start(runner)
}

fn server() -> Server {
    server_with("")
}

/// A webhook, and what its messages are signed with.
struct Hook {
    id: String,
    secret: String,
}

impl Hook {
    /// Adds one for the path `/told` of a site.
    fn add(server: &Server, site: &Site, filter: &Value) -> Self {
        let body = json!({"url": site.url("/told"), "filter": filter});
        Self::add_as(server, &body)
    }

    fn add_as(server: &Server, body: &Value) -> Self {
        let (status, made) = server.post("/api/v1/webhooks", body);
        assert_eq!(status, 201, "{made}");
        let text = |name: &str| made[name].as_str().unwrap().to_owned();
        Self {
            id: text("id"),
            secret: text("secret"),
        }
    }

    fn path(&self, rest: &str) -> String {
        format!("/api/v1/webhooks/{}{rest}", self.id)
    }

    fn show(&self, server: &Server) -> Value {
        let (status, shown) = server.get(&self.path(""));
        assert_eq!(status, 200, "{shown}");
        shown
    }

    fn change(&self, server: &Server, change: &Value) -> Value {
        let (status, shown) = server.send("PATCH", &self.path(""), change);
        assert_eq!(status, 200, "{shown}");
        shown
    }

    /// Its deliveries, newest first.
    fn deliveries(&self, server: &Server) -> Vec<Value> {
        let (status, list) = server.get(&self.path("/deliveries"));
        assert_eq!(status, 200, "{list}");
        list["items"].as_array().unwrap().clone()
    }

    /// Waits until its newest delivery stands so.
    fn wait_for(&self, server: &Server, state: &str) -> Value {
        wait_until(&format!("a delivery is {state}"), || {
            let newest = self.deliveries(server).into_iter().next()?;
            (newest["state"] == state).then_some(newest)
        })
    }
}

/// Runs a job to its end; gives its id.
fn run(server: &Server, processor: &str) -> String {
    run_as(server, &json!({"processor": processor}))
}

fn run_as(server: &Server, job: &Value) -> String {
    let (status, job) = server.post("/api/v1/jobs", job);
    assert_eq!(status, 201, "{job}");
    let id = job["id"].as_str().unwrap().to_owned();
    server.wait_for_end(&id);
    id
}

/// Only the ends of jobs that completed.
fn completed() -> Value {
    json!({"events": ["job-completed"]})
}
