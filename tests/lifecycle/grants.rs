//! What a plugin was granted, as its versions come, go and come back.

use runner_testkit::{Server, guest};
use serde_json::{Value, json};

use super::support::{active, digest, install, marked, runner, version};

const TO: &str = "https://api.example.com";

/// How its only grant stands.
fn grant(server: &Server) -> String {
    let (status, list) = server.get("/api/v1/plugins/tells/grants");
    assert_eq!(status, 200, "{list}");
    let grants = list["items"].as_array().unwrap();
    assert_eq!(grants.len(), 1, "{list}");
    grants[0]["state"].as_str().unwrap().to_owned()
}

fn activate(server: &Server, digest: &str) {
    let choice = json!({"digest": digest});
    let (status, answer) = server.post("/api/v1/plugins/tells/activate", &choice);
    assert_eq!(status, 200, "{answer}");
}

fn granted() -> (Server, String) {
    let server = Server::start(runner());
    let first = install(&server, guest("tells"));
    let (status, granted) = server.post("/api/v1/plugins/tells/grants", &json!({"to": TO}));
    assert_eq!(status, 201, "{granted}");
    assert_eq!(grant(&server), "in_force");
    (server, first)
}

#[test]
fn a_version_that_asks_for_no_more_inherits_and_one_that_does_waits_for_approval() {
    let (server, first) = granted();
    install(&server, &version("tells", 1));
    assert_eq!(grant(&server), "in_force");
    let wider = install(&server, guest("tells_more"));
    assert_eq!(grant(&server), "held");
    // Whoever goes back has what the older version had.
    server.post("/api/v1/plugins/tells/rollback", &Value::Null);
    assert_eq!(grant(&server), "in_force");
    activate(&server, &wider);
    assert_eq!(grant(&server), "held");
    server.client(&["plugin", "approve", "tells"]).line();
    assert_eq!(grant(&server), "in_force");
    activate(&server, &first);
    assert_eq!(grant(&server), "in_force");
    assert_eq!(active(&server, "tells").unwrap(), first);
}

#[test]
fn grants_wait_for_a_plugin_that_was_removed_and_are_nothing_for_another() {
    let (server, _) = granted();
    server.client(&["plugin", "remove", "tells"]).line();
    assert_eq!(grant(&server), "no_plugin");
    let server = server.kill_and_restart();
    assert_eq!(grant(&server), "no_plugin");
    // Somebody else takes the name.
    let stranger = marked(guest("tells"), 7);
    std::fs::write(
        server.runner().path("data/plugins/stranger.wasm"),
        &stranger,
    )
    .unwrap();
    runner_testkit::wait_until("the stranger has the name", || {
        (active(&server, "tells")? == digest(&stranger)).then_some(())
    });
    assert_eq!(grant(&server), "held");
    server.client(&["plugin", "remove", "tells"]).line();
    // It comes back from where it was, and so do they.
    install(&server, &version("tells", 2));
    assert_eq!(grant(&server), "in_force");
}
