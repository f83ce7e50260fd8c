//! What an operator lets jobs ask for: by file, by command, by both; judged when a job is submitted and when it begins.

use runner_testkit::{Runner, Server};
use serde_json::{Value, json};

const OF_PLUGIN: &str = "/api/v1/plugins/uses/limits";
const OF_ALL: &str = "/api/v1/limits";

fn runner() -> Runner {
    Runner::new(env!("CARGO_BIN_EXE_runner"))
}

fn server() -> Server {
    Server::start_with_guests(runner(), &["uses"])
}

fn with_file(toml: &str) -> Server {
    let runner = runner();
    runner.install(&["uses"]);
    runner.write("data/runner.toml", toml);
    Server::start(runner)
}

fn set(server: &Server, path: &str, changes: &Value) -> Value {
    let (status, answer) = server.send("PATCH", path, changes);
    assert_eq!(status, 200, "{answer}");
    answer
}

/// One ceiling of a list.
fn one(list: &Value, name: &str) -> Value {
    let items = list["items"].as_array().unwrap();
    let found = items.iter().find(|item| item["name"] == name);
    found.unwrap().clone()
}

fn ceiling(server: &Server, path: &str, name: &str) -> Value {
    let (status, list) = server.get(path);
    assert_eq!(status, 200, "{list}");
    let one = one(&list, name);
    json!([one["ceiling"], one["set_by"], one["for_all"]])
}

fn submit(server: &Server, more: &Value) -> (u16, Value) {
    let mut job = json!({"processor": "uses", "max_attempts": 1});
    let fields = more.as_object().unwrap().clone();
    job.as_object_mut().unwrap().extend(fields);
    server.post("/api/v1/jobs", &job)
}

/// The end of a job, as its state or the code of its failure.
fn end(server: &Server, more: &Value) -> String {
    let (status, job) = submit(server, more);
    assert_eq!(status, 201, "{job}");
    ended(server, job["id"].as_str().unwrap())
}

fn ended(server: &Server, id: &str) -> String {
    let job = runner_testkit::wait_until("the job ends", || {
        let (_, job) = server.get(&format!("/api/v1/jobs/{id}"));
        let state = job["state"].as_str().unwrap().to_owned();
        ["completed", "failed"]
            .contains(&state.as_str())
            .then_some(job)
    });
    match job["error"]["code"].as_str() {
        Some(code) => code.to_owned(),
        None => job["state"].as_str().unwrap().to_owned(),
    }
}

#[test]
fn a_ceiling_is_shown_set_and_taken_away_and_survives_a_restart() {
    let server = server();
    assert_eq!(
        ceiling(&server, OF_PLUGIN, "memory_bytes"),
        json!([256 << 20, "default", false])
    );
    set(
        &server,
        OF_ALL,
        &json!({"memory_bytes": "1GiB", "timeout_ms": 60_000}),
    );
    let answer = set(
        &server,
        OF_PLUGIN,
        &json!({"timeout_ms": "30m", "http_requests": 7}),
    );
    let timeout = one(&answer, "timeout_ms");
    assert_eq!(timeout["ceiling"], 1_800_000);
    // A raised ceiling alone changes no job.
    assert_eq!(
        (&timeout["unasked"], &timeout["default"]),
        (&300_000.into(), &300_000.into())
    );
    assert_eq!(
        (&timeout["set_by"], &timeout["by"]),
        (&"command".into(), &"admin".into())
    );
    assert_eq!(one(&answer, "http_requests")["unasked"], 7);

    let server = server.kill_and_restart();
    let now = |name| ceiling(&server, OF_PLUGIN, name);
    assert_eq!(now("timeout_ms"), json!([1_800_000, "command", false]));
    assert_eq!(now("memory_bytes"), json!([1 << 30, "command", true]));
    assert_eq!(
        ceiling(&server, OF_ALL, "timeout_ms"),
        json!([60_000, "command", true])
    );
    set(
        &server,
        OF_PLUGIN,
        &json!({"timeout_ms": null, "http_requests": null}),
    );
    assert_eq!(now("timeout_ms"), json!([60_000, "command", true]));
    assert_eq!(now("http_requests"), json!([10_000, "default", false]));
}

#[test]
fn a_raised_ceiling_lets_a_job_ask_and_a_lowered_one_holds_for_all() {
    let server = server();
    let much = json!({"params": {"of": "memory", "amount": 300 << 20}});
    let asks = json!({"params": much["params"], "limits": {"memory_bytes": 400 << 20}});
    assert_eq!(end(&server, &much), "memory_exceeded");
    let (status, problem) = submit(&server, &asks);
    assert_eq!(status, 422);
    insta::assert_snapshot!(problem["errors"][0], @r#"{"path":"/limits/memory_bytes","message":"400.0 MiB is more than a job of uses may have here, 256.0 MiB; an operator raises it by `runner plugin limits uses --limit memory=419430400`"}"#);
    set(&server, OF_PLUGIN, &json!({"memory_bytes": 400 << 20}));
    assert_eq!(end(&server, &asks), "completed");
    // Nobody asked for more.
    assert_eq!(end(&server, &much), "memory_exceeded");
    set(&server, OF_PLUGIN, &json!({"fuel": 1_000}));
    assert_eq!(end(&server, &json!({})), "fuel_exhausted");
    let (_, problem) = submit(&server, &json!({"limits": {"timeout_ms": 0}}));
    insta::assert_snapshot!(problem["errors"][0], @r#"{"path":"/limits/timeout_ms","message":"with none at all nothing runs"}"#);
}

#[test]
fn a_ceiling_that_was_lowered_meanwhile_holds_when_a_job_begins() {
    let server = server();
    set(&server, OF_PLUGIN, &json!({"memory_bytes": 400 << 20}));
    let (status, _) = server.post("/api/v1/pause", &json!({}));
    assert_eq!(status, 200);
    let (_, job) = submit(
        &server,
        &json!({
            "params": {"of": "memory", "amount": 300 << 20},
            "limits": {"memory_bytes": 400 << 20},
        }),
    );
    set(&server, OF_PLUGIN, &json!({"memory_bytes": 100 << 20}));
    server.post("/api/v1/resume", &json!({}));
    assert_eq!(
        ended(&server, job["id"].as_str().unwrap()),
        "memory_exceeded"
    );
}

#[test]
fn what_the_file_says_is_changed_there_alone() {
    let server =
        with_file("[limits]\nhttp_requests = 5\n\n[plugin.uses.limits]\nmemory = \"512MiB\"\n");
    let path = server.runner().path("data/runner.toml");
    let plain = |text: &Value| {
        let text = text.as_str().unwrap();
        text.replace(&path.display().to_string(), "runner.toml")
    };
    let now = |name| ceiling(&server, OF_PLUGIN, name);
    assert_eq!(now("memory_bytes"), json!([512 << 20, "file", false]));
    assert_eq!(now("http_requests"), json!([5, "file", true]));
    let (status, problem) = server.send("PATCH", OF_PLUGIN, &json!({"memory_bytes": null}));
    assert_eq!((status, &problem["code"]), (409, &"read_only".into()));
    insta::assert_snapshot!(plain(&problem["detail"]), @"the ceiling of `memory` stands in the configuration file: change line 5 of runner.toml and start the server again");
    let (status, problem) = server.send("PATCH", OF_ALL, &json!({"http_requests": 6}));
    assert_eq!(status, 409);
    insta::assert_snapshot!(plain(&problem["detail"]), @"the ceiling of `http_requests` stands in the configuration file: change line 2 of runner.toml and start the server again");
    // Of one plugin more may be said than of all.
    set(&server, OF_PLUGIN, &json!({"http_requests": 8}));
    assert_eq!(now("http_requests"), json!([8, "command", false]));
    let (_, problem) = submit(&server, &json!({"limits": {"memory_bytes": 1 << 30}}));
    insta::assert_snapshot!(plain(&problem["errors"][0]["message"]), @"1.0 GiB is more than a job of uses may have here, 512.0 MiB; an operator raises it in line 5 of runner.toml and starts the server again");
}

#[test]
fn what_no_ceiling_can_be_is_refused() {
    let server = server();
    let refused = |changes: &Value| {
        let (status, problem) = server.send("PATCH", OF_PLUGIN, changes);
        assert_eq!(status, 422, "{problem}");
        problem["detail"].as_str().unwrap().to_owned()
    };
    let all = [
        json!({"memory_bytes": "5GiB"}),
        json!({"timeout_ms": 0}),
        json!({"timeout_ms": "400days"}),
        json!({"checkpoint_bytes": u64::MAX}),
        json!({"http_concurrency": -1}),
        json!({"http_concurrency": true}),
        json!({"fuel": "lots"}),
        json!({"ram": 5}),
        json!({}),
    ];
    let said: Vec<String> = all.iter().map(refused).collect();
    insta::assert_snapshot!(said.join("\n"), @r#"
    /memory_bytes: a guest can have 4.0 GiB at most
    /timeout_ms: with none at all nothing runs
    /timeout_ms: the host cannot hold to more than 30days
    /checkpoint_bytes: the host cannot hold to more than 64.0 MiB
    /http_concurrency: -1 is no whole number from 0 on
    /http_concurrency: write a number, a text such as "64MiB" or "5m", or null for none
    /fuel: `lots` is no amount of fuel: write a number (`5000000`), or `200k`, `5M`, `2.5G`, `1T`
    /ram: the limits are fuel, timeout_ms, memory_bytes, params_bytes, result_bytes, checkpoint_bytes, input_bytes, output_bytes, log_bytes, cache_bytes, http_requests, http_bytes, http_concurrency
    no limit is named: nothing to change
    "#);
    let (status, problem) = server.send("PATCH", "/api/v1/plugins/use/limits", &json!({"fuel": 5}));
    assert_eq!(status, 404);
    insta::assert_snapshot!(problem["detail"].as_str().unwrap(), @"there is no plugin `use` (did you mean `uses`?)");
}

#[test]
fn params_and_inputs_of_just_their_limit_are_taken_and_larger_ones_are_not() {
    let server = server();
    let padded = |bytes: usize| {
        let around = r#"{"padding":""}"#.len();
        json!({"params": {"padding": "x".repeat(bytes - around)}})
    };
    let given = |bytes: usize| {
        json!({
            "params": {"of": "input"},
            "inputs": {"data": {"text": "x".repeat(bytes)}},
        })
    };
    set(
        &server,
        OF_PLUGIN,
        &json!({"params_bytes": 1_000, "input_bytes": 500}),
    );
    assert_eq!(end(&server, &padded(1_000)), "completed");
    assert_eq!(end(&server, &given(500)), "completed");
    let (status, params) = submit(&server, &padded(1_001));
    assert_eq!(status, 413);
    let (status, inputs) = submit(&server, &given(501));
    assert_eq!(status, 413);
    let said = [&params, &inputs].map(|problem| problem["detail"].as_str().unwrap());
    insta::assert_snapshot!(said.join("\n"), @r"
    the params have 1001 bytes, more than 1000 (limit `params_bytes`)
    the inputs have 501 bytes, more than 500 (limit `input_bytes`)
    ");
    // More than by default, where the operator lets it.
    set(&server, OF_PLUGIN, &json!({"params_bytes": 3 << 20}));
    let mut large = padded(2 << 20);
    assert_eq!(submit(&server, &large).0, 413);
    large["limits"] = json!({"params_bytes": 3 << 20});
    assert_eq!(end(&server, &large), "completed");
}

#[test]
fn files_larger_than_their_processor_may_have_are_not_received() {
    let server = server();
    let runner = server.runner();
    runner.write("data.txt", "x".repeat(2_000));
    let ran = |args: &[&str]| {
        let all = [
            &["submit", "uses", "-p", "of=input", "-i", "data.txt"],
            args,
        ]
        .concat();
        server.client(&all).said()
    };
    set(&server, OF_PLUGIN, &json!({"input_bytes": 1_999}));
    insta::assert_snapshot!(ran(&[]), @r"
    exit Some(2)
    error: the inputs have 2000, more than 1999 (limit `input_bytes`)
    hint: raise it: --limit input_bytes=2000
    ");
    insta::assert_snapshot!(ran(&["--limit", "input_bytes=2000"]), @r"
    exit Some(2)
    error: a job of uses may have 1999 of `input_bytes` on this server, not 2000
    hint: an operator raises it: runner plugin limits uses --limit input_bytes=2000
    ");
    set(&server, OF_PLUGIN, &json!({"input_bytes": 2_000}));
    assert_eq!(
        server
            .client(&[
                "submit", "uses", "-p", "of=input", "-i", "data.txt", "--wait"
            ])
            .code,
        Some(0)
    );
}

#[test]
fn a_cache_is_as_large_as_the_ceiling_says() {
    let server = server();
    set(&server, OF_PLUGIN, &json!({"cache_bytes": 1_003}));
    let put = |amount: usize, more: &Value| {
        let mut job = json!({"params": {"of": "cache", "amount": amount}});
        job.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        let (_, job) = submit(&server, &job);
        server.wait_for(job["id"].as_str().unwrap(), "completed")["result"].clone()
    };
    // With its key of three bytes.
    assert_eq!(put(1_000, &json!({}))["kept"], 1_000);
    let said = put(1_001, &json!({}));
    insta::assert_snapshot!(said["why"].as_str().unwrap(), @r#"Transient("the value has 1004 B, more than the limit `cache_bytes` of 1003 B")"#);
    // A job may keep less than all of them together.
    let own = put(500, &json!({"limits": {"cache_bytes": 100}}));
    assert!(
        own["why"]
            .as_str()
            .unwrap()
            .contains("`cache_bytes` of 100 B"),
        "{own}"
    );
    assert_eq!(put(500, &json!({}))["kept"], 500);
    // The key and its row count as well.
    let cache = server.client(&["plugin", "cache", "uses"]);
    assert_eq!(cache.stdout, "567 B of 1003 B\n");
}
