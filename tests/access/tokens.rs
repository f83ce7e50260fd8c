//! Tokens: made, used, revoked, and their text nowhere.

use std::fs;
use std::path::Path;

use runner_testkit::{Server, Visitor, wait_until};
use serde_json::{Value, json};

use super::{noop, server, submit};

fn tokens(server: &Server) -> Vec<Value> {
    let (status, list) = server.get("/api/v1/tokens");
    assert_eq!(status, 200, "{list}");
    list["items"].as_array().unwrap().clone()
}

fn revoke(server: &Server, id: &str) -> (u16, Value) {
    server.send("DELETE", &format!("/api/v1/tokens/{id}"), &Value::Null)
}

fn refused(server: &Server, token: &Value) -> String {
    let (status, problem) = server.post("/api/v1/tokens", token);
    format!("{status} {}: {}", problem["code"], problem["detail"])
}

/// Whether bytes are in a file below a folder.
fn is_below(folder: &Path, bytes: &[u8]) -> bool {
    fs::read_dir(folder).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() {
            return is_below(&path, bytes);
        }
        fs::read(&path).is_ok_and(|content| content.windows(bytes.len()).any(|some| some == bytes))
    })
}

#[test]
fn a_token_is_shown_once_and_kept_nowhere() {
    let server = server();
    let args = [
        "token",
        "create",
        "ci",
        "--role",
        "submitter",
        "--expires",
        "90d",
    ];
    let made = server.client(&args);
    assert_eq!(made.code, Some(0), "{}", made.stderr);
    let text = made.line().to_owned();
    assert!(text.starts_with("runner_") && text.len() == 71, "{text}");
    assert!(
        made.stderr.contains("runner token revoke 1"),
        "{}",
        made.stderr
    );
    let ci = server.stranger(Some(&text));
    let job = submit(&ci, &noop());
    assert_eq!(job["created_by"], "ci");
    wait_until("its use is seen", || {
        tokens(&server)[1]["used_at"].is_string().then_some(())
    });
    let listed = tokens(&server);
    let ci = &listed[1];
    assert_eq!(
        (
            &ci["id"],
            &ci["name"],
            &ci["role"],
            &ci["created_by"],
            &ci["expired"]
        ),
        (
            &json!("1"),
            &json!("ci"),
            &json!("submitter"),
            &json!("admin"),
            &json!(false)
        )
    );
    assert!(!json!(listed).to_string().contains(&text));
    assert_eq!(
        (&listed[0]["id"], &listed[0]["name"]),
        (&json!("file"), &json!("admin"))
    );
    let shown = server.client(&["token", "list"]);
    assert!(shown.stdout.contains("ci") && !shown.stdout.contains(&text));
    assert!(!server.log().contains(&text));
    let runner = server.stop();
    assert!(!is_below(runner.folder(), text.as_bytes()));
    // It lets in after a restart all the same, and is known to have been used.
    let server = Server::start(runner);
    assert!(tokens(&server)[1]["used_at"].is_string());
    assert_eq!(server.stranger(Some(&text)).get("/jobs").0, 200);
}

#[test]
fn a_revoked_token_lets_nobody_in_any_more_and_ends_what_it_watches() {
    let server = server();
    let (ci, other) = (
        server.visitor("ci", "submitter"),
        server.visitor("web", "viewer"),
    );
    let job = submit(&ci, &noop());
    let path = format!("/jobs/{}/events", job["id"].as_str().unwrap());
    let mut streams = [ci.events("/events"), ci.events(&path)];
    let mut others = other.events("/events");
    assert_eq!(revoke(&server, ci.id()).0, 204);
    assert_eq!(ci.get("/jobs").0, 401);
    for stream in &mut streams {
        while stream.next_event().is_some() {}
    }
    // Nobody else's ends by it.
    assert_eq!(other.get("/jobs").0, 200);
    let (_, job) = server.post("/api/v1/jobs", &noop());
    wait_until("the other stream goes on", || {
        (others.next_event()?["job"]["id"] == job["id"]).then_some(())
    });
    assert_eq!(revoke(&server, ci.id()).0, 404);
}

#[test]
fn a_token_ends_when_it_was_to_and_so_does_what_it_watches() {
    let server = server();
    let short = json!({"name": "short", "role": "viewer", "expires_in": 1_500});
    let short = server.visitor_with(&short);
    let mut events = short.events("/events");
    while events.next_event().is_some() {}
    assert_eq!(short.get("/jobs").0, 401);
    assert_eq!(tokens(&server)[1]["expired"], true);
    let listed = server.client(&["token", "list"]);
    assert!(listed.stdout.contains("ended"), "{}", listed.stdout);
}

#[test]
fn the_next_token_of_a_name_sees_what_the_last_one_submitted() {
    let server = server();
    let old = server.visitor("ci", "submitter");
    let job = submit(&old, &noop());
    let new = server.visitor("ci", "submitter");
    assert_eq!(revoke(&server, old.id()).0, 204);
    let path = format!("/jobs/{}", job["id"].as_str().unwrap());
    assert_eq!(new.get(&path).0, 200);
    assert_eq!(old.get(&path).0, 401);
}

#[test]
fn what_is_wrong_with_a_token_is_said() {
    let server = server();
    let _ci = server.visitor("ci", "submitter");
    let said = [
        json!({"name": "ci", "role": "admin"}),
        json!({"name": "admin", "role": "admin"}),
        json!({"name": "a b", "role": "admin"}),
        json!({"name": "x", "role": "root"}),
        json!({"name": "x", "role": "viewer", "expires_in": "soon"}),
        json!({"name": "x", "role": "viewer", "expires_at": "2001-01-01T00:00:00Z"}),
        json!({"name": "x", "role": "viewer", "expires_at": "2099-01-01T00:00:00Z", "expires_in": 5}),
    ]
    .map(|token| refused(&server, &token));
    insta::assert_snapshot!(said.join("\n"));
    let (status, problem) = revoke(&server, "file");
    assert_eq!((status, &problem["code"]), (409, &json!("read_only")));
    let gone = server.client(&["token", "revoke", "77"]);
    assert_eq!(gone.code, Some(3));
    insta::assert_snapshot!(gone.stderr, @r"
    error: there is no token `77`
    hint: see which tokens there are: runner token list
    ");
}

/// How often the threads that read the store were woken.
fn reads(server: &Server) -> u64 {
    let tasks = format!("/proc/{}/task", server.process());
    let woken = fs::read_dir(tasks).unwrap().filter_map(|task| {
        let task = task.unwrap().path();
        let name = fs::read_to_string(task.join("comm")).ok()?;
        let status = fs::read_to_string(task.join("status")).ok()?;
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"))?;
        name.starts_with("store-reader")
            .then(|| line.trim().parse::<u64>().unwrap())
    });
    woken.sum()
}

#[test]
fn letting_somebody_in_asks_the_store_nothing() {
    let server = server();
    let viewer = server.visitor("ann", "viewer");
    let ask = |path: &str| {
        let before = reads(&server);
        for _ in 0..300 {
            assert_eq!(viewer.get(path).0, 200);
        }
        reads(&server) - before
    };
    // The first reads the tokens.
    assert_eq!(viewer.get("/workers").0, 200);
    let (without, with) = (ask("/workers"), ask("/jobs"));
    assert!(with >= 300, "a list is read from the store: {with}");
    assert!(
        without < 30,
        "what needs no store is answered without: {without}"
    );
}

/// Several ask at once while tokens come and go: each is let in exactly while its token is there.
#[test]
fn tokens_come_and_go_under_load() {
    let server = server();
    let steady = server.visitor("steady", "viewer");
    std::thread::scope(|scope| {
        let asker = |visitor: Visitor| {
            scope.spawn(move || (0..150).all(|_| visitor.get("/jobs?page_size=1").0 == 200))
        };
        let askers = [asker(steady.clone()), asker(steady.clone())];
        for number in 0..40 {
            let brief = server.visitor(&format!("brief-{number}"), "viewer");
            assert_eq!(brief.get("/jobs").0, 200);
            assert_eq!(revoke(&server, brief.id()).0, 204);
            assert_eq!(brief.get("/jobs").0, 401);
        }
        for asker in askers {
            assert!(asker.join().unwrap());
        }
    });
}
