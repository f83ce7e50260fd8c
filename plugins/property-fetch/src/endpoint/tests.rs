//! Endpoints of params, their requests, and where they lead.

use serde_json::{Value, json};

use super::*;
use crate::params::Params;
use crate::world::Answer;

fn params(value: Value) -> Params {
    serde_json::from_value(value).expect("valid params")
}

fn endpoint(value: Value) -> Endpoint {
    Endpoint::of(&params(value)).expect("an endpoint")
}

#[test]
fn propertyradar_is_asked_as_its_documents_say() {
    let endpoint = endpoint(json!({
        "criteria": {"state": ["AZ"]}, "fields": ["Address", "AVM"], "purchase": true,
    }));
    let request = endpoint
        .request(&endpoint.first().behind(400), 400)
        .expect("a request");
    assert_eq!(
        request.url,
        "https://api.propertyradar.com/v1/properties?Fields=Address%2CAVM%2CRadarID&Purchase=1&Start=400&Limit=400"
    );
    assert_eq!(request.method, "POST");
    assert_eq!(
        request.body.as_deref(),
        Some(r#"{"Criteria":[{"name":"State","value":["AZ"]}]}"#)
    );
}

#[test]
fn placeholders_are_filled_wherever_they_stand() {
    let endpoint = endpoint(json!({"preset": "generic", "api": {
        "url": "https://a.com/{page}/items?after={cursor}&limit=9",
        "headers": {"Accept": "x/y", "x-range": "records={offset}-"},
        "body": {"skip": "{offset}", "take": ["{limit}", "p{page}"], "cursor": "{cursor}"},
        "paging": {"cursor": {"next": "/next", "limit": "limit"}},
    }}));
    let first = endpoint.request(&endpoint.first(), 7).expect("a request");
    assert_eq!(first.url, "https://a.com/1/items?after=&limit=7");
    assert_eq!(
        first.body.as_deref(),
        Some(r#"{"skip":0,"take":[7,"p1"],"cursor":null}"#)
    );
    let place = Place {
        cursor: Some("a/b&c".to_owned()),
        ..endpoint.first().behind(7)
    };
    let second = endpoint.request(&place, 7).expect("a request");
    assert_eq!(second.url, "https://a.com/2/items?after=a%2Fb%26c&limit=7");
    assert_eq!(
        second.body.as_deref(),
        Some(r#"{"skip":7,"take":[7,"p2"],"cursor":"a/b&c"}"#)
    );
    assert_eq!(second.headers[0], ("Accept".to_owned(), "x/y".to_owned()));
    assert_eq!(second.headers[1].1, "records=7-");
}

#[test]
fn the_next_page_is_where_the_answer_says_and_at_no_other_server() {
    let endpoint = endpoint(json!({"preset": "generic", "api": {
        "url": "https://a.com/items?q=1", "paging": {"link": {}},
    }}));
    let next = |link: &str| {
        let answer = Answer {
            headers: vec![("Link".to_owned(), link.to_owned())],
            ..Answer::default()
        };
        endpoint.next(&endpoint.first(), 5, None, &answer)
    };
    let place = next("<?q=1&page=2>; rel=next")
        .expect("fine")
        .expect("a place");
    assert_eq!(place.url.as_deref(), Some("https://a.com/items?q=1&page=2"));
    assert_eq!((place.offset, place.page), (5, 2));
    assert_eq!(next("</x>; rel=prev").expect("fine"), None);
    let error = next("<https://evil.com/x>; rel=next").expect_err("another server");
    insta::assert_snapshot!(error, @"the API says that the next page is at https://evil.com, which is not where the first was (https://a.com): it is not asked");
}

#[test]
fn params_that_lead_nowhere_are_refused() {
    let wrong = [
        json!({"preset": "generic"}),
        json!({"api": {"url": "https://a.com"}}),
        json!({"preset": "generic", "purchase": true, "api": {"url": "https://a.com"}}),
        json!({"preset": "generic", "api": {"url": "a.com/items"}}),
        json!({"base_url": "ftp://a.com"}),
        json!({"purchase": true, "criteria": {}}),
        json!({"purchase": true, "criteria": []}),
        json!({"preset": "generic", "api": {"url": "https://a.com", "paging": {"offset": {"limit": "n"}}}}),
    ];
    let said: Vec<String> = wrong
        .map(|wrong| {
            Endpoint::of(&params(wrong))
                .expect_err("it is wrong")
                .to_string()
        })
        .to_vec();
    insta::assert_snapshot!(said.join("\n"), @r#"
    the preset `generic` needs `api`: {"url": …, "records": …, "paging": …}
    `api` is for the preset `generic`: add "preset": "generic"
    `purchase` is for the preset `propertyradar`: the preset `generic` has all it asks for in `api`
    `url`: `a.com/items` is no URL as https://api.example.com/v1/items
    `base_url`: `ftp://a.com/v1/properties?Fields=Overview&Purchase=0` is no URL as https://api.example.com/v1/items
    `purchase` without `criteria` would buy every record that there is: say which ones by `criteria`, such as {"state": ["AZ"]}, or how many at most by `max_records`; without `purchase` the result says what they cost
    `purchase` without `criteria` would buy every record that there is: say which ones by `criteria`, such as {"state": ["AZ"]}, or how many at most by `max_records`; without `purchase` the result says what they cost
    nothing tells the API which page is meant: give the name of the query's `offset` in `paging`, or put {offset} into `url`, `headers` or `body`
    "#);
}

#[test]
fn everything_there_is_is_bought_only_up_to_a_number_that_was_said() {
    let made = |value: Value| Endpoint::of(&params(value));
    assert!(made(json!({"purchase": true})).is_err());
    assert!(made(json!({"purchase": true, "max_records": 100})).is_ok());
    assert!(made(json!({"purchase": true, "criteria": {"state": ["AZ"]}})).is_ok());
    assert!(made(json!({})).is_ok(), "it only asks what they cost");
}
