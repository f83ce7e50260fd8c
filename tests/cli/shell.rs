//! Pipes, and keys that end a wait.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Command, Stdio};

use runner_testkit::{Server, submit_conversion};

use crate::{pause_queue, runner};

#[test]
fn a_conversion_stands_in_a_pipe() {
    let runner = runner();
    runner.give_bundled_code();
    // As a shell does it: `runner run data-conversion -p to=jsonl -i - -o - < in.csv > out.jsonl`.
    let status = runner
        .command(&[
            "run",
            "data-conversion",
            "-p",
            "to=jsonl",
            "-i",
            "-",
            "-o",
            "-",
        ])
        .stdin(std::fs::File::open(runner.path("in.csv")).unwrap())
        .stdout(std::fs::File::create(runner.path("out.jsonl")).unwrap())
        .stderr(Stdio::null())
        .status()
        .unwrap();
    assert!(status.success());
    assert_eq!(runner.read("out.jsonl"), "{\"id\":1,\"zip\":\"00123\"}\n");
}

#[test]
fn somebody_who_has_read_enough_is_no_failure() {
    let server = Server::start(runner());
    for _ in 0..3 {
        assert_eq!(
            server.client(&submit_conversion(&["-i", "in.csv"])).code,
            Some(0)
        );
    }
    for args in [
        &["job", "list"][..],
        &["job", "list", "--json"],
        &["plugin", "list", "--json"],
        &["schedule", "list"],
        &["config", "default"],
        &["config", "schema"],
        &["completions", "bash"],
        &["doctor"],
        &["--help"],
    ] {
        let mut child = server
            .runner()
            .command(args)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // Nobody reads a byte.
        drop(child.stdout.take());
        let mut stderr = String::new();
        child
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut stderr)
            .unwrap();
        let status = child.wait().unwrap();
        assert!(status.success(), "{args:?}: {status}: {stderr}");
        assert!(
            !stderr.contains("panicked") && !stderr.contains("error:"),
            "{args:?}: {stderr}"
        );
    }
}

#[test]
fn ctrl_c_while_waiting_says_how_to_come_back() {
    let server = Server::start(runner());
    assert_eq!(
        server
            .client(&submit_conversion(&["-i", "in.csv", "--wait"]))
            .code,
        Some(0)
    );
    pause_queue(&server);
    let mut child = server
        .runner()
        .command(&submit_conversion(&["-i", "in.csv", "--wait", "--follow"]))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap())
        .lines()
        .map(Result::unwrap);
    let said = lines.find(|line| line == "pending");
    assert!(said.is_some());
    let interrupted = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(interrupted.unwrap().success());
    let rest: Vec<String> = lines.collect();
    assert_eq!(child.wait().unwrap().code(), Some(130), "{rest:?}");
    let rest = rest.join("\n");
    assert!(
        rest.contains("goes on") && rest.contains("watch it: runner job watch "),
        "{rest}"
    );
}

#[test]
fn there_is_a_page_of_the_manual_for_each_command() {
    let runner = runner();
    assert_eq!(runner.run(&["man", "pages"]).code, Some(0));
    let page = runner.read("pages/runner-backup-restore.1");
    assert!(page.contains(".TH") && page.contains("replaced"), "{page}");
    assert!(runner.path("pages/runner.1").exists());
}
