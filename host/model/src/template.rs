//! Templates: JSON with `{{params}}` in its texts.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

/// Why a template cannot be filled.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FillError {
    /// A param that the template names was not given.
    #[error("the template needs `{name}`; it takes: {takes}")]
    Missing {
        /// The param.
        name: String,
        /// All that it takes.
        takes: String,
    },
    /// A param was given that the template does not name.
    #[error("the template does not take `{name}`; it takes: {takes}")]
    Unknown {
        /// The param.
        name: String,
        /// All that it takes.
        takes: String,
    },
    /// A param that stands in the middle of a text is no text, number or truth value.
    #[error(
        "`{{{{{0}}}}}` stands in the middle of a text, where lists and objects cannot: let the text be `{{{{{0}}}}}` and nothing else"
    )]
    Nested(String),
}

/// The params that a template takes, by name.
pub fn params_of(template: &Value) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    collect(template, &mut names);
    names
}

fn collect(value: &Value, names: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => {
            names.extend(pieces(text).filter_map(|piece| match piece {
                Piece::Param { name, .. } => Some(name.to_owned()),
                Piece::Text(_) => None,
            }));
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, names)),
        Value::Object(map) => map.values().for_each(|value| collect(value, names)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Puts params into a template. A text that is one param and nothing else becomes its value, whatever that is; in the
/// middle of a text a param becomes text.
pub fn fill(template: &Value, params: &Map<String, Value>) -> Result<Value, FillError> {
    let names = params_of(template);
    let takes = || match names.len() {
        0 => "nothing".to_owned(),
        _ => names.iter().cloned().collect::<Vec<_>>().join(", "),
    };
    if let Some(name) = names.iter().find(|name| !params.contains_key(*name)) {
        return Err(FillError::Missing {
            name: name.clone(),
            takes: takes(),
        });
    }
    if let Some(name) = params.keys().find(|name| !names.contains(*name)) {
        return Err(FillError::Unknown {
            name: name.chars().take(64).collect(),
            takes: takes(),
        });
    }
    put(template, params)
}

/// Puts in those params that are given, all of them texts, and leaves everything else as it is.
pub fn fill_some(template: &Value, params: &Map<String, Value>) -> Value {
    match template {
        Value::String(text) => {
            let filled = pieces(text).map(|piece| match piece {
                Piece::Text(text) => text,
                Piece::Param { name, raw } => {
                    params.get(name).and_then(Value::as_str).unwrap_or(raw)
                }
            });
            filled.collect::<String>().into()
        }
        Value::Array(items) => items.iter().map(|item| fill_some(item, params)).collect(),
        Value::Object(map) => map
            .iter()
            .map(|(key, value)| (key.clone(), fill_some(value, params)))
            .collect::<Map<_, _>>()
            .into(),
        plain => plain.clone(),
    }
}

fn put(value: &Value, params: &Map<String, Value>) -> Result<Value, FillError> {
    Ok(match value {
        Value::String(text) => put_text(text, params)?,
        Value::Array(items) => items
            .iter()
            .map(|item| put(item, params))
            .collect::<Result<_, _>>()?,
        Value::Object(map) => map
            .iter()
            .map(|(key, value)| Ok((key.clone(), put(value, params)?)))
            .collect::<Result<Map<_, _>, _>>()?
            .into(),
        plain => plain.clone(),
    })
}

fn put_text(text: &str, params: &Map<String, Value>) -> Result<Value, FillError> {
    let all: Vec<Piece<'_>> = pieces(text).collect();
    if let [Piece::Param { name, .. }] = all[..] {
        return Ok(params.get(name).cloned().unwrap_or_default());
    }
    let mut filled = String::with_capacity(text.len());
    for piece in all {
        match piece {
            Piece::Text(text) => filled.push_str(text),
            Piece::Param { name, .. } => match params.get(name) {
                Some(Value::String(text)) => filled.push_str(text),
                Some(plain @ (Value::Number(_) | Value::Bool(_))) => {
                    filled.push_str(&plain.to_string());
                }
                _ => return Err(FillError::Nested(name.to_owned())),
            },
        }
    }
    Ok(filled.into())
}

enum Piece<'t> {
    Text(&'t str),
    /// A name, and how it stands there.
    Param {
        name: &'t str,
        raw: &'t str,
    },
}

/// A text in pieces. Braces that hold no name are text.
fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = text;
    let mut waiting: Option<Piece<'_>> = None;
    std::iter::from_fn(move || {
        if waiting.is_some() {
            return waiting.take();
        }
        if rest.is_empty() {
            return None;
        }
        let mut from = 0;
        while let Some(open) = rest[from..].find("{{").map(|at| at + from) {
            let inside = &rest[open + 2..];
            if let Some(close) = inside.find("}}") {
                let name = inside[..close].trim();
                if is_name(name) {
                    let (before, braces) = rest.split_at(open);
                    let (raw, after) = braces.split_at(close + 4);
                    rest = after;
                    let param = Piece::Param { name, raw };
                    if before.is_empty() {
                        return Some(param);
                    }
                    waiting = Some(param);
                    return Some(Piece::Text(before));
                }
            }
            from = open + 2;
        }
        Some(Piece::Text(std::mem::take(&mut rest)))
    })
}

fn is_name(name: &str) -> bool {
    (1..=64).contains(&name.len())
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-' || b == b'.')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn filled(template: Value, params: Value) -> Result<Value, FillError> {
        fill(&template, params.as_object().unwrap())
    }

    #[test]
    fn params_are_put_where_they_are_named() {
        let template =
            json!({"to": "{{ who }}", "n": ["{{n}}", "{{n}} of {{n}}"], "x": "{{}} {{a b}} {"});
        assert_eq!(
            filled(template, json!({"who": {"id": 7}, "n": 3})).unwrap(),
            json!({"to": {"id": 7}, "n": [3, "3 of 3"], "x": "{{}} {{a b}} {"})
        );
    }

    #[test]
    fn what_is_missing_or_too_much_is_named() {
        let missing = filled(json!("{{a}} {{b}}"), json!({"a": 1})).unwrap_err();
        assert_eq!(
            missing.to_string(),
            "the template needs `b`; it takes: a, b"
        );
        let unknown = filled(json!("text"), json!({"a": 1})).unwrap_err();
        assert_eq!(
            unknown.to_string(),
            "the template does not take `a`; it takes: nothing"
        );
        let nested = filled(json!("x {{a}}"), json!({"a": []})).unwrap_err();
        assert_eq!(
            nested.to_string(),
            "`{{a}}` stands in the middle of a text, where lists and objects cannot: let the text be `{{a}}` and nothing else"
        );
    }

    #[test]
    fn what_is_put_in_is_not_filled_again() {
        let sly = json!({"a": "{{b}}"});
        assert_eq!(filled(json!("{{a}}!"), sly).unwrap(), json!("{{b}}!"));
    }

    #[test]
    fn some_params_are_put_in_and_the_rest_is_left() {
        let template = json!({"a": ["{{ at }}: {{ x }}{{at}}{", 1], "b": "{{ x }}"});
        let some = json!({"at": "now"});
        assert_eq!(
            fill_some(&template, some.as_object().unwrap()),
            json!({"a": ["now: {{ x }}now{", 1], "b": "{{ x }}"})
        );
    }

    proptest! {
        #[test]
        fn without_params_every_text_stays_as_it_is(text in "[ab{} ]{0,40}") {
            prop_assert_eq!(fill_some(&json!(text), &Map::new()), json!(text));
        }

        #[test]
        fn a_text_without_params_stays_as_it_is(text in "[a-z{} ]{0,40}") {
            prop_assume!(params_of(&json!(text)).is_empty());
            prop_assert_eq!(filled(json!(text), json!({})).unwrap(), json!(text));
        }
    }
}
