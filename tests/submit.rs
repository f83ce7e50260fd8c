//! `runner submit`: what it sends, what it prints, and how it ends.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on says so by a panic"
)]

use std::fs::File;
use std::process::Command;

use runner_testkit::{Runner, Server, submit_conversion as submit};
use serde_json::{Value, json};

fn runner() -> Runner {
    Runner::with_csv(env!("CARGO_BIN_EXE_runner"))
}

fn server() -> Server {
    Server::start(runner())
}

#[test]
fn a_submit_prints_the_id_and_with_json_the_job() {
    let server = server();
    let ran = server.client(&submit(&["-i", "in.csv"]));
    let id = ran.line();
    assert_eq!(ran.stderr, "");
    server.wait_for(id, "completed");
    let job = server.client(&submit(&["-i", "in.csv", "--json"])).json();
    assert_eq!(job["processor"], "data-conversion");
    assert_eq!(job["inputs"][0]["size_bytes"], 15);
}

#[test]
fn a_job_that_is_waited_for_ends_with_its_result_and_its_outputs_in_their_places() {
    let server = server();
    let ran = server.client(&submit(&["-i", "in.csv", "-o", "data=out.jsonl", "--wait"]));
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert_eq!(ran.json()["rows_written"], 1);
    assert_eq!(
        server.runner().read("out.jsonl"),
        "{\"id\":1,\"zip\":\"00123\"}\n"
    );
    let args = submit(&["-p", "from=csv", "-i", "-", "-o", "-"]);
    let ran = server.runner().run_with(&args, b"a\n7\n");
    assert_eq!(ran.stdout, "{\"a\":7}\n");
    let job = server
        .client(&submit(&["-i", "in.csv", "--wait", "--json"]))
        .json();
    assert_eq!(
        (&job["state"], &job["attempt"]),
        (&json!("completed"), &json!(1))
    );
    assert_eq!(server.runner().files(), ["in.csv", "out.jsonl"]);
}

#[test]
fn a_job_that_fails_ends_with_one_and_leaves_no_output() {
    let server = server();
    server.runner().write("in.csv", "a,b\n1\n");
    let ran = server.client(&submit(&["-i", "in.csv", "-o", "out.jsonl"]));
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(1), ""));
    assert!(
        ran.stderr.contains(
            "error: data-conversion failed, permanent: row 1 at byte 4: expected 2 fields, found 1"
        ),
        "{}",
        ran.stderr
    );
    assert!(
        ran.stderr.contains("hint: what it said: runner job logs "),
        "{}",
        ran.stderr
    );
    assert_eq!(server.runner().files(), ["in.csv"]);
    let ran = server.client(&submit(&["-i", "in.csv", "--wait", "--json"]));
    assert_eq!(ran.code, Some(1));
    assert_eq!(ran.json()["error"]["code"], "permanent");
}

#[test]
fn all_that_a_job_can_be_told_arrives_to_the_last_digit() {
    let server = server();
    let metadata = r#"{"n":123456789012345678901234567890.125}"#;
    let args = submit(&[
        "-i",
        "in.csv",
        "--queue",
        "night",
        "--priority",
        "high",
        "--delay",
        "1h",
        "--max-attempts",
        "5",
        "--tag",
        "one",
        "--tag",
        "two",
        "--title",
        "Orders",
        "--description",
        "All of them",
        "--metadata",
        metadata,
        "--fuel",
        "5G",
    ]);
    let ran = server.client(&args);
    let id = ran.line();
    let shown = server.client(&["job", "show", id, "--json"]);
    let job = shown.json();
    for (field, value) in [
        ("state", json!("scheduled")),
        ("queue", json!("night")),
        ("priority", json!(8)),
        ("max_attempts", json!(5)),
        ("tags", json!(["one", "two"])),
        ("title", json!("Orders")),
        ("description", json!("All of them")),
    ] {
        assert_eq!(job[field], value, "{field}");
    }
    assert!(shown.stdout.contains(metadata), "{}", shown.stdout);
    // What a stream says of the job keeps the digits too; cancelled, the stream ends.
    server.client(&["job", "cancel", id]).line();
    let events = server.client(&["events", "--job", id, "--json"]);
    assert_eq!(
        events.stdout.matches(metadata).count(),
        2,
        "{}",
        events.stdout
    );
    let kinds: Vec<Value> = events
        .json_lines()
        .iter()
        .map(|event| event["type"].clone())
        .collect();
    assert_eq!(kinds, ["job-created", "job-cancelled"]);

    let ran = server.client(&submit(&[
        "-i",
        "in.csv",
        "--at",
        "2100-01-31T08:00:00Z",
        "--json",
    ]));
    assert_eq!(ran.json()["scheduled_at"], "2100-01-31T08:00:00.000Z");
}

#[test]
fn an_input_is_the_output_of_another_job_or_bytes_that_the_server_has() {
    let server = server();
    let ran = server.client(&submit(&["-i", "in.csv", "--wait", "--json"]));
    let job = ran.json();
    let (id, output) = (job["id"].as_str().unwrap(), &job["outputs"][0]);
    let from_job = format!("job:{id}/data");
    let args = [
        "submit",
        "data-conversion",
        "-p",
        "to=json",
        "-i",
        &from_job,
        "-o",
        "-",
    ];
    assert_eq!(
        server.client(&args).stdout,
        "[{\"id\":1,\"zip\":\"00123\"}]\n"
    );
    let blob = format!("blob:{}", output["digest"].as_str().unwrap());
    let args = [
        "submit",
        "data-conversion",
        "-p",
        "to=json",
        "-p",
        "from=jsonl",
        "-i",
        &blob,
        "-o",
        "-",
    ];
    assert_eq!(
        server.client(&args).stdout,
        "[{\"id\":1,\"zip\":\"00123\"}]\n"
    );
    let no_output = format!("job:{id}/date");
    let ran = server.client(&submit(&["-i", &no_output]));
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.stderr
            .contains("makes no output `date`; its outputs are: data"),
        "{}",
        ran.stderr
    );
}

#[test]
fn a_large_input_passes_through_little_memory() {
    const SIZE: u64 = 300 << 20;
    let server = server();
    let file = File::create(server.runner().path("large.csv")).unwrap();
    file.set_len(SIZE).unwrap();
    // No more memory, in KiB, than less than the file; the program itself takes a third of that.
    let script = "ulimit -v 280000 && exec \"$0\" \"$@\"";
    let program = env!("CARGO_BIN_EXE_runner");
    let args = submit(&["-i", "large.csv", "--json"]);
    let output = Command::new("sh")
        .args(["-c", script, program])
        .args(args)
        .current_dir(server.runner().folder())
        .env("RUNNER_DATA_DIR", server.runner().path("data"))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    let job: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(job["inputs"][0]["size_bytes"], SIZE);
}
