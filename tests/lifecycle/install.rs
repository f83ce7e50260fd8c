//! Plugins are installed: by command and by HTTP, whole or not at all.

use runner_testkit::{Server, guest};
use serde_json::{Value, json};

use super::support::{active, digest, install, marked, plain, runner, states, submit, version};

/// What was said, but for what is said when it takes long.
fn without_note(said: &str) -> String {
    let lines = said
        .lines()
        .filter(|line| !line.starts_with("the server is at it"));
    lines.map(|line| format!("{line}\n")).collect()
}

#[test]
fn a_plugin_is_installed_by_command_and_its_jobs_run() {
    let server = Server::start(runner());
    let (first, second) = (guest("echo"), version("echo", 2));
    let names = [(digest(first), "ONE"), (digest(&second), "TWO")];
    server.runner().write("echo.wasm", first);
    server.runner().write("bad.wasm", &first[..5_000]);
    let run = |args: &[&str]| {
        let ran = server.client(&[&["plugin"], args].concat());
        plain(
            &format!("{}{}", ran.stdout, without_note(&ran.said())),
            &names,
        )
    };
    insta::assert_snapshot!(run(&["install", "echo.wasm"]), @r"
    echo 1.2.3 is active (ONE)
    exit Some(0)
    ");
    let id = submit(&server, "echo", json!({"say": "hi"}));
    assert_eq!(server.wait_for(&id, "completed")["result"]["said"], "hi");
    // From the standard input, and once more.
    let ran = server
        .runner()
        .run_with(&["plugin", "install", "-", "--json"], &second);
    assert_eq!(ran.json()["digest"], digest(&second));
    assert_eq!(ran.json()["descriptor"]["name"], "echo");
    let again = server
        .runner()
        .run_with(&["plugin", "install", "-"], &second);
    assert_eq!(
        again.line(),
        format!("echo 1.2.3 is active ({})", digest(&second))
    );
    insta::assert_snapshot!(run(&["versions", "echo"]), @r"
    DIGEST               VERSION  STATE     SOURCE     ADDED                     REMOVED
    TWO  1.2.3    active    installed  TIME
    ONE  1.2.3    previous  installed  TIME
    exit Some(0)
    ");

    insta::assert_snapshot!(run(&["install", "none.wasm"]), @r"
    exit Some(2)
    error: cannot read none.wasm: No such file or directory (os error 2)
    hint: a plugin is a .wasm file, built for wasm32-wasip2
    ");
    let bad = run(&["install", "bad.wasm"]);
    assert!(
        bad.starts_with("exit Some(2)\nerror: it does not compile: "),
        "{bad}"
    );
    assert_eq!(active(&server, "echo").unwrap(), digest(&second));
}

#[test]
fn what_is_uploaded_is_the_bytes_of_one_component() {
    let server = Server::start(runner());
    let upload = |headers: &[&str], bytes: &[u8]| server.upload("/api/v1/plugins", headers, bytes);
    for (headers, bytes, status, code) in [
        (&[][..], &b"#!/bin/sh\n"[..], 422, "no_component"),
        (&[], b"", 422, "no_component"),
        (&[], guest("schema_ref"), 422, "bad_schema"),
        (
            &["Content-Type: application/json"],
            b"{}",
            415,
            "bad_request",
        ),
        (
            &["Content-Type: multipart/form-data; boundary=x"],
            b"--x",
            415,
            "bad_request",
        ),
    ] {
        let (found, problem) = upload(headers, bytes);
        assert_eq!(
            (found, &problem["code"]),
            (status, &json!(code)),
            "{problem}"
        );
    }
    // Of what is refused nothing stays, neither in the store nor in the folder of uploads.
    let (_, list) = server.get("/api/v1/plugins");
    let items = list["items"].as_array().unwrap();
    assert!(
        items.iter().all(|item| item["source"] == "bundled"),
        "{list}"
    );
    let work = std::fs::read_dir(server.runner().path("data/work")).unwrap();
    assert_eq!(work.count(), 0);
    let (status, version) = upload(&["Content-Type: application/wasm"], guest("noop"));
    assert_eq!(status, 201, "{version}");
    assert_eq!(version["source"], "installed");
    assert_eq!(upload(&[], guest("noop")).0, 200);
}

#[test]
fn a_plugin_that_is_only_checked_leaves_nothing() {
    let server = Server::start(runner());
    let check = |name: &str| {
        let path = "/api/v1/plugins?validate_only=true";
        server.upload(path, &["Content-Type: application/wasm"], guest(name))
    };
    let (status, checked) = check("tells");
    assert_eq!(status, 200, "{checked}");
    assert_eq!(checked["validate_only"], true);
    assert_eq!(checked["name"], "tells");
    assert_eq!(checked["replaces"], serde_json::Value::Null);
    assert_eq!(checked["name_taken"], false);
    assert!(
        checked["descriptor"]["wants"].as_array().unwrap().len() > 1,
        "{checked}"
    );
    assert_eq!(server.get("/api/v1/plugins/tells").0, 404);
    let (status, refused) = check("describe_name");
    assert_eq!(status, 422, "{refused}");
    // Beside one that runs.
    let path = "/api/v1/plugins";
    assert_eq!(server.upload(path, &[], guest("tells")).0, 201);
    let (_, next) = check("tells_more");
    assert_eq!(next["replaces"]["version"], "1.0.0", "{next}");
    assert_eq!(next["version"], "2.0.0", "{next}");
    let (_, shown) = server.get("/api/v1/plugins/tells");
    assert_eq!(shown["version"], "1.0.0", "{shown}");
}

#[test]
fn a_plugin_that_is_too_large_is_refused_while_it_comes() {
    let server = Server::start(runner());
    // Not all of it is read: the answer comes as soon as there is too much.
    let much = vec![0; (256 << 20) + 1];
    let (status, problem) = server.upload("/api/v1/plugins", &[], &much);
    assert_eq!((status, &problem["code"]), (413, &json!("too_large")));
    let work = std::fs::read_dir(server.runner().path("data/work")).unwrap();
    assert_eq!(work.count(), 0);
}

#[test]
fn an_installation_with_a_key_counts_once() {
    let server = Server::start(runner());
    let (one, two) = (version("noop", 1), version("noop", 2));
    let key = ["Idempotency-Key: k"];
    let send = |wasm: &[u8]| server.upload("/api/v1/plugins", &key, wasm);
    let first = install(&server, &one);
    assert_eq!(send(&two).0, 201);
    let choice = json!({"digest": first});
    server.post("/api/v1/plugins/noop/activate", &choice);
    // What somebody chose since is not undone by the same request.
    let (status, version) = send(&two);
    assert_eq!((status, &version["state"]), (201, &json!("previous")));
    assert_eq!(active(&server, "noop").unwrap(), first);
    let (status, problem) = send(&one);
    assert_eq!(
        (status, &problem["code"]),
        (422, &json!("idempotency_key_reused"))
    );
}

#[test]
fn what_is_installed_is_there_after_a_restart() {
    let server = Server::start(runner());
    let digests: Vec<String> = (1..=3)
        .map(|mark| install(&server, &version("noop", mark)))
        .collect();
    let before = states(&server, "noop");
    assert_eq!(before[0], (digests[2].clone(), "active".to_owned()));
    assert_eq!(before[1].1, "previous");
    assert_eq!(before[2].1, "kept");
    let server = server.kill_and_restart();
    assert_eq!(states(&server, "noop"), before);
    // What is bundled is offered at each start, and changes nothing.
    let (_, rolled) = server.post("/api/v1/plugins/noop/rollback", &Value::Null);
    assert_eq!(rolled["digest"], digests[1]);
    let server = server.kill_and_restart();
    assert_eq!(active(&server, "noop").unwrap(), digests[1]);
}

#[test]
fn a_name_from_another_source_is_refused_with_the_command_that_gives_it() {
    let server = Server::start(runner());
    let bundled = runner_plugins::find("data-conversion").unwrap();
    let mine = marked(bundled.wasm, 1);
    let names = [(digest(bundled.wasm), "BUNDLED"), (digest(&mine), "MINE")];
    server.runner().write("mine.wasm", &mine);
    let run = |args: &[&str]| server.client(&[&["plugin"], args].concat());
    let refused = run(&["install", "mine.wasm"]);
    insta::assert_snapshot!(plain(&without_note(&refused.said()), &names), @r"
    exit Some(1)
    error: the name `data-conversion` belongs to the bundled plugin; to let this one have it: runner plugin activate data-conversion@MINE
    ");
    assert_eq!(
        active(&server, "data-conversion").unwrap(),
        digest(bundled.wasm)
    );
    // The command does what it says.
    let refused = without_note(&refused.stderr);
    let (_, command) = refused.trim().split_once("runner ").unwrap();
    let args: Vec<&str> = command.split(' ').collect();
    let done = server.client(&args);
    insta::assert_snapshot!(plain(done.line(), &names), @r"
    data-conversion 0.1.0 is active (MINE)
    ");
    let server = server.kill_and_restart();
    assert_eq!(active(&server, "data-conversion").unwrap(), digest(&mine));
}
