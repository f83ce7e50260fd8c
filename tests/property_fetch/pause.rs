//! A fetch that somebody pauses.

use runner_property_api::Settings;
use serde_json::json;

use crate::support::Story;

fn held() -> (Story, String) {
    let story = Story::begin(Settings {
        records: 4_000,
        ..Settings::default()
    });
    story.api.hold(5);
    let id = story.fetch(&json!({}));
    story.api.wait_for_hold();
    let paused = story.server.client(&["job", "pause", &id]);
    assert_eq!(paused.code, Some(0), "{}", paused.stderr);
    (story, id)
}

#[test]
fn a_paused_fetch_goes_on_where_it_stands_and_nothing_is_bought_twice() {
    let (story, id) = held();
    let paused = story.server.wait_for(&id, "paused");
    assert_eq!(paused["progress"]["done"], 2_000);
    assert_eq!(paused["progress"]["total"], 4_000);
    story.api.release();
    assert_eq!(story.server.client(&["job", "resume", &id]).code, Some(0));
    let done = story.server.wait_for(&id, "completed");
    assert_eq!(done["attempt"], 1);
    story.has_all(&story.output(&id));
    story.bought_once(|_| 0);
}

#[test]
fn paused_over_a_restart_it_goes_on_from_its_checkpoint() {
    let (story, id) = held();
    story.server.wait_for(&id, "paused");
    let held = story.api.ledger().asked.last().unwrap().clone();
    let Story { api, server } = story;
    let server = server.kill_and_restart();
    api.release();
    let story = Story { api, server };
    assert_eq!(story.server.client(&["job", "resume", &id]).code, Some(0));
    story.server.wait_for(&id, "completed");
    story.has_all(&story.output(&id));
    story.bought_once(|number| u32::from(held.records.contains(&number)));
}
