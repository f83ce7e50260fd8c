//! What comes: everything that is meant, in its order, and nothing else.

use runner_testkit::{Certificates, Runner, Server, Site, Told, wait_until};
use serde_json::{Value, json};

use super::{Hook, completed, config, run, run_as, server};

#[test]
fn events_come_in_their_order_and_no_one_twice() {
    let (server, site) = (server(), Site::start());
    Hook::add(&server, &site, &json!({}));
    let jobs = json!({"jobs": vec![json!({"processor": "noop"}); 40]});
    let (status, jobs) = server.post("/api/v1/jobs/bulk", &jobs);
    assert_eq!(status, 201, "{jobs}");
    let last = run(&server, "noop");
    let is_last = |told: &Value| told["type"] == "job-completed" && told["job"]["id"] == last;
    let seen = site.wait("that the last was told", |seen| {
        seen.told.last().is_some_and(|told| is_last(&told.json()))
    });
    let told: Vec<i64> = seen
        .told
        .iter()
        .map(|told| told.json()["seq"].as_i64().unwrap())
        .collect();
    assert!(told.windows(2).all(|two| two[0] < two[1]), "{told:?}");
    // All that was written since is among it.
    let mut events = server
        .stranger(Some(server.token()))
        .events(&format!("/events?after={}", told[0] - 1));
    let all: Vec<i64> = told
        .iter()
        .map(|_| events.next_event().unwrap()["seq"].as_i64().unwrap())
        .collect();
    assert_eq!(told, all);
    assert!(told.len() > 41 * 2, "{}", told.len());
}

#[test]
fn only_what_is_meant_comes() {
    let (server, site) = (server(), Site::start());
    let filter =
        json!({"events": ["job-completed", "job-failed", "queue-update"], "queues": ["slow"]});
    let hook = Hook::add(&server, &site, &filter);
    run(&server, "noop");
    let slow = run_as(&server, &json!({"processor": "noop", "queue": "slow"}));
    assert_eq!(
        server.post("/api/v1/queues/slow/pause", &Value::Null).0,
        200
    );
    assert_eq!(
        server.post("/api/v1/queues/slow/resume", &Value::Null).0,
        200
    );
    let told = site.wait_for_told(3);
    assert_eq!(told[0].json()["job"]["id"], json!(slow));
    assert_eq!(told[1].json()["data"]["changed"], "paused");
    // Another filter holds from then on.
    hook.change(
        &server,
        &json!({"filter": {"tags": ["red"], "processors": ["noop"]}}),
    );
    run_as(&server, &json!({"processor": "noop", "queue": "slow"}));
    let red = run_as(
        &server,
        &json!({"processor": "noop", "tags": ["blue", "red"]}),
    );
    let told = site.wait_for_told(4);
    assert_eq!(told[3].json()["job"]["id"], json!(red));
    assert_eq!(told[3].json()["type"], "job-created");
    // Items of a batch, and no other job.
    let is_red = |told: &Told| {
        let event = told.json();
        event["type"] == "job-completed" && event["job"]["id"] == red
    };
    let seen = site.wait("the end of the red job", |seen| {
        seen.told.last().is_some_and(is_red)
    });
    let act = |verb: &str| {
        let path = format!("/api/v1/queues/noop/{verb}");
        assert_eq!(server.post(&path, &Value::Null).0, 200);
    };
    act("pause");
    let other = json!({"processor": "noop"});
    assert_eq!(server.post("/api/v1/jobs", &other).0, 201);
    let batch = json!({"job": {"processor": "noop"}, "items": [{}, {}]});
    let (_, batch) = server.post("/api/v1/batches", &batch);
    let filter = json!({"events": ["job-completed"], "batches": [batch["id"]]});
    hook.change(&server, &json!({ "filter": filter }));
    act("resume");
    let count = seen.told.len();
    let told = site.wait_for_told(count + 2);
    let path = format!("/api/v1/batches/{}/items", batch["id"].as_str().unwrap());
    let (_, items) = server.get(&path);
    let items = items["items"].as_array().unwrap();
    for item in items {
        let id = &item["id"];
        assert!(
            told[count..]
                .iter()
                .any(|one| one.json()["job"]["id"] == *id),
            "{id}"
        );
    }
    assert_eq!((items.len(), told.len()), (2, count + 2));
}

#[test]
fn what_was_not_delivered_when_the_server_died_comes_afterwards() {
    let (server, site) = (server(), Site::start());
    let hook = Hook::add(&server, &site, &completed());
    // The first is on its way, and no answer comes; the others wait for their turn.
    site.tell(&["silent"]);
    let ids: Vec<String> = (0..3).map(|_| run(&server, "noop")).collect();
    let first = site.wait_for_told(1).remove(0);
    assert_eq!(hook.deliveries(&server), [Value::Null; 0]);
    site.tell(&["status/204"]);
    let server = server.kill_and_restart();
    let told = site.wait_for_told(4);
    // It cannot know that the first came; that it is the same one can be told.
    assert_eq!(told[1].header("webhook-id"), first.header("webhook-id"));
    let told: Vec<Value> = told[1..]
        .iter()
        .map(|told| told.json()["job"]["id"].clone())
        .collect();
    assert_eq!(json!(told), json!(ids));
    wait_until("all are written down", || {
        (hook.deliveries(&server).len() == 3).then_some(())
    });
    // What was delivered stays so.
    let server = server.kill_and_restart();
    let last = run(&server, "noop");
    assert_eq!(site.wait_for_told(5)[4].json()["job"]["id"], json!(last));
    let newest = wait_until("it is written down", || {
        let deliveries = hook.deliveries(&server);
        (deliveries.len() == 4).then(|| deliveries[0].clone())
    });
    assert_eq!(newest["event"]["job_id"], json!(last));
    assert_eq!(
        (&newest["last"]["status"], &newest["attempts"]),
        (&json!(204), &json!(1))
    );
}

#[test]
fn a_slow_endpoint_holds_up_nobody() {
    let (server, slow, quick) = (server(), Site::start(), Site::start());
    slow.tell(&["silent"]);
    Hook::add(&server, &slow, &completed());
    Hook::add(&server, &quick, &completed());
    for _ in 0..5 {
        run(&server, "noop");
    }
    quick.wait_for_told(5);
    assert_eq!(slow.wait_for_told(1).len(), 1);
}

#[test]
fn several_may_be_on_their_way_at_once() {
    let (server, site) = (server(), Site::start());
    site.tell(&["silent", "silent", "silent", "status/200"]);
    let body = json!({"url": site.url("/told"), "filter": completed(), "parallel": 3});
    let hook = Hook::add_as(&server, &body);
    hook.change(&server, &json!({"enabled": false}));
    for _ in 0..4 {
        run(&server, "noop");
    }
    hook.change(&server, &json!({"enabled": true}));
    assert_eq!(site.wait_for_told(3).len(), 3);
}

#[test]
fn what_is_missed_while_disabled_comes_then() {
    let (server, site) = (server(), Site::start());
    let hook = Hook::add(&server, &site, &completed());
    let shown = hook.change(&server, &json!({"enabled": false}));
    assert_eq!(
        (&shown["enabled"], &shown["disabled"]["reason"]),
        (&json!(false), &json!("by_hand"))
    );
    let ids: Vec<String> = (0..2).map(|_| run(&server, "noop")).collect();
    let server = server.kill_and_restart();
    assert_eq!(site.seen().told.len(), 0);
    assert_eq!(
        server
            .client(&["webhook", "change", &hook.id, "--enable"])
            .code,
        Some(0)
    );
    let told = site.wait_for_told(2);
    let told: Vec<Value> = told
        .iter()
        .map(|told| told.json()["job"]["id"].clone())
        .collect();
    assert_eq!(json!(told), json!(ids));
}

#[test]
fn what_is_large_comes_without_its_params() {
    let (server, site) = (server(), Site::start());
    Hook::add(&server, &site, &completed());
    let say = "x".repeat(300 * 1024);
    let id = run_as(
        &server,
        &json!({"processor": "echo", "params": {"say": say}, "title": "large"}),
    );
    let told = site.wait_for_told(1).remove(0);
    assert!(told.body.len() < 10_000, "{}", told.body.len());
    let job = &told.json()["job"];
    assert_eq!((&job["id"], &job["title"]), (&json!(id), &json!("large")));
    assert_eq!(
        (&job["params"], &job["left_out"]),
        (&Value::Null, &json!(["params", "result", "metadata"]))
    );
}

#[test]
fn an_endpoint_may_speak_tls() {
    let certificates = Certificates::new(&["127.0.0.1"]);
    let site = Site::with_tls(&certificates);
    let runner = Runner::new(env!("CARGO_BIN_EXE_runner"));
    runner.install(&["noop"]);
    runner.write("data/runner.toml", config(""));
    runner.write("ca.pem", &certificates.authority);
    let file = runner.path("ca.pem").display().to_string();
    let server = Server::start_with(runner, &[("RUNNER_CA_FILE", &file)]);
    let hook = Hook::add(&server, &site, &completed());
    run(&server, "noop");
    assert_eq!(site.wait_for_told(1).len(), 1);
    // Nobody else is believed.
    let stranger = Site::with_tls(&Certificates::new(&["127.0.0.1"]));
    hook.change(&server, &json!({"url": stranger.url("/told")}));
    let (_, tried) = server.post(&hook.path("/test"), &Value::Null);
    let error = tried["error"].as_str().unwrap();
    assert!(error.contains("TLS: invalid peer certificate"), "{error}");
    assert_eq!(stranger.seen().told.len(), 0);
}
