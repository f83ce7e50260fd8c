//! Endpoints that do not take what they are told.

use runner_testkit::{Site, wait_until};
use serde_json::{Value, json};

use super::signature::check;
use super::{Hook, completed, run, server, server_with};

const SOON: &str = "retry = [\"20ms\", \"40ms\"]";

#[test]
fn what_was_not_taken_comes_again_and_is_given_up_in_the_end() {
    let (server, site) = (server_with(SOON), Site::start());
    site.tell(&["status/500", "close", "status/201"]);
    let hook = Hook::add(&server, &site, &completed());
    run(&server, "noop");
    let told = site.wait_for_told(3);
    for one in &told {
        check(one, &[&hook.secret]);
        assert_eq!(one.header("webhook-id"), told[0].header("webhook-id"));
        assert_eq!(one.body, told[0].body);
    }
    let taken = hook.wait_for(&server, "delivered");
    assert_eq!(
        (&taken["attempts"], &taken["last"]["status"]),
        (&json!(3), &json!(201))
    );
    assert_eq!(taken["last"]["answer"], "said");
    assert_eq!(hook.show(&server)["failures"], 0);

    site.tell(&["status/503"]);
    run(&server, "noop");
    let failed = hook.wait_for(&server, "failed");
    assert_eq!(
        (&failed["attempts"], &failed["last"]["status"]),
        (&json!(3), &json!(503))
    );
    assert_eq!(failed["last"]["error"], "it answered 503");
    assert_eq!(site.seen().told.len(), 6);
    // Somebody has it sent again.
    site.tell(&["status/200"]);
    let again = failed["id"].as_str().unwrap();
    let said = server.client(&["webhook", "redeliver", &hook.id, again]);
    assert_eq!(said.line(), format!("delivery {again} is sent again"));
    let told = site.wait_for_told(7);
    assert_eq!(told[6].header("webhook-id"), told[5].header("webhook-id"));
    assert_eq!(hook.wait_for(&server, "delivered")["attempts"], 4);
    let failed = server.client(&[
        "webhook",
        "deliveries",
        &hook.id,
        "--state",
        "failed",
        "--json",
    ]);
    assert_eq!(failed.stdout, "");
}

#[test]
fn what_comes_after_does_not_wait_for_what_was_not_taken() {
    let (server, site) = (server_with("retry = [\"1h\"]"), Site::start());
    site.tell(&["status/500", "status/200"]);
    let hook = Hook::add(&server, &site, &completed());
    let ids = [run(&server, "noop"), run(&server, "noop")];
    let told = site.wait_for_told(2);
    assert_eq!(told[1].json()["job"]["id"], json!(ids[1]));
    let waiting = wait_until("it waits", || {
        let deliveries = hook.deliveries(&server);
        deliveries.into_iter().find(|one| one["state"] == "waiting")
    });
    assert_eq!(waiting["event"]["job_id"], json!(ids[0]));
    assert!(waiting["next_at"].is_string());
    // It waits on over a restart, also if its job is gone.
    hook.wait_for(&server, "delivered");
    assert_eq!(
        server
            .send("DELETE", &format!("/api/v1/jobs/{}", ids[0]), &Value::Null)
            .0,
        204
    );
    let server = server.kill_and_restart();
    assert_eq!(hook.show(&server)["waiting"], 1);
    let again = hook.path(&format!(
        "/deliveries/{}/redeliver",
        waiting["id"].as_str().unwrap()
    ));
    assert_eq!(server.post(&again, &Value::Null).0, 202);
    let told = site.wait_for_told(3);
    assert_eq!(told[2].header("webhook-id"), told[0].header("webhook-id"));
    assert_eq!(
        told[2].json()["job"],
        json!({"id": ids[0], "state": "completed", "attempt": 1})
    );
}

#[test]
fn an_endpoint_that_is_down_is_left_alone_and_then_has_all() {
    let retry = format!("retry = {:?}", ["200ms"; 20]);
    let (server, site) = (server_with(&retry), Site::start());
    site.tell(&["close"]);
    let hook = Hook::add(&server, &site, &completed());
    let ids: Vec<String> = (0..12).map(|_| run(&server, "noop")).collect();
    let rests = wait_until("it is left alone", || {
        let shown = hook.show(&server);
        shown["rests_until"].is_string().then_some(shown)
    });
    assert!(rests["failures"].as_u64() >= Some(3), "{rests}");
    assert!(rests["failing_since"].is_string() && rests["enabled"] == true);
    // Not all of what came meanwhile was tried.
    assert!(rests["waiting"].as_u64() < Some(12), "{rests}");
    site.tell(&["status/200"]);
    let before = site.seen().told.len();
    let all = |seen: &runner_testkit::Seen| {
        let told = seen.told[before..]
            .iter()
            .map(|told| told.json()["job"]["id"].clone());
        let told: Vec<Value> = told.collect();
        ids.iter().all(|id| told.contains(&json!(id)))
    };
    site.wait("that all were told", all);
    let shown = wait_until("nothing waits", || {
        let shown = hook.show(&server);
        (shown["waiting"] == 0).then_some(shown)
    });
    assert_eq!(
        (&shown["failures"], &shown["failing_since"]),
        (&json!(0), &Value::Null)
    );
}

#[test]
fn an_endpoint_that_is_gone_is_told_no_more_and_others_hear_so() {
    let (server, site, other) = (server(), Site::start(), Site::start());
    site.tell(&["status/410"]);
    let hook = Hook::add(&server, &site, &completed());
    Hook::add(&server, &other, &json!({"events": ["alert"]}));
    run(&server, "noop");
    let alert = other.wait_for_told(1).remove(0).json();
    assert_eq!(
        alert["data"],
        json!({"webhook": hook.id, "state": "disabled", "reason": "gone"})
    );
    run(&server, "noop");
    assert_eq!(hook.show(&server)["disabled"]["reason"], "gone");
    let listed = server.client(&["webhook", "list"]);
    assert!(
        listed.stdout.contains("disabled: gone"),
        "{}",
        listed.stdout
    );
    assert_eq!(site.seen().told.len(), 1);
    // Somebody knows better: nothing is lost.
    site.tell(&["status/200"]);
    hook.change(&server, &json!({"enabled": true}));
    assert_eq!(site.wait_for_told(3).len(), 3);
}

#[test]
fn an_endpoint_that_fails_for_long_is_told_no_more() {
    let more = "retry = [\"10ms\", \"10ms\", \"10ms\", \"10ms\"]\ndisable_after = \"30ms\"";
    let (server, site) = (server_with(more), Site::start());
    site.tell(&["status/500"]);
    let hook = Hook::add(&server, &site, &completed());
    let shown = wait_until("it is told no more", || {
        run(&server, "noop");
        let shown = hook.show(&server);
        (shown["enabled"] == false).then_some(shown)
    });
    assert_eq!(shown["disabled"]["reason"], "failing");
    assert!(
        server.log().contains("a webhook is told no more"),
        "{}",
        server.log()
    );
}

#[test]
fn answers_that_are_none_are_failures_with_a_reason() {
    let (server, site) = (server_with("retry = []\ntimeout = \"1s\""), Site::start());
    let elsewhere = Site::start();
    let hook = Hook::add(&server, &site, &completed());
    let test = || {
        let (status, tried) = server.post(&hook.path("/test"), &Value::Null);
        assert_eq!(status, 200, "{tried}");
        assert_eq!(tried["delivered"], false, "{tried}");
        tried
    };
    let redirect = format!("redirect?{}", elsewhere.url("/"));
    for (answer, status, error) in [
        (
            redirect.as_str(),
            json!(302),
            "it redirects, which is not followed",
        ),
        ("status/404", json!(404), "it answered 404"),
        ("status/410", json!(410), "it says that it is gone"),
        (
            "close",
            Value::Null,
            "connection closed before message completed",
        ),
        ("silent", Value::Null, "no answer within 1 s"),
        (
            "headers/20000",
            Value::Null,
            "the answer's headers have more than 16.0 KiB",
        ),
        ("header-flood", Value::Null, "message head is too large"),
        (
            "status-flood",
            Value::Null,
            "the answer has more than 256.0 KiB",
        ),
        ("drip-head", Value::Null, "no answer within 1 s"),
        ("no-http", Value::Null, "invalid HTTP version parsed"),
        ("upgrade", Value::Null, "the answer is of another protocol"),
    ] {
        site.tell(&[answer]);
        let tried = test();
        assert_eq!(tried["status"], status, "{answer}: {tried}");
        let said = tried["error"].as_str().unwrap();
        assert!(said.contains(error), "{answer}: {said}");
    }
    assert_eq!(elsewhere.seen().connections, 0);
    // Whoever answers well and then goes on for ever has taken it; some of what was said is kept.
    site.tell(&["body-flood"]);
    let (_, tried) = server.post(&hook.path("/test"), &Value::Null);
    assert_eq!(
        (&tried["delivered"], &tried["status"]),
        (&json!(true), &json!(200))
    );
    assert_eq!(tried["answer"], "f".repeat(1_024));
}
