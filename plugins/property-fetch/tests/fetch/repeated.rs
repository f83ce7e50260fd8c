//! Pages that overlap, repeat or are empty; records without an id, and records that are none.

use runner_property_fetch::Error;
use serde_json::{Value, json};

use crate::support::{Fake, Query, generic, good, ok, params, records};

#[test]
fn a_server_that_keeps_answering_the_same_page_is_not_asked_for_ever() {
    for paging in [
        json!({"offset": {"offset": "offset"}}),
        json!({"page": {"page": "page"}}),
        json!({"cursor": {"next": "/next", "cursor": "cursor"}}),
        json!({"link": {}}),
    ] {
        for dedupe_by in [json!("RadarID"), Value::Null] {
            let mut world = Fake::new(|_| {
                let mut sent = ok(&json!({"results": records(0..10), "next": "again"}))?;
                sent.headers
                    .push(("link".to_owned(), "</items>; rel=next".to_owned()));
                Ok(sent)
            });
            let mut params = generic(&paging);
            params["dedupe_by"] = dedupe_by;
            let error = world.fetch(&params).expect_err("it does not end");
            assert!(matches!(error, Error::Stuck(_)), "{error:?}");
            assert_eq!(world.requests.len(), 4, "{paging}");
            assert_eq!(world.ids(), (0..10).collect::<Vec<_>>());
        }
    }
    let mut world = Fake::new(|_| ok(&json!({"results": [], "next": "more"})));
    let paging = json!({"cursor": {"next": "/next", "cursor": "cursor"}});
    let error = world.fetch(&generic(&paging)).expect_err("it does not end");
    insta::assert_snapshot!(error, @"the API answered 20 pages in a row without a record, and names a next one again and again; 0 records came");
    assert_eq!(world.requests.len(), 20);
}

#[test]
fn a_server_that_repeats_its_last_page_is_at_its_end() {
    let mut world = Fake::new(|request| {
        let start = Query::of(request).number("Start").min(20);
        ok(&json!({"results": records(start..start + 10), "totalResultCount": 30}))
    });
    let report = world.fetch(&params(&json!({}))).expect("it ends");
    assert_eq!((report.records, report.duplicates), (30, 30));
}

#[test]
fn records_that_come_again_are_written_once_and_none_is_lost() {
    // Its list moves by three with every second page, or once alone.
    for moves in [vec![1, 3, 5], vec![2], vec![1, 2, 3, 4]] {
        let (mut asked, mut shift) = (0, 0);
        let lasting = moves.len() > 1;
        let mut world = Fake::new(move |request| {
            let query = Query::of(request);
            let is_moved = moves.contains(&asked);
            asked += 1;
            shift = if is_moved {
                shift + 3
            } else if lasting {
                shift
            } else {
                0
            };
            let start = query.number("Start").saturating_sub(shift).min(50);
            let end = (start + query.number("Limit")).min(50);
            ok(&json!({"results": records(start..end), "totalResultCount": 50 + shift}))
        });
        let report = world.fetch(&params(&json!({}))).expect("it ends");
        assert_eq!(world.ids(), (0..50).collect::<Vec<_>>());
        assert!(report.duplicates >= 3, "{report:?}");
    }
}

#[test]
fn short_and_empty_pages_are_counted_and_asked_again() {
    let mut asked = 0;
    let mut world = Fake::new(move |request| {
        asked += 1;
        let query = Query::of(request);
        let start = query.number("Start").min(40);
        let end = match asked {
            2 => start,
            3 => start + 4,
            _ => (start + 10).min(40),
        };
        ok(&json!({"results": records(start..end), "totalResultCount": 40}))
    });
    let report = world.fetch(&params(&json!({}))).expect("it ends");
    assert_eq!(world.ids(), (0..40).collect::<Vec<_>>());
    assert_eq!((report.empty_pages, report.short_pages), (1, 1));
    assert_eq!(report.batches, 5);
}

#[test]
fn an_api_that_says_more_than_it_gives_is_asked_thrice() {
    let mut world = Fake::new(|request| {
        let mut sent = good(request, 20)?;
        let text = String::from_utf8(sent.body).expect("text");
        sent.body = text
            .replace("\"totalResultCount\":20", "\"totalResultCount\":50")
            .into_bytes();
        Ok(sent)
    });
    let report = world.fetch(&params(&json!({}))).expect("it ends");
    assert_eq!((report.records, report.reported_total), (20, Some(50)));
    assert_eq!(world.requests.len(), 2 + 3);
}

#[test]
fn a_record_without_an_id_is_kept_once_and_what_is_no_record_is_left_out() {
    let mut world = Fake::new(|request| {
        let start = Query::of(request).number("Start");
        let page = json!([
            {"RadarID": "P1", "a": 1}, {"a": 2}, {"RadarID": null, "a": 3}, {"RadarID": "", "a": 4},
            {"RadarID": {"x": 1}, "a": 5}, null, "text", 7, [1], {"a": 2}, {"RadarID": "P1", "a": 9},
        ]);
        let page = if start == 0 { page } else { json!([]) };
        ok(&json!({"results": page, "totalResultCount": 11}))
    });
    let report = world
        .fetch(&params(&json!({"batch_size": 11})))
        .expect("it ends");
    assert_eq!((report.records, report.without_id), (5, 4));
    assert_eq!((report.duplicates, report.invalid), (2, 4));
    assert_eq!(world.lines().len(), 5);
}

#[test]
fn a_record_is_written_as_the_api_wrote_it() {
    let mut world = Fake::new(|_| {
        let mut sent = ok(&json!([]))?;
        sent.body = b"[ {\"n\" : 12345678901234567890.10 ,\n \"s\": \"a  \\u00e4\\n\" } ]".to_vec();
        Ok(sent)
    });
    let params = json!({"preset": "generic", "api": {"url": "https://a.com"}});
    world.fetch(&params).expect("it ends");
    assert_eq!(
        world.lines(),
        [r#"{"n":12345678901234567890.10,"s":"a  \u00e4\n"}"#]
    );
}

#[test]
fn what_an_earlier_job_fetched_within_so_long_is_left_out() {
    let day = std::time::Duration::from_secs(86_400);
    let mut first = Fake::new(|request| good(request, 25));
    first.fetch(&params(&json!({}))).expect("it ends");
    let (cache, today) = (first.cache, first.today);
    for (later, ttl, skipped) in [(0, "1d", 25), (29, "30d", 25), (31, "30d", 0), (0, "", 0)] {
        let mut second = Fake::new(|request| good(request, 30));
        second.job = "other".to_owned();
        second.cache.clone_from(&cache);
        second.today = today + day * later;
        let mut params = params(&json!({}));
        if !ttl.is_empty() {
            params["known_ttl"] = json!(ttl);
        }
        let report = second.fetch(&params).expect("it ends");
        assert_eq!(
            (report.skipped, report.records),
            (skipped, 30 - skipped),
            "{later} {ttl}"
        );
    }
    // A job that begins anew has not fetched anything yet.
    let mut again = Fake::new(|request| good(request, 25));
    again.cache.clone_from(&cache);
    let report = again
        .fetch(&params(&json!({"known_ttl": "30d"})))
        .expect("it ends");
    assert_eq!((report.skipped, report.records), (0, 25));
    // Another server's records are others.
    let mut other = Fake::new(|request| good(request, 25));
    other.job = "other".to_owned();
    other.cache = cache;
    let elsewhere = json!({"known_ttl": "30d", "base_url": "http://127.0.0.1:1"});
    let report = other.fetch(&params(&elsewhere)).expect("it ends");
    assert_eq!((report.skipped, report.records), (0, 25));
}
