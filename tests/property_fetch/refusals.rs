//! What the API refuses: what people are told, and how it goes on once they did it.

use runner_property_api::{Fault, Settings};
use serde_json::json;

use crate::support::{Story, set_secret};

#[test]
fn a_wrong_key_fails_for_good_with_the_commands_that_mend_it() {
    let story = Story::begin(Settings::default());
    set_secret(&story.server, "an old key");
    let id = story.fetch(&json!({"max_records": 800}));
    insta::assert_snapshot!(story.error(&id), @r#"
    permanent: http://127.0.0.1:PORT/v1/properties answered 401: {"error":"the access token is missing or not valid"}; the key is an operator's: the host puts it into each request by the grant, from the secret `propertyradar`. To set them, and to go on:

        runner secret set propertyradar
        runner plugin grant property-fetch http://127.0.0.1:PORT --method POST --header 'authorization: Bearer ${secret:propertyradar}'
        runner job retry ID
    "#);
    assert!(story.api.ledger().asked.is_empty());
    set_secret(&story.server, story.api.token());
    assert_eq!(story.server.client(&["job", "retry", &id]).code, Some(0));
    let done = story.server.wait_for(&id, "completed");
    assert_eq!(done["result"]["records"], 800);
}

#[test]
fn without_credit_what_was_fetched_is_kept_as_partial_and_a_retry_goes_on_behind_it() {
    let story = Story::begin(Settings {
        credit: Some(2_100),
        records: 4_000,
        ..Settings::default()
    });
    let id = story.fetch(&json!({}));
    insta::assert_snapshot!(story.error(&id), @r#"
    permanent: http://127.0.0.1:PORT/v1/properties answered 402: {"error":"the subscription has no records left this month"}; the account has no credit left. What was fetched before, 2000 records, is kept as a partial output; once there is credit, the job goes on behind them:

        runner job retry ID
    "#);
    let failed = story.server.get(&format!("/api/v1/jobs/{id}")).1;
    assert_eq!(failed["attempt"], 1, "no retry mends it");
    let output = &failed["outputs"][0];
    assert_eq!(
        (&output["name"], &output["partial"]),
        (&json!("data"), &json!(true))
    );
    assert_eq!(story.output(&id).lines().count(), 2_000);
    // It feeds no other job.
    let input = json!({
        "processor": "data-conversion", "params": {"to": "csv"}, "inputs": {"data": {"job": id, "output": "data"}},
    });
    let (status, other) = story.server.post("/api/v1/jobs", &input);
    if status == 201 {
        let ended = story
            .server
            .wait_for(other["id"].as_str().unwrap(), "failed");
        assert_eq!(ended["error"]["code"], "dependency_failed");
    } else {
        assert_eq!(status, 422, "{other}");
    }
    story.api.add_credit(1_900);
    assert_eq!(story.server.client(&["job", "retry", &id]).code, Some(0));
    let done = story.server.wait_for(&id, "completed");
    assert_eq!(done["outputs"][0]["partial"], false);
    story.has_all(&story.output(&id));
    story.bought_once(|_| 0);
    assert_eq!(story.api.ledger().all_bought(), 4_000);
}

#[test]
fn a_server_that_wants_patience_is_left_alone_for_as_long_and_that_is_no_failure() {
    let story = Story::begin(Settings {
        faults: vec![Fault::RateLimit],
        records: 1_200,
        ..Settings::default()
    });
    let id = story.fetch(&json!({}));
    let done = story.server.wait_for(&id, "completed");
    assert_eq!(
        (&done["attempt"], &done["failures"]),
        (&json!(3), &json!(0))
    );
    story.has_all(&story.output(&id));
    story.bought_once(|_| 0);
    let (_, attempts) = story.server.get(&format!("/api/v1/jobs/{id}/attempts"));
    let error = &attempts["items"][0]["error"];
    let text = format!(
        "{}: {}",
        error["code"].as_str().unwrap(),
        error["message"].as_str().unwrap()
    );
    insta::assert_snapshot!(story.plain(&text, &id), @r#"retry_after: http://127.0.0.1:PORT/v1/properties answered 429: {"error":"too many requests"}"#);
}

#[test]
fn without_a_grant_nothing_is_asked_and_the_grant_is_named() {
    let story = Story::begin(Settings::default());
    let revoked = story
        .server
        .client(&["plugin", "revoke", "property-fetch", &story.api.url()]);
    assert_eq!(revoked.code, Some(0), "{}", revoked.stderr);
    let id = story.fetch(&json!({}));
    insta::assert_snapshot!(story.error(&id), @r#"
    denied: POST http://127.0.0.1:PORT is not granted to property-fetch; an operator may allow it by

        runner plugin grant property-fetch http://127.0.0.1:PORT --method POST

    or in runner.toml by

        [[plugin.property-fetch.http]]
        to = "http://127.0.0.1:PORT"
        methods = ["POST"]
    "#);
    assert!(story.api.ledger().asked.is_empty());
}

#[test]
fn an_api_that_does_not_come_to_an_end_is_given_up_with_what_it_gave() {
    let story = Story::begin(Settings {
        is_stuck: true,
        ..Settings::default()
    });
    let id = story.fetch(&json!({}));
    insta::assert_snapshot!(story.error(&id), @"permanent: the API answered 3 pages in a row with nothing that had not come before, and does not come to an end: it may not understand how it is asked for the next page; 400 records came");
    assert_eq!(story.api.ledger().asked.len(), 4);
    assert_eq!(story.output(&id).lines().count(), 400);
}
