//! What was removed does not come back by itself: neither what is bundled nor what lies in the folder.

use std::fs::{self, File};
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use runner_testkit::{Runner, Server, wait_until};
use serde_json::Value;

use super::support::{active, digest, marked, plain, runner, version};

fn bundled() -> &'static [u8] {
    runner_plugins::find("data-conversion").unwrap().wasm
}

fn file(runner: &Runner) -> PathBuf {
    runner.path("data/plugins/noop.wasm")
}

/// Writes the file as it would have been written then.
fn put(server: &Server, wasm: &[u8], at: SystemTime) {
    // Beside it and renamed: it is never seen half.
    let beside = server.runner().path("data/plugins/noop.wasm.part");
    fs::write(&beside, wasm).unwrap();
    let written = File::options().write(true).open(&beside).unwrap();
    written.set_modified(at).unwrap();
    fs::rename(beside, file(server.runner())).unwrap();
}

fn refusal(server: &Server) -> Option<Value> {
    let (_, list) = server.get("/api/v1/plugins");
    list["refused"].as_array().unwrap().first().cloned()
}

fn wait_for(server: &Server, wasm: &[u8]) {
    let digest = digest(wasm);
    wait_until("the file is taken", || {
        (active(server, "noop").as_ref() == Some(&digest)).then_some(())
    });
}

#[test]
fn a_bundled_plugin_that_was_removed_stays_away_until_it_is_activated() {
    let server = Server::start(runner());
    let ran = server.client(&["plugin", "remove", "data-conversion"]);
    assert!(
        ran.line().starts_with("data-conversion removed"),
        "{}",
        ran.stdout
    );
    let server = server.kill_and_restart();
    assert_eq!(active(&server, "data-conversion"), None);
    // The log says how to have it back, and so does whoever asks for it.
    let command = format!(
        "runner plugin activate data-conversion@{}",
        digest(bundled())
    );
    assert!(server.log().contains(&command), "{}", server.log());
    let args: Vec<&str> = command.split(' ').skip(1).collect();
    server.client(&args).line();
    let (_, shown) = server.get("/api/v1/plugins/data-conversion");
    assert_eq!(shown["source"], "bundled");
    let server = server.kill_and_restart();
    assert_eq!(
        active(&server, "data-conversion").unwrap(),
        digest(bundled())
    );
    let id = {
        server.runner().write("in.csv", "a\n1\n");
        let ran = server.client(&[
            "submit",
            "data-conversion",
            "-p",
            "to=jsonl",
            "-i",
            "in.csv",
            "--wait",
        ]);
        ran.code
    };
    assert_eq!(id, Some(0));
}

#[test]
fn a_bundled_plugin_that_was_removed_may_be_installed() {
    let server = Server::start(runner());
    server
        .client(&["plugin", "remove", "data-conversion"])
        .line();
    // Bytes that the program does not have: the name is free.
    server.runner().write("mine.wasm", marked(bundled(), 1));
    server.client(&["plugin", "install", "mine.wasm"]).line();
    let server = server.kill_and_restart();
    let (_, shown) = server.get("/api/v1/plugins/data-conversion");
    assert_eq!(shown["source"], "installed");
}

#[test]
fn a_file_whose_plugin_was_removed_counts_again_once_it_is_written() {
    let server = Server::start(runner());
    let wasm = version("noop", 1);
    let long_ago = SystemTime::now() - Duration::from_secs(3_600);
    put(&server, &wasm, long_ago);
    wait_for(&server, &wasm);
    let removed = server.client(&["plugin", "remove", "noop"]);
    let names = [(digest(&wasm), "ONE")];
    insta::assert_snapshot!(plain(&format!("{}{}", removed.stdout, removed.stderr), &names), @r"
    noop removed (ONE)
    the file plugins/noop.wasm is left where it is, and is not taken again unless it is written anew
    ");
    // It lies there still, at the next start too, and is not taken.
    let server = server.kill_and_restart();
    let refused = wait_until("the file was looked at", || refusal(&server));
    assert_eq!(refused["code"], "removed");
    let said = format!(
        "{}; {}",
        refused["message"].as_str().unwrap(),
        refused["hint"].as_str().unwrap()
    );
    insta::assert_snapshot!(plain(&said, &names), @r"
    it was removed at TIME, and the file was not written since; delete the file; or to have the plugin back: runner plugin install FILE
    ");
    assert_eq!(active(&server, "noop"), None);
    // One that claims to be of the future says nothing.
    put(
        &server,
        &wasm,
        SystemTime::now() + Duration::from_secs(3_600),
    );
    let server = server.kill_and_restart();
    wait_until("the file was looked at", || refusal(&server));
    assert_eq!(active(&server, "noop"), None);

    // Touched, it is meant.
    let touched = File::options()
        .write(true)
        .open(file(server.runner()))
        .unwrap();
    touched.set_modified(SystemTime::now()).unwrap();
    wait_for(&server, &wasm);
    let server = server.kill_and_restart();
    wait_for(&server, &wasm);
    assert_eq!(refusal(&server), None);
}

#[test]
fn other_bytes_in_the_file_of_a_removed_plugin_are_taken() {
    let server = Server::start(runner());
    let (old, new) = (version("noop", 1), version("noop", 2));
    let long_ago = SystemTime::now() - Duration::from_secs(3_600);
    put(&server, &old, long_ago);
    wait_for(&server, &old);
    server.client(&["plugin", "remove", "noop"]).line();
    put(&server, &new, long_ago);
    wait_for(&server, &new);
    // The old ones are still what was removed, also if somebody puts them there as they were.
    put(&server, &old, long_ago);
    let refused = wait_until("the old file is refused", || refusal(&server));
    assert_eq!(refused["code"], "removed");
    assert_eq!(active(&server, "noop").unwrap(), digest(&new));
    // By hand they come back, under a name that belongs to the file: by choice alone.
    server.runner().write("old.wasm", &old);
    let taken = server.client(&["plugin", "install", "old.wasm"]);
    assert!(
        taken
            .stderr
            .contains(&format!("runner plugin activate noop@{}", digest(&old)))
    );
}
