//! Whose a name is, as plugins of several sources come and go.

use std::fs;

use runner_testkit::{Server, wait_until};
use serde_json::json;

use super::support::{active, digest, install, runner, states, version};

fn state_of(server: &Server, wanted: &str) -> String {
    let all = states(server, "noop");
    let found = all.into_iter().find(|(digest, _)| digest == wanted);
    found.expect("it is listed").1
}

#[test]
fn a_refused_file_gets_the_name_of_a_removed_plugin_by_choice_alone() {
    let server = Server::start(runner());
    let installed = install(&server, &version("noop", 1));
    let (beside, next) = (version("noop", 2), version("noop", 3));
    let folder = server.runner().path("data/plugins");
    fs::write(folder.join("other.wasm"), &beside).unwrap();
    let beside = digest(&beside);
    wait_until("the file is refused", || {
        let (_, list) = server.get("/api/v1/plugins");
        let refused = list["refused"].as_array().unwrap().first()?.clone();
        (refused["code"] == "name_taken").then_some(())
    });
    assert_eq!(state_of(&server, &beside), "refused");
    server.client(&["plugin", "remove", "noop"]).line();
    assert_eq!(state_of(&server, &installed), "removed");
    let server = server.kill_and_restart();
    wait_until("the file was looked at again", || {
        let (_, list) = server.get("/api/v1/plugins");
        (!list["refused"].as_array().unwrap().is_empty()).then_some(())
    });
    assert_eq!(active(&server, "noop"), None);

    let (status, shown) = server.post("/api/v1/plugins/noop/activate", &json!({"digest": beside}));
    assert_eq!(
        (status, &shown["source"]),
        (200, &json!("plugins/other.wasm"))
    );
    // The name is the file's now: its next version runs, and what is installed is refused.
    let refused = server.upload("/api/v1/plugins", &[], &version("noop", 4));
    assert_eq!((refused.0, &refused.1["code"]), (409, &json!("name_taken")));
    fs::write(server.runner().path("data/plugins/other.wasm"), &next).unwrap();
    wait_until("the next version runs", || {
        (active(&server, "noop")? == digest(&next)).then_some(())
    });
}

#[test]
fn what_was_removed_comes_back_by_activate_while_its_bytes_are_there() {
    let server = Server::start(runner());
    let one = install(&server, &version("noop", 1));
    let two = install(&server, &version("noop", 2));
    server.client(&["plugin", "remove", "noop"]).line();
    let (status, shown) = server.post("/api/v1/plugins/noop/activate", &json!({"digest": one}));
    assert_eq!((status, &shown["state"]), (200, &json!("active")));
    assert_eq!(state_of(&server, &two), "removed");
    let (_, job) = server.post("/api/v1/jobs", &json!({"processor": "noop"}));
    server.wait_for(job["id"].as_str().unwrap(), "completed");
}
