//! The plugins folder of a running server: what is put there becomes a kind of job, or is refused with the reason.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on says so by a panic"
)]

use std::fs::{self, File};
use std::io::Write as _;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use runner_testkit::{Runner, Server, guest, wait_until};
use rustix::fs::{CWD, FileType, Mode, mknodat};
use serde_json::{Value, json};

fn runner() -> Runner {
    let runner = Runner::new(env!("CARGO_BIN_EXE_runner"));
    fs::create_dir_all(runner.path("data/plugins")).unwrap();
    runner
}

fn folder(runner: &Runner) -> PathBuf {
    runner.path("data/plugins")
}

/// Another version of a component: the same with a custom section at its end, and so with another digest.
fn version(wasm: &[u8], mark: u8) -> Vec<u8> {
    // Section 0, its length, the length of its name, the name, its content.
    [wasm, &[0, 3, 1, b'v', mark]].concat()
}

fn put(folder: &Path, name: &str, wasm: &[u8]) {
    fs::write(folder.join(name), wasm).unwrap();
}

/// Puts a file there that was written a minute ago.
fn put_old(folder: &Path, name: &str, wasm: &[u8]) {
    put(folder, name, wasm);
    let then = SystemTime::now() - Duration::from_secs(60);
    let file = File::options().write(true).open(folder.join(name)).unwrap();
    file.set_modified(then).unwrap();
}

/// The active version of a plugin.
fn active(server: &Server, name: &str) -> Option<Value> {
    let (status, plugin) = server.get(&format!("/api/v1/plugins/{name}"));
    (status == 200).then_some(plugin)
}

fn wait_for_plugin(server: &Server, name: &str) -> Value {
    wait_until(&format!("{name} is listed"), || active(server, name))
}

/// Why a file is refused, if it is.
fn refusal(server: &Server, file: &str) -> Option<Value> {
    let (_, list) = server.get("/api/v1/plugins");
    let refused = list["refused"].as_array().unwrap();
    refused
        .iter()
        .find(|refused| refused["file"] == file)
        .cloned()
}

fn wait_for_refusal(server: &Server, file: &str) -> Value {
    wait_until(&format!("{file} is refused"), || refusal(server, file))
}

fn wait_for_no_refusal(server: &Server, file: &str) {
    wait_until(&format!("{file} is not refused any more"), || {
        refusal(server, file).is_none().then_some(())
    });
}

#[test]
fn a_file_in_the_folder_becomes_a_kind_of_job_at_the_start_and_while_the_server_runs() {
    let runner = runner();
    put(&folder(&runner), "first.wasm", guest("noop"));
    let server = Server::start(runner);
    let first = wait_for_plugin(&server, "noop");
    assert_eq!(first["source"], "plugins/first.wasm");

    let echo = json!({"processor": "echo", "params": {"say": "hi"}});
    let (status, unknown) = server.post("/api/v1/jobs", &echo);
    assert_eq!(
        (status, &unknown["code"]),
        (422, &json!("unknown_processor"))
    );
    assert_eq!(
        unknown["detail"],
        "there is no processor `echo`; there are: data-conversion, noop, property-fetch, report-generation"
    );
    put(&folder(server.runner()), "second.wasm", guest("echo"));
    wait_for_plugin(&server, "echo");
    let (status, job) = server.post("/api/v1/jobs", &echo);
    assert_eq!(status, 201);
    let done = server.wait_for(job["id"].as_str().unwrap(), "completed");
    assert_eq!(done["result"]["said"], "hi");

    // What it declares is what its jobs are checked with.
    let wrong = json!({"processor": "echo", "params": {"say": 5, "fail": "maybe", "shout": true}});
    let (status, problem) = server.post("/api/v1/jobs", &wrong);
    assert_eq!((status, &problem["code"]), (422, &json!("invalid_params")));
    let mut paths: Vec<&str> = problem["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| error["path"].as_str().unwrap())
        .collect();
    paths.sort_unstable();
    assert_eq!(paths, ["/params", "/params/fail", "/params/say"]);

    // The folder is an inbox, and the store is the truth.
    fs::remove_file(folder(server.runner()).join("second.wasm")).unwrap();
    let server = server.kill_and_restart();
    let (status, _) = server.post("/api/v1/jobs", &echo);
    assert_eq!(status, 201);
}

/// A slow copy over `echo.wasm`.
struct Copy<'a> {
    file: File,
    left: &'a [u8],
}

impl<'a> Copy<'a> {
    fn begin(folder: &Path, wasm: &'a [u8]) -> Self {
        let file = File::create(folder.join("echo.wasm")).unwrap();
        let mut copy = Self { file, left: wasm };
        copy.write(wasm.len() / 2);
        copy
    }

    fn write(&mut self, most: usize) {
        let (next, left) = self.left.split_at(most.min(self.left.len()));
        self.file.write_all(next).unwrap();
        self.left = left;
    }

    /// Writes a few bytes now and then, and is not done when something else is.
    fn go_on_until<T>(&mut self, what: &str, mut ask: impl FnMut() -> Option<T>) {
        wait_until(what, || {
            self.write(16);
            ask()
        });
        assert!(!self.left.is_empty());
    }

    fn finish(mut self) {
        self.write(usize::MAX);
    }
}

#[test]
fn half_a_file_is_waited_for() {
    let server = Server::start(runner());
    let folder = folder(server.runner());
    let echo = guest("echo");
    let mut copy = Copy::begin(&folder, echo);
    // Hidden and temporary names are nobody's business, however whole they are.
    put(&folder, ".sleep.wasm", guest("sleep"));
    put(&folder, "spin.wasm.part", guest("spin"));
    // By now the folder was looked at.
    put(&folder, "noop.wasm", guest("noop"));
    copy.go_on_until("noop is listed", || active(&server, "noop"));
    let (_, list) = server.get("/api/v1/plugins");
    assert_eq!(list["refused"], json!([]));
    let items = list["items"].as_array().unwrap().iter();
    let dropped: Vec<&Value> = items
        .filter(|item| item["source"] != "bundled")
        .map(|item| &item["name"])
        .collect();
    assert_eq!(dropped, ["noop"], "{list:#}");

    copy.finish();
    let old = wait_for_plugin(&server, "echo");

    // As `cp` over it does: the file is cut to nothing and written anew.
    let next = version(echo, 2);
    let mut copy = Copy::begin(&folder, &next);
    put(&folder, "spin.wasm", guest("spin"));
    copy.go_on_until("spin is listed", || active(&server, "spin"));
    assert_eq!(active(&server, "echo").unwrap()["digest"], old["digest"]);
    assert_eq!(refusal(&server, "plugins/echo.wasm"), None);
    copy.finish();
    wait_until("the next version runs", || {
        (active(&server, "echo").unwrap()["digest"] != old["digest"]).then_some(())
    });

    // A rename brings it at once, and the one before can be put back.
    put(&folder, "echo.wasm.tmp", echo);
    fs::rename(folder.join("echo.wasm.tmp"), folder.join("echo.wasm")).unwrap();
    wait_until("the version before runs again", || {
        (active(&server, "echo").unwrap()["digest"] == old["digest"]).then_some(())
    });
    assert!(!server.log().contains("refused"), "{}", server.log());
}

#[test]
fn what_is_no_plugin_is_refused_with_the_reason_and_the_server_goes_on() {
    let runner = runner();
    let path = folder(&runner);
    put_old(&path, "text.wasm", b"#!/bin/sh\n");
    put_old(&path, "half.wasm", &guest("noop")[..5_000]);
    put_old(&path, "schema.wasm", guest("schema_ref"));
    fs::create_dir(path.join("folder.wasm")).unwrap();
    symlink("/nowhere/x.wasm", path.join("link.wasm")).unwrap();
    let server = Server::start(runner);
    // And while it runs.
    mknodat(CWD, path.join("pipe.wasm"), FileType::Fifo, Mode::RUSR, 0).unwrap();
    let large = File::create(path.join("large.wasm")).unwrap();
    large.set_len(1 << 30).unwrap();
    drop(large);
    for (file, code) in [
        ("text.wasm", "no_component"),
        ("half.wasm", "compile_refused"),
        ("schema.wasm", "bad_schema"),
        ("folder.wasm", "no_file"),
        ("link.wasm", "no_file"),
        ("pipe.wasm", "no_file"),
        ("large.wasm", "too_large"),
    ] {
        let refused = wait_for_refusal(&server, &format!("plugins/{file}"));
        assert_eq!(refused["code"], code, "{refused:#}");
        let is_read = !["no_file", "too_large"].contains(&code);
        assert_eq!(refused["digest"].is_string(), is_read, "{refused:#}");
        assert!(refused["at"].as_str().unwrap().ends_with('Z'));
        // One line has file, reason and what to do.
        let log = server.log();
        let said = [
            file,
            "WARN",
            refused["message"].as_str().unwrap(),
            refused["hint"].as_str().unwrap(),
        ];
        let lines: Vec<&str> = log
            .lines()
            .filter(|line| said.iter().all(|said| line.contains(said)))
            .collect();
        assert_eq!(lines.len(), 1, "{file}: {log}");
    }
    // A later good one takes the reason away, and so does deleting the file.
    put(&path, "text.wasm", guest("noop"));
    wait_for_plugin(&server, "noop");
    wait_for_no_refusal(&server, "plugins/text.wasm");
    fs::remove_file(path.join("half.wasm")).unwrap();
    wait_for_no_refusal(&server, "plugins/half.wasm");
    let (_, job) = server.post("/api/v1/jobs", &json!({"processor": "noop"}));
    server.wait_for(job["id"].as_str().unwrap(), "completed");

    // After a start it is all the same; what was taken is neither compiled nor loaded again.
    fs::remove_dir_all(server.runner().path("data/cache")).unwrap();
    let server = server.kill_and_restart();
    for file in ["folder.wasm", "large.wasm", "schema.wasm"] {
        wait_for_refusal(&server, &format!("plugins/{file}"));
    }
    assert!(active(&server, "noop").is_some());
    let known = fs::read_dir(server.runner().path("data/cache/plugins")).unwrap();
    assert_eq!(known.count(), 0);
}

#[test]
fn a_folder_that_was_moved_away_is_made_again_and_watched() {
    let server = Server::start(runner());
    let path = folder(server.runner());
    put(&path, "echo.wasm", b"no plugin");
    wait_for_refusal(&server, "plugins/echo.wasm");
    fs::rename(&path, server.runner().path("data/elsewhere")).unwrap();
    wait_for_no_refusal(&server, "plugins/echo.wasm");
    put(&path, "noop.wasm", guest("noop"));
    wait_for_plugin(&server, "noop");
}

#[test]
fn a_name_belongs_to_its_first_source() {
    let runner = runner();
    let path = folder(&runner);
    put(&path, "echo.wasm", guest("echo"));
    let server = Server::start(runner);
    let first = wait_for_plugin(&server, "echo");
    put(&path, "echo-2.wasm", &version(guest("echo"), 2));
    let refused = wait_for_refusal(&server, "plugins/echo-2.wasm");
    assert_eq!(refused["code"], "name_taken");
    let message = refused["message"].as_str().unwrap();
    assert!(
        message.starts_with("the name `echo` belongs to the plugin from plugins/echo.wasm;"),
        "{message}"
    );
    let bundled = runner_plugins::find("data-conversion").unwrap();
    put(&path, "mine.wasm", &version(bundled.wasm, 2));
    let refused = wait_for_refusal(&server, "plugins/mine.wasm");
    let message = refused["message"].as_str().unwrap();
    assert!(
        message.starts_with("the name `data-conversion` belongs to the bundled plugin;"),
        "{message}"
    );
    assert_eq!(active(&server, "echo").unwrap()["digest"], first["digest"]);

    // Saved as the file that owns the name it is that plugin's next version.
    fs::rename(path.join("echo-2.wasm"), path.join("echo.wasm")).unwrap();
    wait_until("the next version runs", || {
        (active(&server, "echo").unwrap()["digest"] != first["digest"]).then_some(())
    });
    wait_for_no_refusal(&server, "plugins/echo-2.wasm");
}
