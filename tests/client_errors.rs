//! What a command that asks a server says when it is asked wrongly, or when nobody answers as a server would.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on says so by a panic"
)]

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::process::Stdio;
use std::thread;

use runner_testkit::{Runner, Server};

/// Nobody listens there.
const NOBODY: &str = "http://127.0.0.1:1";
const NO_JOB: &str = "01a200ac-3f8e-7330-955e-c916414c5dd5";

fn runner() -> Runner {
    Runner::with_csv(env!("CARGO_BIN_EXE_runner"))
}

fn submit<'a>(more: &[&'a str]) -> Vec<&'a str> {
    let mut args = vec!["submit", "data-conversion", "-p", "to=jsonl"];
    args.extend(more);
    args
}

#[test]
fn where_nobody_listens_it_is_said_how_to_start_a_server() {
    let runner = runner();
    insta::assert_snapshot!(runner.run(&submit(&["-i", "in.csv", "--server", NOBODY])).said(), @r"
    exit Some(4)
    error: cannot reach the server at http://127.0.0.1:1: Connection refused (os error 111)
    hint: start it there: runner serve --listen ADDRESS; or say which other server is meant: --server URL, or RUNNER_SERVER
    ");
    std::fs::create_dir(runner.path("data")).unwrap();
    runner.write("data/server", NOBODY);
    for args in [
        &["job", "list"][..],
        &["job", "show", NO_JOB],
        &["job", "logs", NO_JOB],
        &["job", "watch", NO_JOB],
        &["job", "cancel", NO_JOB],
        &["job", "output", NO_JOB],
        &["events"],
        &["stats"],
    ] {
        let ran = runner.run(args);
        assert_eq!(ran.code, Some(4), "{args:?}: {}", ran.stderr);
        assert!(
            ran.stderr.ends_with("hint: start one: runner serve\n"),
            "{args:?}: {}",
            ran.stderr
        );
    }
}

#[test]
fn a_token_that_is_missing_or_wrong_is_said() {
    let server = Server::start(runner());
    let url = format!("http://{}", server.address());
    let said = |change: &dyn Fn(&mut std::process::Command), args: &[&str]| {
        let mut command = server.runner().command(args);
        change(&mut command);
        let output = command.stdin(Stdio::null()).output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        format!("exit {:?}\n{stderr}", output.status.code()).replace(&url, "URL")
    };
    insta::assert_snapshot!(said(&|command| { command.env("RUNNER_TOKEN", "wrong"); }, &["job", "list"]), @r"
    exit Some(5)
    error: the server at URL does not take this token
    hint: its token is in the file `token` of its data folder: say --token-file FILE, or set RUNNER_TOKEN
    ");
    let elsewhere = server.runner().path("elsewhere");
    insta::assert_snapshot!(
        said(
            &|command| { command.env("RUNNER_DATA_DIR", &elsewhere); },
            &["job", "list", "--server", &url],
        ),
        @r"
    exit Some(5)
    error: the server at URL wants a token
    hint: its token is in the file `token` of its data folder: say --token-file FILE, or set RUNNER_TOKEN
    "
    );
    insta::assert_snapshot!(said(&|_| {}, &["job", "list", "--token-file", "none"]), @r"
    exit Some(2)
    error: cannot read the token in none: No such file or directory (os error 2)
    ");
    server.runner().write("empty", "\n");
    insta::assert_snapshot!(said(&|_| {}, &["job", "list", "--token-file", "empty"]), @r"
    exit Some(2)
    error: what is in empty is no token
    ");
    // The right one, wherever it comes from.
    let token = server.runner().read("data/token");
    let with_token = |command: &mut std::process::Command| {
        command
            .env("RUNNER_DATA_DIR", &elsewhere)
            .env("RUNNER_SERVER", &url)
            .env("RUNNER_TOKEN", token.trim());
    };
    assert!(said(&with_token, &["job", "list"]).starts_with("exit Some(0)"));
    let with_file = |command: &mut std::process::Command| {
        command
            .env("RUNNER_DATA_DIR", &elsewhere)
            .env("RUNNER_SERVER", &url);
    };
    let args = ["job", "list", "--token-file", "data/token"];
    assert!(said(&with_file, &args).starts_with("exit Some(0)"));
}

#[test]
fn somebody_else_who_answers_is_no_server() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let answers = [
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>",
        "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n",
        "SSH-2.0-OpenSSH\r\n",
    ];
    let answering = thread::spawn(move || {
        for answer in answers {
            let (mut stream, _) = listener.accept().unwrap();
            let read = stream.read(&mut [0; 4096]).unwrap();
            assert!(read > 0);
            stream.write_all(answer.as_bytes()).unwrap();
        }
    });
    let runner = runner();
    let said = || {
        let ran = runner.run(&["stats", "--server", &url]);
        ran.said().replace(&url, "URL")
    };
    let first = {
        let ran = runner.run(&["job", "list", "--server", &url]);
        ran.said().replace(&url, "URL")
    };
    insta::assert_snapshot!(first, @r"
    exit Some(4)
    error: what answers at URL is no runner server: its answer does not read: expected value at line 1 column 1
    hint: is it the right one? --server URL, or RUNNER_SERVER, says which server is asked
    ");
    insta::assert_snapshot!(said(), @r"
    exit Some(4)
    error: what answers at URL is no runner server: it says 502 Bad Gateway and nothing that can be understood
    hint: is it the right one? --server URL, or RUNNER_SERVER, says which server is asked
    ");
    insta::assert_snapshot!(said(), @r"
    exit Some(4)
    error: cannot reach the server at URL: invalid HTTP version parsed
    hint: start it there: runner serve --listen ADDRESS; or say which other server is meant: --server URL, or RUNNER_SERVER
    ");
    answering.join().unwrap();
}

#[test]
fn flags_that_are_nonsense_are_refused_before_anything_is_asked() {
    let runner = runner();
    let said = |args: &[&str]| {
        let mut args = args.to_vec();
        args.extend(["--server", NOBODY]);
        let said = runner.run(&args).said();
        said.replace("\n\nFor more information, try '--help'.\n", "")
    };
    insta::assert_snapshot!(said(&submit(&["--priority", "11"])), @r"
    exit Some(2)
    error: invalid value '11' for '--priority <PRIORITY>': `11` is no priority: write 1 to 10, or low (2), normal (5), high (8), critical (10)
    ");
    insta::assert_snapshot!(said(&submit(&["--delay", "soon"])), @r"
    exit Some(2)
    error: invalid value 'soon' for '--delay <DURATION>': `soon` is no duration: write `500ms`, `30s`, `5m`
    ");
    insta::assert_snapshot!(said(&submit(&["--at", "tomorrow"])), @r"
    exit Some(2)
    error: invalid value 'tomorrow' for '--at <TIME>': expected a time of RFC 3339, such as 2026-01-31T08:00:00Z
    ");
    insta::assert_snapshot!(said(&submit(&["--queue", "No Queue"])), @r"
    exit Some(2)
    error: invalid value 'No Queue' for '--queue <NAME>': `No Queue` is no queue name: use lower-case letters, digits and `-`, beginning with a letter, at most 64
    ");
    insta::assert_snapshot!(said(&submit(&["--metadata", "{x"])), @r"
    exit Some(2)
    error: invalid value '{x' for '--metadata <JSON>': it is no JSON: key must be a string at line 1 column 2
    ");
    insta::assert_snapshot!(said(&submit(&["--max-attempts", "0"])), @r"
    exit Some(2)
    error: invalid value '0' for '--max-attempts <N>': 0 is not in 1..=4294967295
    ");
    insta::assert_snapshot!(said(&submit(&["--fuel", "lots"])), @r"
    exit Some(2)
    error: --fuel: `lots` is no amount of fuel: write a number (`5000000`), or `200k`, `5M`, `2.5G`, `1T`
    ");
    insta::assert_snapshot!(said(&submit(&["-i", "no.csv"])), @r"
    exit Some(2)
    error: cannot read the input no.csv: No such file or directory (os error 2)
    ");
    insta::assert_snapshot!(said(&submit(&["-i", "job:7/data"])), @r"
    exit Some(2)
    error: the input job:7/data: `7` is no job id: expected a UUID such as `0190163d-8694-739b-aea5-966c26f8ad91`
    hint: write job:ID/OUTPUT; a file of that name is ./job:7/data
    ");
    insta::assert_snapshot!(said(&submit(&["-i", "blob:md5"])), @r"
    exit Some(2)
    error: the input blob:md5: it names no digest
    hint: write blob:sha256:…; a file of that name is ./blob:md5
    ");
    insta::assert_snapshot!(said(&submit(&["-i", "in.csv", "-o", "-", "--json"])), @r"
    exit Some(2)
    error: --json and an output on the standard output would be mixed up
    hint: write the output to a file: -o NAME=PATH
    ");
    insta::assert_snapshot!(said(&["submit", "./mine.wasm"]), @r"
    exit Some(2)
    error: ./mine.wasm is a file; a job is submitted by its processor's name
    hint: to run the file here and now: runner run ./mine.wasm
    ");
    insta::assert_snapshot!(said(&["job", "list", "--state", "done"]), @r"
    exit Some(2)
    error: invalid value 'done' for '--state <STATE>': there is no state `done`; the states are blocked, scheduled, pending, running, paused, retrying, completed, failed, cancelled
    ");
    insta::assert_snapshot!(said(&["job", "list", "--since", "yesterday"]), @r"
    exit Some(2)
    error: invalid value 'yesterday' for '--since <TIME>': expected a time of RFC 3339, such as 2026-01-31T08:00:00Z, or a duration, such as 2h
    ");
    insta::assert_snapshot!(said(&["job", "show", "7"]), @r"
    exit Some(2)
    error: invalid value '7' for '<ID>': `7` is no job id: expected a UUID such as `0190163d-8694-739b-aea5-966c26f8ad91`; its beginning will do, from 10 digits on
    ");
    let elsewhere = |url: &str| runner.run(&["stats", "--server", url]).said();
    insta::assert_snapshot!(elsewhere("localhost"), @r#"
    exit Some(2)
    error: the server "localhost" is no URL
    hint: write http://HOST:PORT, or https:// if it speaks TLS
    "#);
    insta::assert_snapshot!(elsewhere("ftp://example.com"), @r#"
    exit Some(2)
    error: the server "ftp://example.com" is no URL of a server
    hint: write http://HOST:PORT, or https:// if it speaks TLS
    "#);
    assert_eq!(runner.files(), ["in.csv"]);
}

#[test]
fn what_the_server_refuses_is_said_as_it_says_it() {
    let server = Server::start(runner());
    let said = |args: &[&str]| server.client(args).said();
    insta::assert_snapshot!(said(&["submit", "data-conversion", "-p", "sample=many", "-p", "to=xml", "-i", "in.csv"]), @r#"
    exit Some(2)
    error: the params do not fit data-conversion:
      /sample: "many" is not of type "integer"
      /to: "xml" is none of "csv", "tsv", "json", "jsonl"
    hint: see what it takes: runner plugin show data-conversion
    "#);
    insta::assert_snapshot!(said(&submit(&[])), @r"
    exit Some(2)
    reading the input `data` from the standard input
    error: data-conversion needs the input `data` (A table as CSV, TSV, JSON or JSON Lines)
    hint: -i data=PATH, or -i data=- for the standard input
    ");
    insta::assert_snapshot!(said(&["submit", "data-convertion"]), @r"
    exit Some(3)
    error: there is no processor `data-convertion`; there are: data-conversion, property-fetch, report-generation
    hint: did you mean `data-conversion`?
    ");
    insta::assert_snapshot!(said(&["job", "show", NO_JOB]), @r"
    exit Some(3)
    error: there is no job 01a200ac-3f8e-7330-955e-c916414c5dd5
    hint: see which jobs there are: runner job list
    ");
    insta::assert_snapshot!(said(&["job", "cancel", NO_JOB]), @r"
    exit Some(3)
    error: there is no job 01a200ac-3f8e-7330-955e-c916414c5dd5
    hint: see which jobs there are: runner job list
    ");
    insta::assert_snapshot!(said(&submit(&["-i", "in.csv", "--fuel", "1T"])), @r"
    exit Some(2)
    error: a job of data-conversion may have 500 billion of `fuel` on this server, not 1 trillion
    hint: an operator raises it: runner plugin limits data-conversion --limit fuel=1000000000000
    ");
    let none = format!("blob:sha256:{}", "0".repeat(64));
    insta::assert_snapshot!(said(&submit(&["-i", &none])), @r"
    exit Some(3)
    error: there is no blob sha256:0000000000000000000000000000000000000000000000000000000000000000
    ");
    assert_eq!(server.client(&["job", "list", "--json"]).stdout, "");
}
