//! The commands that ask a server what became of its jobs: `runner job`, `stats` and `plugin`.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on says so by a panic"
)]

use runner_testkit::{Ran, Runner, Server, submit_conversion as submit};
use serde_json::json;

fn runner() -> Runner {
    Runner::with_csv(env!("CARGO_BIN_EXE_runner"))
}

fn server() -> Server {
    Server::start(runner())
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
    server
        .client(&submit(&[
            "-i",
            "in.csv",
            "--wait",
            "--title",
            "Two\nlines",
            "--tag",
            "x",
        ]))
        .line();

    let all = server
        .client(&["job", "list", "--all", "--json"])
        .json_lines();
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
        server.client(&args).json_lines().len()
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
        server.client(&["stats", "--json"]).json()["jobs"]["scheduled"],
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
    let id = ran.json()["id"].as_str().unwrap().to_owned();
    assert_eq!(server.client(&["job", "watch", &id]).code, Some(0));
    let shown = server.client(&["job", "show", &id]).line().to_owned();
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
        log.line().contains("info  said \"hello\" bytes=15"),
        "{}",
        log.stdout
    );
    let lines = server
        .client(&["job", "logs", &id, "--attempt", "1", "--json"])
        .json_lines();
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
    let id = ran.json()["id"].as_str().unwrap().to_owned();
    let shown = server.client(&["job", "show", &id]).line().to_owned();
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
    let id = ran.json()["id"].as_str().unwrap().to_owned();
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
    assert_eq!(output(&["--json"]).json_lines()[0]["size_bytes"], 14);
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
    let running = server.client(&["submit", "sleep"]).line().to_owned();
    let waiting = server
        .client(&["submit", "sleep", "--delay", "1h"])
        .line()
        .to_owned();
    server.wait_for(&running, "running");
    let ran = server.client(&["job", "cancel", &waiting, &running]);
    let (first, second) = ran.line().split_once('\n').unwrap();
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
             error: {waiting}: a job that is cancelled cannot be cancelled (it ended: delete it to be rid of it)\n"
        )
    );
    let again = server.client(&["job", "cancel", &running]);
    assert_eq!(
        again.said(),
        "exit Some(1)\nerror: a job that is cancelled cannot be cancelled (it ended: delete it to be rid of it)\n"
    );
}

#[test]
fn plugins_are_those_of_the_server_while_there_is_one() {
    let server = Server::start_with_guests(runner(), &["echo"]);
    let names = |ran: &Ran| -> Vec<String> {
        let lines = ran.json_lines().into_iter();
        lines
            .map(|line| line["name"].as_str().unwrap().to_owned())
            .collect()
    };
    let mut listed = names(&server.client(&["plugin", "list", "--json"]));
    listed.sort();
    assert_eq!(
        listed,
        [
            "data-conversion",
            "echo",
            "property-fetch",
            "report-generation"
        ]
    );
    let table = server.client(&["plugin", "list"]);
    // Nothing of it is loaded before a job needs it.
    assert!(
        table
            .line()
            .contains("\necho             1.2.3    installed  -"),
        "{}",
        table.stdout
    );
    assert!(table.line().contains("  Says it again"));
    let shown = server.client(&["plugin", "show", "echo"]);
    assert!(
        shown.line().starts_with("echo 1.2.3\nSays it again\n"),
        "{}",
        shown.stdout
    );
    assert_eq!(
        server.client(&["plugin", "show", "echo", "--json"]).json()["descriptor"]["resumable"],
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
        ["data-conversion", "property-fetch", "report-generation"]
    );
    assert_eq!(runner.run(&["job", "list"]).code, Some(4));
}

#[test]
fn a_result_that_a_terminal_would_obey_is_shown_escaped_and_says_the_same() {
    const SLY: &str = "a\u{9b}31m\u{202e}b";
    let server = Server::start_with_guests(runner(), &["echo"]);
    let say = format!("say={SLY}");
    let waited = server.client(&["submit", "echo", "-p", &say, "--wait"]);
    let result = waited.json();
    assert_eq!(result["said"], SLY, "{}", waited.said());
    let id = server.client(&["job", "list", "--json"]).json_lines()[0]["id"].clone();
    let id = id.as_str().unwrap();
    let shown = server.client(&["job", "show", id]);
    assert_eq!(
        shown.stdout.matches(r"a\u009b31m\u202eb").count(),
        // In the params, and twice in the result.
        3,
        "{}",
        shown.stdout
    );
    let json = server.client(&["job", "show", id, "--json"]);
    assert_eq!(json.json()["result"]["said"], SLY);
    for said in [waited.stdout, shown.stdout, json.stdout] {
        assert!(!said.contains(['\u{9b}', '\u{202e}']), "{said:?}");
    }
}
