//! The API's document: it knows every route, says all that is to be said of each, and changes only when somebody sees it.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on says so by a panic"
)]

use std::collections::BTreeSet;
use std::path::Path;
use std::{env, fs};

use runner_server::{openapi, rules};
use serde_json::Value;

/// Each operation, with its method and path.
fn operations() -> impl Iterator<Item = (String, &'static Value)> {
    let paths = openapi()["paths"].as_object().unwrap();
    paths.iter().flat_map(|(path, methods)| {
        let methods = methods.as_object().unwrap();
        methods.iter().map(move |(method, operation)| {
            (format!("{} {path}", method.to_uppercase()), operation)
        })
    })
}

#[test]
fn the_document_has_exactly_the_routes_that_there_are() {
    let routes: BTreeSet<String> = rules()
        .iter()
        .map(|rule| format!("{} /api/v1{}", rule.method, rule.path))
        .collect();
    let (below, beside): (BTreeSet<String>, BTreeSet<String>) = operations()
        .map(|(name, _)| name)
        .partition(|name| name.contains(" /api/v1/"));
    let undocumented: Vec<_> = routes.difference(&below).collect();
    assert!(
        undocumented.is_empty(),
        "write `#[utoipa::path]` on the handler and its name into openapi/list.rs: {undocumented:?}"
    );
    let gone: Vec<_> = below.difference(&routes).collect();
    assert!(gone.is_empty(), "there is no such route: {gone:?}");
    let beside: Vec<_> = beside.iter().map(String::as_str).collect();
    assert_eq!(beside, ["GET /healthz", "GET /readyz"]);
}

/// What an operation below `/api/v1` lacks.
fn lacks(operation: &Value) -> Vec<String> {
    let mut lacks = Vec::new();
    let mut need = |is_there: bool, what: &str| {
        if !is_there {
            lacks.push(what.to_owned());
        }
    };
    let text = |value: &Value| value.as_str().is_some_and(|text| !text.is_empty());
    need(text(&operation["summary"]), "a summary");
    need(text(&operation["operationId"]), "an id");
    need(
        operation["tags"]
            .as_array()
            .is_some_and(|tags| tags.len() == 1),
        "one tag",
    );
    need(operation["x-runner-needs"].is_array(), "what it needs");
    let responses = operation["responses"].as_object().unwrap();
    // A WebSocket begins with 101.
    let is_success = |status: &String| status.starts_with('2') || status == "101";
    need(responses.keys().any(is_success), "a success");
    for status in ["400", "401", "403", "429", "500", "503"] {
        need(responses.contains_key(status), status);
    }
    for (status, response) in responses {
        let shared = response["$ref"]
            .as_str()
            .map(|place| place.trim_start_matches('#'));
        let response = shared.map_or(response, |place| openapi().pointer(place).unwrap());
        need(
            text(&response["description"]),
            &format!("a description of {status}"),
        );
        let content = &response["content"];
        if status == "101" {
            continue;
        }
        if status.starts_with('2') {
            need(
                status == "204" || content.is_object(),
                &format!("a body of {status}"),
            );
        } else {
            let codes = &content["application/problem+json"]["schema"]["allOf"][1]["properties"]["code"]
                ["enum"];
            need(
                codes.as_array().is_some_and(|codes| !codes.is_empty()),
                &format!("the codes of {status}"),
            );
        }
    }
    for place in operation["parameters"].as_array().into_iter().flatten() {
        let name = place["name"].as_str().unwrap();
        if place["in"] == "path" {
            need(
                text(&place["description"]),
                &format!("what `{name}` is, in openapi/places.rs"),
            );
        }
    }
    lacks
}

#[test]
fn all_is_said_of_every_operation() {
    let wrong: Vec<String> = operations()
        .filter(|(name, _)| name.contains(" /api/v1/"))
        .filter_map(|(name, operation)| {
            let lacks = lacks(operation);
            (!lacks.is_empty()).then(|| format!("{name} lacks {}", lacks.join(", ")))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn ids_of_operations_are_given_once_and_tags_are_described() {
    let mut seen = BTreeSet::new();
    let tags: BTreeSet<&str> = openapi()["tags"]
        .as_array()
        .unwrap()
        .iter()
        .map(|tag| tag["name"].as_str().unwrap())
        .collect();
    for (name, operation) in operations() {
        assert!(
            seen.insert(operation["operationId"].as_str().unwrap()),
            "{name}"
        );
        assert!(
            tags.contains(operation["tags"][0].as_str().unwrap()),
            "{name}"
        );
    }
}

/// Every `$ref` in a document.
fn references<'a>(value: &'a Value, into: &mut BTreeSet<&'a str>) {
    match value {
        Value::Object(map) => {
            into.extend(map.get("$ref").and_then(Value::as_str));
            map.values().for_each(|value| references(value, into));
        }
        Value::Array(items) => items.iter().for_each(|value| references(value, into)),
        _ => {}
    }
}

#[test]
fn every_reference_leads_somewhere() {
    let mut all = BTreeSet::new();
    references(openapi(), &mut all);
    let lost: Vec<&&str> = all
        .iter()
        .filter(|reference| {
            openapi()
                .pointer(reference.trim_start_matches('#'))
                .is_none()
        })
        .collect();
    assert!(lost.is_empty(), "{lost:?}");
}

#[test]
fn the_committed_document_is_this_one() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi.json");
    let now = format!("{}\n", serde_json::to_string_pretty(openapi()).unwrap());
    if env::var_os("INSTA_UPDATE").is_some_and(|how| how == "always") {
        fs::write(&path, now).unwrap();
        return;
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    let differs = kept
        .lines()
        .zip(now.lines())
        .position(|(kept, now)| kept != now);
    assert!(
        kept == now,
        "host/server/openapi.json is not what the code says, from line {} on: renew it (CONTRIBUTING.md says how) and look at what changed",
        differs.unwrap_or_default() + 1
    );
}
