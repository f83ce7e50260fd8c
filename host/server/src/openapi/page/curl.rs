//! An operation as a command to paste into a shell.

use serde_json::Value;

use super::Operation;
use super::schema::reference;

/// Where a server is unless somebody says otherwise; the script puts in where this one is.
const SERVER: &str = "http://127.0.0.1:7070";

/// The command.
pub(super) fn line(document: &Value, one: &Operation<'_>) -> String {
    let mut line = "curl".to_owned();
    if one.method != "get" {
        line.push_str(" -X ");
        line.push_str(&one.method.to_uppercase());
    }
    line.push_str(&format!(" '{SERVER}{}'", filled(document, one)));
    if one.said["security"]
        .as_array()
        .is_some_and(|all| !all.is_empty())
    {
        line.push_str(" \\\n  -H \"Authorization: Bearer $RUNNER_TOKEN\"");
    }
    let content = one.said["requestBody"]["content"].as_object();
    if let Some((kind, media)) = content.and_then(|content| content.iter().next()) {
        line.push_str(&format!(" \\\n  -H 'Content-Type: {kind}'"));
        line.push_str(&match example(document, media) {
            Some(example) => format!(" \\\n  -d {}", quoted(&example.to_string())),
            None if kind == "application/json" => " \\\n  -d '{}'".to_owned(),
            None => " \\\n  --data-binary @FILE".to_owned(),
        });
    }
    let responses = one.said["responses"].as_object().into_iter().flatten();
    let is_stream = responses
        .into_iter()
        .any(|(_, response)| response["content"]["text/event-stream"].is_object());
    if is_stream {
        line.insert_str("curl".len(), " -N");
    }
    line
}

/// The path with something in each place.
fn filled(document: &Value, one: &Operation<'_>) -> String {
    let mut path = one.path.to_owned();
    for param in one.said["parameters"].as_array().into_iter().flatten() {
        let name = param["name"].as_str().unwrap_or_default();
        let schema = resolved(document, &param["schema"]);
        let given = schema["examples"][0]
            .as_str()
            .map_or_else(|| name.to_uppercase(), str::to_owned);
        path = path.replace(&format!("{{{name}}}"), &given);
    }
    path
}

/// An example of a body: its own, or that of its schema.
pub(super) fn example<'a>(document: &'a Value, media: &'a Value) -> Option<&'a Value> {
    let schema = &media["schema"];
    let parts = schema["oneOf"].as_array();
    let named = parts
        .and_then(|parts| parts.iter().find(|part| reference(part).is_some()))
        .unwrap_or(schema);
    media
        .get("example")
        .or_else(|| resolved(document, named).get("example"))
}

fn resolved<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    let found =
        reference(schema).and_then(|name| document.pointer(&format!("/components/schemas/{name}")));
    found.unwrap_or(schema)
}

/// A text as one word of a shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_command_can_be_pasted() {
        let said = json!({
            "security": [{"token": []}],
            "parameters": [{"name": "id", "in": "path", "schema": {"examples": ["7"]}}],
            "requestBody": {"content": {"application/json": {"example": {"title": "it's"}}}},
            "responses": {},
        });
        let one = Operation {
            path: "/api/v1/jobs/{id}",
            method: "patch",
            said: &said,
        };
        assert_eq!(
            line(&Value::Null, &one),
            "curl -X PATCH 'http://127.0.0.1:7070/api/v1/jobs/7' \\\n  -H \"Authorization: Bearer $RUNNER_TOKEN\" \\\n  \
             -H 'Content-Type: application/json' \\\n  -d '{\"title\":\"it'\\''s\"}'"
        );
    }
}
