//! The commands that ask a server: what they send, what they print, and how they end.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on says so by a panic"
)]

use std::fs::File;
use std::process::Command;

use runner_testkit::{Ran, Runner, Server};
use serde_json::{Value, json};

fn runner() -> Runner {
    let runner = Runner::new(env!("CARGO_BIN_EXE_runner"));
    runner.write("in.csv", "id,zip\n1,00123\n");
    runner
}

fn server() -> Server {
    Server::start(runner())
}

/// The arguments of a submit that works, and more.
fn submit<'a>(more: &[&'a str]) -> Vec<&'a str> {
    let mut args = vec!["submit", "data-conversion", "-p", "to=jsonl"];
    args.extend(more);
    args
}

/// The one line on the standard output.
fn line(ran: &Ran) -> &str {
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    ran.stdout.trim_end()
}

fn json(ran: &Ran) -> Value {
    serde_json::from_str(&ran.stdout).unwrap_or_else(|_| panic!("{}", ran.said()))
}

fn json_lines(ran: &Ran) -> Vec<Value> {
    let lines = ran.stdout.lines();
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn a_submit_prints_the_id_and_with_json_the_job() {
    let server = server();
    let ran = server.client(&submit(&["-i", "in.csv"]));
    let id = line(&ran);
    assert_eq!(ran.stderr, "");
    server.wait_for(id, "completed");
    let job = json(&server.client(&submit(&["-i", "in.csv", "--json"])));
    assert_eq!(job["state"], "pending");
    assert_eq!(job["inputs"][0]["size_bytes"], 15);
}

#[test]
fn a_job_that_is_waited_for_ends_with_its_result_and_its_outputs_in_their_places() {
    let server = server();
    let ran = server.client(&submit(&["-i", "in.csv", "-o", "data=out.jsonl", "--wait"]));
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert_eq!(json(&ran)["rows_written"], 1);
    assert_eq!(
        server.runner().read("out.jsonl"),
        "{\"id\":1,\"zip\":\"00123\"}\n"
    );
    let args = submit(&["-p", "from=csv", "-i", "-", "-o", "-"]);
    let ran = server.runner().run_with(&args, b"a\n7\n");
    assert_eq!(ran.stdout, "{\"a\":7}\n");
    let job = json(&server.client(&submit(&["-i", "in.csv", "--wait", "--json"])));
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
    assert_eq!(json(&ran)["error"]["code"], "permanent");
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
    let id = line(&ran);
    let shown = server.client(&["job", "show", id, "--json"]);
    let job = json(&shown);
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
    line(&server.client(&["job", "cancel", id]));
    let events = server.client(&["events", "--job", id, "--json"]);
    assert_eq!(
        events.stdout.matches(metadata).count(),
        2,
        "{}",
        events.stdout
    );
    let kinds: Vec<Value> = json_lines(&events)
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
    assert_eq!(json(&ran)["scheduled_at"], "2100-01-31T08:00:00.000Z");
}

#[test]
fn an_input_is_the_output_of_another_job_or_bytes_that_the_server_has() {
    let server = server();
    let ran = server.client(&submit(&["-i", "in.csv", "--wait", "--json"]));
    let job = json(&ran);
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
    assert_eq!(ran.code, Some(3));
    assert!(
        ran.stderr.contains("has no output \"date\" that is whole"),
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

#[test]
fn jobs_are_listed_page_by_page_and_filtered() {
    let server = server();
    let job = json!({
        "processor": "data-conversion",
        "params": {"to": "jsonl"},
        "inputs": {"data": {"text": "a\n1\n", "media_type": "text/csv"}},
        "run_at": "2100-01-01T00:00:00Z",
    });
    let jobs = vec![job; 620];
    let (status, _) = server.post("/api/v1/jobs/bulk", &json!({ "jobs": jobs }));
    assert_eq!(status, 201);
    line(&server.client(&submit(&[
        "-i",
        "in.csv",
        "--wait",
        "--title",
        "Two\nlines",
        "--tag",
        "x",
    ])));

    let all = json_lines(&server.client(&["job", "list", "--all", "--json"]));
    assert_eq!(all.len(), 621);
    let mut ids: Vec<&str> = all.iter().map(|job| job["id"].as_str().unwrap()).collect();
    ids.dedup();
    assert_eq!(ids.len(), 621);
    let ran = server.client(&["job", "list", "--limit", "3"]);
    let lines: Vec<&str> = ran.stdout.lines().collect();
    assert_eq!(lines.len(), 4, "{}", ran.stdout);
    assert!(
        lines[0].starts_with("ID        ") && lines[0].ends_with("TITLE"),
        "{}",
        lines[0]
    );
    assert!(
        lines[1].starts_with(ids[0]) && lines[1].ends_with("Two lines"),
        "{}",
        lines[1]
    );
    assert_eq!(
        ran.stderr,
        "these are the newest 3; --limit N or --all shows more\n"
    );

    let count = |filter: &[&str]| {
        let mut args = vec!["job", "list", "--all", "--json"];
        args.extend(filter);
        json_lines(&server.client(&args)).len()
    };
    assert_eq!(count(&["--state", "scheduled"]), 620);
    assert_eq!(count(&["--state", "completed,failed"]), 1);
    assert_eq!(count(&["--tag", "x", "--processor", "data-conversion"]), 1);
    assert_eq!(count(&["--search", "lines"]), 1);
    assert_eq!(count(&["--since", "1h"]), 621);
    assert_eq!(count(&["--before", "2020-01-01T00:00:00Z"]), 0);
    let none = server.client(&["job", "list", "--queue", "empty"]);
    assert_eq!(none.said(), "exit Some(0)\nthere are no such jobs\n");

    let stats = server.client(&["stats"]);
    let counts = |name: &str| -> Vec<String> {
        let row = stats.stdout.lines().find(|line| line.starts_with(name));
        row.unwrap().split_whitespace().map(str::to_owned).collect()
    };
    assert_eq!(
        counts("all "),
        ["all", "0", "620", "0", "0", "0", "0", "1", "0", "0"]
    );
    assert_eq!(
        json(&server.client(&["stats", "--json"]))["jobs"]["scheduled"],
        620
    );
}

#[test]
fn a_job_is_shown_with_its_attempts_and_its_log() {
    let server = Server::start_with_guests(runner(), &["echo"]);
    let ran = server.client(&[
        "submit",
        "echo",
        "-p",
        "say=hello",
        "-i",
        "in.csv",
        "--title",
        "Greeting",
        "--json",
    ]);
    let id = json(&ran)["id"].as_str().unwrap().to_owned();
    assert_eq!(server.client(&["job", "watch", &id]).code, Some(0));
    let shown = line(&server.client(&["job", "show", &id])).to_owned();
    for said in [
        "Greeting",
        "state         completed",
        "attempts      1, 0 of 3 failures",
        "params        {\"say\":\"hello\"}",
        "input         text (15 B, text/csv)",
        "output        copy (15 B, text/csv)",
        "result        {\"said\":\"hello\"",
        "fuel          ",
    ] {
        assert!(shown.contains(said), "{said:?} is missing in:\n{shown}");
    }
    let log = server.client(&["job", "logs", &id]);
    assert!(
        line(&log).contains("info  said \"hello\" bytes=15"),
        "{}",
        log.stdout
    );
    let lines = json_lines(&server.client(&["job", "logs", &id, "--attempt", "1", "--json"]));
    assert_eq!(lines[0]["message"], "said \"hello\"");
    assert_eq!(
        (&lines[0]["attempt"], &lines[0]["fields"]["bytes"]),
        (&json!(1), &json!(15))
    );
    let followed = server.client(&["job", "logs", &id, "--follow"]);
    assert_eq!(followed.stdout, log.stdout);

    let ran = server.client(&[
        "submit",
        "echo",
        "-p",
        "fail=transient",
        "--max-attempts",
        "1",
        "--wait",
        "--json",
    ]);
    let id = json(&ran)["id"].as_str().unwrap().to_owned();
    let shown = line(&server.client(&["job", "show", &id])).to_owned();
    assert!(
        shown.contains("error         transient: asked to fail: transient"),
        "{shown}"
    );
    assert!(shown.contains("\nattempts\n  1   "), "{shown}");
}

#[test]
fn outputs_are_fetched_by_name_and_listed_if_there_are_several() {
    let server = server();
    server.runner().write("in.csv", "a,b\n1,2\n3\n");
    let ran = server.client(&submit(&[
        "-p",
        "on_error={\"skip\": 9}",
        "-i",
        "in.csv",
        "--wait",
        "--json",
    ]));
    let id = json(&ran)["id"].as_str().unwrap().to_owned();
    let output = |more: &[&str]| {
        let mut args = vec!["job", "output", &id];
        args.extend(more);
        server.client(&args)
    };
    assert_eq!(output(&["data"]).stdout, "{\"a\":1,\"b\":2}\n");
    let listed = output(&[]);
    let names: Vec<&str> = listed
        .stdout
        .lines()
        .filter_map(|line| line.split(' ').next())
        .collect();
    assert_eq!(names, ["NAME", "data", "rejects"]);
    assert_eq!(json_lines(&output(&["--json"]))[0]["size_bytes"], 14);
    assert_eq!(
        output(&["data", "-o", "out.jsonl"]).said(),
        "exit Some(0)\n"
    );
    assert_eq!(server.runner().read("out.jsonl"), "{\"a\":1,\"b\":2}\n");
    let said = |ran: Ran| ran.said().replace(&id, "ID");
    insta::assert_snapshot!(said(output(&["-o", "x"])), @r"
    exit Some(2)
    error: the job has several outputs: say which
    hint: its outputs are: data, rejects
    ");
    insta::assert_snapshot!(said(output(&["dat"])), @r#"
    exit Some(3)
    error: the job ID has no output "dat"
    hint: its outputs are: data, rejects
    "#);
    insta::assert_snapshot!(said(output(&["data", "-o", "no/x"])), @r"
    exit Some(2)
    error: the output's folder no does not exist
    hint: make it first: mkdir -p no
    ");
    assert_eq!(server.runner().files(), ["in.csv", "out.jsonl"]);
}

#[test]
fn jobs_that_wait_and_jobs_that_run_are_cancelled() {
    let server = Server::start_with_guests(runner(), &["sleep"]);
    let running = line(&server.client(&["submit", "sleep"])).to_owned();
    let waiting = line(&server.client(&["submit", "sleep", "--delay", "1h"])).to_owned();
    server.wait_for(&running, "running");
    let ran = server.client(&["job", "cancel", &waiting, &running]);
    let (first, second) = line(&ran).split_once('\n').unwrap();
    assert_eq!(first, format!("{waiting} cancelled"));
    // The attempt is stopped at once; whether it has ended by now is a matter of luck.
    assert!(second.starts_with(&running), "{second}");
    let ended = server.wait_for(&running, "cancelled");
    assert_eq!(ended["error"]["code"], "cancelled");
    let unknown = "01a200ac-3f8e-7330-955e-c916414c5dd5";
    let ran = server.client(&["job", "cancel", unknown, &waiting]);
    assert_eq!(
        ran.said(),
        format!(
            "exit Some(1)\nerror: {unknown}: there is no job {unknown}\nhint: see which jobs there are: runner job list\n\
             error: {waiting}: a job that is cancelled cannot be cancelled\n"
        )
    );
    let again = server.client(&["job", "cancel", &running]);
    assert_eq!(
        again.said(),
        "exit Some(1)\nerror: a job that is cancelled cannot be cancelled\n"
    );
}

#[test]
fn plugins_are_those_of_the_server_while_there_is_one() {
    let server = Server::start_with_guests(runner(), &["echo"]);
    let names = |ran: &Ran| -> Vec<String> {
        let lines = json_lines(ran).into_iter();
        lines
            .map(|line| line["name"].as_str().unwrap().to_owned())
            .collect()
    };
    let mut listed = names(&server.client(&["plugin", "list", "--json"]));
    listed.sort();
    assert_eq!(listed, ["data-conversion", "echo"]);
    let table = server.client(&["plugin", "list"]);
    assert!(
        line(&table).contains("\necho             1.2.3    installed  Says it again"),
        "{}",
        table.stdout
    );
    let shown = server.client(&["plugin", "show", "echo"]);
    assert!(
        line(&shown).starts_with("echo 1.2.3\nSays it again\n"),
        "{}",
        shown.stdout
    );
    assert_eq!(
        json(&server.client(&["plugin", "show", "echo", "--json"]))["descriptor"]["resumable"],
        true
    );
    let unknown = server.client(&["plugin", "show", "ecko"]);
    assert_eq!(unknown.code, Some(3));
    assert!(
        unknown.stderr.ends_with("hint: did you mean `echo`?\n"),
        "{}",
        unknown.stderr
    );

    // A server that was killed left behind where it listened.
    let runner = server.killed();
    assert!(runner.path("data/server").exists());
    assert_eq!(
        names(&runner.run(&["plugin", "list", "--json"])),
        ["data-conversion"]
    );
    assert_eq!(runner.run(&["job", "list"]).code, Some(4));
}
