//! Schemas as HTML: a line for what something is, and a list of its fields.

use std::fmt::Write as _;

use serde_json::Value;

use super::html::{escaped, marked, marked_line, shown};

/// What something is, in a few words; schemas of a name are links to it.
pub(super) fn kind(schema: &Value) -> String {
    if let Some(name) = reference(schema) {
        return format!("<a href=\"#schema-{name}\">{name}</a>");
    }
    for (key, between) in [("oneOf", " or "), ("anyOf", " or "), ("allOf", " with ")] {
        if let Some(some) = schema[key].as_array() {
            let some: Vec<String> = some.iter().map(kind).collect();
            return some.join(between);
        }
    }
    if let Some(words) = schema["enum"].as_array() {
        let words: Vec<String> = words
            .iter()
            .map(|word| format!("<code>{}</code>", escaped(&word.to_string())))
            .collect();
        return words.join(" ");
    }
    let one = |name: &str| match name {
        "array" => format!("list of {}", kind(&schema["items"])),
        "object" if schema["additionalProperties"].is_object() => {
            format!("object of {}", kind(&schema["additionalProperties"]))
        }
        "string" => match schema["format"].as_str() {
            Some(format) => format!("text ({})", escaped(format)),
            None => "text".to_owned(),
        },
        "integer" => "whole number".to_owned(),
        other => other.to_owned(),
    };
    match &schema["type"] {
        Value::String(name) => one(name),
        Value::Array(names) => {
            let names: Vec<String> = names.iter().filter_map(Value::as_str).map(one).collect();
            names.join(" or ")
        }
        _ if schema["properties"].is_object() => "object".to_owned(),
        _ => "any JSON".to_owned(),
    }
}

/// The bounds of something, such as `1 to 10`.
pub(super) fn bounds(schema: &Value) -> String {
    let mut said = Vec::new();
    let number = |key: &str| schema[key].as_number().map(ToString::to_string);
    for (least, most, unit) in [
        ("minimum", "maximum", ""),
        ("minLength", "maxLength", " characters"),
        ("minItems", "maxItems", " items"),
    ] {
        match (number(least), number(most)) {
            (Some(least), Some(most)) => said.push(format!("{least} to {most}{unit}")),
            (Some(least), None) if least != "0" => said.push(format!("at least {least}{unit}")),
            (None, Some(most)) => said.push(format!("at most {most}{unit}")),
            _ => {}
        }
    }
    if let Some(pattern) = schema["pattern"].as_str() {
        said.push(format!("<code>{}</code>", escaped(pattern)));
    }
    said.join(", ")
}

/// Writes a schema that has a name.
pub(super) fn write_named(page: &mut String, name: &str, schema: &Value) {
    let name = escaped(name);
    let _ = write!(
        page,
        "<details class=\"schema\"><summary>{name}</summary><div id=\"schema-{name}\">{}",
        marked(schema["description"].as_str().unwrap_or_default())
    );
    write(page, schema);
    page.push_str("</div></details>\n");
}

/// Writes what a schema says but its description.
pub(super) fn write(page: &mut String, schema: &Value) {
    let example = schema.get("example").or_else(|| schema["examples"].get(0));
    match schema["properties"].as_object() {
        Some(fields) => {
            let required = schema["required"].as_array();
            page.push_str("<dl>");
            for (name, field) in fields {
                let is_required = required.is_some_and(|all| all.iter().any(|one| one == name));
                write_field(page, name, field, is_required);
            }
            page.push_str("</dl>");
        }
        None => {
            let (kind, bounds) = (kind(schema), bounds(schema));
            let _ = write!(
                page,
                "<p>{kind}{}{bounds}</p>",
                if bounds.is_empty() { "" } else { ", " }
            );
            for part in ["allOf", "oneOf", "anyOf"] {
                for part in schema[part].as_array().into_iter().flatten() {
                    if part["properties"].is_object() {
                        write(page, part);
                    }
                }
            }
        }
    }
    if let Some(example) = example {
        page.push_str(&shown(example));
    }
}

/// Writes a field or a parameter.
pub(super) fn write_field(page: &mut String, name: &str, field: &Value, is_required: bool) {
    let bounds = bounds(field);
    let _ = write!(
        page,
        "<dt><code>{}</code> <span>{}{}{bounds}{}</span></dt><dd>{}</dd>",
        escaped(name),
        kind(field),
        if bounds.is_empty() { "" } else { ", " },
        if is_required { ", always there" } else { "" },
        marked_line(field["description"].as_str().unwrap_or_default())
    );
}

/// The name of the schema that another one stands for.
pub(super) fn reference(schema: &Value) -> Option<&str> {
    schema["$ref"]
        .as_str()?
        .strip_prefix("#/components/schemas/")
}
