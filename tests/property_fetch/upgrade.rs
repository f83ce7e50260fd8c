//! A newer version of the plugin goes on from what an older one saved.

use runner_property_api::Settings;
use serde_json::json;

use crate::support::Story;

/// The bundled plugin as its next version, which differs in nothing else.
fn next_version() -> Vec<u8> {
    let mut wasm = runner_plugins::find("property-fetch")
        .unwrap()
        .wasm
        .to_vec();
    let version = env!("CARGO_PKG_VERSION").as_bytes();
    let is_plugins = |at: &usize| wasm[*at..].starts_with(version) && wasm[at - 1] != b'@';
    let places: Vec<usize> = (1..wasm.len() - version.len()).filter(is_plugins).collect();
    assert!(!places.is_empty(), "the version stands nowhere");
    for at in places {
        wasm[at + version.len() - 1] += 1;
    }
    wasm
}

#[test]
fn an_upgrade_goes_on_at_the_next_page() {
    let story = Story::begin(Settings {
        credit: Some(1_000),
        records: 2_000,
        ..Settings::default()
    });
    let id = story.fetch(&json!({}));
    let failed = story.server.wait_for(&id, "failed");
    assert_eq!(failed["plugin"]["version"], env!("CARGO_PKG_VERSION"));
    story.api.add_credit(1_200);

    story.server.runner().write("next.wasm", next_version());
    let installed = story
        .server
        .client(&["plugin", "install", "next.wasm", "--json"]);
    let said = format!("{}{}", installed.stdout, installed.stderr);
    let at = said
        .find("property-fetch@sha256:")
        .unwrap_or_else(|| panic!("{said}"));
    let name: String = said[at..]
        .chars()
        .take("property-fetch@sha256:".len() + 64)
        .collect();
    let activated = story.server.client(&["plugin", "activate", &name]);
    assert_eq!(activated.code, Some(0), "{}", activated.stderr);
    let approved = story
        .server
        .client(&["plugin", "approve", "property-fetch"]);
    assert_eq!(approved.code, Some(0), "{}", approved.stderr);

    let retried = story.server.client(&["job", "retry", "--latest", &id]);
    assert_eq!(retried.code, Some(0), "{}", retried.stderr);
    let done = story.server.wait_for(&id, "completed");
    assert_eq!(done["plugin"]["version"], "0.1.1");
    story.has_all(&story.output(&id));
    story.bought_once(|_| 0);
    let log = story.server.client(&["job", "logs", &id]).stdout;
    assert!(
        log.contains("going on from the checkpoint: 800 records of 2 batches"),
        "{log}"
    );
}
