//! What stands in the braces of paths.

use serde_json::{Value, json};
use utoipa::PartialSchema;

use crate::shape;

/// Adds the parameters of a path to its operation.
pub(super) fn add(path: &str, operation: &mut Value) {
    let first = path.split('/').nth(1).unwrap_or_default();
    let names = path
        .split('/')
        .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    let places: Vec<Value> = names.map(|name| place(first, name)).collect();
    let Some(operation) = operation.as_object_mut() else {
        return;
    };
    let others = match operation.remove("parameters") {
        Some(Value::Array(others)) => others,
        _ => Vec::new(),
    };
    let all: Vec<Value> = places.into_iter().chain(others).collect();
    if !all.is_empty() {
        operation.insert("parameters".to_owned(), all.into());
    }
}

fn place(first: &str, name: &str) -> Value {
    let (description, schema) = match (first, name) {
        ("jobs", "id") => ("The id of the job.", schema::<shape::JobId>()),
        ("batches", "id") => ("The id of the batch.", schema::<shape::BatchId>()),
        ("actions", "id") => ("The id of the action.", schema::<shape::ActionId>()),
        ("webhooks", "id") => ("The id of the webhook, as a list has it.", number("")),
        ("webhooks", "delivery") => ("The id of the delivery, as a list has it.", number("")),
        ("alerts", "name") => ("The name of the alert.", schema::<shape::Name>()),
        ("errors", "id") => ("The id of the failure, as a list has it.", number("e")),
        ("plugins", "id") => (
            "The id of the grant or the refusal, as a list has it.",
            number(""),
        ),
        ("tokens", "id") => ("The id of the token, as a list has it.", number("")),
        ("jobs", "name") => (
            "The name of the output or input.",
            schema::<shape::PortName>(),
        ),
        ("queues", "name") => ("The name of the queue.", schema::<shape::Name>()),
        ("schedules", "name") => ("The name of the schedule.", schema::<shape::Name>()),
        ("templates", "name") => ("The name of the template.", schema::<shape::Name>()),
        ("plugins", "name") => ("The name of the plugin.", schema::<shape::Name>()),
        ("secrets", "name") => ("The name of the secret.", schema::<shape::SecretName>()),
        ("queues", "key") => (
            "The limit key.",
            json!({"type": "string", "minLength": 1, "maxLength": 128}),
        ),
        ("workers", "node") => (
            "The name of the node.",
            json!({"type": "string", "minLength": 1}),
        ),
        ("plugins", "digest") => ("The digest of the version.", schema::<shape::Digest>()),
        // A test finds those.
        _ => ("", json!({"type": "string"})),
    };
    json!({"name": name, "in": "path", "required": true, "description": description, "schema": schema})
}

fn schema<T: PartialSchema>() -> Value {
    serde_json::to_value(T::schema()).unwrap_or_default()
}

fn number(letter: &str) -> Value {
    json!({"type": "string", "pattern": format!("^{letter}[0-9]{{1,18}}$")})
}
