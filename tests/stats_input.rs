//! The server's own statistics as an input of jobs.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on says so by a panic"
)]

use std::collections::BTreeSet;

use runner_testkit::{Runner, Server, wait_until};
use serde_json::{Value, json};

fn server() -> Server {
    Server::start_with_guests(Runner::new(env!("CARGO_BIN_EXE_runner")), &["echo", "noop"])
}

fn submit(server: &Server, job: &Value) -> Value {
    let (status, job) = server.post("/api/v1/jobs", job);
    assert_eq!(status, 201, "{job}");
    job
}

fn id(job: &Value) -> &str {
    job["id"].as_str().unwrap()
}

/// Runs so many jobs to their end.
fn run(server: &Server, count: usize) {
    for _ in 0..count {
        let job = submit(server, &json!({"processor": "noop"}));
        server.wait_for(id(&job), "completed");
    }
}

/// A job that copies statistics to its output, and more.
fn asking(more: Value) -> Value {
    let mut job = json!({"processor": "echo", "inputs": {"text": {"stats": {"since": "1d"}}}});
    for (key, value) in more.as_object().unwrap() {
        job[key] = value.clone();
    }
    job
}

/// The rows that a job was given, which it copied.
fn rows(server: &Server, id: &str) -> Vec<Value> {
    let text = server.get_raw(&format!("/api/v1/jobs/{id}/outputs/copy"));
    let lines = text.lines().filter(|line| line.starts_with('{'));
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// The sum of a field over the rows of a processor.
fn sum(rows: &[Value], processor: &str, field: &str) -> u64 {
    let its = rows.iter().filter(|row| row["processor"] == processor);
    its.map(|row| row[field].as_u64().unwrap()).sum()
}

/// What an answer says is wrong, and where.
fn wrong(answer: &(u16, Value)) -> String {
    let (status, problem) = answer;
    let error = &problem["errors"][0];
    let (path, message) = (error["path"].as_str(), error["message"].as_str());
    format!(
        "{status} {}: {}",
        path.unwrap_or("?"),
        message.unwrap_or("?")
    )
}

#[test]
fn a_job_reads_how_all_jobs_went_like_any_table() {
    let server = server();
    run(&server, 3);
    let failing = json!({"processor": "echo", "queue": "slow", "params": {"fail": "permanent"}});
    server.wait_for(id(&submit(&server, &failing)), "failed");
    let args = [
        "submit",
        "echo",
        "-i",
        "stats:1d",
        "-o",
        "stats.jsonl",
        "--json",
    ];
    let done = server.client(&args);
    assert_eq!(done.code, Some(0), "{}", done.said());
    let input = &done.json()["inputs"][0];
    assert_eq!(
        (&input["name"], &input["stats"], &input["media_type"]),
        (
            &json!("text"),
            &json!({"since": "1d"}),
            &json!("application/x-ndjson; profile=runner-statistics")
        )
    );
    assert!(input["digest"].as_str().unwrap().starts_with("sha256:"));
    let text = server.runner().read("stats.jsonl");
    assert_eq!(input["size_bytes"], text.len());
    let rows: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(
        (
            sum(&rows, "noop", "jobs"),
            sum(&rows, "noop", "completed"),
            sum(&rows, "noop", "failures")
        ),
        (3, 3, 0)
    );
    let failed = rows.iter().find(|row| row["queue"] == "slow").unwrap();
    assert_eq!(
        [
            &failed["attempts"],
            &failed["failed"],
            &failed["failures"],
            &failed["completed"]
        ],
        [1, 1, 1, 0]
    );
    assert_eq!(
        (&failed["outcome"], &failed["span"]),
        (&json!("failed"), &json!("hour"))
    );
    assert!(failed["time"].as_str().unwrap().ends_with(":00:00.000Z"));
    let noop = rows.iter().find(|row| row["processor"] == "noop").unwrap();
    assert!(
        noop["fuel_total"].as_u64() > Some(0) && noop["peak_memory_bytes_p95"].as_u64() > Some(0)
    );
    // Every row is flat, and has the same fields, which the README explains.
    let readme = include_str!("../README.md");
    let fields =
        |row: &Value| -> BTreeSet<String> { row.as_object().unwrap().keys().cloned().collect() };
    for row in &rows {
        assert_eq!(fields(row), fields(&rows[0]));
        let is_flat = |value: &Value| value.is_string() || value.is_u64();
        assert!(row.as_object().unwrap().values().all(is_flat), "{row}");
    }
    for field in fields(&rows[0]) {
        assert!(
            readme.contains(&format!("`{field}`")),
            "the README says nothing of {field}"
        );
    }
    // A processor of tables takes them as it takes any.
    let args = [
        "submit",
        "data-conversion",
        "-p",
        "to=csv",
        "-i",
        "data=stats:30d,span=day",
        "-o",
        "data=stats.csv",
    ];
    let done = server.client(&args);
    assert_eq!(done.code, Some(0), "{}", done.said());
    let table = server.runner().read("stats.csv");
    let head = table.lines().next().unwrap();
    assert!(
        head.starts_with("time,span,processor,queue,outcome,attempts,jobs,"),
        "{head}"
    );
    assert!(
        table
            .lines()
            .any(|line| line.contains(",day,noop,noop,completed,3,3,3,0,0,0,")),
        "{table}"
    );
}

#[test]
fn statistics_are_as_they_stand_when_the_job_starts_and_stay_so() {
    let server = server();
    run(&server, 1);
    // The queue comes to life with its first job.
    let first = submit(&server, &json!({"processor": "echo", "queue": "held"}));
    server.wait_for(id(&first), "completed");
    assert_eq!(
        server.post("/api/v1/queues/held/pause", &Value::Null).0,
        200
    );
    let waiting = submit(
        &server,
        &asking(json!({"queue": "held", "params": {"fail": "permanent"}})),
    );
    let input = &waiting["inputs"][0];
    assert_eq!(
        (&input["digest"], &input["size_bytes"], &input["stats"]),
        (&Value::Null, &Value::Null, &json!({"since": "1d"}))
    );
    let shown = server.client(&["job", "show", id(&waiting)]);
    let line = shown.stdout.lines().find(|line| line.starts_with("input"));
    insta::assert_snapshot!(line.unwrap(), @"input         text (statistics since 1d, as they are when it starts)");
    run(&server, 2);
    assert_eq!(
        server.post("/api/v1/queues/held/resume", &Value::Null).0,
        200
    );
    let failed = server.wait_for(id(&waiting), "failed");
    let made = failed["inputs"][0]["digest"].clone();
    assert!(made.is_string(), "{failed}");
    // What came meanwhile is in them; what comes later is not, however often the job runs.
    let copy = json!({
        "processor": "echo",
        "inputs": {"text": {"blob": made}},
    });
    let copied = submit(&server, &copy);
    server.wait_for(id(&copied), "completed");
    assert_eq!(sum(&rows(&server, id(&copied)), "noop", "jobs"), 3);
    run(&server, 1);
    for attempt in [2, 3] {
        assert_eq!(server.act(id(&waiting), "retry").0, 200);
        let again = wait_until("it ran again", || {
            let (_, job) = server.get(&format!("/api/v1/jobs/{}", id(&waiting)));
            (job["attempt"] == attempt && job["state"] == "failed").then_some(job)
        });
        assert_eq!(again["inputs"][0]["digest"], made);
    }
    // They are kept as the job is.
    let server = server.kill_and_restart();
    let (_, job) = server.get(&format!("/api/v1/jobs/{}", id(&waiting)));
    assert_eq!(
        (&job["inputs"][0]["digest"], &job["inputs"][0]["stats"]),
        (&made, &json!({"since": "1d"}))
    );
}

#[test]
fn a_job_that_waits_for_another_knows_how_that_went() {
    let server = server();
    let first = submit(&server, &json!({"processor": "noop", "delay_ms": 300}));
    let second = submit(&server, &asking(json!({"after": [id(&first)]})));
    server.wait_for(id(&second), "completed");
    assert_eq!(sum(&rows(&server, id(&second)), "noop", "completed"), 1);
}

#[test]
fn schedules_templates_and_batches_ask_for_them_alike() {
    let server = server();
    run(&server, 2);
    let jobs = |query: &str| -> Vec<String> {
        let (_, jobs) = server.get(&format!(
            "/api/v1/jobs?state=completed&processor=echo{query}"
        ));
        let items = jobs["items"].as_array().unwrap().iter();
        items.map(|job| id(job).to_owned()).collect()
    };
    // Each firing has those of its own time.
    let args = [
        "schedule",
        "add",
        "report",
        "--cron",
        "0 6 1 * *",
        "--processor",
        "echo",
        "-i",
        "text=stats:30d",
    ];
    let added = server.client(&args);
    assert_eq!(added.code, Some(0), "{}", added.said());
    for count in [2, 3] {
        let fired = server.client(&["schedule", "trigger", "report"]);
        assert_eq!(fired.code, Some(0), "{}", fired.said());
        let newest = wait_until("the firing's job completed", || {
            let done = jobs("");
            (done.len() == count - 1).then(|| done[0].clone())
        });
        assert_eq!(sum(&rows(&server, &newest), "noop", "jobs"), count as u64);
        run(&server, 1);
    }
    // A time that a schedule is fired for is where they end.
    let target = json!({"job": {
        "processor": "echo",
        "inputs": {"text": {"stats": {"since": "30d", "until": "{{due_at}}"}}},
        "tags": ["late"],
    }});
    let schedule = json!({"name": "late", "cron": "0 0 1 * *", "target": target});
    let (status, answer) = server.post("/api/v1/schedules", &schedule);
    assert_eq!(status, 201, "{answer}");
    let range = json!({"from": "2026-01-01T00:00:00Z", "to": "2026-01-02T00:00:00Z"});
    let (status, answer) = server.post("/api/v1/schedules/late/backfill", &range);
    assert!([200, 201].contains(&status), "{answer}");
    let late = wait_until("the late job completed", || jobs("&tag=late").pop());
    let (_, job) = server.get(&format!("/api/v1/jobs/{late}"));
    assert_eq!(
        job["inputs"][0]["stats"],
        json!({"since": "30d", "until": "2026-01-01T00:00:00.000Z"})
    );
    // Nothing had run then.
    assert_eq!(rows(&server, &late), Vec::<Value>::new());

    let job =
        asking(json!({"inputs": {"text": {"stats": {"since": "{{since}}"}}}, "tags": ["made"]}));
    let put = server.client(&["template", "put", "stats", "--job", &job.to_string()]);
    assert_eq!(put.line(), "stats takes since");
    let made = server.client(&["template", "submit", "stats", "-p", "since=12h"]);
    let made = made.line();
    let done = server.wait_for(made, "completed");
    assert_eq!(done["inputs"][0]["stats"]["since"], "12h");
    let wrong = server.client(&["template", "submit", "stats", "-p", "since=often"]);
    assert_eq!(wrong.code, Some(2), "{}", wrong.said());

    server
        .runner()
        .write("items.jsonl", "{}\n{\"params\": {\"say\": \"two\"}}\n");
    let args = [
        "batch",
        "submit",
        "items.jsonl",
        "--processor",
        "echo",
        "-i",
        "text=stats:2h",
        "--wait",
        "--json",
    ];
    let batch = server.client(&args);
    assert_eq!(batch.code, Some(0), "{}", batch.said());
    let batch = batch.json();
    let items = jobs(&format!("&batch={}", id(&batch)));
    assert_eq!(items.len(), 2);
    for item in items {
        assert!(sum(&rows(&server, &item), "noop", "jobs") >= 4);
    }
    // A file is no part of a document.
    let args = [
        "schedule",
        "add",
        "file",
        "--cron",
        "0 6 1 * *",
        "--processor",
        "echo",
        "-i",
        "items.jsonl",
    ];
    insta::assert_snapshot!(server.client(&args).said(), @r#"
    exit Some(2)
    error: the input items.jsonl is a file, which is not sent along here
    hint: give what the server has: stats:30d, job:ID/NAME or blob:sha256:…; or a text, in --job
    "#);
}

#[test]
fn what_cannot_be_asked_for_is_said() {
    let server = server();
    let asked = |stats: Value| {
        let job = json!({"processor": "echo", "inputs": {"text": {"stats": stats}}});
        wrong(&server.post("/api/v1/jobs", &job))
    };
    insta::assert_snapshot!([
        asked(json!({"since": "yesterday"})),
        asked(json!({"since": "2999-01-01T00:00:00Z"})),
        asked(json!({"sinse": "30d"})),
        asked(json!({"since": "30d", "span": "week"})),
        asked(json!({"since": "30d", "span": "minute"})),
        asked(json!({"since": "30d", "until": "now"})),
        asked(json!("30d")),
    ].join("\n"), @r#"
    422 /inputs/text/stats/since: `yesterday` is no time to begin at: write how long before the end, such as `30d` or `12h`, or a time of RFC 3339
    422 /inputs/text/stats/since: `2999-01-01T00:00:00Z` is in the future: there are statistics only of what has been
    422 /inputs/text/stats: `sinse` is nothing that can be said of statistics, which is: since, until, span; did you mean `since`?
    422 /inputs/text/stats/span: `week` is no span: write minute, hour or day, or leave it out
    422 /inputs/text/stats/span: that would be more than 10080 minutes: ask for a shorter time, or for a longer span
    422 /inputs/text/stats/until: `now` is no time to end at: write a time of RFC 3339, or leave it out to mean when the job starts
    422 /inputs/text/stats: say from when on: {"since": "30d"}
    "#);
    let both =
        json!({"processor": "echo", "inputs": {"text": {"stats": {"since": "30d"}, "text": "x"}}});
    insta::assert_snapshot!(wrong(&server.post("/api/v1/jobs", &both)), @r#"
    422 /inputs/text: `stats` stands alone: they are JSON Lines
    "#);
    let said = |input: &str| server.client(&["submit", "echo", "-i", input]).said();
    insta::assert_snapshot!([
        said("stats:yesterday"),
        said("text=stats:30d,spam=day"),
        said("stats:2999-01-01T00:00:00Z"),
        server.runner().run(&["run", "data-conversion", "-p", "to=csv", "-i", "data=stats:30d"]).said(),
    ].join("\n"), @r#"
    exit Some(2)
    error: the input stats:yesterday: `yesterday` is no time to begin at: write how long before the end, such as `30d` or `12h`, or a time of RFC 3339
    hint: write stats:30d, or stats:30d,span=hour,until=TIME; a file of that name is ./stats:yesterday

    exit Some(2)
    error: the input stats:30d,spam=day: `spam` is nothing that can be said of statistics, which is: since, until, span; did you mean `span`?
    hint: write stats:30d, or stats:30d,span=hour,until=TIME; a file of that name is ./stats:30d,spam=day

    exit Some(2)
    error: /inputs/text/stats/since: `2999-01-01T00:00:00Z` is in the future: there are statistics only of what has been

    exit Some(2)
    error: the input stats:30d is of a server's statistics, and `runner run` runs without a server
    hint: submit it: runner submit PROCESSOR … -i stats:30d
    "#);
    // Nothing was kept.
    assert_eq!(server.get("/api/v1/jobs").1["items"], json!([]));
}

#[test]
fn statistics_are_an_input_as_far_as_limits_go() {
    let server = server();
    run(&server, 1);
    let job = submit(&server, &asking(json!({"limits": {"input_bytes": 100}})));
    let failed = server.wait_for(id(&job), "failed");
    assert_eq!(failed["error"]["code"], "limit_exceeded");
    let message = failed["error"]["message"].as_str().unwrap();
    assert!(
        message.contains("`text`") && message.contains("`input_bytes`"),
        "{message}"
    );
    assert!(failed["inputs"][0]["size_bytes"].as_u64() > Some(100));
}

#[test]
fn a_report_is_asked_for_by_one_command() {
    let runner = Runner::new(env!("CARGO_BIN_EXE_runner"));
    let help = runner.run(&["report", "--help"]).stdout;
    let data = runner.path("data").display().to_string();
    // Blank lines are as long as those around them.
    let help: Vec<&str> = help.lines().map(str::trim_end).collect();
    insta::assert_snapshot!(help.join("\n").replace(&data, "FOLDER"), @r#"
    Make a report of how the jobs went: how many there were, how they ended, how long they took, and
    what they used

    Usage: runner report [OPTIONS]

    Options:
          --since <DURATION|TIME>
              The time that it is about: so long until now, or from a time on; behind commas, until when
              and how fine, as in `30d,until=TIME,span=hour`

              [default: 30d]

          --format <FORMAT>
              The formats to write [default: that of the file's name, or html]

              Possible values:
              - html: One file for the browser, with charts
              - pdf:  Pages to print
              - xlsx: A workbook for Excel
              - md:   Text with marks
              - json: The figures alone

      -o, --output <FILE|FOLDER>
              Where it is written: a file, or a folder for `runner-report.html` and the like; `-` for
              the standard output

          --title <TEXT>
              What stands at the top

              [default: "How the jobs went"]

          --json
              Print where it lies as JSON

      -h, --help
              Print help (see a summary with '-h')

    Server:
          --server <URL>
              The server [default: the one on the data folder, else http://127.0.0.1:7070] [env:
              RUNNER_SERVER]

          --token-file <FILE>
              A file that holds the token [default: what RUNNER_TOKEN holds, else `token` in the data
              folder]

          --server-ca <FILE>
              Trust the certificates in this file (PEM) beside those that everybody trusts [env:
              RUNNER_SERVER_CA]

    Everywhere:
          --data-dir <DIR>
              The folder for everything that runner keeps [default: `runner` in the XDG data home]

              [env: RUNNER_DATA_DIR]

          --profile <NAME>
              The server that has this name in the client's own file, `client.toml` in the XDG config
              home

              [env: RUNNER_PROFILE]

    It is made by a job of report-generation with the server's own statistics as its input, so a
    schedule can do the same.

    Examples:
      runner report
      runner report --since 7d --format html,pdf -o reports/
      runner report --since 2026-10-01T00:00:00Z,until=2026-11-01T00:00:00Z -o october.xlsx
      runner schedule add monthly --cron '0 6 1 * *' --processor report-generation -i data=stats:30d
    "#);
    let script = runner.run(&["completions", "bash"]).stdout;
    assert!(script.contains("runner__report") || script.contains("runner__subcmd__report"));
    let said = |args: &[&str]| {
        let said = runner.run(&[&["report"], args].concat()).said();
        said.replace("\n\nFor more information, try '--help'.\n", "")
    };
    insta::assert_snapshot!([
        said(&["--since", "yesterday"]),
        said(&["-o", "report.doc"]),
        said(&["--format", "html,pdf", "-o", "-"]),
        said(&["--json", "-o", "-"]),
        said(&["-o", "nowhere/report.html"]),
    ].join("\n"), @r#"
    exit Some(2)
    error: invalid value 'yesterday' for '--since <DURATION|TIME>': `yesterday` is no time to begin at: write how long before the end, such as `30d` or `12h`, or a time of RFC 3339
    exit Some(2)
    error: report.doc is no file of a format that there is
    hint: end it with .html, .pdf, .xlsx, .md or .json, or say --format

    exit Some(2)
    error: the standard output takes one format
    hint: name a file or a folder: -o reports/

    exit Some(2)
    error: the standard output cannot have both the report and --json

    exit Some(2)
    error: the output's folder nowhere does not exist
    hint: make it first: mkdir -p nowhere
    "#);
}
