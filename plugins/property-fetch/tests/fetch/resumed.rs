//! A fetch that goes on from a checkpoint ends as if nothing had been.

use runner_property_fetch::{Answer, Lost, Request};
use serde_json::{Value, json};

use crate::support::{Fake, Query, Sent, generic, good, ok, params, records, status};

/// A server that fails now and then, at places of its own.
fn moody(request: &Request, asked: &mut u64) -> Sent {
    *asked += 1;
    match *asked % 7 {
        3 => Err(Lost::Passing("lost".to_owned())),
        5 => status(500, "no"),
        6 => Ok(Answer {
            body: b"{\"results\":[{".to_vec(),
            status: 200,
            ..Answer::default()
        }),
        _ => good(request, 83),
    }
}

#[test]
fn from_every_checkpoint_the_same_output_is_made_and_nothing_before_it_is_asked() {
    for format in ["jsonl", "csv"] {
        let params = params(&json!({"format": format}));
        let mut asked = 0;
        let mut whole = Fake::new(move |request| moody(request, &mut asked));
        let report = whole.fetch(&params).expect("it ends");
        assert_eq!((report.records, whole.saved.len()), (83, 9));
        for (state, length) in &whole.saved {
            let mut asked = 0;
            let mut rest = Fake::new(move |request| moody(request, &mut asked));
            let kept = whole.output.borrow()[..*length].to_vec();
            rest.output.borrow_mut().extend(kept);
            let resumed = rest.fetch_from(&params, Some(state)).expect("it ends");
            assert!(*rest.output.borrow() == *whole.output.borrow());
            assert_eq!((resumed.records, resumed.batches), (83, 9));
            let begins = state["place"]["offset"].as_u64().expect("a number");
            for request in &rest.requests {
                assert!(
                    Query::of(request).number("Start") >= begins,
                    "{}",
                    request.url
                );
            }
        }
    }
}

#[test]
fn a_cursor_and_what_came_before_survive_a_checkpoint() {
    let server = |request: &Request| {
        let query = Query::of(request);
        let start: u64 = query
            .text("cursor")
            .map_or(0, |cursor| cursor.parse().expect("a number"));
        let end = start + 10;
        // Each page begins with the last three of the one before.
        let ids = start.saturating_sub(3)..end;
        let next = if end < 40 {
            json!(end.to_string())
        } else {
            Value::Null
        };
        ok(&json!({"results": records(ids), "next": next}))
    };
    let params = generic(&json!({"cursor": {"next": "/next", "cursor": "cursor"}}));
    let mut whole = Fake::new(server);
    whole.fetch(&params).expect("it ends");
    assert_eq!(whole.ids(), (0..40).collect::<Vec<_>>());
    let (state, length) = &whole.saved[1];
    let mut rest = Fake::new(server);
    rest.output
        .borrow_mut()
        .extend_from_slice(&whole.output.borrow()[..*length]);
    let report = rest.fetch_from(&params, Some(state)).expect("it ends");
    assert_eq!(rest.ids(), whole.ids());
    assert_eq!(report.duplicates, 9);
    assert_eq!(rest.requests.len(), 2);
}

#[test]
fn what_was_not_noted_before_a_crash_is_noted_after_it() {
    let mut first = Fake::new(|request| good(request, 25));
    first.fetch(&params(&json!({}))).expect("it ends");
    // The second page was saved, and the process died before it was noted.
    let mut second = Fake::new(|request| good(request, 25));
    second
        .fetch_from(&params(&json!({})), Some(&first.saved[1].0))
        .expect("it ends");
    let mut third = Fake::new(|request| good(request, 25));
    third.job = "other".to_owned();
    third.cache = second.cache;
    let report = third
        .fetch(&params(&json!({"known_ttl": "1d"})))
        .expect("it ends");
    assert_eq!(
        (report.skipped, report.records),
        (15, 10),
        "the first page alone is not known"
    );
}
