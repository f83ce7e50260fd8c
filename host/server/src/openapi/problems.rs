//! What can go wrong: of every route, of those that take something, and what handlers say of theirs. A handler writes the
//! codes into the description of a status, in backticks; here they become the schema and the examples of the answer.

use std::collections::BTreeMap;

use axum::http::{Method, StatusCode};
use serde_json::{Map, Value, json};

use crate::codes::{CODES, is_code};
use crate::routes::Rule;

/// What every route may answer.
const ALWAYS: [(u16, &str); 7] = [
    (
        401,
        "`unauthorized`: there is no token, or none that lets in",
    ),
    (403, "`forbidden`: the token's role may not do that"),
    (
        414,
        "`uri_too_long`: the path with its query has more than 8 KiB",
    ),
    (
        431,
        "`headers_too_large`: there are more than 64 headers, or they have more than 32 KiB",
    ),
    (
        429,
        "`too_many_requests`: the token asks more often than it may; `Retry-After` says in how many seconds it may again",
    ),
    (
        500,
        "`internal`: something failed on the server; its log says what",
    ),
    (503, "`stopping`: the server is stopping"),
];

/// What may be wrong with the parts of a request, whatever it asks for.
const PARTS: [(u16, &str); 8] = [
    (400, "`bad_request`: the request does not read"),
    (
        403,
        "`foreign_page`: by a cookie only the server's own page changes something",
    ),
    (
        404,
        "`not_found`: there is nothing of that name, or it is somebody else's",
    ),
    (413, "`too_large`: the body is larger than 32 MiB"),
    (415, "`bad_request`: the body is of another media type"),
    (
        422,
        "`invalid`: a field is wrong; `bad_request`: the body does not read as what is asked for; `number_too_long`: a number would be rounded",
    ),
    (
        503,
        "`plugin_compiling`: the plugin is still being compiled",
    ),
    (507, "`no_space`: the disk is full"),
];

/// Adds the problems that an operation may answer.
pub(super) fn add(operation: &mut Value, rule: Option<&Rule>) {
    let Some(responses) = operation["responses"].as_object_mut() else {
        return;
    };
    let is_problem = |status: &str| status.starts_with(['4', '5']);
    let mut problems: BTreeMap<u16, String> = responses
        .iter()
        .filter(|(status, _)| is_problem(status))
        .filter_map(|(status, response)| {
            let said = response["description"].as_str()?;
            Some((status.parse().ok()?, said.to_owned()))
        })
        .collect();
    responses.retain(|status, _| !is_problem(status));
    if let Some(rule) = rule {
        let parts = parts_of(operation, rule);
        let parts = PARTS.iter().filter(|(status, _)| parts.contains(status));
        for (status, what) in ALWAYS.iter().chain(parts) {
            match problems.get_mut(status) {
                // What a handler says of its own stands for what is said of all.
                Some(said)
                    if codes_in(what)
                        .iter()
                        .all(|code| codes_in(said).contains(code)) => {}
                Some(said) => *said = format!("{said}; {what}"),
                None => drop(problems.insert(*status, (*what).to_owned())),
            }
        }
    }
    let Some(responses) = operation["responses"].as_object_mut() else {
        return;
    };
    for (status, said) in problems {
        let shared = ALWAYS
            .iter()
            .chain(&PARTS)
            .any(|one| *one == (status, said.as_str()));
        let response = match shared {
            true => json!({"$ref": format!("#/components/responses/{}", name(status, &said))}),
            false => response(status, &said),
        };
        responses.insert(status.to_string(), response);
    }
}

/// The answers that many operations have, by their names.
pub(super) fn shared() -> Map<String, Value> {
    let all = ALWAYS.iter().chain(&PARTS);
    all.map(|(status, said)| (name(*status, said), response(*status, said)))
        .collect()
}

fn name(status: u16, said: &str) -> String {
    format!("{status}-{}", codes_in(said).join("-"))
}

/// The statuses of what may be wrong with the parts of a request that an operation has.
fn parts_of(operation: &Value, rule: &Rule) -> Vec<u16> {
    let mut parts = vec![400];
    if rule.path.contains('{') && rule.method != Method::PUT {
        parts.push(404);
    }
    let body = &operation["requestBody"];
    if body.is_object() {
        parts.extend([413, 422]);
    }
    if body["content"]["application/json"].is_object() && body["required"] == true {
        parts.push(415);
    }
    if rule.path.starts_with("/plugins/") {
        parts.push(503);
    }
    if rule.method != Method::GET {
        parts.extend([403, 507]);
    }
    parts
}

/// The codes in a text, each once.
fn codes_in(text: &str) -> Vec<&str> {
    let mut codes = Vec::new();
    for word in text.split('`').skip(1).step_by(2) {
        if is_code(word) && !codes.contains(&word) {
            codes.push(word);
        }
    }
    codes
}

fn response(status: u16, said: &str) -> Value {
    let codes = codes_in(said);
    let name = StatusCode::from_u16(status).ok();
    let title = name
        .and_then(|name| name.canonical_reason())
        .unwrap_or("error");
    let examples: Map<String, Value> = codes
        .iter()
        .map(|code| {
            let means = CODES
                .iter()
                .find(|(one, _)| one == code)
                .map_or("", |(_, means)| means);
            let problem = json!({"status": status, "title": title, "code": code, "detail": means});
            ((*code).to_owned(), json!({ "value": problem }))
        })
        .collect();
    let headers = match status {
        401 => {
            json!({"WWW-Authenticate": {"description": "`Bearer`", "schema": {"type": "string"}}})
        }
        429 => {
            json!({"Retry-After": {"description": "In how many seconds", "schema": {"type": "integer", "minimum": 1}}})
        }
        _ => Value::Null,
    };
    let mut response = json!({
        "description": said,
        "content": {
            "application/problem+json": {
                "schema": {
                    "allOf": [
                        {"$ref": "#/components/schemas/Problem"},
                        {"properties": {"status": {"const": status}, "code": {"enum": codes}}},
                    ],
                },
                "examples": examples,
            },
        },
    });
    if !headers.is_null() {
        response["headers"] = headers;
    }
    response
}
