//! Params from flags: text becomes what the schema expects, then the whole is checked against it.

use std::collections::BTreeSet;
use std::fs;

use runner_model::{ByteSize, Descriptor, Limit, Limits};
use runner_sandbox::ParamsSchema;
use serde_json::{Map, Value};

use super::json::refuse_rounding;
use crate::error::{Exit, UserError};

/// How deep references within a schema are followed.
const MOST_REFERENCES: usize = 32;

/// The document that `--params` gives; an empty object without it.
pub(crate) fn document(flag: Option<&str>) -> Result<Value, UserError> {
    let Some(flag) = flag else {
        return Ok(Value::Object(Map::new()));
    };
    let text = match flag.strip_prefix('@') {
        Some(path) => fs::read_to_string(path).map_err(|error| {
            UserError::new(
                Exit::Usage,
                format!("--params: cannot read {path}: {error}"),
            )
        })?,
        None => flag.to_owned(),
    };
    let document: Value = serde_json::from_str(&text).map_err(|error| {
        UserError::new(Exit::Usage, format!("--params is no JSON: {error}"))
            .hint("write a JSON object in quotes, --params '{\"to\": \"json\"}', or name a file: --params @params.json")
    })?;
    if !document.is_object() {
        return Err(UserError::new(
            Exit::Usage,
            "--params must be a JSON object",
        ));
    }
    refuse_rounding("--params", &text)?;
    Ok(document)
}

/// Puts the `-p` flags into the document and checks it. Gives the params as JSON text.
pub(crate) fn fit(
    descriptor: &Descriptor,
    checks: &ParamsSchema,
    mut document: Value,
    flags: &[String],
) -> Result<String, UserError> {
    let schema = &descriptor.params_schema;
    let name = &descriptor.name;
    let mut keys = BTreeSet::new();
    for flag in flags {
        let (key, text) = flag
            .split_once('=')
            .filter(|(key, _)| !key.is_empty())
            .ok_or_else(|| UserError::new(Exit::Usage, format!("-p {flag}: write KEY=VALUE")))?;
        if !keys.insert(key) {
            let message = format!("the param `{key}` is given twice");
            return Err(UserError::new(Exit::Usage, message));
        }
        put(&mut document, schema, key, text)?;
    }
    let violations = checks.violations(&document);
    if violations.is_empty() {
        return Ok(document.to_string());
    }
    let mut message = format!("the params do not fit {name}:");
    for violation in violations {
        let place = if violation.path.is_empty() {
            "/"
        } else {
            &violation.path
        };
        message.push_str(&format!("\n  {place}: {}", violation.message));
    }
    Err(UserError::new(Exit::Usage, message)
        .hint(format!("see what it takes: runner plugin show {name}")))
}

/// Refuses params that are larger than their limit.
pub(crate) fn check_size(params: &str, limits: &Limits) -> Result<(), UserError> {
    let most = limits.get(Limit::Params);
    if params.len() as u64 > most {
        return Err(UserError::new(
            Exit::Usage,
            format!(
                "the params have {} bytes, more than {} (limit `{}`)",
                params.len(),
                ByteSize(most),
                Limit::Params
            ),
        )
        .hint("hand large data in as an input: -i NAME=PATH"));
    }
    Ok(())
}

/// Sets one param. A dot reaches into an object, unless the schema has a property of the whole key.
fn put(document: &mut Value, schema: &Value, key: &str, text: &str) -> Result<(), UserError> {
    let whole = property(schema, schema, key).is_some();
    let steps: Vec<&str> = if whole {
        vec![key]
    } else {
        key.split('.').collect()
    };
    let mut place = document;
    let mut place_schema = Some(schema);
    for step in steps {
        if !place.is_object() {
            *place = Value::Object(Map::new());
        }
        place_schema = place_schema.and_then(|inner| property(schema, inner, step));
        let Value::Object(map) = place else {
            return Ok(());
        };
        place = map.entry(step).or_insert(Value::Null);
    }
    *place = coerce(schema, place_schema, text);
    // What stays text, or becomes a list of texts, stays what it is.
    if serde_json::from_str(text).is_ok_and(|parsed: Value| parsed == *place) {
        refuse_rounding(&format!("-p {key}"), text)?;
    }
    Ok(())
}

/// The schema of a property, looked for also where a schema has several forms.
fn property<'a>(root: &'a Value, schema: &'a Value, name: &str) -> Option<&'a Value> {
    forms(root, schema).into_iter().find_map(|form| {
        form["properties"].get(name).or_else(|| {
            let others = &form["additionalProperties"];
            others.is_object().then_some(others)
        })
    })
}

/// Makes text what the schema expects. Where it may be text, text that reads as one of the other kinds becomes
/// that; what fits nothing stays text, and the check says what was expected.
fn coerce(root: &Value, schema: Option<&Value>, text: &str) -> Value {
    let parsed: Option<Value> = serde_json::from_str(text).ok();
    let Some(schema) = schema else {
        return parsed.unwrap_or_else(|| text.into());
    };
    let kinds = kinds(root, schema);
    let takes = |kind: &str| kinds.iter().any(|taken| taken == kind);
    match parsed {
        Some(value) if kinds.is_empty() || kind_of(&value).iter().any(|kind| takes(kind)) => value,
        _ if takes("array") && !takes("string") => Value::Array(
            text.split(',')
                .map(|item| Value::from(item.trim()))
                .collect(),
        ),
        _ => text.into(),
    }
}

/// The names by which a schema may call a value.
fn kind_of(value: &Value) -> &'static [&'static str] {
    match value {
        Value::Null => &["null"],
        Value::Bool(_) => &["boolean"],
        Value::Number(number) if number.is_f64() => &["number"],
        Value::Number(_) => &["integer", "number"],
        // Only quoted text parses to this; without quotes it is text anyway.
        Value::String(_) => &["string"],
        Value::Array(_) => &["array"],
        Value::Object(_) => &["object"],
    }
}

/// The kinds of value that a schema takes, for coercion and for people; empty if it does not say.
pub(crate) fn kinds(root: &Value, schema: &Value) -> Vec<String> {
    let mut kinds: Vec<String> = Vec::new();
    let mut add = |kind: &str| {
        if !kinds.iter().any(|known| known == kind) {
            kinds.push(kind.to_owned());
        }
    };
    for form in forms(root, schema) {
        match &form["type"] {
            Value::String(kind) => add(kind),
            Value::Array(list) => list.iter().filter_map(Value::as_str).for_each(&mut add),
            _ => {}
        }
        let constants = form["enum"]
            .as_array()
            .into_iter()
            .flatten()
            .chain(form.get("const"));
        for constant in constants {
            add(kind_of(constant)[0]);
        }
    }
    kinds
}

/// A schema and the forms that it may take, references followed.
fn forms<'a>(root: &'a Value, schema: &'a Value) -> Vec<&'a Value> {
    let mut found = Vec::new();
    let mut waiting = vec![(schema, 0)];
    while let Some((schema, depth)) = waiting.pop() {
        if depth > MOST_REFERENCES {
            continue;
        }
        found.push(schema);
        let reference = schema["$ref"]
            .as_str()
            .and_then(|text| text.strip_prefix('#'));
        waiting.extend(
            reference
                .and_then(|pointer| root.pointer(pointer))
                .map(|to| (to, depth + 1)),
        );
        for keyword in ["anyOf", "oneOf", "allOf"] {
            let inner = schema[keyword].as_array().into_iter().flatten();
            waiting.extend(inner.map(|form| (form, depth + 1)));
        }
    }
    found
}

#[cfg(test)]
mod properties;

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn set(schema: &Value, flags: &[(&str, &str)]) -> Value {
        let mut document = json!({});
        for (key, text) in flags {
            put(&mut document, schema, key, text).unwrap();
        }
        document
    }

    #[test]
    fn text_becomes_what_the_schema_expects() {
        let schema = json!({"properties": {
            "rows": {"type": "integer"},
            "zip": {"type": "string"},
            "pretty": {"type": "boolean"},
            "select": {"type": "array", "items": {"type": "string"}},
            "header": {"anyOf": [{"type": "boolean"}, {"$ref": "#/$defs/names"}]},
            "delimiter": {"type": ["string", "null"]},
        }, "$defs": {"names": {"type": "array"}}});
        let flags = [
            ("rows", "10"),
            ("zip", "00123"),
            ("pretty", "true"),
            ("select", "a, b"),
            ("header", "false"),
            ("delimiter", ";"),
        ];
        assert_eq!(
            set(&schema, &flags),
            json!({"rows": 10, "zip": "00123", "pretty": true, "select": ["a", "b"], "header": false, "delimiter": ";"})
        );
    }

    #[test]
    fn a_number_that_would_be_rounded_is_refused_and_text_keeps_it() {
        const LONG: &str = "123456789012345678901234567890";
        let schema = json!({"properties": {
            "text": {"type": "string"}, "number": {"type": "number"}, "any": {},
        }});
        assert_eq!(set(&schema, &[("text", LONG)]), json!({"text": LONG}));
        let quoted = format!("\"{LONG}\"");
        assert_eq!(set(&schema, &[("any", &quoted)]), json!({"any": LONG}));
        let nested = format!("{{\"id\": {LONG}}}");
        let spaced = format!(" [{LONG}]");
        for (key, text) in [
            ("number", LONG),
            ("any", LONG),
            ("any", &spaced),
            ("other", &nested),
        ] {
            let error = put(&mut json!({}), &schema, key, text).unwrap_err();
            let said = format!("-p {key}: the number {LONG} has more digits than are kept");
            assert!(error.to_string().starts_with(&said), "{error}");
        }
    }

    #[test]
    fn a_string_param_keeps_text_that_reads_as_a_number() {
        let schema = json!({"properties": {"zip": {"type": "string"}}});
        assert_eq!(set(&schema, &[("zip", "123")]), json!({"zip": "123"}));
    }

    #[test]
    fn a_dot_reaches_into_an_object_unless_the_key_exists() {
        let schema = json!({"properties": {
            "types": {"additionalProperties": {"enum": ["string", "integer"]}},
            "a.b": {"type": "integer"},
        }});
        assert_eq!(
            set(&schema, &[("types.zip", "string"), ("a.b", "1")]),
            json!({"types": {"zip": "string"}, "a.b": 1})
        );
    }

    #[test]
    fn a_schema_that_refers_to_itself_ends() {
        let schema = json!({"properties": {"a": {"$ref": "#/properties/a"}}});
        assert_eq!(set(&schema, &[("a", "1")]), json!({"a": 1}));
    }
}
