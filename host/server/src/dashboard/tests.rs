//! What browsers are sent, with and without files.

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;

use super::files::{Kind, answer};
use super::{SECTIONS, find};

fn is_there() -> bool {
    find("index.html").is_some()
}

fn value_of(response: &Response, name: header::HeaderName) -> &str {
    let value = response.headers().get(name);
    value
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
}

#[test]
fn every_address_of_the_page_is_served() {
    let routes = include_str!("../../../dashboard/src/app/routes.ts");
    let patterns: Vec<&str> = routes
        .split("pattern: \"/")
        .skip(1)
        .filter_map(|rest| rest.split(['"', '/']).next())
        .filter(|section| !section.is_empty())
        .collect();
    assert!(patterns.len() >= SECTIONS.len());
    for section in &patterns {
        assert!(SECTIONS.contains(section), "{section} has no route");
    }
    for section in SECTIONS {
        assert!(patterns.contains(&section), "{section} is no page");
    }
}

#[test]
fn the_page_is_there_or_says_how_to_get_it() {
    let response = answer("index.html", Kind::Page, &HeaderMap::new());
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(
        value_of(&response, header::CONTENT_TYPE),
        "text/html; charset=utf-8"
    );
    assert_eq!(value_of(&response, header::CACHE_CONTROL), "no-cache");
    let policy = value_of(&response, header::CONTENT_SECURITY_POLICY);
    assert!(policy.starts_with("default-src 'self';"), "{policy}");
    assert!(!policy.contains("unsafe"), "{policy}");
    assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
    assert_eq!(value_of(&response, header::ETAG).is_empty(), !is_there());
}

#[test]
fn what_a_browser_has_is_not_sent_again() {
    if !is_there() {
        // There is nothing to be had: the plain page has no tag.
        return;
    }
    let first = answer("index.html", Kind::Page, &HeaderMap::new());
    let mut asked = HeaderMap::new();
    let tag = HeaderValue::from_str(value_of(&first, header::ETAG)).expect("a tag is a header");
    asked.insert(header::IF_NONE_MATCH, tag);
    let again = answer("index.html", Kind::Page, &asked);
    assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
}

#[test]
fn strangers_html_can_do_nothing_in_its_frame() {
    if find("frame.html").is_none() {
        return;
    }
    let response = answer("frame.html", Kind::Frame, &HeaderMap::new());
    let policy = value_of(&response, header::CONTENT_SECURITY_POLICY);
    assert!(policy.starts_with("default-src 'none';"), "{policy}");
    assert!(!policy.contains("script"), "{policy}");
}

#[test]
fn what_is_not_there_is_a_problem_and_leads_nowhere() {
    for path in ["assets/none.js", "assets/../../../Cargo.toml", "meta.json"] {
        let response = answer(path, Kind::Hashed, &HeaderMap::new());
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
        assert_eq!(
            value_of(&response, header::CONTENT_TYPE),
            "application/problem+json"
        );
    }
}

#[test]
fn its_routes_are_not_in_each_others_way() {
    // axum panics here if two of them are.
    let _: axum::Router<()> = super::routes();
}
