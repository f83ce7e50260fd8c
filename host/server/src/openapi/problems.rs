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

/// Adds the problems that an operation may answer.
pub(super) fn add(operation: &mut Value, rule: Option<&Rule>) {
    let mut problems: BTreeMap<u16, Vec<String>> = BTreeMap::new();
    let mut say = |status: u16, what: &str| {
        let said = problems.entry(status).or_default();
        if !said
            .iter()
            .any(|said| codes_in(said) == codes_in(what) && !codes_in(what).is_empty())
        {
            said.push(what.to_owned());
        }
    };
    let Some(responses) = operation["responses"].as_object_mut() else {
        return;
    };
    let own: Vec<(u16, String)> = responses
        .iter()
        .filter_map(|(status, response)| {
            let status = status.parse().ok().filter(|status| *status >= 400)?;
            Some((status, response["description"].as_str()?.to_owned()))
        })
        .collect();
    responses.retain(|status, _| status.parse().is_ok_and(|status: u16| status < 400));
    for (status, what) in &own {
        say(*status, what);
    }
    if let Some(rule) = rule {
        for (status, what) in ALWAYS {
            say(status, what);
        }
        for (status, what) in of_parts(operation, rule) {
            say(status, what);
        }
    }
    let Some(responses) = operation["responses"].as_object_mut() else {
        return;
    };
    for (status, said) in problems {
        responses.insert(status.to_string(), response(status, &said));
    }
}

/// What may be wrong with the parts of a request that an operation has.
fn of_parts(operation: &Value, rule: &Rule) -> Vec<(u16, &'static str)> {
    let mut problems = vec![(400, "`bad_request`: the request does not read")];
    if rule.path.contains('{') && rule.method != Method::PUT {
        problems.push((
            404,
            "`not_found`: there is nothing of that name, or it is somebody else's",
        ));
    }
    let content = &operation["requestBody"]["content"];
    if !content.is_null() {
        problems.push((413, "`too_large`: the body is larger than 32 MiB"));
        problems.push((422, "`invalid`: a field is wrong"));
        problems.push((
            422,
            "`bad_request`: the body does not read as what is asked for",
        ));
    }
    if !content["application/json"].is_null() && operation["requestBody"]["required"] == true {
        problems.push((415, "`bad_request`: the body is of another media type"));
    }
    if rule.path.starts_with("/plugins/") {
        problems.push((
            503,
            "`plugin_compiling`: the plugin is still being compiled",
        ));
    }
    if rule.method != Method::GET {
        problems.push((
            403,
            "`foreign_page`: by a cookie only the server's own page changes something",
        ));
        problems.push((507, "`no_space`: the disk is full"));
    }
    problems
}

/// The codes in a text, in order.
fn codes_in(text: &str) -> Vec<&str> {
    text.split('`')
        .skip(1)
        .step_by(2)
        .filter(|word| is_code(word))
        .collect()
}

fn response(status: u16, said: &[String]) -> Value {
    let codes: Vec<&str> = said.iter().flat_map(|said| codes_in(said)).collect();
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
        "description": said.join("; "),
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
