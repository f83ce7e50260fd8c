//! Who comes again goes on where it was, and is told if that cannot be.

use runner_testkit::{Server, Visitor};
use serde_json::json;

use super::{admin, all, last, noop, run, server};

#[test]
fn a_place_is_told_though_nothing_that_is_wanted_happens() {
    let server = server();
    let who = admin(&server);
    let mut events = who.events("/events?queue=nothing");
    let mut socket = who.socket("/ws", &[]).unwrap();
    let begun = socket.subscribe(&json!({"id": "a", "queue": "nothing"}));
    assert_eq!(events.next_frame().unwrap().id, Some(begun));
    let last = last(&server);
    assert!(last > begun);
    // This takes the 15 s after which something is said.
    let place = events.next_frame().unwrap();
    assert_eq!((place.id, place.kind.as_str()), (Some(last), ""));
    let said = socket.next_message().unwrap();
    assert_eq!(said, json!({"id": "a", "place": {"seq": last}}));
    // It stays there when it comes again.
    let mut again = who.events_after("/events?queue=nothing", last);
    assert_eq!(again.next_frame().unwrap().id, Some(last));
}

#[test]
fn nothing_is_lost_or_repeated_over_crashes() {
    let mut server = server();
    let (mut by_stream, mut by_socket) = (Vec::new(), Vec::new());
    let go_on = |server: &Server,
                 by_stream: &mut Vec<i64>,
                 by_socket: &mut Vec<i64>,
                 to: &dyn Fn(usize, i64) -> bool| {
        let who = admin(server);
        let after = |seen: &[i64]| seen.last().copied().unwrap_or(0);
        let mut events = who.events_after("/events", after(by_stream));
        let mut socket = who.socket("/ws", &[]).unwrap();
        socket.subscribe(&json!({"id": "a", "after": after(by_socket)}));
        let begun = by_stream.len();
        while !to(by_stream.len() - begun, after(by_stream)) {
            by_stream.extend(events.next_event().unwrap()["seq"].as_i64());
        }
        let begun = by_socket.len();
        while !to(by_socket.len() - begun, after(by_socket)) {
            by_socket.extend(socket.next_event().unwrap()["seq"].as_i64());
        }
    };
    for turn in 0..3 {
        let jobs: Vec<_> = (0..200).map(|_| noop()).collect();
        let (status, _) = admin(&server).post("/jobs/bulk", &json!({"jobs": jobs}));
        assert_eq!(status, 201);
        // In the middle of what happens.
        go_on(&server, &mut by_stream, &mut by_socket, &|told, _| {
            told >= 230 + turn
        });
        server = server.kill_and_restart();
    }
    let last = last(&server);
    go_on(&server, &mut by_stream, &mut by_socket, &|_, seen| {
        seen >= last
    });
    let all = all(&server, last);
    assert!(all.len() > 1_200, "{}", all.len());
    assert_eq!(by_stream, all);
    assert_eq!(by_socket, all);
}

/// Has all events forgotten but the last few.
fn forget(server: &Server) {
    let target = r#"{"maintenance": {"forget": {"events_hours": 24, "events_most": 3}}}"#;
    for args in [
        &["schedule", "set", "forget-expired", "--target", target][..],
        &["schedule", "trigger", "forget-expired"],
    ] {
        let done = server.client(args);
        assert_eq!(done.code, Some(0), "{}", done.said());
    }
}

#[test]
fn who_was_away_for_too_long_is_told_so_and_goes_on() {
    let server = server();
    let who = admin(&server);
    let job = run(&server, &noop());
    for _ in 0..5 {
        run(&server, &json!({"processor": "noop", "queue": "mail"}));
    }
    let last = last(&server);
    forget(&server);
    let kept = all(&server, last);
    let first = kept[0];
    assert!(first > 4, "{kept:?}");
    let resync = json!({"type": "resync", "seq": first - 1, "reason": "pruned"});
    for path in [
        "/events".to_owned(),
        "/events?queue=mail".to_owned(),
        format!("/jobs/{job}/events"),
    ] {
        let mut events = who.events_after(&path, 2);
        assert_eq!(events.next_frame().unwrap().id, Some(2), "{path}");
        let frame = events.next_frame().unwrap();
        assert_eq!(
            (frame.id, frame.kind.as_str(), &frame.data),
            (Some(first - 1), "resync", &resync),
            "{path}"
        );
        // Whoever has seen nothing, or all up to what is kept, misses nothing.
        for seen in [0, first - 1] {
            let mut events = who.events_after("/events", seen);
            assert_eq!(events.next_frame().unwrap().id, Some(seen));
            assert_eq!(events.next_frame().unwrap().id, Some(first));
        }
    }
    let mut events = who.events_after("/events", 2);
    let ids: Vec<_> = (0..4)
        .map(|_| events.next_frame().unwrap().id.unwrap())
        .collect();
    assert_eq!(ids, [2, first - 1, first, first + 1]);
    let mut socket = who.socket("/ws", &[]).unwrap();
    socket.subscribe(&json!({"id": "a", "after": 2}));
    assert_eq!(socket.next_event().unwrap(), resync);
    assert_eq!(socket.next_event().unwrap()["seq"], first);
}

#[test]
fn a_number_that_was_never_given_is_told_to_be_none() {
    let server = server();
    let who = admin(&server);
    let last = last(&server);
    let ahead = |who: &Visitor| {
        let mut events = who.events_after("/events", 1_000_000);
        assert_eq!(events.next_frame().unwrap().id, Some(last));
        (events.next_frame().unwrap(), events)
    };
    let (frame, mut events) = ahead(&who);
    assert_eq!(
        frame.data,
        json!({"type": "resync", "seq": last, "reason": "ahead"})
    );
    run(&server, &noop());
    assert_eq!(events.next_event().unwrap()["seq"], last + 1);
}
