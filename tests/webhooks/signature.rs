//! Signatures, computed here by another library than there: HMAC (RFC 2104) of SHA-256.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use runner_testkit::{Site, Told, files_with};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::{Hook, completed, run, server};

const BLOCK: usize = 64;

fn hmac(key: &[u8], message: &[u8]) -> Vec<u8> {
    assert!(key.len() <= BLOCK);
    let padded = |with: u8| -> Vec<u8> {
        let byte = |index: usize| key.get(index).copied().unwrap_or(0) ^ with;
        (0..BLOCK).map(byte).collect()
    };
    let hash = |first: Vec<u8>, then: &[u8]| {
        Sha256::new()
            .chain_update(first)
            .chain_update(then)
            .finalize()
    };
    let inner = hash(padded(0x36), message);
    hash(padded(0x5c), &inner).to_vec()
}

/// The signature that a message must have by a secret.
fn signed(told: &Told, secret: &str) -> String {
    let key = STANDARD
        .decode(secret.strip_prefix("whsec_").unwrap())
        .unwrap();
    let head = format!(
        "{}.{}.",
        told.header("webhook-id"),
        told.header("webhook-timestamp")
    );
    let message = [head.as_bytes(), &told.body].concat();
    format!("v1,{}", STANDARD.encode(hmac(&key, &message)))
}

/// Fails unless a message has the signatures by these secrets and no others.
pub(super) fn check(told: &Told, secrets: &[&str]) {
    let expected: Vec<String> = secrets.iter().map(|secret| signed(told, secret)).collect();
    assert_eq!(
        told.header("webhook-signature"),
        expected.join(" "),
        "{}",
        told.head
    );
}

#[test]
fn an_event_comes_signed_and_its_secret_is_shown_once() {
    let (server, site) = (server(), Site::start());
    let url = site.url("/told");
    let added = server.client(&["webhook", "add", &url, "--event", "job-completed"]);
    let secret = added.line().to_owned();
    assert!(secret.starts_with("whsec_"), "{secret}");
    assert!(
        added.stderr.contains("runner webhook test 1"),
        "{}",
        added.stderr
    );
    let before = seconds();
    let id = run(&server, "noop");
    let told = site.wait_for_told(1).remove(0);
    check(&told, &[&secret]);
    let at: i64 = told.header("webhook-timestamp").parse().unwrap();
    assert!((before - 1..=seconds() + 1).contains(&at), "{at}");
    assert!(
        told.head.starts_with("POST /told HTTP/1.1"),
        "{}",
        told.head
    );
    assert_eq!(told.header("content-type"), "application/json");
    assert_eq!(told.header("host"), site.address().to_string());
    assert!(told.header("user-agent").starts_with("runner/"));
    assert!(told.header("webhook-id").starts_with("evt_"));
    // What it says is what everybody is told.
    let event = told.json();
    assert_eq!(
        (&event["type"], &event["job"]["id"]),
        (&json!("job-completed"), &json!(id))
    );
    assert_eq!(event["job"]["state"], "completed");
    let mut events = server
        .stranger(Some(server.token()))
        .events("/events?after=0");
    let same = loop {
        let event = events.next_event().unwrap();
        if event["type"] == "job-completed" {
            break event;
        }
    };
    assert_eq!(event, same);
    // The secret is nowhere.
    let (_, list) = server.get("/api/v1/webhooks");
    let shown = server.client(&["webhook", "show", "1", "--json"]);
    assert!(!format!("{list}{}{}", shown.stdout, server.log()).contains(&secret[6..]));
    let runner = server.stop();
    assert_eq!(
        files_with(&runner.path("data"), &secret.as_bytes()[6..]),
        [""; 0]
    );
}

fn seconds() -> i64 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    i64::try_from(now.unwrap().as_secs()).unwrap()
}

#[test]
fn while_a_secret_is_replaced_both_sign() {
    let (server, site) = (server(), Site::start());
    let hook = Hook::add(&server, &site, &completed());
    let rotate = |body: &Value| {
        let (status, rotated) = server.post(&hook.path("/rotate"), body);
        assert_eq!(status, 200, "{rotated}");
        rotated["secret"].as_str().unwrap().to_owned()
    };
    let second = rotate(&json!({"keep": "1h"}));
    run(&server, "noop");
    check(&site.wait_for_told(1)[0], &[&second, &hook.secret]);
    // One that is not kept signs no more.
    let third = rotate(&json!({"keep": 0}));
    run(&server, "noop");
    check(&site.wait_for_told(2)[1], &[&third]);
    let last = server
        .client(&["webhook", "rotate", &hook.id])
        .line()
        .to_owned();
    // They open after a restart too.
    let server = server.kill_and_restart();
    run(&server, "noop");
    check(&site.wait_for_told(3)[2], &[&last, &third]);
}
