//! Secrets of a server: set, used, and found nowhere.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on says so by a panic"
)]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use runner_testkit::{Runner, Server, Site, files_with, guest, wait_until};
use serde_json::{Value, json};

/// Long enough to be found nowhere by chance, and to need an escape in JSON.
const VALUE: &str = "hunter2-\"quoted\"-7c1f5f0e9d";

const HEADER: &str = "authorization: Bearer ${secret:api}";

fn runner() -> Runner {
    Runner::new(env!("CARGO_BIN_EXE_runner"))
}

fn server() -> Server {
    Server::start_with_guests(runner(), &["tells_more"])
}

fn set(server: &Server, name: &str, value: &str) {
    let ran = server
        .runner()
        .run_with(&["secret", "set", name], value.as_bytes());
    assert_eq!(ran.line(), format!("{name} is set"));
}

fn grant(server: &Server, url: &str) {
    let args = ["plugin", "grant", "tells", url];
    let ran = server.client(&[&args[..], &["--header", HEADER]].concat());
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
}

fn submit(server: &Server, params: &Value) -> String {
    let job = json!({"processor": "tells", "params": params, "max_attempts": 1});
    let (status, job) = server.post("/api/v1/jobs", &job);
    assert_eq!(status, 201, "{job}");
    job["id"].as_str().unwrap().to_owned()
}

fn backwards(value: &str) -> String {
    value.chars().rev().collect()
}

#[test]
fn a_secret_is_found_nowhere_after_a_plugin_told_all_it_knew() {
    let server = server();
    let site = Site::start();
    set(&server, "api", &format!("{VALUE}\n"));
    grant(&server, &site.url(""));
    let escaped = json!(VALUE).to_string();
    let values = [VALUE, escaped.trim_matches('"')];
    let is_in = |text: &str| values.iter().any(|value| text.contains(value));

    // A server that sends back what it was asked shows the plugin the secret, and the plugin tells it.
    let echo = site.url("/echo");
    let echoed = submit(&server, &json!({ "ask": echo }));
    let echoed = server.wait_for(&echoed, "completed");
    assert!(site.seen().requests[0].contains(VALUE), "{:?}", site.seen());
    let told = echoed["result"]["told"].as_str().unwrap();
    assert!(told.contains("authorization: Bearer ***\r\n"), "{told}");

    // What jobs say: in their results, errors, logs, and while they run.
    let told = submit(&server, &json!({"backwards": backwards(VALUE)}));
    let told = server.wait_for(&told, "completed");
    assert_eq!(
        told["result"],
        json!({"told": "***", "list": ["***", "again: ***!"]})
    );
    let failed = submit(
        &server,
        &json!({"backwards": backwards(VALUE), "fail": true}),
    );
    let failed = server.wait_for(&failed, "failed");
    assert_eq!(failed["error"]["message"], "*** is what I know");
    let id = told["id"].as_str().unwrap();
    let log = server.get_raw(&format!("/api/v1/jobs/{id}/logs"));
    assert!(log.contains("I know ***"), "{log}");
    assert!(log.contains(r#""known":"***""#), "{log}");
    let param = format!("ask={echo}");
    let followed = server.client(&["submit", "tells", "-p", &param, "--follow"]);
    assert_eq!(followed.code, Some(0), "{}", followed.stderr);
    assert!(
        followed.stderr.contains("Bearer ***"),
        "{}",
        followed.stderr
    );
    assert!(!is_in(&followed.stdout) && !is_in(&followed.stderr));

    // What the API and the commands show.
    let failed_id = failed["id"].as_str().unwrap();
    for path in [
        "/api/v1/secrets".to_owned(),
        "/api/v1/plugins/tells".to_owned(),
        "/api/v1/plugins/tells/grants".to_owned(),
        "/api/v1/jobs".to_owned(),
        format!("/api/v1/jobs/{id}"),
        format!("/api/v1/jobs/{id}/attempts"),
        format!("/api/v1/jobs/{failed_id}/logs"),
        "/api/v1/errors".to_owned(),
    ] {
        let answer = server.get_raw(&path);
        assert!(answer.starts_with("HTTP/1.1 200"), "{path}: {answer}");
        assert!(!is_in(&answer), "{path}: {answer}");
    }
    let shown = server.client(&["plugin", "show", "tells"]);
    assert!(shown.stdout.contains(HEADER), "{}", shown.stdout);
    let listed = server.client(&["secret", "list"]);
    assert!(listed.line().contains("tells"), "{}", listed.stdout);

    // And what is left on the disk.
    assert!(!is_in(&server.log()), "{}", server.log());
    let told_backwards = files_with(
        &server.runner().path("data"),
        &backwards(VALUE).as_bytes()[..10],
    );
    assert!(
        !told_backwards.is_empty(),
        "it would not be found if it were there"
    );
    let runner = server.stop();
    for value in values {
        let found = files_with(runner.folder(), value.as_bytes());
        assert!(found.is_empty(), "{found:?}");
    }
}

#[test]
fn a_run_without_a_server_blots_its_secrets_out_of_all_that_it_shows() {
    let (runner, site) = (runner(), Site::start());
    runner.write("tells.wasm", guest("tells_more"));
    runner.write("api.txt", format!("{VALUE}\n"));
    let (to, ask) = (site.url(""), format!("ask={}", site.url("/echo")));
    let run = |params: &[&str]| {
        let secret = ["run", "tells.wasm", "-v", "--secret", "api=@api.txt"];
        let grant = ["--allow", &to, "--allow-header", HEADER, "-p", &ask];
        let args = [&secret[..], &grant, params].concat();
        (runner.run(&args), runner.run_on_a_terminal(&args))
    };
    let escaped = json!(VALUE).to_string();
    let values = [VALUE, escaped.trim_matches('"')];
    for (params, code, said) in [
        (&[][..], 0, "\"told\":\"GET /echo HTTP/1.1\\r\\n"),
        (&["--json"], 0, "\"state\":\"completed\""),
        (&["-p", "fail=true"], 1, "is what I know"),
        (&["-p", "fail=true", "--json"], 1, "is what I know"),
    ] {
        let (piped, shown) = run(params);
        assert_eq!(
            (piped.code, shown.code),
            (Some(code), Some(code)),
            "{}",
            piped.said()
        );
        let all = [piped.stdout + &piped.stderr, shown.stdout + &shown.stderr];
        for all in all {
            assert!(all.contains(said), "{said} is missing in:\n{all}");
            assert!(all.contains("authorization: Bearer ***"), "{all}");
            assert!(
                !values.iter().any(|value| all.contains(value)),
                "{params:?}: {all}"
            );
        }
    }
    // The server was sent it, each time, and sent it back.
    let seen = site.seen().requests;
    assert_eq!(
        seen.iter()
            .filter(|request| request.contains(VALUE))
            .count(),
        8
    );
}

#[test]
fn a_value_is_no_argument_and_not_any_value() {
    let server = server();
    let argument = server.client(&["secret", "set", "api", VALUE]);
    assert_eq!(argument.code, Some(2), "{}", argument.stderr);
    assert!(
        argument.stderr.contains("no argument"),
        "{}",
        argument.stderr
    );
    assert!(!argument.stderr.contains("hunter2"), "{}", argument.stderr);
    for (value, why) in [
        (String::new(), "is empty"),
        ("\n".to_owned(), "is empty"),
        ("x\n\n".to_owned(), "more than one line break"),
        ("x".repeat(64 * 1024 + 1), "more than 64 KiB"),
    ] {
        let ran = server
            .runner()
            .run_with(&["secret", "set", "api"], value.as_bytes());
        assert_eq!(ran.code, Some(2), "{}", ran.stderr);
        assert!(ran.stderr.contains(why), "{}", ran.stderr);
    }
    let put = |body: &Value| server.send("PUT", "/api/v1/secrets/api", body);
    for (value, why) in [
        (String::new(), "is empty"),
        ("x\n".to_owned(), "ends with a line break"),
        ("x".repeat(64 * 1024 + 1), "more than 64 KiB"),
    ] {
        let (status, problem) = put(&json!({"value": value}));
        assert_eq!(status, 422, "{problem}");
        assert_eq!(problem["errors"][0]["path"], "/value");
        assert!(
            problem["detail"].as_str().unwrap().contains(why),
            "{problem}"
        );
    }
    // A body that does not read is not repeated, since the value may be in it.
    let (status, problem) = put(&json!({"valeu": VALUE}));
    assert_eq!(status, 422, "{problem}");
    assert!(!problem.to_string().contains("hunter2"), "{problem}");
    let (status, problem) = put(&json!({"value": {"hunter2": 1}}));
    assert_eq!(
        (status, problem["code"].as_str()),
        (422, Some("bad_request"))
    );
    assert!(!problem.to_string().contains("hunter2"), "{problem}");
    let (status, _) = server.send("PUT", "/api/v1/secrets/a%20b", &json!({"value": VALUE}));
    assert_eq!(status, 422);
    // Nothing was kept of all that, and no key was made for it.
    assert_eq!(server.get("/api/v1/secrets").1["items"], json!([]));
    assert!(!server.runner().path("data/secret.key").exists());
}

#[test]
fn a_secret_is_set_listed_replaced_and_removed() {
    let server = server();
    let put = |value: &str| {
        let body = json!({ "value": value });
        server.send("PUT", "/api/v1/secrets/api", &body)
    };
    let (status, secret) = put("one\nand two");
    assert_eq!(status, 201, "{secret}");
    assert_eq!(
        (
            &secret["name"],
            &secret["set_by"],
            &secret["used_by"],
            &secret["opens"],
            &secret["redacted"]
        ),
        (
            &json!("api"),
            &json!("admin"),
            &json!([]),
            &json!(true),
            &json!(true)
        )
    );
    assert_eq!(put("tiny").0, 200);
    assert_eq!(put("tiny").1["redacted"], false);
    let key = fs::metadata(server.runner().path("data/secret.key")).unwrap();
    assert_eq!(key.permissions().mode() & 0o777, 0o600);
    grant(&server, "https://api.example.com");
    let (_, listed) = server.get("/api/v1/secrets");
    assert_eq!(listed["items"][0]["used_by"], json!(["tells"]));
    assert_eq!(
        server.client(&["secret", "rm", "api"]).line(),
        "api removed"
    );
    let again = server.client(&["secret", "rm", "api"]);
    insta::assert_snapshot!(again.said(), @r"
    exit Some(3)
    error: there is no secret `api`
    hint: see which secrets there are: runner secret list
    ");
    let (_, grants) = server.get("/api/v1/plugins/tells/grants");
    assert_eq!(grants["items"][0]["missing_secrets"], json!(["api"]));
}

#[test]
fn another_key_is_named_and_loses_nothing() {
    let server = server();
    set(&server, "api", VALUE);
    set(&server, "other", VALUE);
    grant(&server, "https://api.example.com");
    let runner = server.stop();
    let other = "ab".repeat(32);
    let server = Server::start_with(runner, &[("RUNNER_SECRET_KEY", &other)]);
    let names_both = |text: &str| text.contains("RUNNER_SECRET_KEY") && text.contains("secret.key");
    wait_until("the log says so", || {
        names_both(&server.log()).then_some(())
    });
    let (_, listed) = server.get("/api/v1/secrets");
    assert_eq!(listed["items"][0]["opens"], false);
    let job = submit(&server, &json!({}));
    let job = server.wait_for(&job, "failed");
    assert_eq!(job["error"]["code"], "internal");
    assert!(
        names_both(job["error"]["message"].as_str().unwrap()),
        "{job}"
    );
    // A second key beside the first would lose one of the two.
    let refused = server
        .runner()
        .run_with(&["secret", "set", "api"], b"new value");
    assert_eq!(refused.code, Some(1), "{}", refused.stderr);
    assert!(names_both(&refused.stderr), "{}", refused.stderr);
    // With the right key everything is as it was.
    let runner = server.stop();
    let key = runner.read("data/secret.key");
    fs::remove_file(runner.path("data/secret.key")).unwrap();
    let server = Server::start(runner);
    let job = submit(&server, &json!({}));
    let job = server.wait_for(&job, "failed");
    let message = job["error"]["message"].as_str().unwrap();
    assert!(
        message.contains("there is no key") && names_both(message),
        "{message}"
    );
    let runner = server.stop();
    let server = Server::start_with(runner, &[("RUNNER_SECRET_KEY", key.trim())]);
    let job = submit(&server, &json!({"backwards": backwards(VALUE)}));
    let job = server.wait_for(&job, "completed");
    assert_eq!(job["result"]["told"], "***");
    // Or, if it is lost for good, the secrets are removed and set again.
    let runner = server.stop();
    let server = Server::start_with(runner, &[("RUNNER_SECRET_KEY", &other)]);
    assert_eq!(server.client(&["secret", "rm", "other"]).code, Some(0));
    set(&server, "api", "new value");
    let (_, listed) = server.get("/api/v1/secrets");
    assert_eq!(listed["items"][0]["opens"], true);
}

#[test]
fn a_key_that_is_none_ends_the_start() {
    let runner = runner();
    let mut command = runner.command(&["serve", "--listen", "127.0.0.1:0"]);
    let output = command
        .env("RUNNER_SECRET_KEY", "hunter2")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        said.contains("RUNNER_SECRET_KEY holds no key: it is not 32 bytes"),
        "{said}"
    );
    assert!(!said.contains("hunter2"), "{said}");
}
