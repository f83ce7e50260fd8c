//! What holds for requests whatever they create: sent again with its key one counts once, numbers stay what they are,
//! and what is not known when a job is submitted is checked when it is.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on says so by a panic"
)]

use runner_testkit::{Runner, Server, wait_until};
use serde_json::{Value, json};

fn server() -> Server {
    Server::start_with_guests(Runner::new(env!("CARGO_BIN_EXE_runner")), &["echo", "noop"])
}

/// Posts with an idempotency key.
fn keyed(server: &Server, path: &str, key: &str, body: &Value) -> (u16, Value) {
    let header = format!("Idempotency-Key: {key}");
    server.send_with("POST", &format!("/api/v1/{path}"), &[&header], body)
}

fn count(server: &Server, path: &str) -> usize {
    let (_, list) = server.get(&format!("/api/v1/{path}?page_size=500"));
    list["items"].as_array().unwrap().len()
}

/// Sends the same twice and then another body: the second creates nothing, the third is refused.
fn counts_once(server: &Server, path: &str, body: &Value, other: &Value) -> Value {
    let key = path.replace('/', "-");
    let (status, first) = keyed(server, path, &key, body);
    assert!([200, 201].contains(&status), "{path}: {first}");
    let (status, again) = keyed(server, path, &key, body);
    assert!([200, 201].contains(&status), "{path}: {again}");
    let (status, refused) = keyed(server, path, &key, other);
    assert_eq!(
        (status, &refused["code"]),
        (422, &json!("idempotency_key_reused")),
        "{path}: {refused}"
    );
    for id in ["id", "name", "job_id", "batch_id"] {
        assert_eq!(first[id], again[id], "{path}");
    }
    first
}

#[test]
fn every_request_that_creates_something_counts_once_with_its_key() {
    let server = server();
    let batch =
        |title: &str| json!({"title": title, "job": {"processor": "noop"}, "items": [{}, {}]});
    counts_once(&server, "batches", &batch("a"), &batch("b"));
    assert_eq!((count(&server, "batches"), count(&server, "jobs")), (1, 2));

    let schedule = |cron: &str| json!({"name": "once", "cron": cron, "target": {"job": {"processor": "noop"}}});
    counts_once(
        &server,
        "schedules",
        &schedule("@daily"),
        &schedule("@weekly"),
    );
    let (status, exists) = keyed(&server, "schedules", "new", &schedule("@daily"));
    assert_eq!((status, &exists["code"]), (409, &json!("exists")));

    // The same body on another path is another request, and a refused one leaves its key free.
    counts_once(&server, "schedules/once/trigger", &json!({}), &json!(null));
    assert_eq!(count(&server, "schedules/once/firings"), 1);
    assert_eq!(count(&server, "jobs"), 3);

    let job = json!({"job": {"processor": "echo", "params": {"say": "{{what}}"}}});
    assert_eq!(server.send("PUT", "/api/v1/templates/say", &job).0, 200);
    let two =
        json!({"batch": {"job": {"processor": "noop"}, "items": [{"title": "{{what}}"}, {}]}});
    assert_eq!(server.send("PUT", "/api/v1/templates/two", &two).0, 200);
    let say = |what: &str| json!({"params": {"what": what}});
    counts_once(&server, "templates/say/submit", &say("a"), &say("b"));
    counts_once(&server, "templates/two/submit", &say("a"), &say("b"));
    assert_eq!((count(&server, "batches"), count(&server, "jobs")), (2, 6));

    let (status, wrong) = keyed(&server, "batches", "free", &json!({"items": [1]}));
    assert_eq!(status, 422, "{wrong}");
    assert_eq!(keyed(&server, "batches", "free", &batch("c")).0, 201);
}

#[test]
fn a_stream_of_lines_with_a_key_counts_once_too() {
    let server = server();
    let send = |file: &str| {
        let args = ["batch", "submit", file, "--processor", "noop"];
        server.client(&[&args[..], &["--idempotency-key", "k", "--wait"]].concat())
    };
    server.runner().write("three.jsonl", "{}\n\n{}\n{}\n");
    server.runner().write("two.jsonl", "{}\n{}\n");
    let first = send("three.jsonl");
    assert_eq!(first.code, Some(0), "{}", first.said());
    assert!(
        first.stdout.contains("done, 3 items: 3 completed"),
        "{}",
        first.stdout
    );
    assert_eq!(send("three.jsonl").stdout, first.stdout);
    let other = send("two.jsonl");
    assert_eq!(other.code, Some(2), "{}", other.said());
    assert!(other.stderr.contains("use a new key"), "{}", other.stderr);
    assert_eq!((count(&server, "batches"), count(&server, "jobs")), (1, 3));
    let work = server.runner().path("data/work");
    let left = std::fs::read_dir(work).map_or(0, Iterator::count);
    assert_eq!(left, 0, "what was received is not left behind");
}

#[test]
fn a_stream_with_a_bad_line_creates_nothing_and_leaves_its_key_free() {
    let server = server();
    let send = |lines: &str, key: &[&str]| {
        server.runner().write("items.jsonl", lines);
        let args = ["batch", "submit", "items.jsonl", "--processor", "echo"];
        server.client(&[&args[..], key].concat())
    };
    let key = ["--idempotency-key", "k"];
    // More than are handed over in one commit come before the bad line.
    let good = "{}\n".repeat(1_200);
    for (bad, why) in [
        (r#"{"params": {"say": 1}}"#, "/say: 1 is not of type"),
        ("{", "EOF"),
        (r#"{"metadata": 12345678901234567890123}"#, "(line"),
    ] {
        let refused = send(&format!("{good}{bad}\n"), &key);
        assert_eq!(refused.code, Some(2), "{bad}: {}", refused.said());
        assert!(refused.stderr.contains(why), "{bad}: {}", refused.said());
        assert!(
            !refused.stderr.contains("was stopped"),
            "{}",
            refused.stderr
        );
    }
    assert_eq!((count(&server, "batches"), count(&server, "jobs")), (0, 0));
    let mended = send("{}\n{}\n", &key);
    assert_eq!(mended.code, Some(0), "{}", mended.said());
    assert_eq!((count(&server, "batches"), count(&server, "jobs")), (1, 2));
    // Without a key the items run while they come, and so the batch is there.
    let stopped = send(&format!("{good}{{\n"), &[]);
    assert!(stopped.stderr.contains("was stopped"), "{}", stopped.said());
    assert_eq!(count(&server, "batches"), 2);
}

#[test]
fn numbers_that_would_be_rounded_are_refused_wherever_they_stand() {
    const LONG: &str = "12345678901234567890123";
    let server = server();
    let refused = |method: &str, path: &str, body: &str| {
        let body: Box<serde_json::value::RawValue> = serde_json::from_str(body).unwrap();
        let (status, problem) = server.send_text(method, &format!("/api/v1/{path}"), body.get());
        assert_eq!(
            (status, &problem["code"]),
            (422, &json!("number_too_long")),
            "{path}: {problem}"
        );
        let detail = problem["detail"].as_str().unwrap();
        assert!(
            detail.contains(LONG) && detail.contains("send it as text"),
            "{detail}"
        );
    };
    let job = format!("{{\"processor\":\"echo\",\"params\":{{\"say\":{LONG}}}}}");
    refused("POST", "jobs", &job);
    refused("POST", "jobs/bulk", &format!("{{\"jobs\":[{job}]}}"));
    refused("POST", "batches", &format!("{{\"items\":[{job}]}}"));
    refused("PUT", "templates/t", &format!("{{\"job\":{job}}}"));
    let schedule = format!("{{\"name\":\"s\",\"cron\":\"@daily\",\"target\":{{\"job\":{job}}}}}");
    refused("POST", "schedules", &schedule);
    assert_eq!(count(&server, "jobs"), 0);

    // On the command line too, before anything is sent; as text it arrives as it is.
    let number = server.client(&["submit", "noop", "--params", &format!("{{\"a\":{LONG}}}")]);
    assert_eq!(number.code, Some(2), "{}", number.said());
    assert!(
        number
            .stderr
            .contains(&format!("hint: send it as text, in quotes: '\"{LONG}\"'")),
        "{}",
        number.stderr
    );
    let text = server.client(&["submit", "echo", "-p", &format!("say={LONG}"), "--wait"]);
    assert!(text.stdout.contains(LONG), "{}", text.said());
    server
        .runner()
        .write("items.jsonl", format!("{{}}\n{{\"metadata\":{LONG}}}\n"));
    let lines = server.client(&["batch", "submit", "items.jsonl", "--processor", "noop"]);
    assert_eq!(lines.code, Some(2), "{}", lines.said());
    assert!(lines.stderr.contains("(line 3)"), "{}", lines.stderr);
}

#[test]
fn what_another_job_made_counts_to_the_limit_of_the_inputs_once_it_is_known() {
    let server = server();
    let text = json!({"processor": "echo", "inputs": {"text": {"text": "ten bytes!"}}});
    let (_, first) = server.post("/api/v1/jobs", &text);
    let after = |most: u64| {
        let job = json!({
            "processor": "echo",
            "inputs": {"text": {"job": first["id"], "output": "copy"}},
            "limits": {"input_bytes": most},
        });
        let (status, job) = server.post("/api/v1/jobs", &job);
        assert_eq!(status, 201, "{job}");
        job["id"].as_str().unwrap().to_owned()
    };
    let (fits, does_not) = (after(10), after(9));
    assert_eq!(server.wait_for(&fits, "completed")["result"]["bytes"], 10);
    let failed = server.wait_for(&does_not, "failed");
    assert_eq!(failed["error"]["code"], "limit_exceeded");
    let message = failed["error"]["message"].as_str().unwrap();
    assert!(
        message.starts_with("the inputs have 10 B, more than the limit `input_bytes` of 9 B")
            && message.contains("(`text` 10 B)"),
        "{message}"
    );
    assert_eq!(
        (&failed["failures"], &failed["attempt"]),
        (&json!(1), &json!(1))
    );
}

#[test]
fn a_priority_is_worked_out_from_what_is_known_of_a_job() {
    let server = server();
    let priority = |args: &[&str]| {
        let ran = server.client(&[&["submit", "noop", "--json"], args].concat());
        assert_eq!(ran.code, Some(0), "{}", ran.said());
        ran.json()["priority"].as_u64().unwrap()
    };
    assert_eq!(priority(&[]), 5);
    assert_eq!(priority(&["--urgency", "high"]), 8);
    assert_eq!(
        priority(&["--urgency", "low", "--customer-tier", "premium"]),
        5
    );
    assert_eq!(
        priority(&["--customer-tier", "vip", "--value", "5000.01"]),
        10
    );
    server
        .runner()
        .write("items.jsonl", "{}\n{\"priority\": 1}\n");
    let args = [
        "batch",
        "submit",
        "items.jsonl",
        "--processor",
        "noop",
        "--urgency",
        "low",
    ];
    let batch = server.client(&args).line().to_owned();
    let (_, items) = server.get(&format!("/api/v1/batches/{batch}/items"));
    let mut priorities: Vec<u64> = items["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|job| job["priority"].as_u64().unwrap())
        .collect();
    priorities.sort_unstable();
    assert_eq!(priorities, [1, 3]);
}

#[test]
fn a_batch_is_watched_to_its_end_and_its_exit_code_says_how_it_went() {
    let server = server();
    server.runner().write("good.jsonl", "{}\n{}\n");
    server.runner().write(
        "bad.jsonl",
        "{}\n{\"processor\":\"echo\",\"params\":{\"fail\":\"permanent\"}}\n",
    );
    let submit = |file: &str, flag: &str| {
        server.client(&["batch", "submit", file, "--processor", "noop", flag])
    };
    let good = submit("good.jsonl", "--follow");
    assert_eq!(good.code, Some(0), "{}", good.said());
    assert!(
        good.line().ends_with("done, 2 items: 2 completed"),
        "{}",
        good.stdout
    );
    let bad = submit("bad.jsonl", "--wait");
    assert_eq!(bad.code, Some(1), "{}", bad.said());
    assert!(
        bad.stdout
            .ends_with("done, 2 items: 1 completed, 1 failed\n"),
        "{}",
        bad.stdout
    );
    let id = bad.stdout.split(' ').next().unwrap().to_owned();
    assert!(
        bad.stderr.contains(&format!(
            "which failed: runner batch items {id} --state failed"
        )),
        "{}",
        bad.stderr
    );
    // One that is over is told at once.
    let watched = server.client(&["batch", "watch", &id, "--json"]);
    assert_eq!(
        (watched.code, &watched.json()["counts"]["failed"]),
        (Some(1), &json!(1))
    );
    let missing = server.client(&["batch", "watch", "01890a5d-ac96-774b-bcce-b302099a8057"]);
    assert_eq!(missing.code, Some(3), "{}", missing.said());
    // A stream of one is open until the batch is over.
    let (_, open) = server.post(
        "/api/v1/batches",
        &json!({
            "items": [{"processor": "noop", "delay_ms": 300_u32}, {"processor": "noop"}],
        }),
    );
    let path = format!("/api/v1/batches/{}/events", open["id"].as_str().unwrap());
    let events = server.get_raw(&path);
    let last = events
        .lines()
        .rfind(|line| line.starts_with("data: "))
        .unwrap();
    let last: Value = serde_json::from_str(last.strip_prefix("data: ").unwrap()).unwrap();
    assert_eq!(
        (&last["state"], &last["counts"]["completed"]),
        (&json!("done"), &json!(2))
    );
    wait_until("it is over", || {
        (server.get(path.trim_end_matches("/events")).1["state"] == "done").then_some(())
    });
}

#[test]
fn a_job_is_named_by_the_beginning_of_its_id_if_no_other_begins_so() {
    let server = server();
    let (_, first) = server.post(
        "/api/v1/jobs",
        &json!({"processor": "noop", "title": "first"}),
    );
    let first = first["id"].as_str().unwrap().to_owned();
    server.wait_for(&first, "completed");
    // The time of the submit, to the millisecond.
    let short = &first[..13];
    let shown = server.client(&["job", "show", short]);
    assert!(shown.line().contains("first"), "{}", shown.said());
    let jobs: Vec<Value> = (0..12)
        .map(|_| json!({"processor": "noop", "title": "twin"}))
        .collect();
    let (_, many) = server.post("/api/v1/jobs/bulk", &json!({ "jobs": jobs }));
    let ids: Vec<&str> = many["ids"]
        .as_array()
        .unwrap()
        .iter()
        .map(|id| id.as_str().unwrap())
        .collect();
    let twins = ids.windows(2).find(|two| two[0][..11] == two[1][..11]);
    let twin = twins.expect("two of twelve came within a quarter of a second")[0];
    let several = server.client(&["job", "delete", &twin[..11]]);
    assert_eq!(several.code, Some(2), "{}", several.said());
    assert!(
        several.stderr.contains(&format!(
            "several jobs have ids that begin with {}",
            &twin[..11]
        )) && several.stderr.contains(" noop twin")
            && several.stderr.contains("hint: write more of the id"),
        "{}",
        several.stderr
    );
    assert_eq!(count(&server, "jobs"), 13);
    let nobody = server.client(&["job", "show", "00000000-00"]);
    assert_eq!(nobody.code, Some(3), "{}", nobody.said());
    let too_short = server.client(&["job", "show", &first[..8]]);
    assert_eq!(too_short.code, Some(2), "{}", too_short.said());
    assert!(
        too_short.stderr.contains("from 10 digits on"),
        "{}",
        too_short.stderr
    );
    let of_others = format!("/api/v1/jobs?id={short}&queue=elsewhere");
    assert_eq!(server.get(&of_others).1["items"], json!([]));
    assert_eq!(server.get("/api/v1/jobs?id=0190").0, 400);
    let deleted = server.client(&["job", "delete", short]);
    assert_eq!(
        deleted.stdout,
        format!("{first} deleted\n"),
        "{}",
        deleted.said()
    );
}
