//! Keys that nobody reads. One that is misspelt would decide nothing, and nobody would notice.

use runner_model::{is_hidden, listed, nearest};
use serde_json::Value;
use toml::de::{DeTable, DeValue};

/// The first key of a document that its schema does not know, with its place and what to say of it.
pub(super) fn first_unknown(document: &DeTable<'_>, schema: &Value) -> Option<(usize, String)> {
    let mut found = Vec::new();
    walk(document, schema, "", &mut found);
    // Tables hold their keys by name.
    found.into_iter().min_by_key(|(at, _)| *at)
}

fn walk(table: &DeTable<'_>, schema: &Value, path: &str, found: &mut Vec<(usize, String)>) {
    let Some(known) = schema["properties"]
        .as_object()
        .or_else(|| schema["additionalProperties"].as_object())
    else {
        // A table where something else belongs: whoever reads it says so.
        return;
    };
    for (key, value) in table {
        let name = key.get_ref().as_ref();
        let inner = match schema["properties"].get(name) {
            Some(inner) => inner,
            None if schema["additionalProperties"].is_object() => &schema["additionalProperties"],
            None => {
                let known: Vec<&str> = known.keys().map(String::as_str).collect();
                found.push((key.span().start, unknown(name, path, &known)));
                continue;
            }
        };
        let path = match path {
            "" => name.to_owned(),
            _ => format!("{path}.{name}"),
        };
        match value.get_ref() {
            DeValue::Table(table) => walk(table, inner, &path, found),
            DeValue::Array(items) => {
                for item in items.iter().filter_map(|item| item.get_ref().as_table()) {
                    walk(item, &inner["items"], &path, found);
                }
            }
            _ => {}
        }
    }
}

fn unknown(name: &str, path: &str, known: &[&str]) -> String {
    let place = match path {
        "" => String::new(),
        _ => format!(" in `{path}`"),
    };
    let is_shown = |c: &char| !c.is_control() && !is_hidden(*c);
    let name: String = name.chars().filter(is_shown).take(64).collect();
    match nearest(&name, known.iter().copied()) {
        Some(near) => format!("there is no key `{name}`{place}: did you mean `{near}`?"),
        None => format!(
            "there is no key `{name}`{place}; there are {}",
            listed(known)
        ),
    }
}
