//! Commands that wait for a job: through a restart of the server, until Ctrl-C, with its log as it comes.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on says so by a panic"
)]

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, ChildStderr, Command, Stdio};

use runner_testkit::{Runner, Server, submit_conversion as submit};
use serde_json::Value;

fn runner() -> Runner {
    Runner::with_csv(env!("CARGO_BIN_EXE_runner"))
}

/// A command that runs beside the test.
struct Running {
    child: Child,
    said: BufReader<ChildStderr>,
}

impl Running {
    fn start(runner: &Runner, args: &[&str]) -> Self {
        let mut child = runner
            .command(args)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let said = BufReader::new(child.stderr.take().unwrap());
        Self { child, said }
    }

    /// Reads what it says until a line begins so, and gives the rest of that line.
    fn until(&mut self, beginning: &str) -> String {
        let mut all = String::new();
        loop {
            let mut line = String::new();
            let read = self.said.read_line(&mut line).unwrap();
            assert!(read > 0, "{beginning:?} was not said: {all}");
            if let Some(rest) = line.strip_prefix(beginning) {
                return rest.trim_end().to_owned();
            }
            all.push_str(&line);
        }
    }

    fn interrupt(&self) {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args(["-INT", &id]).status().unwrap();
        assert!(sent.success());
    }

    /// Waits for its end: exit code, standard output, and what it still said.
    fn end(mut self) -> (Option<i32>, String, String) {
        let mut said = String::new();
        self.said.read_to_string(&mut said).unwrap();
        let output = self.child.wait_with_output().unwrap();
        let stdout = String::from_utf8(output.stdout).unwrap();
        (output.status.code(), stdout, said)
    }
}

#[test]
fn who_follows_a_job_survives_a_restart_of_the_server_on_another_port() {
    let server = Server::start(runner());
    let args = [
        "submit",
        "data-conversion",
        "-p",
        "to=jsonl",
        "-i",
        "in.csv",
        "--delay",
        "5s",
        "--follow",
        "-o",
        "out.jsonl",
    ];
    let mut running = Running::start(server.runner(), &args);
    let id = running.until("submitted ");
    running.until("scheduled for ");
    let before = server.address().to_owned();
    let server = server.kill_and_restart();
    assert_ne!(server.address(), before);
    let lost = running.until("lost the server (");
    assert!(
        lost.contains(&before) && lost.ends_with("; waiting for it"),
        "{lost}"
    );
    running.until("the server is back");
    let (code, stdout, said) = running.end();
    assert_eq!(code, Some(0), "{said}");
    let result: Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!(result["rows_written"], 1);
    assert!(said.contains("running, attempt 1\n"), "{said}");
    assert!(said.contains("data-conversion 0.1.0 completed\n"), "{said}");
    assert_eq!(
        server.runner().read("out.jsonl"),
        "{\"id\":1,\"zip\":\"00123\"}\n"
    );
    assert_eq!(server.wait_for(&id, "completed")["attempt"], 1);
}

#[test]
fn the_stream_of_all_events_goes_on_after_a_restart_and_misses_none() {
    let server = Server::start(runner());
    let first = server.client(&submit(&["-i", "in.csv", "--wait", "--json"]));
    let first: Value = serde_json::from_str(&first.stdout).unwrap();
    let mut events = Running::start(server.runner(), &["events", "--after", "0"]);
    let mut lines = BufReader::new(events.child.stdout.take().unwrap()).lines();
    let mut kinds_of = |job: &Value| {
        let id = job["id"].as_str().unwrap();
        let mut kinds = Vec::new();
        while kinds.last().is_none_or(|last| last != "job-completed") {
            let line = lines.next().unwrap().unwrap();
            let words: Vec<&str> = line.split_whitespace().collect();
            if words.get(3) == Some(&id) {
                kinds.push(words[2].to_owned());
            }
        }
        kinds
    };
    let life = ["job-created", "job-update", "job-completed"];
    assert_eq!(kinds_of(&first), life);
    let server = server.kill_and_restart();
    events.until("lost the server (");
    events.until("the server is back");
    let args = submit(&["-i", "in.csv", "--wait", "--json"]);
    let second: Value = serde_json::from_str(&server.client(&args).stdout).unwrap();
    assert_eq!(kinds_of(&second), life);
    events.interrupt();
    events.child.wait().unwrap();
}

#[test]
fn a_server_says_where_it_listens_for_as_long_as_it_does() {
    let runner = runner();
    runner.give_bundled_code();
    let mut server = Running::start(&runner, &["serve", "--listen", "127.0.0.1:0"]);
    let url = server.until("runner listens on ");
    assert_eq!(runner.read("data/server").trim(), url);
    assert_eq!(runner.run(&["stats"]).code, Some(0));
    server.interrupt();
    let (code, _, said) = server.end();
    assert_eq!(code, Some(0), "{said}");
    assert!(!runner.path("data/server").exists());
}

#[test]
fn ctrl_c_ends_the_waiting_and_not_the_job() {
    let server = Server::start_with_guests(runner(), &["sleep"]);
    for args in [
        ["submit", "sleep", "--follow"],
        ["submit", "sleep", "--wait"],
    ] {
        let mut running = Running::start(server.runner(), &args);
        let id = running.until("submitted ");
        server.wait_for(&id, "running");
        running.interrupt();
        let (code, stdout, said) = running.end();
        assert_eq!((code, stdout.as_str()), (Some(130), ""));
        let expected = format!(
            "not waiting any more: the job {id} goes on\nhint: watch it: runner job watch {id}\n      cancel it: runner job cancel {id}\n"
        );
        assert!(said.ends_with(&expected), "{said}");
        let job = server.wait_for(&id, "running");
        assert_eq!(job["is_stopping"], false);

        // Somebody else watches it until it is cancelled.
        let mut watching = Running::start(server.runner(), &["job", "watch", &id]);
        watching.until("running, attempt 1");
        assert_eq!(server.client(&["job", "cancel", &id]).code, Some(0));
        let (code, _, said) = watching.end();
        assert_eq!(code, Some(1));
        assert!(
            said.contains("error: sleep cancelled, cancelled: "),
            "{said}"
        );
    }
}

#[test]
fn who_follows_a_job_hears_each_line_of_its_log_once() {
    let server = Server::start_with_guests(runner(), &["echo"]);
    let args = ["submit", "echo", "-p", "say=hello", "--follow"];
    let ran = server.client(&args);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    for line in ["info  said \"hello\"", "info  printed", "warn  complained"] {
        assert_eq!(
            ran.stderr.matches(line).count(),
            1,
            "{line}: {}",
            ran.stderr
        );
    }
    // A job that is tried again says why, and what each attempt said.
    let args = [
        "submit",
        "echo",
        "-p",
        "fail=transient",
        "--max-attempts",
        "2",
        "--follow",
    ];
    let ran = server.client(&args);
    assert_eq!(ran.code, Some(1));
    for said in [
        "retrying after attempt 1 failed, transient: asked to fail: transient",
        "running, attempt 2",
        "error: echo failed, transient: asked to fail: transient",
    ] {
        assert!(
            ran.stderr.contains(said),
            "{said:?} is missing in: {}",
            ran.stderr
        );
    }
}

#[test]
fn ctrl_c_ends_the_waiting_and_not_the_batch() {
    let server = Server::start_with_guests(runner(), &["sleep"]);
    server.runner().write("items.jsonl", "{}\n{}\n");
    let args = [
        "batch",
        "submit",
        "items.jsonl",
        "--processor",
        "sleep",
        "--follow",
    ];
    let mut running = Running::start(server.runner(), &args);
    let id = running.until("submitted ");
    let id = id.strip_suffix(", 2 items").unwrap();
    running.until("running");
    running.interrupt();
    let (code, stdout, said) = running.end();
    assert_eq!((code, stdout.as_str()), (Some(130), ""));
    let expected = format!(
        "not waiting any more: the batch {id} goes on\nhint: watch it: runner batch watch {id}\n      stop it: runner batch stop {id}\n"
    );
    assert!(said.ends_with(&expected), "{said}");
    // Who watches it goes on after the server was away.
    let mut watching = Running::start(server.runner(), &["batch", "watch", id]);
    watching.until("running");
    let server = server.kill_and_restart();
    watching.until("the server is back");
    assert_eq!(server.client(&["batch", "stop", id]).code, Some(0));
    let (code, stdout, said) = watching.end();
    assert_eq!(code, Some(1), "{said}");
    assert!(stdout.contains("stopped, 2 items: 2 cancelled"), "{stdout}");
}
