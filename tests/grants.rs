//! Grants of a server: given by command and by file, taken back, refused, and held back from what nobody has looked at.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on says so by a panic"
)]

use std::fs;
use std::process::Command;

use runner_model::{Grants, HttpAsk, HttpGrant, HttpWants, Origin};
use runner_testkit::{Runner, Server, Site, guest, wait_until};
use serde_json::{Value, json};

const API: &str = "/api/v1/plugins/tells/grants";
const REFUSALS: &str = "/api/v1/plugins/tells/refusals";

fn runner() -> Runner {
    Runner::new(env!("CARGO_BIN_EXE_runner"))
}

fn server() -> Server {
    Server::start_with_guests(runner(), &["tells"])
}

/// A job that asks there for something.
fn ask(server: &Server, url: &str) -> String {
    let job = json!({"processor": "tells", "params": {"ask": url}, "max_attempts": 1});
    let (status, job) = server.post("/api/v1/jobs", &job);
    assert_eq!(status, 201, "{job}");
    job["id"].as_str().unwrap().to_owned()
}

/// The error of a job that asks there and may not.
fn denial_of(server: &Server, url: &str) -> String {
    let failed = server.wait_for(&ask(server, url), "failed");
    assert_eq!(failed["error"]["code"], "denied", "{failed}");
    failed["error"]["message"].as_str().unwrap().to_owned()
}

fn denial(server: &Server) -> String {
    denial_of(server, "https://api.example.com/v1")
}

/// Runs the command in a refusal as a shell reads it.
fn obey(server: &Server, denial: &str) {
    let is_command = |line: &&str| line.trim().starts_with("runner plugin grant ");
    let command = denial.lines().find(is_command).expect("it shows a command");
    let program = env!("CARGO_BIN_EXE_runner");
    let command = command.trim().replacen("runner", program, 1);
    let ran = Command::new("sh")
        .args(["-c", &command])
        .env_clear()
        .env("RUNNER_DATA_DIR", server.runner().path("data"))
        .output()
        .unwrap();
    assert!(ran.status.success(), "{command}: {ran:?}");
}

fn grants(server: &Server) -> Vec<Value> {
    let (status, list) = server.get(API);
    assert_eq!(status, 200, "{list}");
    list["items"].as_array().unwrap().clone()
}

fn states(server: &Server) -> Vec<String> {
    let state = |grant: &Value| {
        let text = |key: &str| grant[key].as_str().unwrap().to_owned();
        format!("{} {} {}", text("origin"), text("to"), text("state"))
    };
    grants(server).iter().map(state).collect()
}

/// Whether what the server lists as in force allows the request that was denied.
fn allows(server: &Server) -> bool {
    let of_grant = |shown: &Value| {
        let keys = ["to", "methods", "headers", "addresses", "rate"];
        let grant: serde_json::Map<String, Value> = keys
            .iter()
            .filter_map(|key| Some(((*key).to_owned(), shown.get(*key)?.clone())))
            .collect();
        serde_json::from_value::<HttpGrant>(grant.into()).unwrap()
    };
    let http = grants(server)
        .iter()
        .filter(|grant| grant["state"] == "in_force")
        .map(of_grant)
        .collect();
    let wants: HttpWants = serde_json::from_value(json!(["https://api.example.com"])).unwrap();
    let origin = Origin::parse("https", "api.example.com").unwrap();
    let ask = HttpAsk {
        origin: &origin,
        method: "GET",
        path: "/v1",
    };
    Grants { http }.allow(&wants, ask).is_ok()
}

#[test]
fn the_command_that_a_refusal_shows_allows_the_request() {
    let server = server();
    let denial = denial(&server);
    assert!(!allows(&server));
    obey(&server, &denial);
    assert!(allows(&server), "{:?}", grants(&server));
}

#[test]
fn what_is_granted_is_reached_and_what_is_taken_back_is_not() {
    let server = Server::start_with_guests(runner(), &["tells_more"]);
    let site = Site::start();
    let url = site.url("/echo");
    let denial = denial_of(&server, &url);
    assert!(denial.contains("is not granted to tells"), "{denial}");
    assert_eq!(site.seen().connections, 0);
    obey(&server, &denial);
    let told = server.wait_for(&ask(&server, &url), "completed");
    let head = told["result"]["told"].as_str().unwrap();
    assert!(head.starts_with("GET /echo HTTP/1.1"), "{head}");
    let id = grants(&server)[0]["id"].as_str().unwrap().to_owned();
    server.client(&["plugin", "revoke", "tells", &id]).line();
    denial_of(&server, &url);
    // The same by the file.
    let (_, block) = denial
        .split_once("in runner.toml by")
        .expect("it shows a block");
    let runner = server.stop();
    runner.write("mine.toml", block);
    let file = runner.path("mine.toml").display().to_string();
    let server = Server::start_with(runner, &[("RUNNER_CONFIG", &file)]);
    server.wait_for(&ask(&server, &url), "completed");
    assert_eq!(site.seen().requests.len(), 2);
    // A secret that its header needs and that is not set is named, with what to do.
    let header = "authorization: Bearer ${secret:api}";
    server
        .client(&[
            "plugin",
            "grant",
            "tells",
            &site.url("/echo"),
            "--header",
            header,
        ])
        .line();
    let failed = server.wait_for(&ask(&server, &url), "failed");
    let error = failed["error"].to_string();
    assert!(error.contains("runner secret set api"), "{error}");
}

#[test]
fn the_block_that_a_refusal_shows_allows_the_request() {
    let server = server();
    let denial = denial(&server);
    let (_, block) = denial
        .split_once("in runner.toml by")
        .expect("it shows a block");
    let runner = server.stop();
    runner.write("data/runner.toml", block);
    let checked = runner.run(&["config", "check"]);
    assert!(
        checked.line().ends_with("runner.toml is good: 1 grant"),
        "{}",
        checked.stdout
    );
    let server = Server::start(runner);
    assert!(allows(&server), "{:?}", grants(&server));
    // It is the file's: nobody takes it back but there.
    let id = grants(&server)[0]["id"].as_str().unwrap().to_owned();
    let (status, problem) = server.send("DELETE", &format!("{API}/{id}"), &Value::Null);
    assert_eq!((status, problem["code"].as_str()), (409, Some("read_only")));
    let revoked = server.client(&["plugin", "revoke", "tells", "https://api.example.com"]);
    assert_eq!(revoked.code, Some(1), "{}", revoked.stderr);
    assert!(
        revoked.stderr.contains("take it out there"),
        "{}",
        revoked.stderr
    );
    // Both are united, and each goes by its own way.
    let given = server.client(&["plugin", "grant", "tells", "https://api.example.com/v1"]);
    given.line();
    assert_eq!(grants(&server).len(), 2);
    let runner = server.stop();
    fs::remove_file(runner.path("data/runner.toml")).unwrap();
    let server = Server::start(runner);
    assert_eq!(
        states(&server),
        ["command https://api.example.com/v1 in_force"]
    );
}

#[test]
fn grants_are_given_seen_and_taken_back() {
    let server = server();
    let run = |args: &[&str]| server.client(&[&["plugin"], args].concat());
    let url = "https://api.example.com";
    let first = run(&["grant", "tells", url, "--method", "GET", "--rate", "10/s"]);
    assert_eq!(
        first.line(),
        "tells may reach https://api.example.com by GET (grant 1)"
    );
    let header = "authorization: Bearer ${secret:api}";
    let second = run(&["grant", "tells", url, "--header", header]);
    assert_eq!(
        second.line(),
        "tells may reach https://api.example.com by any method (grant 2)"
    );
    assert!(
        second.stderr.contains("runner secret set api"),
        "{}",
        second.stderr
    );
    // The same again takes the place of the first.
    let again = run(&["grant", "tells", url, "--method", "get"]);
    assert!(again.line().ends_with("(grant 1)"), "{}", again.stdout);
    assert_eq!(grants(&server)[0].get("rate"), None);
    insta::assert_snapshot!(run(&["grants", "tells"]).stdout, @r"
    ID  TO                       METHODS  FROM     STATE     WITH
    1   https://api.example.com  GET      command  in force
    2   https://api.example.com  any      command  in force  authorization: Bearer ${secret:api}
    ");
    let (status, one) = server.post(API, &json!({"to": url, "methods": ["PUT"]}));
    assert_eq!(status, 201, "{one}");
    assert_eq!(
        (&one["id"], &one["state"]),
        (&json!("3"), &json!("in_force"))
    );
    assert_eq!(
        server.post(API, &json!({"to": url, "methods": ["PUT"]})).0,
        200
    );
    assert_eq!(
        run(&["revoke", "tells", "3"]).line(),
        "tells may not reach https://api.example.com by grant 3 any more"
    );
    assert_eq!(run(&["revoke", "tells", url]).line().lines().count(), 2);
    assert_eq!(grants(&server), Vec::<Value>::new());
    let gone = run(&["revoke", "tells", "3"]);
    insta::assert_snapshot!(gone.said(), @r"
    exit Some(3)
    error: there is no grant 3 of tells
    hint: see what is granted: runner plugin grants tells
    ");
    assert_eq!(
        server.send("DELETE", &format!("{API}/3"), &Value::Null).0,
        404
    );
    assert_eq!(
        server.send("DELETE", &format!("{API}/x"), &Value::Null).0,
        404
    );
}

#[test]
fn what_would_allow_nothing_is_refused_with_what_to_do() {
    let server = server();
    let run = |args: &[&str]| server.client(&[&["plugin", "grant"], args].concat());
    insta::assert_snapshot!(run(&["tells", "https://api.exmaple.com"]).said(), @r"
    exit Some(2)
    error: tells does not ask for https://api.exmaple.com, so that granting it would allow nothing: it asks for https://api.example.com
    ");
    insta::assert_snapshot!(run(&["tell", "https://api.example.com"]).said(), @r"
    exit Some(3)
    error: there is no plugin `tell` (did you mean `tells`?)
    hint: see which plugins there are: runner plugin list
    ");
    let nothing = run(&["data-conversion", "https://api.example.com"]);
    assert!(
        nothing.stderr.contains("it asks for no HTTP at all"),
        "{}",
        nothing.stderr
    );
    for (args, why) in [
        (
            &["tells", "api.example.com"][..],
            "write it as `https://api.example.com`",
        ),
        (
            &["tells", "https://a.com", "--method", "TRACE"],
            "TRACE cannot be granted",
        ),
        (
            &["tells", "https://a.com", "--header", "host: x"],
            "is set by the host",
        ),
        (&["tells", "https://a.com", "--rate", "fast"], "--rate"),
        (
            &["tells", "https://a.com", "--connect-timeout", "0s"],
            "no time at all",
        ),
    ] {
        let ran = run(args);
        assert_eq!(ran.code, Some(2), "{}", ran.stderr);
        assert!(ran.stderr.contains(why), "{}", ran.stderr);
    }
    let (status, problem) = server.post(
        API,
        &json!({"to": "https://api.example.com", "method": "GET"}),
    );
    assert_eq!(status, 422, "{problem}");
    assert!(
        problem["detail"]
            .as_str()
            .unwrap()
            .contains("unknown field `method`"),
        "{problem}"
    );
    // A pattern that holds more than the plugin asks for allows as much as it asks for.
    assert_eq!(run(&["tells", "https://*.example.com"]).code, Some(0));
    assert!(allows(&server));
}

#[test]
fn a_page_of_a_plugin_says_what_is_missing_and_how_to_give_it() {
    let server = server();
    let show = || server.client(&["plugin", "show", "tells"]).stdout;
    let page = show();
    let (_, missing) = page
        .split_once("not granted; an operator may give it by\n")
        .unwrap();
    insta::assert_snapshot!(missing, @r"
      the secret api
          runner secret set api
          runner plugin grant tells https://api.example.com --header 'authorization: Bearer ${secret:api}'
      HTTP to https://api.example.com
          runner plugin grant tells https://api.example.com
    ");
    server
        .runner()
        .run_with(&["secret", "set", "api"], b"hunter2-hunter2")
        .line();
    let header = "authorization: Bearer ${secret:api}";
    let url = "https://api.example.com";
    server
        .client(&["plugin", "grant", "tells", url, "--header", header])
        .line();
    let page = show();
    assert!(!page.contains("not granted"), "{page}");
    assert!(page.contains("in force"), "{page}");
    let (_, plugin) = server.get("/api/v1/plugins/tells");
    assert_eq!(
        (
            plugin["grants"].as_array().unwrap().len(),
            &plugin["ungranted"]
        ),
        (1, &json!([]))
    );
}

/// What is listed as not granted, and what as refused.
fn open_and_refused(server: &Server) -> (Vec<Value>, Vec<Value>) {
    let (status, list) = server.get(API);
    assert_eq!(status, 200, "{list}");
    let wants = |key: &str| -> Vec<Value> {
        let list = list[key].as_array().unwrap();
        list.iter().map(|one| one["want"].clone()).collect()
    };
    (wants("ungranted"), wants("refusals"))
}

#[test]
fn what_is_refused_is_not_asked_for_again() {
    let server = server();
    let run = |args: &[&str]| server.client(&[&["plugin"], args].concat());
    let url = "https://api.example.com";
    let (http, secret) = (json!({"http": url}), json!({"secret": "api"}));
    assert_eq!(
        run(&["refuse", "tells", url]).line(),
        "tells is refused HTTP to https://api.example.com"
    );
    let open_and = |refused: &[&Value]| -> (Vec<Value>, Vec<Value>) {
        let wants = [&secret, &http];
        let open = wants.into_iter().filter(|one| !refused.contains(one));
        let open = open.cloned().collect();
        (open, refused.iter().copied().cloned().collect())
    };
    assert_eq!(open_and_refused(&server), open_and(&[&http]));
    // Again it is the same one, of whoever said it first.
    let ann = server.visitor("ann", "admin");
    let (status, again) = ann.post("/plugins/tells/refusals", &http);
    assert_eq!(
        (status, &again["id"], &again["refused_by"]),
        (200, &json!("1"), &json!("admin")),
        "{again}"
    );
    let (status, made) = ann.post("/plugins/tells/refusals", &secret);
    assert_eq!(
        (status, &made["want"], &made["refused_by"]),
        (201, &secret, &json!("ann")),
        "{made}"
    );
    let page = run(&["show", "tells"]).stdout;
    assert!(!page.contains("not granted"), "{page}");
    assert!(
        page.contains("\nrefused\n  HTTP to https://api.example.com (by admin, "),
        "{page}"
    );
    let listed = run(&["grants", "tells"]).stderr;
    assert!(
        listed.contains("\nrefused: the secret api (by ann, ") && !listed.contains("hint"),
        "{listed}"
    );
    // It is there after a restart, and a job is told of the grant that it lacks as before.
    let server = server.kill_and_restart();
    assert_eq!(open_and_refused(&server), open_and(&[&http, &secret]));
    assert!(denial(&server).contains("is not granted to tells"));
    // Taken back, it is asked for again.
    let run = |args: &[&str]| server.client(&[&["plugin"], args].concat());
    assert_eq!(
        run(&["refuse", "tells", "secret:api", "--undo"]).line(),
        "tells is not refused the secret api any more"
    );
    assert_eq!(open_and_refused(&server), open_and(&[&http]));
    insta::assert_snapshot!(run(&["refuse", "tells", "secret:api", "--undo"]).said(), @r"
    exit Some(3)
    error: tells is not refused the secret api
    hint: see what is refused: runner plugin grants tells
    ");
    for id in ["2", "x"] {
        let (status, problem) = server.send("DELETE", &format!("{REFUSALS}/{id}"), &Value::Null);
        assert_eq!((status, &problem["code"]), (404, &json!("not_found")));
    }
    // Whoever grants it does not refuse it.
    run(&["grant", "tells", url]).line();
    assert_eq!(open_and_refused(&server), (vec![secret], Vec::new()));
    assert!(allows(&server));
}

#[test]
fn what_is_had_or_not_asked_for_is_not_refused() {
    let server = server();
    let run = |args: &[&str]| server.client(&[&["plugin"], args].concat());
    let url = "https://api.example.com";
    run(&["grant", "tells", url]).line();
    let (status, problem) = server.post(REFUSALS, &json!({"http": url}));
    assert_eq!(
        (status, &problem["code"]),
        (409, &json!("granted")),
        "{problem}"
    );
    insta::assert_snapshot!(problem["detail"].as_str().unwrap(), @"HTTP to https://api.example.com is granted to tells by grant 1: take that back first (runner plugin revoke tells 1)");
    run(&["revoke", "tells", "1"]).line();
    assert_eq!(server.post(REFUSALS, &json!({"http": url})).0, 201);
    // It is meant as it is asked for, and not by what it means.
    insta::assert_snapshot!(run(&["refuse", "tells", "https://api.example.com:443"]).said(), @r"
    exit Some(2)
    error: tells does not ask for HTTP to https://api.example.com:443, so that there is nothing to refuse: it asks for the secret api, HTTP to https://api.example.com
    ");
    let nothing = server.post(
        "/api/v1/plugins/data-conversion/refusals",
        &json!({"secret": "api"}),
    );
    assert_eq!(nothing.0, 422, "{}", nothing.1);
    for (body, code) in [
        (json!({"secret": "other"}), "unwanted"),
        (json!({"http": "*"}), "unwanted"),
        (json!({"cache_bytes": 1}), "bad_request"),
        (json!({"http": url, "secret": "api"}), "bad_request"),
        (json!({}), "bad_request"),
    ] {
        let (status, problem) = server.post(REFUSALS, &body);
        assert_eq!(
            (status, problem["code"].as_str()),
            (422, Some(code)),
            "{body}: {problem}"
        );
    }
    assert_eq!(run(&["refuse", "tells", "api"]).code, Some(2));
    assert_eq!(run(&["refuse", "tell", url]).code, Some(3));
}

#[test]
fn a_version_that_asks_for_more_has_nothing_of_what_was_granted_before() {
    let runner = runner();
    let folder = runner.path("data/plugins");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("tells.wasm"), guest("tells")).unwrap();
    let server = Server::start(runner);
    let wait_for = |version: &str| {
        wait_until(&format!("version {version} runs"), || {
            let (_, plugin) = server.get("/api/v1/plugins/tells");
            (plugin["version"] == version).then_some(())
        });
    };
    let replace = |bytes: &[u8]| {
        let beside = folder.join("tells.new");
        fs::write(&beside, bytes).unwrap();
        fs::rename(beside, folder.join("tells.wasm")).unwrap();
    };
    wait_for("1.0.0");
    let url = "https://api.example.com";
    server.client(&["plugin", "grant", "tells", url]).line();
    // Other bytes that ask for the same go on with it.
    let same = [guest("tells"), &[0, 3, 1, b'v', 1]].concat();
    let before = server.get("/api/v1/plugins/tells").1["digest"].clone();
    replace(&same);
    wait_until("the new bytes run", || {
        (server.get("/api/v1/plugins/tells").1["digest"] != before).then_some(())
    });
    assert!(allows(&server));
    replace(guest("tells_more"));
    wait_for("2.0.0");
    assert_eq!(states(&server), ["command https://api.example.com held"]);
    assert!(!allows(&server));
    wait_until("the log says so", || {
        server
            .log()
            .contains("runner plugin approve tells")
            .then_some(())
    });
    let listed = server.client(&["plugin", "grants", "tells"]);
    insta::assert_snapshot!(listed.said(), @r"
    exit Some(0)
    grant 1 is not in force: the version that runs asks for more than the one for which it was granted: *
    hint: see what it asks for: runner plugin show tells; to let it go on: runner plugin approve tells
    not granted: the secret api
    hint: runner secret set api
    hint: runner plugin grant tells https://HOST --header 'authorization: Bearer ${secret:api}'
    not granted: HTTP to *
    hint: runner plugin approve tells
    ");
    let approved = server.client(&["plugin", "approve", "tells"]);
    assert_eq!(approved.line(), "tells goes on with 1 more grant");
    assert!(allows(&server));
    let again = server.client(&["plugin", "approve", "tells"]);
    assert_eq!(again.line(), "tells has all that was granted to it already");
    assert_eq!(server.client(&["plugin", "approve", "tell"]).code, Some(3));
}

#[test]
fn a_file_that_is_wrong_is_named_before_anything_starts() {
    let runner = runner();
    fs::create_dir_all(runner.path("data")).unwrap();
    assert_eq!(runner.run(&["config", "check"]).code, Some(0));
    runner.write(
        "data/runner.toml",
        "# Grants.\n[[plugin.fetch.http]]\nto = \"https://a.com\"\nmethod = \"GET\"\n",
    );
    for args in [&["config", "check"][..], &["config", "show"], &["serve"]] {
        let ran = runner.run(args);
        assert_eq!(ran.code, Some(2), "{}", ran.stderr);
        assert!(
            ran.stderr.contains("runner.toml:4: there is no key `method` in `plugin.fetch.http`: did you mean `methods`?"),
            "{}",
            ran.stderr
        );
        assert!(
            ran.stderr.contains("\n    method = \"GET\""),
            "{}",
            ran.stderr
        );
    }
    assert!(!runner.path("data/runner.db").exists());
    let named = runner.run(&["config", "check", "--config", "other.toml"]);
    insta::assert_snapshot!(named.said(), @r"
    exit Some(2)
    error: there is no configuration file other.toml
    hint: say where it is with --config or RUNNER_CONFIG
    ");
    runner.write(
        "other.toml",
        "[[plugin.fetch.http]]\nto = \"https://a.com/\"\n",
    );
    let shown = runner.run(&["config", "show", "--config", "other.toml"]);
    insta::assert_snapshot!(shown.stdout, @r#"
    listen = "127.0.0.1:7070"                                           # default
    tls_cert = ""                                                       # default
    tls_key = ""                                                        # default
    cors_origins = []                                                   # default
    slots = "auto"                                                      # default
    max_frozen = 64                                                     # default
    frozen_memory = "2GiB"                                              # default
    loaded_code = "512MiB"                                              # default
    ca_file = ""                                                        # default
    drain = "30s"                                                       # default
    log = "warn,runner_engine::plugins=info,runner_engine::inbox=info"  # default
    log_format = "text"                                                 # default

    [[plugin.fetch.http]]
    to = "https://a.com"
    "#);
}
