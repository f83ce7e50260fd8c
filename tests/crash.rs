//! A server that dies at every failure point under a load of one kind, and is started again: what it acknowledged
//! completes once, and nobody ever sees half an output. A load of every kind, and deaths at random, are `chaos.rs`.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on says so by a panic"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::Mutex;
use std::thread;

use runner_model::{FailureCode, StateName};
use runner_store::JobStore as _;
use runner_store::testing::recount;
use runner_store::{EventType, JobFilter, Options, SqliteStore, Store as _};
use runner_testkit::{Runner, Server, wait_until};
use serde_json::{Value, json};

/// How many clients submit at once.
const CLIENTS: usize = 4;

/// How many jobs a client submits at most: a server that does not die of so many is not going to.
const MOST_JOBS: usize = 300;

fn runner() -> Runner {
    Runner::new(env!("CARGO_BIN_EXE_runner"))
}

/// A job whose input and output are like no other's.
fn job(number: u64) -> Value {
    json!({
        "processor": "data-conversion",
        "title": number.to_string(),
        "params": {"to": "jsonl"},
        "inputs": {"data": {"text": format!("id,zip\n{number},00123\n"), "media_type": "text/csv"}},
    })
}

fn output(number: &str) -> String {
    format!("{{\"id\":{number},\"zip\":\"00123\"}}\n")
}

/// What was acknowledged: each job's id, and the number that is its title.
type Acknowledged = Mutex<BTreeMap<String, String>>;

/// Submits from several clients until the server is gone, while another looks at what was submitted.
fn load(server: &Server, acknowledged: &Acknowledged) {
    thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS)
            .map(|client| {
                scope.spawn(move || {
                    for index in 0..MOST_JOBS {
                        let number = (client * MOST_JOBS + index) as u64;
                        let Ok((status, job)) = server.try_post("/api/v1/jobs", &job(number))
                        else {
                            return;
                        };
                        // An answer that was cut off acknowledges nothing.
                        let Some(id) = job["id"].as_str() else {
                            assert!(job.is_null(), "{status}: {job}");
                            return;
                        };
                        let mut acknowledged = acknowledged.lock().unwrap();
                        acknowledged.insert(id.to_owned(), number.to_string());
                    }
                })
            })
            .collect();
        scope.spawn(move || {
            while clients.iter().any(|client| !client.is_finished()) {
                let some: Vec<String> = acknowledged.lock().unwrap().keys().cloned().collect();
                for id in some.iter().rev().take(20) {
                    let Ok(answer) = server.try_get_raw(&format!("/api/v1/jobs/{id}")) else {
                        return;
                    };
                    look_at(server, &answer);
                }
            }
        });
    });
}

/// A job that is completed has its output, whole; any other has none.
fn look_at(server: &Server, answer: &str) {
    let Some((_, body)) = answer.split_once("\r\n\r\n") else {
        return;
    };
    let Ok(job) = serde_json::from_str::<Value>(body) else {
        return;
    };
    if job["state"] != "completed" {
        assert_eq!(job["outputs"], json!([]), "{job:#}");
        return;
    }
    let id = job["id"].as_str().unwrap();
    let expected = output(job["title"].as_str().unwrap());
    assert_eq!(job["outputs"][0]["size_bytes"], expected.len(), "{job:#}");
    assert_eq!(job["outputs"][0]["partial"], false, "{job:#}");
    if let Ok(seen) = server.try_get_raw(&format!("/api/v1/jobs/{id}/outputs/data"))
        && seen.contains("\r\n\r\n")
    {
        let (_, body) = seen.split_once("\r\n\r\n").unwrap();
        // A server that dies in the middle of its answer cuts it off; the length that it named tells.
        let is_cut = body.len() < expected.len();
        assert!(
            body == expected || (is_cut && expected.starts_with(body)),
            "{seen}"
        );
    }
}

/// Lets the server finish, reads every output, stops it, and goes through all that it leaves on disk.
fn audit(server: Server, acknowledged: &Acknowledged) {
    let open = ["blocked", "scheduled", "pending", "running", "retrying"];
    wait_until("everything is done", || {
        let (_, stats) = server.get("/api/v1/stats");
        open.iter()
            .all(|state| stats["jobs"][*state] == 0)
            .then_some(())
    });
    let acknowledged = acknowledged.lock().unwrap();
    for (id, number) in acknowledged.iter() {
        let answer = server.get_raw(&format!("/api/v1/jobs/{id}/outputs/data"));
        assert!(
            answer.ends_with(&format!("\r\n\r\n{}", output(number))),
            "{answer}"
        );
    }
    let runner = server.stop();
    let folder = runner.path("data");
    assert_eq!(leftovers(&folder), BTreeSet::new());
    assert_eq!(recount(&folder).unwrap(), Vec::<String>::new());
    tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap()
        .block_on(go_through(&folder, &acknowledged));
}

async fn go_through(folder: &Path, acknowledged: &BTreeMap<String, String>) {
    let store = SqliteStore::open(Options::new(folder)).unwrap();
    let mut ends: BTreeMap<String, Vec<EventType>> = BTreeMap::new();
    let mut last = 0;
    loop {
        let events = store.events(last, 1_000).await.unwrap();
        let Some(newest) = events.last() else { break };
        last = newest.seq;
        for event in events {
            let Some((job, state, _)) = event.job else {
                continue;
            };
            let ends = ends.entry(job.to_string()).or_default();
            if state.is_end() {
                ends.push(event.kind);
            }
        }
    }
    for id in acknowledged.keys() {
        assert_eq!(ends.get(id), Some(&vec![EventType::JobCompleted]), "{id}");
    }
    let mut jobs = 0;
    let mut page = store.jobs(JobFilter::default(), None, 1_000).await.unwrap();
    loop {
        for job in &page.items {
            jobs += 1;
            // Those too whose submitter did not hear that they were taken.
            assert_eq!(job.state.name(), StateName::Completed, "{job:#?}");
            assert_eq!(ends[&job.id.to_string()], [EventType::JobCompleted]);
            assert_eq!(job.failures, 0, "a crash is no failure of the job");
            let attempts = store.attempts(job.id).await.unwrap();
            let numbers: Vec<u32> = attempts.iter().map(|attempt| attempt.number).collect();
            assert_eq!(numbers, (1..=job.attempt).collect::<Vec<_>>());
            assert!(job.attempt <= 2, "{job:#?}");
            let (done, before) = attempts.split_last().unwrap();
            assert!(done.failure.is_none(), "{done:?}");
            for attempt in before {
                let code = attempt.failure.as_ref().unwrap().0;
                assert_eq!(code, FailureCode::Interrupted, "{attempt:?}");
            }
        }
        let Some(next) = page.next else { break };
        page = store
            .jobs(JobFilter::default(), Some(next), 1_000)
            .await
            .unwrap();
    }
    assert_eq!(jobs, ends.len());
    assert!(jobs >= acknowledged.len());
    store.close().await.unwrap();
}

/// What lies in the folder for files that are being written.
fn leftovers(folder: &Path) -> BTreeSet<String> {
    fs::read_dir(folder.join("work"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect()
}

/// Loads a server until it dies at a failure point, and audits the next one.
fn dies_at(failpoint: &str) {
    let server = Server::start_with(runner(), &[("RUNNER_FAILPOINT", failpoint)]);
    let acknowledged = Acknowledged::default();
    load(&server, &acknowledged);
    let (runner, status) = server.death();
    assert_eq!(status.code(), None, "it died of a signal: {status}");
    assert!(!acknowledged.lock().unwrap().is_empty());
    let folder = runner.path("data");
    assert_eq!(recount(&folder).unwrap(), Vec::<String>::new());
    let left = leftovers(&folder);
    assert!(failpoint.split(':').next() != Some("blob-rename") || !left.is_empty());
    let server = Server::start(runner);
    assert!(
        left.is_disjoint(&leftovers(&folder)),
        "they are deleted at the start"
    );
    audit(server, &acknowledged);
}

#[test]
fn a_server_that_dies_after_a_claim_loses_nothing() {
    dies_at("after-claim:4");
}

#[test]
fn a_server_that_dies_before_the_commit_of_a_settle_loses_nothing() {
    dies_at("before-settle-commit:4");
}

#[test]
fn a_server_that_dies_after_a_commit_loses_nothing() {
    dies_at("after-commit:40");
}

#[test]
fn a_server_that_dies_in_the_rename_of_a_blob_loses_nothing() {
    dies_at("blob-rename:40");
}

#[test]
fn a_failpoint_that_is_none_is_refused() {
    let runner = runner();
    let mut command = runner.command(&["serve", "--listen", "127.0.0.1:0"]);
    let ended = command.env("RUNNER_FAILPOINT", "lunch").output().unwrap();
    assert_eq!(ended.status.code(), Some(2));
    insta::assert_snapshot!(
        String::from_utf8_lossy(&ended.stderr).trim(),
        @"error: RUNNER_FAILPOINT: `lunch` is no failpoint: write one of after-claim, before-settle-commit, after-checkpoint, after-commit and blob-rename, and `:3` behind it to mean the third time"
    );
}
