//! The code of plugins: compiled where everybody sees it, loaded by the first job that needs it, unloaded when there is too
//! much.

use std::thread;

use runner_testkit::{Server, wait_until};
use serde_json::{Value, json};

use super::support::{digest, install, marked, ran_on, runner, submit, version};

fn list(server: &Server) -> Value {
    let (status, list) = server.get("/api/v1/plugins");
    assert_eq!(status, 200);
    list
}

/// The names of the plugins whose code is loaded.
fn loaded(server: &Server) -> Vec<String> {
    let list = list(server);
    let items = list["items"].as_array().unwrap().iter();
    let loaded = items.filter(|item| item["loaded"] == true);
    loaded
        .map(|item| item["name"].as_str().unwrap().to_owned())
        .collect()
}

/// How often the code of a plugin was loaded since the start.
fn loads(server: &Server, name: &str) -> usize {
    let list = list(server);
    let loads = list["loads"].as_array().unwrap().iter();
    loads.filter(|load| load["plugin"] == name).count()
}

fn run(server: &Server, name: &str) {
    let id = submit(server, name, json!({}));
    server.wait_for(&id, "completed");
}

#[test]
fn nothing_is_loaded_at_the_start_and_the_first_job_loads_what_it_needs() {
    let server = Server::start_with_guests(runner(), &["echo", "noop"]).kill_and_restart();
    let before = list(&server);
    assert_eq!(before["code"]["loaded_versions"], 0, "{before:#}");
    assert_eq!(before["code"]["loaded_bytes"], 0);
    assert_eq!(before["code"]["limit_bytes"], 512 << 20);
    assert_eq!(before["loads"], json!([]));
    assert_eq!(before["compiling"], json!([]));
    let shown = || server.client(&["plugin", "show", "noop"]).stdout;
    assert!(
        shown().contains("\n  loaded    no: when a job needs it\n"),
        "{}",
        shown()
    );

    run(&server, "noop");
    run(&server, "noop");
    assert_eq!(loaded(&server), ["noop"]);
    let (_, plugin) = server.get("/api/v1/plugins/noop");
    let bytes = plugin["code_bytes"].as_u64().unwrap();
    assert!(bytes > 10_000, "{plugin:#}");
    assert_eq!(list(&server)["code"]["loaded_bytes"], bytes);
    // Once, and from the cache: it was compiled when it was installed.
    assert_eq!(loads(&server, "noop"), 1);
    let load = &plugin["last_load"];
    assert_eq!(
        (&load["result"], &load["from_cache"]),
        (&json!("ok"), &json!(true))
    );
    assert_eq!(load["compile_ms"], plugin["compile_ms"]);
    assert!(shown().contains("\n  loaded    ") && !shown().contains("loaded    no"));
    let table = server.client(&["plugin", "list"]).stdout;
    let line = |name: &str| {
        table
            .lines()
            .find(|line| line.starts_with(name))
            .unwrap()
            .to_owned()
    };
    assert!(line("noop").contains("iB"), "{table}");
    assert!(line("echo").contains("installed  -"), "{table}");
}

#[test]
fn what_was_used_longest_ago_is_unloaded_and_loaded_again() {
    let runner = runner();
    runner.install(&["echo", "noop", "uses"]);
    // So little that there is room for the code that was used last alone.
    runner.write("data/runner.toml", "loaded_code = \"1\"\n");
    let server = Server::start(runner);
    for _ in 0..2 {
        for name in ["noop", "echo"] {
            run(&server, name);
            assert_eq!(loaded(&server), [name]);
        }
    }
    assert_eq!((loads(&server, "noop"), loads(&server, "echo")), (2, 2));
    assert_eq!(list(&server)["code"]["limit_bytes"], 1);

    // What an attempt uses lives on while it does, and is found again.
    let frozen = submit(
        &server,
        "uses",
        json!({"of": "milliseconds", "amount": 5_000}),
    );
    server.wait_for(&frozen, "running");
    let (status, paused) = server.act(&frozen, "pause");
    assert_eq!(
        (status, &paused["resumes"]),
        (200, &json!("frozen")),
        "{paused}"
    );
    run(&server, "noop");
    assert_eq!(loaded(&server), ["noop"]);
    run(&server, "uses");
    assert_eq!(loads(&server, "uses"), 1);
    server.act(&frozen, "resume");
    server.wait_for(&frozen, "completed");
}

#[test]
fn code_that_is_unloaded_and_removed_serves_the_attempt_that_stands_on_it() {
    let runner = runner();
    runner.write("runner.toml", "");
    std::fs::create_dir_all(runner.path("data")).unwrap();
    runner.write("data/runner.toml", "loaded_code = \"1\"\n");
    let server = Server::start(runner);
    let old = install(&server, &version("count", 1));
    let far = json!({"to": 3_000_000_000_u64});
    let id = submit(&server, "count", far);
    server.wait_for(&id, "running");
    wait_until("it counts", || {
        let (_, job) = server.get(&format!("/api/v1/jobs/{id}"));
        job["progress"]["done"].as_u64().filter(|done| *done > 0)
    });
    let (status, paused) = server.act(&id, "pause");
    assert_eq!(
        (status, &paused["resumes"]),
        (200, &json!("frozen")),
        "{paused}"
    );
    install(&server, &version("count", 2));
    install(&server, &version("noop", 1));
    run(&server, "noop");
    server.client(&["plugin", "remove", "count"]).line();
    assert_eq!(server.act(&id, "resume").0, 200);
    let done = server.wait_for(&id, "completed");
    // It went on where it stood.
    assert_eq!(
        done["result"],
        json!({"count": 3_000_000_000_u64, "attempt": 1})
    );
    assert_eq!(ran_on(&server, &id), old);
}

#[test]
fn what_is_being_compiled_is_seen_and_so_is_what_came_of_it() {
    let server = Server::start(runner());
    let large = marked(runner_plugins::find("data-conversion").unwrap().wasm, 1);
    let size = large.len();
    thread::scope(|scope| {
        let installing = scope.spawn(|| server.upload("/api/v1/plugins", &[], &large));
        let compiling = wait_until("it is being compiled", || {
            let compiling = list(&server)["compiling"].as_array().unwrap().clone();
            compiling.into_iter().next()
        });
        assert_eq!(compiling["plugin"], "installed");
        assert_eq!(compiling["digest"], digest(&large));
        assert_eq!(compiling["size_bytes"], size);
        assert!(compiling["since"].as_str().unwrap().ends_with('Z'));
        installing.join().unwrap();
    });
    let after = list(&server);
    assert_eq!(after["compiling"], json!([]));
    let load = &after["loads"][0];
    assert_eq!(load["plugin"], "data-conversion");
    assert_eq!(
        (&load["result"], &load["from_cache"]),
        (&json!("ok"), &json!(false))
    );
    let millis = load["compile_ms"].as_u64().unwrap();
    assert!(
        millis > 0 && load["load_ms"].as_u64().unwrap() >= millis,
        "{load}"
    );
    let versions = server.client(&["plugin", "versions", "data-conversion", "--json"]);
    let refused = &versions.json_lines()[0];
    assert_eq!(
        (&refused["state"], &refused["compile_ms"]),
        (&json!("refused"), &json!(millis))
    );

    // What is refused is remembered with its reason, and the log says what was compiled.
    server.upload("/api/v1/plugins", &[], &large[..50_000]);
    let failed = list(&server)["loads"][0].clone();
    assert_eq!(failed["result"], "compile_refused");
    assert!(
        failed["message"]
            .as_str()
            .unwrap()
            .contains("it does not compile"),
        "{failed}"
    );
    let log = server.log();
    assert!(
        log.contains("a plugin is compiled") && log.contains("compile_ms="),
        "{log}"
    );
}
