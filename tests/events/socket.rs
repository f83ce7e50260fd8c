//! By WebSocket: several subscriptions on a connection, what is wrong with a message, and who is let in.

use runner_testkit::{Visitor, wait_until};
use serde_json::{Value, json};

use super::{admin, noop, run, server, submit};

#[test]
fn subscriptions_on_one_connection_are_told_apart() {
    let server = server();
    let mut socket = admin(&server).socket("/ws", &[]).unwrap();
    socket.subscribe(&json!({"id": "mail", "queue": "mail", "type": "job-completed"}));
    socket.subscribe(&json!({"id": "ends", "type": ["job-completed", "job-failed"]}));
    let first = run(&server, &json!({"processor": "noop", "queue": "mail"}));
    let mut heard = Vec::new();
    while heard.len() < 2 {
        let said = socket.next_said().unwrap();
        assert_eq!(said["event"]["job"]["id"], first, "{said}");
        assert_eq!(said["event"]["job"]["state"], "completed");
        heard.push(said["id"].as_str().unwrap().to_owned());
    }
    heard.sort();
    assert_eq!(heard, ["ends", "mail"]);
    // One that was ended says nothing more, and its id is free.
    socket.say(&json!({"unsubscribe": "ends"}));
    assert_eq!(
        socket.next_said().unwrap(),
        json!({"id": "ends", "unsubscribed": {}})
    );
    run(&server, &noop());
    let second = run(&server, &json!({"processor": "noop", "queue": "mail"}));
    let said = socket.next_said().unwrap();
    assert_eq!(
        (&said["id"], &said["event"]["job"]["id"]),
        (&json!("mail"), &json!(second))
    );
    socket.subscribe(&json!({"id": "ends", "after": 0}));
    assert_eq!(socket.next_event().unwrap()["seq"], 1);
}

#[test]
fn the_same_json_comes_by_both_ways() {
    let server = server();
    let who = admin(&server);
    let job = submit(
        &who,
        &json!({"processor": "echo", "params": {"say": "a\nb"}}),
    );
    server.wait_for_end(&job);
    let mut socket = who.socket("/ws", &[]).unwrap();
    socket.subscribe(&json!({"id": "a", "job": job, "after": 0}));
    let mut events = who.events(&format!("/jobs/{job}/events"));
    for _ in 0..3 {
        assert_eq!(socket.next_event().unwrap(), events.next_event().unwrap());
    }
}

#[test]
fn what_is_wrong_with_a_message_ends_nothing() {
    let server = server();
    let mut socket = admin(&server).socket("/ws", &[]).unwrap();
    for (message, id, code, path) in [
        (json!({}), Value::Null, "bad_request", Value::Null),
        (
            json!({"listen": {}}),
            Value::Null,
            "bad_request",
            Value::Null,
        ),
        (
            json!({"subscribe": {}}),
            Value::Null,
            "invalid",
            json!("/subscribe"),
        ),
        (
            json!({"subscribe": {"id": "a", "queue": "Mail"}}),
            json!("a"),
            "invalid",
            json!("/subscribe/queue"),
        ),
        (
            json!({"subscribe": {"id": "a", "type": "x"}}),
            json!("a"),
            "invalid",
            json!("/subscribe/type"),
        ),
        (
            json!({"subscribe": {"id": "a", "after": "now"}}),
            json!("a"),
            "invalid",
            json!("/subscribe/after"),
        ),
        (
            json!({"unsubscribe": "a"}),
            json!("a"),
            "invalid",
            json!("/unsubscribe"),
        ),
    ] {
        socket.say(&message);
        let said = socket.next_said().unwrap();
        assert_eq!(said["id"], id, "{said}");
        assert_eq!(said["error"]["code"], code, "{said}");
        assert_eq!(said["error"]["errors"][0]["path"], path, "{said}");
    }
    socket.say_text("{");
    assert_eq!(socket.next_said().unwrap()["error"]["code"], "bad_request");
    socket.say_bytes(b"{}");
    assert_eq!(socket.next_said().unwrap()["error"]["code"], "bad_request");
    socket.say(&json!({"unsubscribe": "a".repeat(20_000)}));
    assert_eq!(socket.next_said().unwrap()["error"]["code"], "too_large");
    for number in 0..32 {
        socket.subscribe(&json!({"id": number.to_string(), "queue": "nothing"}));
    }
    for (id, path) in [("31", "/subscribe/id"), ("32", "/subscribe")] {
        socket.say(&json!({"subscribe": {"id": id}}));
        let said = socket.next_said().unwrap();
        assert_eq!(
            (&said["id"], &said["error"]["errors"][0]["path"]),
            (&json!(id), &json!(path))
        );
    }
    socket.say(&json!({"unsubscribe": "7"}));
    assert_eq!(
        socket.next_said().unwrap(),
        json!({"id": "7", "unsubscribed": {}})
    );
    socket.subscribe(&json!({"id": "7"}));
    // What is too long to be read at all does end it.
    socket.say_text(&"a".repeat(1_100_000));
    assert_eq!(socket.next_said(), None);
}

#[test]
fn each_hears_what_it_may() {
    let server = server();
    let (ann, bob) = (
        server.visitor("ann", "submitter"),
        server.visitor("bob", "submitter"),
    );
    let (anns, bobs) = (submit(&ann, &noop()), submit(&bob, &noop()));
    for job in [&anns, &bobs] {
        server.wait_for_end(job);
    }
    let jobs = |who: &Visitor, path: &str, subscription: Value| {
        let mut socket = who.socket(path, &[]).unwrap();
        socket.subscribe(&subscription);
        let mut heard = Vec::new();
        while heard.len() < 3 {
            let event = socket.next_event().unwrap();
            heard.push(event["job"]["id"].as_str().unwrap().to_owned());
        }
        heard
    };
    let everything = || json!({"id": "a", "after": 0});
    assert_eq!(jobs(&ann, "/ws", everything()), vec![anns.clone(); 3]);
    assert_eq!(jobs(&bob, "/ws", everything()), vec![bobs.clone(); 3]);
    let viewer = server.visitor("eve", "viewer");
    assert_eq!(
        jobs(&viewer, "/ws", json!({"id": "a", "after": 0, "job": bobs})),
        vec![bobs.clone(); 3]
    );
    // A watch token is for its job, and may stand in the address.
    let (_, made) = bob.post(&format!("/jobs/{bobs}/watch-token"), &Value::Null);
    let token = made["token"].as_str().unwrap();
    let nobody = server.stranger(None);
    let path = format!("/ws?watch_token={token}");
    assert_eq!(jobs(&nobody, &path, everything()), vec![bobs.clone(); 3]);
    let mut socket = nobody.socket(&path, &[]).unwrap();
    socket.say(&json!({"subscribe": {"id": "a", "job": anns}}));
    let said = socket.next_said().unwrap();
    assert_eq!(
        (&said["id"], &said["error"]["code"]),
        (&json!("a"), &json!("forbidden"))
    );
    // Elsewhere it lets nobody in from there.
    assert_eq!(
        nobody.get(&format!("/jobs/{bobs}?watch_token={token}")).0,
        401
    );
    assert_eq!(
        nobody
            .get(&format!("/jobs/{bobs}/events?watch_token={token}"))
            .0,
        401
    );
}

#[test]
fn tokens_come_by_header_or_protocol_and_cookies_from_the_own_page() {
    let server = server();
    let viewer = server.visitor("eve", "viewer");
    let nobody = server.stranger(None);
    let refused = |who: &Visitor, path: &str, headers: &[&str]| {
        let (status, problem) = who.socket(path, headers).unwrap_err();
        (
            status,
            problem["code"].as_str().unwrap_or_default().to_owned(),
        )
    };
    let unauthorized = || (401, "unauthorized".to_owned());
    assert_eq!(refused(&nobody, "/ws", &[]), unauthorized());
    let protocols =
        |token: &str| format!("Sec-WebSocket-Protocol: runner.v1, runner.token.{token}");
    assert!(nobody.socket("/ws", &[&protocols(viewer.token())]).is_ok());
    assert_eq!(
        refused(&nobody, "/ws", &[&protocols("runner_none")]),
        unauthorized()
    );
    // A token in the address would stand in logs.
    let in_address = format!("/ws?watch_token={}", viewer.token());
    assert_eq!(refused(&nobody, &in_address, &[]), unauthorized());
    assert_eq!(
        refused(&viewer, &in_address, &[]),
        (422, "invalid".to_owned())
    );
    // Pages of all sites can connect to any server, and browsers send its cookies.
    let page = viewer.sign_in();
    let foreign = || (403, "foreign_page".to_owned());
    for headers in [
        &[][..],
        &["Origin: http://evil.example"],
        &["Origin: null"],
        &["Origin: http://127.0.0.1:1"],
        &["Sec-Fetch-Site: cross-site"],
        &["Sec-Fetch-Site: same-site"],
    ] {
        assert_eq!(refused(&page, "/ws", headers), foreign(), "{headers:?}");
    }
    let own = format!("Origin: http://{}", server.address());
    assert!(page.socket("/ws", &[&own]).is_ok());
    assert!(page.socket("/ws", &["Sec-Fetch-Site: same-origin"]).is_ok());
    // It is for WebSockets alone.
    let (status, problem) = viewer.get("/ws");
    assert_eq!(
        (status, &problem["code"]),
        (400, &json!("bad_request")),
        "{problem}"
    );
}

#[test]
fn a_connection_ends_with_its_token_and_with_the_server() {
    let server = server();
    let ann = server.visitor("ann", "viewer");
    let (stays, page) = (admin(&server), ann.sign_in());
    let own = ["Sec-Fetch-Site: same-origin"];
    let mut sockets = [
        ann.socket("/ws", &[]).unwrap(),
        page.socket("/ws", &own).unwrap(),
        server
            .visitor_with(&json!({"name": "short", "role": "viewer", "expires_in": 1_500}))
            .socket("/ws", &[])
            .unwrap(),
    ];
    for socket in &mut sockets {
        socket.subscribe(&json!({"id": "a", "queue": "nothing"}));
    }
    let mut other = stays.socket("/ws", &[]).unwrap();
    other.subscribe(&json!({"id": "a", "queue": "nothing"}));
    let watchers = || {
        let figures = server.get_raw("/metrics");
        let line = figures
            .lines()
            .find_map(|line| line.strip_prefix("runner_event_watchers "));
        line.unwrap().to_owned()
    };
    server.send(
        "DELETE",
        &format!("/api/v1/tokens/{}", ann.id()),
        &Value::Null,
    );
    for socket in &mut sockets {
        assert_eq!(socket.next_said(), None);
    }
    wait_until("the others are not counted", || {
        (watchers() == "1").then_some(())
    });
    // Messages are requests.
    let slow =
        server.visitor_with(&json!({"name": "slow", "role": "viewer", "rate": "1/m burst 2"}));
    let mut slow = slow.socket("/ws", &[]).unwrap();
    slow.subscribe(&json!({"id": "a", "queue": "nothing"}));
    slow.say(&json!({"unsubscribe": "a"}));
    assert_eq!(
        slow.next_said().unwrap()["error"]["code"],
        "too_many_requests"
    );
    assert_eq!(server.terminate(), Some(0));
    assert_eq!(other.next_said(), None);
}
