//! Where a fetch ends, and that it does.

use serde_json::{Value, json};

use crate::support::{Fake, Query, generic, good, ok, params, records};

#[test]
fn every_page_is_fetched_and_the_end_is_where_no_more_come() {
    for total in [0, 1, 9, 10, 11, 30, 95] {
        let mut world = Fake::new(|request| good(request, total));
        let report = world.fetch(&params(&json!({}))).expect("it ends");
        assert_eq!(world.ids(), (0..total).collect::<Vec<_>>(), "{total}");
        assert_eq!(
            (report.records, report.reported_total),
            (total, Some(total))
        );
        assert_eq!(report.batches, total.div_ceil(10));
        assert_eq!(
            (report.errors, report.empty_pages, report.short_pages),
            (0, 0, 0),
            "{total}"
        );
        assert_eq!(world.requests.len() as u64, total / 10 + 1, "{total}");
        assert_eq!(world.saved.len() as u64, report.batches);
    }
}

#[test]
fn nothing_is_bought_before_somebody_says_so() {
    let mut world = Fake::new(|request| {
        assert_eq!(Query::of(request).text("Purchase"), Some("0"));
        ok(&json!({"results": [], "resultCount": 812, "totalCost": "$8.12"}))
    });
    let report = world
        .fetch(&json!({"criteria": {"state": "AZ"}}))
        .expect("it is answered");
    assert_eq!(
        (report.records, report.reported_total, report.cost),
        (0, Some(812), Some(8.12))
    );
    assert!(!report.purchased && world.lines().is_empty());
    assert_eq!(world.requests.len(), 1);
    let body = world.requests[0].body.as_deref();
    assert_eq!(
        body,
        Some(r#"{"Criteria":[{"name":"State","value":["AZ"]}]}"#)
    );
}

#[test]
fn totals_are_taken_under_either_name_or_none() {
    for (totals, said) in [
        (json!({"totalResultCount": 25, "resultCount": 10}), Some(25)),
        (json!({"resultCount": 25}), Some(25)),
        (json!({"resultCount": "25"}), Some(25)),
        (json!({"resultCount": 10}), None),
        (json!({}), None),
    ] {
        let mut world = Fake::new(|request| {
            let query = Query::of(request);
            let start = query.number("Start").min(25);
            let mut body = totals.clone();
            body["results"] = Value::Array(records(start..(start + 10).min(25)));
            if body["resultCount"] == 10 {
                body["resultCount"] = json!((start + 10).min(25) - start);
            }
            ok(&body)
        });
        let report = world.fetch(&params(&json!({}))).expect("it ends");
        assert_eq!(report.records, 25, "{totals}");
        assert_eq!(report.reported_total, said, "{totals}");
        assert_eq!(world.progress[0].total, said);
    }
}

#[test]
fn a_total_that_is_wrong_or_changes_loses_no_record() {
    for wrong in [5, 18, 30, 1_000] {
        let mut asked = 0;
        let mut world = Fake::new(move |request| {
            asked += 1;
            let mut sent = good(request, 30).expect("it answers");
            let mut body: Value = serde_json::from_slice(&sent.body).expect("JSON");
            body["totalResultCount"] = json!(if asked % 2 == 0 { wrong } else { 30 });
            sent.body = body.to_string().into_bytes();
            Ok(sent)
        });
        let report = world.fetch(&params(&json!({}))).expect("it ends");
        assert_eq!(world.ids(), (0..30).collect::<Vec<_>>(), "{wrong}");
        assert!(wrong == 30 || report.total_changes > 0);
        for progress in &world.progress {
            assert!(progress.total.expect("a total") >= progress.done);
        }
    }
}

#[test]
fn max_records_are_fetched_and_no_more_bought() {
    let mut world = Fake::new(|request| good(request, 95));
    let report = world
        .fetch(&params(&json!({"max_records": 25})))
        .expect("it ends");
    assert_eq!(world.ids(), (0..25).collect::<Vec<_>>());
    assert_eq!(report.batches, 3);
    let limits: Vec<u64> = world
        .requests
        .iter()
        .map(|request| Query::of(request).number("Limit"))
        .collect();
    assert_eq!(limits, [10, 10, 5]);
    assert_eq!(world.progress[0].total, Some(25));
}

#[test]
fn every_way_of_paging_comes_to_the_end() {
    let next = |end: u64| {
        if end < 25 {
            json!(format!("c{end}"))
        } else {
            Value::Null
        }
    };
    let url = |end: u64| {
        if end < 25 {
            json!(format!("/items?cursor=c{end}"))
        } else {
            json!("")
        }
    };
    let by = |paging: Value, first: u64| (paging, first);
    for (paging, first) in [
        by(json!({"offset": {"offset": "offset", "limit": "limit"}}), 0),
        by(
            json!({"page": {"page": "page", "limit": "limit", "first": 0}}),
            0,
        ),
        by(json!({"page": {"page": "page"}}), 1),
        by(json!({"cursor": {"next": "/next", "cursor": "cursor"}}), 0),
        by(json!({"cursor": {"next": "/url"}}), 0),
        by(json!({"link": {}}), 0),
    ] {
        let mut world = Fake::new(move |request| {
            let query = Query::of(request);
            let cursor = query
                .text("cursor")
                .map(|cursor| cursor[1..].parse::<u64>().expect("a number"));
            let start = match query.text("page") {
                Some(page) => (page.parse::<u64>().expect("a number") - first) * 10,
                None => cursor.unwrap_or_else(|| query.number("offset")),
            };
            let end = (start + 10).min(25);
            let mut sent = ok(&json!({
                "results": records(start.min(25)..end), "total": 25, "next": next(end), "url": url(end),
            }))?;
            if end < 25 {
                let link = format!("<https://a.com/items?cursor=c{end}>; rel=\"next\"");
                sent.headers.push(("link".to_owned(), link));
            }
            Ok(sent)
        });
        let report = world.fetch(&generic(&paging)).expect("it ends");
        assert_eq!(world.ids(), (0..25).collect::<Vec<_>>(), "{paging}");
        assert_eq!((report.batches, report.duplicates), (3, 0), "{paging}");
        assert_eq!(world.requests.len(), 3, "{paging}");
    }
}

#[test]
fn a_single_page_is_one_request() {
    let mut world = Fake::new(|_| ok(&json!([{"a": 1}, {"a": 1}])));
    let params = json!({"preset": "generic", "api": {"url": "https://a.com/all"}});
    let report = world.fetch(&params).expect("it ends");
    assert_eq!((report.records, world.requests.len()), (2, 1));
    assert_eq!(world.lines(), [r#"{"a":1}"#, r#"{"a":1}"#]);
}

#[test]
fn what_is_no_list_of_records_is_shown() {
    let mut world = Fake::new(|_| ok(&json!({"items": [1], "message": "use /v2"})));
    let error = world
        .fetch(&params(&json!({})))
        .expect_err("there are no results");
    insta::assert_snapshot!(error, @r#"the API answered, but not with a list of records: there is none at `/results`; the answer begins {"items":[1],"message":"use /v2"}"#);
}
