//! Alerts: rules that fire once, recover, and are told to those who listen.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on says so by a panic"
)]

use std::sync::Arc;
use std::time::Duration;

use runner_engine::{AlertDraft, FrozenRoom};
use runner_model::{AlertState, CronRule, Misfire, Overlap, ScheduleName, Watched};
use runner_store::NewSchedule;
use runner_store::testing::ManualClock;
use runner_testkit::{Node, Runner, Server, Site, wait_until};
use serde_json::{Value, json};

fn server() -> Server {
    let runner = Runner::new(env!("CARGO_BIN_EXE_runner"));
    runner.install(&["echo", "noop", "sleep"]);
    runner.write("data/runner.toml", "[webhooks]\nallow = [\"127.0.0.1\"]\n");
    Server::start(runner)
}

/// Has a site told of alerts, in a format.
fn tell(server: &Server, site: &Site, format: &str) {
    let body = json!({"url": site.url("/told"), "filter": {"events": ["alert"]}, "format": format});
    let (status, made) = server.post("/api/v1/webhooks", &body);
    assert_eq!(status, 201, "{made}");
}

fn add(server: &Server, name: &str, watch: &Value) -> Value {
    let (status, alert) = server.post("/api/v1/alerts", &json!({"name": name, "watch": watch}));
    assert_eq!(status, 201, "{alert}");
    alert
}

fn wait_for(server: &Server, name: &str, state: &str) -> Value {
    wait_until(&format!("{name} is {state}"), || {
        let (_, alert) = server.get(&format!("/api/v1/alerts/{name}"));
        (alert["state"] == state).then_some(alert)
    })
}

fn submit(server: &Server, job: &Value) -> String {
    let (status, job) = server.post("/api/v1/jobs", job);
    assert_eq!(status, 201, "{job}");
    job["id"].as_str().unwrap().to_owned()
}

fn pause(server: &Server, verb: &str) {
    let path = format!("/api/v1/queues/noop/{verb}");
    assert_eq!(server.post(&path, &Value::Null).0, 200);
}

/// Three jobs that wait in a queue that gives none.
fn backlog(server: &Server) {
    submit(server, &json!({"processor": "noop"}));
    pause(server, "pause");
    for _ in 0..3 {
        submit(server, &json!({"processor": "noop"}));
    }
}

/// How an alert turned, the last first.
fn history(server: &Server, name: &str) -> Vec<Value> {
    let (status, list) = server.get(&format!("/api/v1/alerts/{name}/history"));
    assert_eq!(status, 200, "{list}");
    list["items"].as_array().unwrap().clone()
}

#[test]
fn a_backlog_is_told_once_and_its_end_too() {
    let (server, site) = (server(), Site::start());
    let (slack, discord) = (Site::start(), Site::start());
    tell(&server, &site, "standard");
    tell(&server, &slack, "slack");
    tell(&server, &discord, "discord");
    backlog(&server);
    add(
        &server,
        "waits",
        &json!({"kind": "backlog", "above": 2, "queue": "noop"}),
    );
    add(
        &server,
        "elsewhere",
        &json!({"kind": "backlog", "above": 0, "queue": "other"}),
    );
    let event = site.wait_for_told(1).remove(0).json();
    assert_eq!(event["type"], "alert");
    let message = "3 jobs in queue noop wait for a slot";
    assert_eq!(
        event["data"],
        json!({"alert": "waits", "state": "firing", "message": message})
    );
    let text = format!("runner: waits firing: {message}");
    assert_eq!(slack.wait_for_told(1)[0].json(), json!({ "text": text }));
    assert_eq!(discord.wait_for_told(1)[0].json()["content"], json!(text));
    // What was sent and not written down would be sent again after a restart.
    wait_until("that it was told is written down", || {
        let (_, webhook) = server.get("/api/v1/webhooks/1");
        webhook["delivered_at"].is_string().then_some(())
    });
    // It is looked at again, and after a restart, and fires no second time.
    submit(&server, &json!({"processor": "noop"}));
    let server = server.kill_and_restart();
    let shown = wait_for(&server, "waits", "firing");
    assert_eq!(shown["message"], message);
    pause(&server, "resume");
    let told = site.wait_for_told(2);
    assert_eq!(told[1].json()["data"]["state"], "recovered");
    let said = told[1].json()["data"]["message"].clone();
    let said = said.as_str().unwrap();
    assert!(
        said.ends_with(" jobs in queue noop wait for a slot"),
        "{said}"
    );
    let turns: Vec<Value> = history(&server, "waits")
        .iter()
        .map(|turn| turn["state"].clone())
        .collect();
    assert_eq!(turns, ["recovered", "firing"]);
    assert_eq!(history(&server, "elsewhere"), [Value::Null; 0]);
    let listed = server.client(&["alert", "history"]);
    assert_eq!(listed.line().lines().count(), 3, "{}", listed.stdout);
}

#[test]
fn failures_are_counted_and_their_rate() {
    let server = server();
    let fails = json!({"processor": "echo", "params": {"fail": "permanent"}});
    for job in [&fails, &fails, &json!({"processor": "noop"})] {
        server.wait_for_end(&submit(&server, job));
    }
    let within = 600_000;
    for (name, watch, fires, said) in [
        (
            "two",
            json!({"kind": "failed_jobs", "at_least": 2, "within_ms": within}),
            true,
            "2 jobs failed within 10 min",
        ),
        (
            "of-noop",
            json!({"kind": "failed_jobs", "at_least": 1, "within_ms": within, "processor": "noop"}),
            false,
            "",
        ),
        (
            "half",
            json!({"kind": "failure_rate", "at_least_percent": 50, "of_at_least": 3, "within_ms": within}),
            true,
            "66 % of 3 jobs failed within 10 min",
        ),
        (
            "of-few",
            json!({"kind": "failure_rate", "at_least_percent": 50, "of_at_least": 4, "within_ms": within}),
            false,
            "",
        ),
    ] {
        add(&server, name, &watch);
        if fires {
            assert_eq!(wait_for(&server, name, "firing")["message"], said);
        }
    }
    // All were looked at by the time the last was.
    add(
        &server,
        "last",
        &json!({"kind": "failed_jobs", "at_least": 1, "within_ms": within, "queue": "echo"}),
    );
    wait_for(&server, "last", "firing");
    for name in ["of-noop", "of-few"] {
        assert_eq!(
            server.get(&format!("/api/v1/alerts/{name}")).1["state"],
            "ok"
        );
    }
}

#[test]
fn what_waits_too_long_what_nobody_runs_and_what_runs_too_long_is_told() {
    let server = server();
    backlog(&server);
    add(
        &server,
        "nobody",
        &json!({"kind": "no_worker", "queue": "noop"}),
    );
    add(
        &server,
        "old",
        &json!({"kind": "backlog_age", "older_than_ms": 1_000}),
    );
    let long = submit(&server, &json!({"processor": "sleep"}));
    server.wait_for(&long, "running");
    add(
        &server,
        "stuck",
        &json!({"kind": "stuck_job", "running_for_ms": 1_000, "processor": "sleep"}),
    );
    let nobody = wait_for(&server, "nobody", "firing");
    assert_eq!(nobody["message"], "3 jobs in queue noop wait and 0 run");
    let old = wait_for(&server, "old", "firing");
    let said = old["message"].as_str().unwrap();
    assert!(
        said.starts_with("the job that waits for longest has waited for "),
        "{said}"
    );
    let stuck = wait_for(&server, "stuck", "firing");
    let said = stuck["message"].as_str().unwrap();
    assert!(
        said.starts_with(&format!("job {long} of sleep has run for ")),
        "{said}"
    );
    server.act(&long, "cancel");
    wait_for(&server, "stuck", "ok");
}

#[test]
fn the_machine_is_watched() {
    let server = server();
    add(
        &server,
        "memory",
        &json!({"kind": "memory", "above_percent": 1}),
    );
    let said = wait_for(&server, "memory", "firing")["message"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(said.ends_with(" % of the memory are in use"), "{said}");
    add(
        &server,
        "disk",
        &json!({"kind": "disk_free", "below_percent": 99}),
    );
    let said = wait_for(&server, "disk", "firing")["message"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(said.ends_with(" % of the disk are free"), "{said}");
    // Two looks are needed to know how busy the processors are.
    add(&server, "cpu", &json!({"kind": "cpu", "above_percent": 99}));
    add(
        &server,
        "late",
        &json!({"kind": "schedule_missed", "late_by_ms": 60_000}),
    );
    assert_eq!(server.get("/api/v1/alerts/late").1["state"], "ok");
}

#[test]
fn of_what_is_muted_nobody_is_told() {
    let (server, site) = (server(), Site::start());
    tell(&server, &site, "standard");
    add(
        &server,
        "waits",
        &json!({"kind": "backlog", "above": 2, "queue": "noop"}),
    );
    let muted = server.client(&["alert", "mute", "waits", "1h"]);
    assert!(
        muted.line().starts_with("waits is muted until "),
        "{}",
        muted.stdout
    );
    backlog(&server);
    wait_for(&server, "waits", "firing");
    pause(&server, "resume");
    wait_for(&server, "waits", "ok");
    let turns = history(&server, "waits");
    assert_eq!(turns.len(), 2);
    assert!(turns.iter().all(|turn| turn["muted"] == true), "{turns:?}");
    let heard = server.client(&["alert", "mute", "waits", "--off"]);
    assert_eq!(heard.line(), "waits is told of again");
    add(
        &server,
        "memory",
        &json!({"kind": "memory", "above_percent": 1}),
    );
    assert_eq!(site.wait_for_told(1)[0].json()["data"]["alert"], "memory");
}

#[test]
fn a_rule_must_hold_for_as_long_as_it_says() {
    let server = server();
    let body =
        json!({"name": "memory", "watch": {"kind": "memory", "above_percent": 1}, "for": "4s"});
    assert_eq!(server.post("/api/v1/alerts", &body).0, 201);
    let pending = wait_for(&server, "memory", "pending");
    assert_eq!(pending["for_ms"], 4_000);
    assert_eq!(history(&server, "memory"), [Value::Null; 0]);
    wait_for(&server, "memory", "firing");
}

#[test]
fn alerts_are_made_seen_and_removed_and_what_is_wrong_is_said() {
    let server = server();
    let made = server.client(&[
        "alert",
        "add",
        "rate",
        "--failure-rate",
        "20",
        "--of",
        "50",
        "--queue",
        "mail",
    ]);
    assert_eq!(
        made.line(),
        "rate watches failure_rate at_least_percent=20 of_at_least=50 within_ms=600000 queue=mail"
    );
    let shown = server.client(&["alert", "show", "rate"]).stdout;
    assert!(
        shown.starts_with("rate\n  watches  failure_rate"),
        "{shown}"
    );
    assert!(
        server
            .client(&["alert", "list"])
            .stdout
            .contains("failure_rate")
    );
    let (status, exists) = server.post(
        "/api/v1/alerts",
        &json!({"name": "rate", "watch": {"kind": "no_worker"}}),
    );
    assert_eq!((status, &exists["code"]), (409, &json!("exists")));
    let refused = |body: Value| {
        let (status, problem) = server.post("/api/v1/alerts", &body);
        format!("{status} {}", problem["detail"].as_str().unwrap())
    };
    let said = [
        json!({"name": "x", "watch": {"kind": "disk_free", "below_percent": 0}}),
        json!({"name": "x", "watch": {"kind": "failed_jobs", "at_least": 1, "within_ms": 10}}),
        json!({"name": "x", "watch": {"kind": "weather"}}),
        json!({"name": "x", "watch": {"kind": "backlog", "above": 1, "queues": "a"}}),
        json!({"name": "history", "watch": {"kind": "no_worker"}}),
        json!({"name": "No", "watch": {"kind": "no_worker"}}),
        json!({"name": "x", "watch": {"kind": "no_worker"}, "for": "2days"}),
    ]
    .map(refused);
    insta::assert_snapshot!(said.join("\n"));
    assert_eq!(
        server.client(&["alert", "remove", "rate"]).line(),
        "rate removed"
    );
    let gone = server.client(&["alert", "show", "rate"]);
    assert_eq!(gone.code, Some(3), "{}", gone.stderr);
    let two = server.client(&["alert", "add", "x", "--cpu", "5", "--memory", "5"]);
    assert_eq!(two.code, Some(2), "{}", two.stderr);
}

#[tokio::test]
async fn a_schedule_that_should_have_fired_is_told() {
    let clock = Arc::new(ManualClock::default());
    let program = env!("CARGO_BIN_EXE_runner");
    let room = FrozenRoom::default();
    // Nobody fires schedules on this node.
    let node = Node::start_by(program, 1, room, Arc::<ManualClock>::clone(&clock)).await;
    let name = |text: &str| ScheduleName::try_from(text.to_owned()).unwrap();
    let schedule = NewSchedule {
        name: name("hourly"),
        rule: CronRule::parse("@hourly", "UTC").unwrap(),
        misfire: Misfire::Once,
        overlap: Overlap::Allow,
        target: "{}".to_owned(),
        created_by: None,
    };
    node.store().put_schedule(schedule).await.unwrap();
    clock.advance(Duration::from_secs(2 * 60 * 60));
    node.engine.start_alerts();
    let mut bell = node.store().bell();
    let draft = AlertDraft {
        name: name("late"),
        watched: Watched::ScheduleMissed { late_by_ms: 60_000 },
        hold: Duration::ZERO,
        by: None,
    };
    node.engine.add_alert(draft).await.unwrap();
    let said = loop {
        let late = node.store().alert(name("late")).await.unwrap();
        if late.state == AlertState::Firing {
            break late.said.unwrap();
        }
        assert!(bell.changed().await);
        bell.look();
    };
    assert!(
        said.starts_with("schedule hourly should have fired 1 h "),
        "{said}"
    );
}
