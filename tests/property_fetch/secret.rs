//! The key is the operator's and the API's, and nobody's in between.

use runner_property_api::Settings;
use runner_testkit::files_with;
use serde_json::json;

use crate::support::{Story, grant};

#[test]
fn the_api_is_given_the_key_and_no_guest_has_it() {
    let story = Story::begin_with(
        Settings {
            records: 900,
            ..Settings::default()
        },
        &["memory_search"],
    );
    // With a key of its own it gets no further: the grant's is sent.
    let own = json!({"preset": "generic", "api": {
        "url": format!("{}/v1/properties?Purchase=1&Limit=900", story.api.url()), "method": "POST",
        "headers": {"Authorization": "Bearer mine"}, "body": {"Criteria": []}, "records": "/results",
    }});
    let id = crate::support::submit(&story.server, &own);
    let done = story.server.wait_for(&id, "completed");
    assert_eq!(done["result"]["records"], 900);
    let id = story.fetch(&json!({}));
    story.server.wait_for(&id, "completed");
    assert_eq!(story.api.ledger().asked.len(), 1 + 3, "each with the key");

    // What looks through all of its memory under the same grant finds the answer, and not the key.
    grant(&story.server, "memory-search", &story.api, &[]);
    let key = story.api.token();
    let (half, rest) = key.split_at(key.len() / 2);
    let search = json!({
        "url": format!("{}/pages/offset?limit=3", story.api.url()),
        "texts": [[half, rest], ["Rad", "arID"]], "whole": "",
    });
    let job = json!({"processor": "memory-search", "params": search});
    let (status, job) = story.server.post("/api/v1/jobs", &job);
    assert_eq!(status, 201, "{job}");
    let found = story
        .server
        .wait_for(job["id"].as_str().unwrap(), "completed");
    let times = &found["result"]["times"];
    assert_eq!(
        (&found["result"]["status"], &times[0]),
        (&json!(200), &json!(0)),
        "{found}"
    );
    assert!(times[1].as_u64() >= Some(3), "{found}");

    // And what is left: outputs, checkpoints, caches, logs.
    let Story { api, server } = story;
    let runner = server.stop();
    assert_eq!(files_with(runner.folder(), api.token().as_bytes()), [""; 0]);
    let cached = files_with(runner.folder(), b"known/");
    assert!(!cached.is_empty(), "it would not be found if it were there");
}
