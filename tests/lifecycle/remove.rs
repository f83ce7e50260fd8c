//! Plugins are removed, whole or a version of them: what runs finishes, what waits says so.

use runner_testkit::Server;
use serde_json::{Value, json};

use super::support::{
    Gate, active, digest, install, plain, ran_on, runner, states, submit, version,
};

/// Pauses what waits in a queue, so that it waits.
fn pause(server: &Server, queue: &str, verb: &str) {
    let (status, answer) = server.post(&format!("/api/v1/queues/{queue}/{verb}"), &Value::Null);
    assert_eq!(status, 200, "{answer}");
}

#[test]
fn a_version_is_removed_and_what_waits_for_it_fails_and_runs_on_the_latest() {
    let server = Server::start(runner());
    let (old, new) = (version("noop", 1), version("noop", 2));
    let names = [(digest(&old), "OLD"), (digest(&new), "NEW")];
    let old = install(&server, &old);
    let ran = submit(&server, "noop", json!({}));
    server.wait_for(&ran, "completed");
    pause(&server, "noop", "pause");
    let waits = submit(&server, "noop", json!({}));
    let new = install(&server, &new);
    let run = |args: &[&str]| {
        let ran = server.client(args);
        let text = plain(&format!("{}{}", ran.stdout, ran.said()), &names);
        text.replace(&waits, "JOB")
    };
    let (active_one, old_one) = (format!("noop@{new}"), format!("noop@{}", &old[..20]));
    insta::assert_snapshot!(run(&["plugin", "remove", &active_one]), @r"
    exit Some(1)
    error: version NEW of plugin `noop` is the one that runs (let another one run first: runner plugin rollback noop, or activate; or remove the whole plugin: runner plugin remove noop)
    ");
    insta::assert_snapshot!(run(&["plugin", "remove", &old_one]), @r"
    noop@OLD removed
    exit Some(0)
    1 job waits for what was removed, and will fail with plugin_missing; runner job retry --latest lets a job run on another version
    ");
    insta::assert_snapshot!(run(&["plugin", "versions", "noop"]), @r"
    DIGEST               VERSION  STATE    SOURCE     ADDED                     REMOVED
    NEW  0.1.0    active   installed  TIME
    OLD  0.1.0    removed  installed  TIME  TIME
    exit Some(0)
    ");
    insta::assert_snapshot!(run(&["job", "explain", &waits]), @r"
    it is pending:
      the queue noop is paused (queue_paused)
      version OLD of its plugin, which it was submitted for, was removed at TIME: it fails when its turn comes, and runs on another version by a retry with --latest (version_removed)
    exit Some(0)
    ");
    // It says that it was removed, and when.
    insta::assert_snapshot!(run(&["plugin", "remove", &old_one]), @r"
    exit Some(1)
    error: version OLD of plugin `noop` was removed at TIME (install its file again, or choose another: runner plugin versions noop)
    ");
    pause(&server, "noop", "resume");
    let failed = server.wait_for(&waits, "failed");
    assert_eq!(failed["error"]["code"], "plugin_missing");
    insta::assert_snapshot!(run(&["job", "retry", &waits]), @r"
    exit Some(1)
    error: job JOB was submitted for version OLD of its plugin, which was removed at TIME (let it run on the version that there is now: runner job retry --latest JOB)
    ");
    server.client(&["job", "retry", "--latest", &waits]).line();
    server.wait_for(&waits, "completed");
    assert_eq!(ran_on(&server, &waits), new);
    // What ran on it is remembered.
    assert_eq!(ran_on(&server, &ran), old);
    let missing = failed["error"]["message"].as_str().unwrap();
    insta::assert_snapshot!(plain(missing, &names).replace(&waits, "JOB"), @r"
    version OLD of its plugin, which it was submitted for, was removed at TIME; let it run on the version that there is now: runner job retry --latest JOB; or install that version again, and retry it
    ");
}

#[test]
fn a_plugin_is_removed_and_its_name_is_free() {
    let server = Server::start(runner());
    for mark in 1..=2 {
        install(&server, &version("noop", mark));
    }
    let first = submit(&server, "noop", json!({}));
    server.wait_for(&first, "completed");
    pause(&server, "noop", "pause");
    let waits = submit(&server, "noop", json!({}));
    let later = json!({"processor": "noop", "delay_ms": 3_600_000});
    let (_, later) = server.post("/api/v1/jobs", &later);
    let ran = server.client(&["plugin", "remove", "noop"]);
    insta::assert_snapshot!(plain(&format!("{}{}", ran.stdout, ran.stderr), &[]), @r"
    noop removed, 2 versions
    2 jobs wait for what was removed, and will fail with plugin_missing; runner job retry --latest lets a job run on another version
    ");

    let said = |args: &[&str]| plain(&server.client(args).said(), &[]);
    insta::assert_snapshot!(said(&["submit", "noop"]), @r"
    exit Some(3)
    error: there is no processor `noop`; there are: data-conversion, property-fetch, report-generation
    hint: a plugin of your own is known once it is installed: runner plugin install FILE.wasm
    ");
    let (status, problem) = server.post("/api/v1/jobs", &json!({"processor": "noop"}));
    assert_eq!(
        (status, &problem["code"]),
        (422, &json!("unknown_processor"))
    );
    insta::assert_snapshot!(plain(problem["detail"].as_str().unwrap(), &[]), @"there is no processor `noop`; there are: data-conversion, property-fetch, report-generation; it was removed at TIME");
    insta::assert_snapshot!(said(&["plugin", "remove", "noop"]), @r"
    exit Some(3)
    error: there is no plugin `noop`: it was removed at TIME
    hint: see which plugins there are: runner plugin list
    ");
    let (status, problem) = server.get("/api/v1/plugins/noop");
    assert_eq!(status, 404, "{problem}");
    for job in [waits.as_str(), later["id"].as_str().unwrap()] {
        let (_, explained) = server.get(&format!("/api/v1/jobs/{job}/explain"));
        let reasons = explained["reasons"].as_array().unwrap().iter();
        let codes: Vec<&str> = reasons
            .map(|reason| reason["code"].as_str().unwrap())
            .collect();
        assert!(codes.contains(&"no_plugin"), "{explained}");
        assert!(codes.contains(&"version_removed"), "{explained}");
    }
    let all = states(&server, "noop");
    assert!(all.iter().all(|(_, state)| state == "removed"), "{all:?}");
    // Only bytes go; jobs that are kept still say what they were for.
    let (_, job) = server.get(&format!("/api/v1/jobs/{waits}"));
    assert_eq!(job["plugin"]["digest"], all[0].0);

    // The same bytes once more: what waited for them runs.
    install(&server, &version("noop", 2));
    pause(&server, "noop", "resume");
    server.wait_for(&waits, "completed");
}

#[test]
fn an_attempt_that_runs_finishes_on_what_was_removed() {
    let server = Server::start(runner());
    let gate = Gate::new();
    let old = install(&server, &version("tells_more", 1));
    let grant = json!({"to": gate.url().trim_end_matches('/')});
    let (status, granted) = server.post("/api/v1/plugins/tells/grants", &grant);
    assert_eq!(status, 201, "{granted}");
    let runs = submit(&server, "tells", json!({"ask": gate.url()}));
    let waiting = gate.next();
    // Replaced, the old version removed, and then all of it.
    let new = install(&server, &version("tells_more", 2));
    server
        .client(&["plugin", "remove", &format!("tells@{old}")])
        .line();
    let next = submit(&server, "tells", json!({"ask": gate.url()}));
    let waiting_too = gate.next();
    server.client(&["plugin", "remove", "tells"]).line();
    assert_eq!(active(&server, "tells"), None);
    for (id, waiting, version) in [(&runs, waiting, &old), (&next, waiting_too, &new)] {
        let (_, job) = server.get(&format!("/api/v1/jobs/{id}"));
        assert_eq!(job["state"], "running");
        waiting.open("opened");
        let done = server.wait_for(id, "completed");
        assert_eq!(done["result"]["told"], "opened");
        assert_eq!(ran_on(&server, id), *version);
    }
}
