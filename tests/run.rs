//! `runner run`, as a user calls it.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on says so by a panic"
)]

use runner_testkit::{Runner, guest, wait_until};
use serde_json::{Value, json};

fn runner() -> Runner {
    Runner::new(env!("CARGO_BIN_EXE_runner"))
}

const CSV: &str =
    "id,name,joined,zip\n1,\"Doe, Jane\",2024-01-02,00123\n2,\"two\nlines \"\"and\"\" é\",,90210\n";

#[test]
fn a_csv_becomes_json_lines() {
    let runner = runner();
    runner.write("in.csv", CSV);
    let ran = runner.run(&[
        "run",
        "data-conversion",
        "-p",
        "to=jsonl",
        "-i",
        "data=in.csv",
        "-o",
        "data=out.jsonl",
    ]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    insta::assert_snapshot!(runner.read("out.jsonl"), @r#"
    {"id":1,"name":"Doe, Jane","joined":"2024-01-02","zip":"00123"}
    {"id":2,"name":"two\nlines \"and\" é","joined":null,"zip":"90210"}
    "#);
    let result: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(result["rows_written"], 2);
    for said in [
        "compiled data-conversion in ",
        "completed",
        "fuel ",
        "peak memory",
        "wall time",
        "data → out.jsonl",
    ] {
        assert!(
            ran.stderr.contains(said),
            "{said:?} is missing in:\n{}",
            ran.stderr
        );
    }
    assert_eq!(runner.files(), ["in.csv", "out.jsonl"]);
}

#[test]
fn standard_input_and_output_make_a_pipe() {
    let runner = runner();
    let args = [
        "run",
        "data-conversion",
        "-q",
        "-p",
        "from=csv",
        "-p",
        "to=json",
        "-p",
        "select=id,zip",
        "-i",
        "-",
        "-o",
        "-",
    ];
    let ran = runner.run_with(&args, CSV.as_bytes());
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let rows: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(
        rows,
        json!([{"id": 1, "zip": "00123"}, {"id": 2, "zip": "90210"}])
    );
}

#[test]
fn json_gives_one_document_with_outcome_usage_and_outputs() {
    let runner = runner();
    runner.write("in.csv", CSV);
    let ran = runner.run(&[
        "run",
        "data-conversion",
        "--json",
        "-q",
        "-p",
        "to=jsonl",
        "-i",
        "in.csv",
        "-o",
        "data=out.jsonl",
    ]);
    let said: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(said["state"], "completed");
    assert_eq!(said["result"]["rows_read"], 2);
    assert_eq!(said["usage"]["fuel_exact"], true);
    assert_eq!(said["outputs"][0]["path"], "out.jsonl");
    assert_eq!(said["limits"]["timeout_ms"], 300_000);
    assert_eq!(said["error"], Value::Null);
    assert_eq!(ran.stderr, "");
}

#[test]
fn rejected_rows_are_kept_where_the_user_says() {
    let runner = runner();
    runner.write("in.csv", "a,b\n1,2\n3\n4,5\n");
    let args = [
        "run",
        "data-conversion",
        "-q",
        "-p",
        "to=jsonl",
        "-p",
        r#"on_error={"skip": 5}"#,
        "-i",
        "in.csv",
        "-o",
        "data=out.jsonl",
        "-o",
        "rejects=bad.jsonl",
    ];
    let ran = runner.run(&args);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert_eq!(runner.read("out.jsonl").lines().count(), 2);
    let reject: Value = serde_json::from_str(runner.read("bad.jsonl").trim()).unwrap();
    assert_eq!((&reject["row"], &reject["raw"]), (&json!(2), &json!("3")));
}

#[test]
fn an_output_that_nobody_asked_for_is_said_to_be_lost() {
    let runner = runner();
    runner.write("in.csv", "a,b\n1,2\n3\n");
    let args = [
        "run",
        "data-conversion",
        "-p",
        "to=jsonl",
        "-p",
        r#"on_error={"skip": 5}"#,
        "-i",
        "in.csv",
        "-o",
        "data=out.jsonl",
    ];
    let ran = runner.run(&args);
    assert!(
        ran.stderr.contains("was not kept: add -o rejects=PATH"),
        "{}",
        ran.stderr
    );
}

#[test]
fn a_failed_job_leaves_no_output_and_an_old_one_as_it_was() {
    let runner = runner();
    runner.write("in.csv", "a,b\n1,2\n3\n");
    runner.write("out.jsonl", "old");
    let ran = runner.run(&[
        "run",
        "data-conversion",
        "-p",
        "to=jsonl",
        "-i",
        "in.csv",
        "-o",
        "data=out.jsonl",
    ]);
    assert_eq!(ran.code, Some(1));
    assert_eq!(runner.read("out.jsonl"), "old");
    assert_eq!(runner.files(), ["in.csv", "out.jsonl"]);
}

#[test]
fn a_device_is_written_to_and_a_link_stays_a_link() {
    let runner = runner();
    runner.write("in.csv", CSV);
    let convert = |to: &str| {
        let output = format!("data={to}");
        runner
            .run(&[
                "run",
                "data-conversion",
                "-q",
                "-p",
                "to=jsonl",
                "-i",
                "in.csv",
                "-o",
                &output,
            ])
            .code
    };
    assert_eq!(convert("/dev/null"), Some(0));
    assert!(!std::fs::metadata("/dev/null").unwrap().is_file());
    runner.write("real.jsonl", "old");
    std::os::unix::fs::symlink("real.jsonl", runner.path("link.jsonl")).unwrap();
    assert_eq!(convert("link.jsonl"), Some(0));
    assert!(
        std::fs::symlink_metadata(runner.path("link.jsonl"))
            .unwrap()
            .is_symlink()
    );
    assert_ne!(runner.read("real.jsonl"), "old");
}

#[test]
fn a_plugin_of_ones_own_runs_by_its_file() {
    let runner = runner();
    runner.write("echo.wasm", guest("echo"));
    let ran = runner.run(&["run", "./echo.wasm", "-p", "say=hello"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert_eq!(
        ran.stdout,
        "{\"said\":\"hello\",\"attempt\":1,\"bytes\":0,\"cached\":\"hello\"}\n"
    );
    assert!(
        ran.stderr.contains("info  said \"hello\" bytes=0"),
        "{}",
        ran.stderr
    );
    assert!(ran.stderr.contains("warn  complained"), "{}", ran.stderr);
}

#[test]
fn a_result_says_the_same_to_a_program_and_nothing_to_a_terminal() {
    const SLY: &str = "a\u{9b}31m\u{202e}b\u{2066}\u{7f}";
    let runner = runner();
    runner.write("echo.wasm", guest("echo"));
    runner.write("in.txt", "text");
    let say = format!("say={SLY}");
    let whole = ["run", "echo.wasm", "-p", &say];
    let beside = ["-i", "in.txt", "-o", "-"];
    for args in [
        &whole[..],
        &[&whole[..], &["--json"]].concat(),
        &[&whole[..], &beside].concat(),
    ] {
        let piped = runner.run(args);
        assert_eq!(piped.code, Some(0), "{}", piped.stderr);
        // A result is noted where an output has the standard output for itself.
        let told = if args.contains(&"-o") {
            &piped.stderr
        } else {
            &piped.stdout
        };
        let line = told.lines().find(|line| line.starts_with('{')).unwrap();
        let told: Value = serde_json::from_str(line).unwrap();
        let result = told.get("result").unwrap_or(&told);
        assert_eq!(result["said"], SLY);
        let shown = runner.run_on_a_terminal(args);
        for said in [&piped.stdout, &piped.stderr, &shown.stdout] {
            assert!(
                !said.contains(['\u{9b}', '\u{202e}', '\u{2066}', '\u{7f}']),
                "{said:?}"
            );
        }
        assert!(
            shown.stdout.contains(r"a\u009b31m\u202eb\u2066\u007f"),
            "{}",
            shown.stdout
        );
    }
}

#[test]
fn params_come_from_a_file_and_flags_change_single_ones() {
    let runner = runner();
    runner.write("echo.wasm", guest("echo"));
    runner.write("params.json", r#"{"say": "file", "fail": "permanent"}"#);
    let ran = runner.run(&[
        "run",
        "echo.wasm",
        "-q",
        "--params",
        "@params.json",
        "-p",
        "fail=no",
    ]);
    assert!(ran.stdout.contains("\"said\":\"file\""), "{}", ran.stderr);
}

#[test]
fn a_large_file_passes_through_little_memory() {
    let runner = runner();
    let mut csv = Vec::new();
    runner_fixtures::write_orders(&mut csv, 100_000, 7).unwrap();
    runner.write("orders.csv", &csv);
    let args = [
        "run",
        "data-conversion",
        "--json",
        "-q",
        "--memory",
        "16MiB",
        "-p",
        "to=jsonl",
        "-i",
        "orders.csv",
        "-o",
        "data=out.jsonl",
    ];
    let ran = runner.run(&args);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let said: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(said["result"]["rows_written"], 100_000);
    assert!(said["usage"]["input_bytes"].as_u64().unwrap() > csv.len() as u64 / 2);
}

#[test]
fn numbers_and_text_survive_the_way_to_json_and_back() {
    let runner = runner();
    let mut csv = Vec::new();
    runner_fixtures::write_orders(&mut csv, 2_000, 3).unwrap();
    runner.write("orders.csv", &csv);
    let convert = |to: &str, from: &str, into: &str| {
        let (to, input, output) = (
            format!("to={to}"),
            format!("data={from}"),
            format!("data={into}"),
        );
        let ran = runner.run(&[
            "run",
            "data-conversion",
            "-q",
            "-p",
            &to,
            "-i",
            &input,
            "-o",
            &output,
        ]);
        assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    };
    convert("json", "orders.csv", "orders.json");
    convert("tsv", "orders.json", "orders.tsv");
    convert("jsonl", "orders.tsv", "orders.jsonl");
    convert("csv", "orders.jsonl", "again.csv");
    assert_eq!(runner.read("again.csv"), String::from_utf8(csv).unwrap());
}

#[test]
fn ctrl_c_ends_the_guest_at_once() {
    let runner = runner();
    runner.write("spin.wasm", guest("spin"));
    let mut child = runner
        .command(&["run", "spin.wasm", "--json"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let said = std::io::BufReader::new(child.stderr.take().unwrap());
    std::io::BufRead::lines(said).find(|line| line.as_ref().unwrap().contains("spinning"));
    signal(&child, "INT");
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(said["error"]["code"], "cancelled");
}

#[test]
fn a_signal_before_and_after_the_guest_leaves_nothing_behind() {
    // Before: it reads an input that does not end. After: nobody reads the pipe that an output goes to.
    for (input, output) in [("-", "out.jsonl"), ("in.csv", "pipe")] {
        let runner = runner();
        runner.write("in.csv", "a,b\n1,2\n");
        let temporary = tempfile::tempdir().unwrap();
        let made = std::process::Command::new("mkfifo")
            .arg(runner.path("pipe"))
            .status();
        assert!(made.unwrap().success());
        let args = [
            "run",
            "data-conversion",
            "-p",
            "from=csv",
            "-p",
            "to=jsonl",
            "-i",
            input,
            "-o",
            output,
        ];
        let mut child = runner
            .command(&args)
            .env("TMPDIR", temporary.path())
            .stdin(std::process::Stdio::piped())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        std::io::Write::write_all(&mut stdin, b"a,b\n").unwrap();
        let has_begun = || {
            let written = |folder: &std::path::Path| {
                std::fs::read_dir(folder).unwrap().any(|entry| {
                    let path = entry.unwrap().path();
                    path.is_file() && path.metadata().unwrap().len() > 0
                        || path.is_dir() && std::fs::read_dir(&path).unwrap().count() > 0
                })
            };
            written(temporary.path())
        };
        wait_until("a file that is being written", || has_begun().then_some(()));
        signal(&child, "TERM");
        assert_eq!(
            child.wait().unwrap().code(),
            Some(128 + 15),
            "{input} {output}"
        );
        drop(stdin);
        assert_eq!(runner.files(), ["in.csv", "pipe"]);
        assert_eq!(std::fs::read_dir(temporary.path()).unwrap().count(), 0);
    }
}

fn signal(child: &std::process::Child, name: &str) {
    let sent = std::process::Command::new("kill")
        .args([&format!("-{name}"), &child.id().to_string()])
        .status();
    assert!(sent.unwrap().success());
}

#[test]
fn what_a_processor_takes_is_shown() {
    let runner = runner();
    let ran = runner.run(&["plugin", "list"]);
    assert!(ran.stdout.contains("\ndata-conversion "), "{}", ran.stdout);
    let ran = runner.run(&["plugin", "show", "data-conversion"]);
    for said in [
        "inputs\n  data",
        "outputs\n  data",
        "params (-p NAME=VALUE)",
        "digest    sha256:",
    ] {
        assert!(
            ran.stdout.contains(said),
            "{said:?} is missing in:\n{}",
            ran.stdout
        );
    }
    let ran = runner.run(&["plugin", "show", "data-conversion", "--json"]);
    let shown: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(shown["descriptor"]["params_schema"]["type"], "object");
}
