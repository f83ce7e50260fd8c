//! What these tests have in common: servers, and a look into reports.

use runner_testkit::{Ran, Runner, Server};
use serde_json::{Value, json};

/// A server with nothing but its processors.
pub(crate) fn server() -> Server {
    Server::start(Runner::new(env!("CARGO_BIN_EXE_runner")))
}

/// A server on which jobs ran: three completed, and one failed.
pub(crate) fn busy_server() -> Server {
    let server =
        Server::start_with_guests(Runner::new(env!("CARGO_BIN_EXE_runner")), &["echo", "noop"]);
    end(
        &server,
        &json!({"processor": "echo", "params": {"fail": "permanent"}}),
    );
    for _ in 0..3 {
        end(&server, &json!({"processor": "noop"}));
    }
    server
}

/// Runs a job to its end.
pub(crate) fn end(server: &Server, job: &Value) -> Value {
    let (status, job) = server.post("/api/v1/jobs", job);
    assert_eq!(status, 201, "{job}");
    server.wait_for_end(job["id"].as_str().unwrap())
}

/// Submits a report on `data.csv`, waits for it, and fetches what it made.
pub(crate) fn submit(server: &Server, more: &[&str]) -> Ran {
    let args = ["submit", "report-generation", "-i", "data=data.csv"];
    server.client(&[&args[..], more].concat())
}

/// Orders of a shop, small.
pub(crate) const ORDERS: &str = "\
order,city,price,ordered_on
1,Phoenix,10.5,2026-01-01
2,Tucson,20,2026-01-02
3,Phoenix,30.25,2026-01-02
4,Zürich,,2026-01-04
";

/// A block of a report in JSON: a section by its id, and which of its blocks, from 0.
pub(crate) fn block<'a>(report: &'a Value, section: &str, number: usize) -> &'a Value {
    let found = &report["sections"][section]["blocks"][number];
    assert!(found.is_object(), "no {section} {number} in {report:#}");
    found
}

/// The value of a headline figure.
pub(crate) fn metric<'a>(block: &'a Value, label: &str) -> &'a Value {
    let metrics = block["metrics"].as_array().unwrap();
    let found = metrics.iter().find(|metric| metric["label"] == label);
    &found.unwrap_or_else(|| panic!("no {label} in {block:#}"))["value"]
}
