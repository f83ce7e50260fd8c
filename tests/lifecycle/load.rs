//! Plugins are replaced while jobs come and run: none fails, and each runs on the version it was submitted for.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use runner_testkit::Server;
use serde_json::{Value, json};

use super::support::{Gate, digest, install, ran_on, runner, submit, version};

/// How many jobs come while the plugin is replaced, at the least.
const JOBS: usize = 300;

/// How often a version takes the place of the other, which is removed.
const SWAPS: usize = 80;

#[test]
fn every_job_runs_on_the_version_it_was_submitted_for_while_the_plugin_is_replaced() {
    let server = Server::start(runner());
    let versions: Vec<Vec<u8>> = (1..=4).map(|mark| version("noop", mark)).collect();
    install(&server, &versions[0]);
    let is_over = AtomicBool::new(false);
    let ids: Vec<String> = thread::scope(|scope| {
        let submitting = scope.spawn(|| {
            let mut ids = Vec::new();
            while ids.len() < JOBS || !is_over.load(Ordering::Relaxed) {
                let jobs = vec![json!({"processor": "noop"}); 10];
                let (status, answer) = server.post("/api/v1/jobs/bulk", &json!({"jobs": jobs}));
                assert_eq!(status, 201, "{answer}");
                let some = answer["ids"].as_array().unwrap().iter();
                ids.extend(some.map(|id| id.as_str().unwrap().to_owned()));
            }
            ids
        });
        for round in 0..3 {
            for wasm in &versions {
                let (status, answer) = server.upload("/api/v1/plugins", &[], wasm);
                assert!([200, 201].contains(&status), "{round}: {answer}");
                let (status, answer) = server.post("/api/v1/plugins/noop/rollback", &Value::Null);
                assert!([200, 409].contains(&status), "{answer}");
            }
        }
        is_over.store(true, Ordering::Relaxed);
        submitting.join().unwrap()
    });
    let mut versions_seen: Vec<String> = Vec::new();
    for id in &ids {
        let job = server.wait_for(id, "completed");
        let version = ran_on(&server, id);
        assert_eq!(job["plugin"]["digest"], version);
        assert_eq!(job["attempt"], 1);
        versions_seen.push(version);
    }
    versions_seen.sort();
    versions_seen.dedup();
    // They did come while it was replaced.
    assert!(versions_seen.len() > 1, "{versions_seen:?}");
}

#[test]
fn attempts_of_several_versions_run_side_by_side_and_finish_each_on_its_own() {
    let server = Server::start(runner());
    let gate = Gate::new();
    let old = install(&server, &version("tells_more", 1));
    let grant = json!({"to": gate.url().trim_end_matches('/')});
    assert_eq!(server.post("/api/v1/plugins/tells/grants", &grant).0, 201);
    let first = submit(&server, "tells", json!({"ask": gate.url()}));
    let first_waits = gate.next();
    let new = install(&server, &version("tells_more", 2));
    let second = submit(&server, "tells", json!({"ask": gate.url()}));
    let second_waits = gate.next();
    server.post("/api/v1/plugins/tells/rollback", &Value::Null);
    second_waits.open("second");
    assert_eq!(
        server.wait_for(&second, "completed")["result"]["told"],
        "second"
    );
    first_waits.open("first");
    assert_eq!(
        server.wait_for(&first, "completed")["result"]["told"],
        "first"
    );
    assert_eq!(
        [ran_on(&server, &first), ran_on(&server, &second)],
        [old, new]
    );
}

/// Puts each of two versions in the place of the other, which is removed, again and again.
fn swap(server: &Server, versions: &[Vec<u8>; 2]) {
    for round in 0..SWAPS {
        let (old, new) = (&versions[round % 2], &versions[(round + 1) % 2]);
        install(server, new);
        let path = format!("/api/v1/plugins/noop/versions/{}", digest(old));
        let (status, answer) = server.send("DELETE", &path, &Value::Null);
        assert_eq!(status, 200, "{answer}");
    }
}

/// Asks again and again, at least once, until the versions were swapped as often as they are to be.
fn ask_while_versions_go(ask: impl Fn(&Server) + Sync, prepare: impl Fn(&Server)) {
    let server = Server::start(runner());
    let versions = [version("noop", 1), version("noop", 2)];
    install(&server, &versions[0]);
    prepare(&server);
    let is_over = AtomicBool::new(false);
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let mut count = 0;
                while count == 0 || !is_over.load(Ordering::Relaxed) {
                    ask(&server);
                    count += 1;
                }
            });
        }
        swap(&server, &versions);
        is_over.store(true, Ordering::Relaxed);
    });
}

#[test]
fn batches_are_taken_while_the_version_that_ran_before_is_removed() {
    let noop = json!({"processor": "noop"});
    let whole = json!({"items": vec![noop.clone(); 20], "then": noop});
    let lines = format!("{}\n", json!({"batch": {"then": noop}})) + &format!("{noop}\n").repeat(20);
    ask_while_versions_go(
        |server| {
            let (status, answer) = server.post("/api/v1/batches", &whole);
            assert_eq!(
                (status, &answer["counts"]["total"]),
                (201, &json!(20)),
                "{answer}"
            );
            let (status, answer) = server.upload(
                "/api/v1/batches",
                &["Content-Type: application/x-ndjson"],
                lines.as_bytes(),
            );
            assert_eq!(
                (status, &answer["counts"]["total"]),
                (201, &json!(20)),
                "{answer}"
            );
        },
        |_| {},
    );
}

#[test]
fn templates_are_used_while_the_version_that_ran_before_is_removed() {
    let noop = json!({"processor": "noop"});
    ask_while_versions_go(
        |server| {
            for template in ["one", "many"] {
                let path = format!("/api/v1/templates/{template}/submit");
                let (status, answer) = server.post(&path, &json!({}));
                assert_eq!(status, 201, "{answer}");
            }
        },
        |server| {
            let batch = json!({"items": vec![noop.clone(); 20], "then": noop});
            let bodies = [
                ("one", json!({"job": noop})),
                ("many", json!({"batch": batch})),
            ];
            for (name, body) in bodies {
                let path = format!("/api/v1/templates/{name}");
                let (status, answer) = server.send("PUT", &path, &body);
                assert!([200, 201].contains(&status), "{answer}");
            }
        },
    );
}

#[test]
fn schedules_fire_while_the_version_that_ran_before_is_removed() {
    let noop = json!({"processor": "noop"});
    ask_while_versions_go(
        |server| {
            for schedule in ["one", "many"] {
                let path = format!("/api/v1/schedules/{schedule}/trigger");
                let (status, answer) = server.post(&path, &json!({}));
                assert!([200, 201].contains(&status), "{answer}");
                assert_eq!(answer["outcome"], "fired", "{answer}");
            }
        },
        |server| {
            let batch = json!({"items": vec![noop.clone(); 100], "then": noop});
            for (name, target) in [
                ("one", json!({"job": noop})),
                ("many", json!({"batch": batch})),
            ] {
                let schedule = json!({
                    "name": name, "cron": "0 0 1 1 *", "overlap": "allow", "target": target,
                });
                let (status, answer) = server.post("/api/v1/schedules", &schedule);
                assert_eq!(status, 201, "{answer}");
            }
        },
    );
}

#[test]
fn jobs_are_taken_while_the_version_that_ran_before_is_removed() {
    let server = Server::start(runner());
    let versions = [version("noop", 1), version("noop", 2)];
    install(&server, &versions[0]);
    let is_over = AtomicBool::new(false);
    let job = json!({"processor": "noop"});
    let many = json!({"jobs": vec![job.clone(); 5]});
    let submit = |path: &str, body: &Value| {
        let mut count = 0;
        while count == 0 || !is_over.load(Ordering::Relaxed) {
            let (status, answer) = server.post(path, body);
            assert_eq!(status, 201, "{answer}");
            count += 1;
        }
    };
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| submit("/api/v1/jobs", &job));
        }
        scope.spawn(|| submit("/api/v1/jobs/bulk", &many));
        swap(&server, &versions);
        is_over.store(true, Ordering::Relaxed);
    });
}
