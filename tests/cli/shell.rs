//! Pipes, and keys that end a wait.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Command, Stdio};

use runner_testkit::{Server, guest, submit_conversion};

use crate::{pause_queue, runner};

#[test]
fn a_conversion_stands_in_a_pipe() {
    let runner = runner();
    runner.give_bundled_code();
    // As a shell does it: `runner run data-conversion -p to=jsonl < in.csv > out.jsonl`.
    let status = runner
        .command(&["run", "data-conversion", "-p", "to=jsonl"])
        .stdin(std::fs::File::open(runner.path("in.csv")).unwrap())
        .stdout(std::fs::File::create(runner.path("out.jsonl")).unwrap())
        .stderr(Stdio::null())
        .status()
        .unwrap();
    assert!(status.success());
    assert_eq!(runner.read("out.jsonl"), "{\"id\":1,\"zip\":\"00123\"}\n");
}

#[test]
fn a_pipe_is_for_what_no_flag_says() {
    let runner = runner();
    runner.give_bundled_code();
    let csv = "id,zip\n7,00999\n".as_bytes();
    let convert = |more: &[&str]| {
        let args = [&["run", "data-conversion", "-p", "to=jsonl"], more].concat();
        runner.run_with(&args, csv)
    };
    let piped = convert(&["-p", "from=csv"]);
    assert_eq!(piped.line(), "{\"id\":7,\"zip\":\"00999\"}");
    assert!(
        piped.stderr.contains("\"rows_written\":1"),
        "{}",
        piped.stderr
    );
    // A flag goes before it: then there is one line of result, and no rows.
    let from_file = convert(&["-i", "in.csv"]);
    assert_eq!(from_file.line(), "{\"id\":1,\"zip\":\"00123\"}");
    let to_file = convert(&["-p", "from=csv", "-o", "x.jsonl"]);
    assert!(
        to_file.line().contains("\"rows_written\":1"),
        "{}",
        to_file.stdout
    );
    assert_eq!(runner.read("x.jsonl"), "{\"id\":7,\"zip\":\"00999\"}\n");
    // With --json the standard output is for the document.
    let json = convert(&["-p", "from=csv", "--json"]);
    assert_eq!(json.code, Some(2), "{}", json.stdout);
    assert!(json.stdout.contains("say where it goes"), "{}", json.stdout);
}

#[test]
fn what_needs_no_input_reads_no_pipe_and_an_empty_one_is_none() {
    let runner = runner();
    runner.write("echo.wasm", guest("echo"));
    runner.give_bundled_code();
    for args in [
        &["run", "./echo.wasm", "-p", "say=hello"][..],
        &["run", "data-conversion", "-p", "to=jsonl", "-i", "in.csv"],
    ] {
        // A pipe that somebody holds open and says nothing in.
        let mut child = runner
            .command(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let held = child.stdin.take();
        let ran = child.wait_with_output().unwrap();
        assert!(
            ran.status.success(),
            "{args:?}: {}",
            String::from_utf8_lossy(&ran.stderr)
        );
        drop(held);
    }
    let convert = ["run", "data-conversion", "-q", "-p", "to=jsonl"];
    let missing = |ran: std::process::Output| {
        let stderr = String::from_utf8_lossy(&ran.stderr).into_owned();
        assert_eq!(ran.status.code(), Some(2), "{stderr}");
        assert!(stderr.contains("needs the input `data`"), "{stderr}");
        stderr
    };
    let null = runner
        .command(&convert)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(!missing(null).contains("reading"));
    let empty = std::fs::File::create(runner.path("empty.csv")).unwrap();
    drop(empty);
    let empty = std::fs::File::open(runner.path("empty.csv")).unwrap();
    missing(runner.command(&convert).stdin(empty).output().unwrap());
}

#[test]
fn a_job_is_submitted_with_what_comes_in_a_pipe() {
    let server = Server::start(runner());
    let args = [
        "submit",
        "data-conversion",
        "-p",
        "from=csv",
        "-p",
        "to=jsonl",
        "-o",
        "out.jsonl",
    ];
    let ran = server.runner().run_with(&args, b"id,zip\n7,00999\n");
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert_eq!(
        server.runner().read("out.jsonl"),
        "{\"id\":7,\"zip\":\"00999\"}\n"
    );
}

#[test]
fn whoever_reads_the_rows_may_have_enough() {
    let runner = runner();
    runner.give_bundled_code();
    let mut rows = String::from("id\n");
    for number in 0..200_000 {
        rows.push_str(&format!("{number}\n"));
    }
    runner.write("many.csv", rows);
    let mut child = runner
        .command(&[
            "run",
            "data-conversion",
            "-q",
            "-p",
            "from=csv",
            "-p",
            "to=jsonl",
        ])
        .stdin(std::fs::File::open(runner.path("many.csv")).unwrap())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = String::new();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    stdout.read_line(&mut first).unwrap();
    assert_eq!(first, "{\"id\":0}\n");
    drop(stdout);
    let ran = child.wait_with_output().unwrap();
    let stderr = String::from_utf8_lossy(&ran.stderr);
    assert!(
        ran.status.success() && !stderr.contains("error"),
        "{stderr}"
    );
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
