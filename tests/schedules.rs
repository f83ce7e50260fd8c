//! Schedules: what starts by itself, and the server's own upkeep among it.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on says so by a panic"
)]

use std::fs;
use std::path::Path;

use runner_testkit::{Runner, Server, wait_until};
use serde_json::{Value, json};

fn runner() -> Runner {
    Runner::new(env!("CARGO_BIN_EXE_runner"))
}

fn firings(server: &Server, schedule: &str) -> Vec<Value> {
    let path = format!("/api/v1/schedules/{schedule}/firings");
    server.get(&path).1["items"].as_array().unwrap().clone()
}

#[test]
fn a_schedule_fires_each_time_until_it_is_paused_and_goes_on_after_a_kill() {
    let server = Server::start_with_guests(runner(), &["noop"]);
    let every_second = json!({
        "name": "often",
        "cron": "* * * * * *",
        "overlap": "allow",
        "target": {"job": {"processor": "noop", "title": "by the clock"}},
    });
    let (status, schedule) = server.post("/api/v1/schedules", &every_second);
    assert_eq!(status, 201, "{schedule}");
    let fired = wait_until("it fires twice", || {
        let all = firings(&server, "often");
        (all.len() >= 2).then_some(all)
    });
    let due = |firing: &Value| firing["due_at"].as_str().unwrap().to_owned();
    assert_ne!(due(&fired[0]), due(&fired[1]));
    let job = server.wait_for(fired[0]["job_id"].as_str().unwrap(), "completed");
    assert_eq!(job["title"], "by the clock");
    let server = server.kill_and_restart();
    let before = firings(&server, "often").len();
    wait_until("it fires again", || {
        (firings(&server, "often").len() > before).then_some(())
    });
    let paused = server.client(&["schedule", "pause", "often"]);
    assert_eq!(paused.stdout, "often paused\n");
    assert_eq!(
        server.get("/api/v1/schedules/often").1["next_at"],
        Value::Null
    );
    // Each time has one firing.
    let mut all: Vec<String> = firings(&server, "often").iter().map(due).collect();
    let count = all.len();
    all.dedup();
    assert_eq!(all.len(), count);
    let (status, problem) = server.post("/api/v1/schedules", &every_second);
    assert_eq!((status, &problem["code"]), (409, &json!("exists")));
}

#[test]
fn the_command_adds_triggers_changes_and_deletes() {
    let server = Server::start_with_guests(runner(), &["echo"]);
    let add = [
        "schedule",
        "add",
        "nightly",
        "--cron",
        "30 2 * * *",
        "--zone",
        "Europe/Vienna",
        "--processor",
        "echo",
        "-p",
        "say=good morning",
    ];
    let added = server.client(&add);
    assert_eq!(added.code, Some(0), "{}", added.stderr);
    assert!(
        added.stdout.starts_with("nightly fires next at "),
        "{}",
        added.stdout
    );
    let next = server.client(&["schedule", "next", "nightly", "--count", "3"]);
    assert_eq!(next.stdout.lines().count(), 3);
    let triggered = server.client(&["schedule", "trigger", "nightly"]);
    assert_eq!(triggered.code, Some(0), "{}", triggered.stderr);
    let job = server.wait_for(triggered.stdout.trim(), "completed");
    assert_eq!(job["result"]["said"], "good morning");
    let changed = server.client(&[
        "schedule",
        "set",
        "nightly",
        "--cron",
        "0 4 * * *",
        "--overlap",
        "cancel",
    ]);
    assert_eq!(changed.code, Some(0), "{}", changed.stderr);
    let (_, schedule) = server.get("/api/v1/schedules/nightly");
    assert_eq!(
        (&schedule["cron"], &schedule["zone"], &schedule["overlap"]),
        (
            &json!("0 4 * * *"),
            &json!("Europe/Vienna"),
            &json!("cancel")
        )
    );
    let shown = server.client(&["schedule", "show", "nightly"]);
    assert!(
        shown
            .stdout
            .contains(&format!("job {}", triggered.stdout.trim())),
        "{}",
        shown.stdout
    );
    assert_eq!(
        server.client(&["schedule", "delete", "nightly"]).code,
        Some(0)
    );
    assert_eq!(
        server.client(&["schedule", "show", "nightly"]).code,
        Some(3)
    );
}

#[test]
fn nonsense_in_a_schedule_is_named_by_its_place() {
    let server = Server::start_with_guests(runner(), &["echo"]);
    let said = |change: Value| {
        let mut body =
            json!({"name": "x", "cron": "* * * * *", "target": {"job": {"processor": "echo"}}});
        body.as_object_mut()
            .unwrap()
            .extend(change.as_object().unwrap().clone());
        let (status, problem) = server.post("/api/v1/schedules", &body);
        let path = problem["errors"][0]["path"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        (status, path)
    };
    let at = |path: &str| (422, path.to_owned());
    assert_eq!(said(json!({"cron": "every day"})), at("/cron"));
    assert_eq!(said(json!({"cron": "0 0 30 2 *"})), at("/cron"));
    assert_eq!(said(json!({"zone": "Mars/Base"})), at("/zone"));
    assert_eq!(said(json!({"misfire": "never"})), at("/misfire"));
    assert_eq!(said(json!({"name": "No Name"})), at("/name"));
    assert_eq!(
        said(json!({"target": {"job": {"processor": "echo", "params": {"say": 1}}}})),
        at("/target/job/params/say")
    );
    assert_eq!(
        said(json!({"target": {"job": {"processor": "echo", "priority": 11}}})),
        at("/target/job/priority")
    );
    assert_eq!(said(json!({"target": {"jobs": []}})), at("/target"));
    let (_, schedules) = server.get("/api/v1/schedules");
    assert!(
        schedules["items"]
            .as_array()
            .unwrap()
            .iter()
            .all(|one| one["name"] != "x")
    );
}

#[test]
fn a_firing_while_the_last_still_runs_is_left_out() {
    let server = Server::start_with_guests(runner(), &["count"]);
    let schedule = json!({
        "name": "long",
        "cron": "0 0 1 1 *",
        "target": {"job": {"processor": "count", "params": {"to": u64::MAX}}},
    });
    assert_eq!(server.post("/api/v1/schedules", &schedule).0, 201);
    let trigger = || server.post("/api/v1/schedules/long/trigger", &json!({})).1;
    let first = trigger();
    assert_eq!(first["outcome"], "fired");
    let again = server.client(&["schedule", "trigger", "long"]);
    assert_eq!(
        (again.code, again.stdout.as_str()),
        (
            Some(1),
            "skipped: what the last firing started runs still\n"
        )
    );
    let job = first["job_id"].as_str().unwrap();
    server.post(&format!("/api/v1/jobs/{job}/cancel"), &json!({}));
    server.wait_for(job, "cancelled");
    assert_eq!(trigger()["outcome"], "fired");
}

#[test]
fn upkeep_is_seen_adjusted_and_triggered_and_not_deleted() {
    let server = Server::start(runner());
    let listed = server.client(&["schedule", "list"]);
    for name in [
        "backup",
        "check-database",
        "check-stuck",
        "clean-jobs",
        "collect-blobs",
        "forget-expired",
        "sum-statistics",
    ] {
        assert!(listed.stdout.contains(name), "{}", listed.stdout);
        if name != "backup" {
            let done = server.client(&["schedule", "trigger", name]);
            assert_eq!(done.code, Some(0), "{}{}", done.stdout, done.stderr);
        }
    }
    let target = r#"{"maintenance": {"clean_jobs": {"older_than_days": 7}}}"#;
    let set = server.client(&[
        "schedule",
        "set",
        "clean-jobs",
        "--target",
        target,
        "--zone",
        "Asia/Tokyo",
    ]);
    assert_eq!(set.code, Some(0), "{}", set.stderr);
    let (status, problem) = server.send("DELETE", "/api/v1/schedules/clean-jobs", &json!({}));
    assert_eq!((status, &problem["code"]), (409, &json!("built_in")));
    server.client(&["schedule", "pause", "check-database"]);
    // What somebody changed stays as it is.
    let server = server.kill_and_restart();
    let (_, clean) = server.get("/api/v1/schedules/clean-jobs");
    assert_eq!(
        (
            &clean["target"]["maintenance"]["clean_jobs"]["older_than_days"],
            &clean["zone"]
        ),
        (&json!(7), &json!("Asia/Tokyo"))
    );
    assert_eq!(
        server.get("/api/v1/schedules/check-database").1["paused"],
        true
    );
    let said = &firings(&server, "check-database")[0];
    assert_eq!(
        (&said["outcome"], &said["message"]),
        (&json!("fired"), &json!("the database is whole"))
    );
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let place = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &place);
        } else {
            fs::copy(entry.path(), place).unwrap();
        }
    }
}

#[test]
fn a_backup_is_a_data_folder_that_a_server_goes_on_from() {
    let server = Server::start_with_guests(runner(), &["echo"]);
    let job = json!({"processor": "echo", "inputs": {"text": {"text": "kept"}}});
    let (_, before) = server.post("/api/v1/jobs", &job);
    let before = before["id"].as_str().unwrap();
    server.wait_for(before, "completed");
    let made = server.client(&["schedule", "trigger", "backup"]);
    assert_eq!(made.code, Some(0), "{}{}", made.stdout, made.stderr);
    let message = made.stdout.trim().strip_prefix("done: ").unwrap();
    let (folder, _) = message.split_once(": ").unwrap();
    let restored = runner();
    copy(Path::new(folder), &restored.path("data"));
    let restored = Server::start(restored);
    let output = restored.get_raw(&format!("/api/v1/jobs/{before}/outputs/copy"));
    assert!(output.ends_with("kept"), "{output}");
    let (status, after) = restored.post("/api/v1/jobs", &job);
    assert_eq!(status, 201, "{after}");
    restored.wait_for(after["id"].as_str().unwrap(), "completed");
}

/// A schedule that fires each day at three, and a day of this year's past, midnight.
fn daily(server: &Server, overlap: &str) {
    let daily = json!({
        "name": "daily",
        "cron": "0 3 * * *",
        "overlap": overlap,
        "target": {"job": {"processor": "noop", "title": "late"}},
    });
    let (status, schedule) = server.send("PUT", "/api/v1/schedules/daily", &daily);
    assert_eq!(status, 200, "{schedule}");
}

#[test]
fn times_of_the_past_are_made_up_for_once() {
    let server = Server::start_with_guests(runner(), &["noop"]);
    daily(&server, "allow");
    let range = [
        "--from",
        "2026-01-01T00:00:00Z",
        "--to",
        "2026-01-04T03:00:00Z",
    ];
    let backfill = |more: &[&str]| {
        let args = ["schedule", "backfill", "daily"];
        server.client(&[&args[..], &range, more].concat())
    };
    // The end of the range is not part of it.
    let times = [
        "2026-01-01T03:00:00.000Z",
        "2026-01-02T03:00:00.000Z",
        "2026-01-03T03:00:00.000Z",
    ];
    let dry = backfill(&["--dry-run"]);
    assert_eq!(
        dry.stdout.lines().collect::<Vec<_>>(),
        times,
        "{}",
        dry.said()
    );
    assert!(
        dry.stderr
            .contains("3 times would fire by the overlap rule `allow`; 0 had been answered before"),
        "{}",
        dry.stderr
    );
    assert_eq!(firings(&server, "daily").len(), 0);
    let done = backfill(&["--json"]).json();
    let items = done["items"].as_array().unwrap();
    assert_eq!((items.len(), &done["overlap"]), (3, &json!("allow")));
    for (item, time) in items.iter().zip(times) {
        assert_eq!(
            (&item["due_at"], &item["outcome"]),
            (&json!(time), &json!("fired"))
        );
        let job = server.wait_for(item["job_id"].as_str().unwrap(), "completed");
        assert_eq!(job["title"], "late");
    }
    let again = backfill(&[]);
    assert_eq!(again.code, Some(0), "{}", again.said());
    assert!(again.stderr.contains("0 times fired"), "{}", again.stderr);
    assert!(
        again.stderr.contains("3 had been answered before"),
        "{}",
        again.stderr
    );
    let server = server.kill_and_restart();
    assert_eq!(firings(&server, "daily").len(), 3);
    let next = server.get("/api/v1/schedules/daily").1["next_at"].clone();
    assert!(
        next.as_str().unwrap() > "2026-01-04",
        "its next time stays: {next}"
    );
}

/// What the metadata of a job or batch say of the firing that started it.
fn told(of: &Value) -> (&Value, &Value) {
    let told = &of["metadata"]["schedule"];
    (&told["name"], &told["due_at"])
}

#[test]
fn what_a_firing_starts_knows_which_time_it_is_for() {
    let server = Server::start_with_guests(runner(), &["echo"]);
    let put = |name: &str, cron: &str, target: &Value| {
        let body = json!({"cron": cron, "overlap": "allow", "target": target});
        let (status, said) = server.send("PUT", &format!("/api/v1/schedules/{name}"), &body);
        assert_eq!(status, 200, "{said}");
    };
    let job = json!({
        "processor": "echo",
        "title": "{{schedule}}, and {{other}}",
        "params": {"say": "{{due_at}}"},
        "metadata": {"own": 1},
    });
    put("jobs", "0 3 * * *", &json!({ "job": job }));
    let range = [
        "--from",
        "2026-01-01T00:00:00Z",
        "--to",
        "2026-01-03T00:00:00Z",
    ];
    let backfill = |name: &str| {
        let args = ["schedule", "backfill", name, "--json"];
        let done = server.client(&[&args[..], &range].concat());
        assert_eq!(done.code, Some(0), "{}", done.said());
        done.json()["items"].as_array().unwrap().clone()
    };
    let times = ["2026-01-01T03:00:00.000Z", "2026-01-02T03:00:00.000Z"];
    for (item, time) in backfill("jobs").iter().zip(times) {
        let job = server.wait_for(item["job_id"].as_str().unwrap(), "completed");
        assert_eq!(job["result"]["said"], time);
        assert_eq!(job["title"], "jobs, and {{other}}");
        assert_eq!(told(&job), (&json!("jobs"), &json!(time)), "{job}");
        assert_eq!(job["metadata"]["own"], 1);
    }

    // A template's params, and a batch.
    let template = json!({"job": {"processor": "echo", "params": {"say": "of {{day}}"}}});
    assert_eq!(
        server.send("PUT", "/api/v1/templates/day", &template).0,
        200
    );
    let of = json!({"template": {"name": "day", "params": {"day": "{{due_at}}"}}});
    put("templates", "0 3 * * *", &of);
    let items = backfill("templates");
    let job = server.wait_for(items[0]["job_id"].as_str().unwrap(), "completed");
    assert_eq!(job["result"]["said"], format!("of {}", times[0]));
    assert_eq!(told(&job), (&json!("templates"), &json!(times[0])), "{job}");
    let batch = json!({"batch": {"job": {"processor": "echo"}, "items": [
        {"params": {"say": "{{due_at}}"}},
    ]}});
    put("batches", "0 3 * * *", &batch);
    let id = backfill("batches")[1]["batch_id"]
        .as_str()
        .unwrap()
        .to_owned();
    let (_, batch) = server.get(&format!("/api/v1/batches/{id}"));
    assert_eq!(
        told(&batch),
        (&json!("batches"), &json!(times[1])),
        "{batch}"
    );
    let (_, items) = server.get(&format!("/api/v1/batches/{id}/items"));
    let item = server.wait_for(items["items"][0]["id"].as_str().unwrap(), "completed");
    assert_eq!(item["result"]["said"], times[1]);

    // The same by the clock; metadata of one's own stay.
    let own = json!({"processor": "echo", "params": {"say": "{{due_at}}"}, "metadata": {"schedule": "mine"}});
    put("clock", "* * * * * *", &json!({ "job": own }));
    put(
        "marked",
        "* * * * * *",
        &json!({"job": {"processor": "echo"}}),
    );
    let fired = |name: &str| wait_until("it fires", || firings(&server, name).last().cloned());
    let by_clock = fired("clock");
    let job = server.wait_for(by_clock["job_id"].as_str().unwrap(), "completed");
    assert_eq!(job["result"]["said"], by_clock["due_at"]);
    assert_eq!(job["metadata"], json!({"schedule": "mine"}));
    let marked = fired("marked");
    let job = server.wait_for(marked["job_id"].as_str().unwrap(), "completed");
    assert_eq!(told(&job), (&json!("marked"), &marked["due_at"]));
}

#[test]
fn what_would_be_lost_or_cannot_be_made_up_for_is_refused() {
    let server = Server::start_with_guests(runner(), &["noop"]);
    daily(&server, "skip");
    let ask = |name: &str, body: &Value| {
        let (status, problem) = server.post(&format!("/api/v1/schedules/{name}/backfill"), body);
        (
            status,
            problem["detail"].as_str().unwrap_or_default().to_owned(),
        )
    };
    let range = |from: &str, to: &str| json!({"from": from, "to": to});
    let three = range("2026-01-01T00:00:00Z", "2026-01-04T00:00:00Z");
    let (status, why) = ask("daily", &three);
    assert_eq!(status, 422);
    assert!(
        why.contains("of 3 firings at once all but the first would be left out for good")
            && why.contains("`allow` to let them run beside each other"),
        "{why}"
    );
    assert_eq!(firings(&server, "daily").len(), 0);
    let mut allowed = three.clone();
    allowed["overlap"] = json!("allow");
    assert_eq!(ask("daily", &allowed).0, 200);
    assert_eq!(firings(&server, "daily").len(), 3);

    let (status, why) = ask(
        "daily",
        &range("2023-01-01T00:00:00Z", "2026-01-01T00:00:00Z"),
    );
    assert_eq!(status, 422);
    assert!(
        why.contains("more than 1000 times in that range")
            && why.contains("the first up to 2025-09-27T03:00:00.000Z"),
        "{why}"
    );
    let (status, why) = ask(
        "daily",
        &range("2026-01-01T00:00:00Z", "2999-01-01T00:00:00Z"),
    );
    assert_eq!(status, 422);
    assert!(why.contains("the range ends in the future"), "{why}");
    let (status, why) = ask(
        "daily",
        &range("2026-01-02T00:00:00Z", "2026-01-01T00:00:00Z"),
    );
    assert_eq!(status, 422);
    assert!(why.contains("ends before it begins"), "{why}");
    let (status, why) = ask("backup", &three);
    assert_eq!(status, 409);
    assert!(why.contains("trigger it instead"), "{why}");
    assert_eq!(ask("nosuch", &three).0, 404);
}
