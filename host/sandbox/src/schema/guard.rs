//! What the validator itself does not bound: references outwards, references in a circle, and schemas that grow
//! without measure when their references are followed.

use std::collections::HashMap;

use serde_json::Value;

use super::SchemaError;

/// The most parts of a schema that may apply to one value.
const MOST_PARTS: u64 = 5_000;

/// Keywords whose schemas apply to the same value as the schema that holds them.
const IN_PLACE_ONE: [&str; 6] = ["not", "if", "then", "else", "$ref", "$dynamicRef"];
const IN_PLACE_LIST: [&str; 3] = ["allOf", "anyOf", "oneOf"];
const IN_PLACE_MAP: [&str; 1] = ["dependentSchemas"];

/// Keywords that hold data, which is never a schema.
const DATA: [&str; 4] = ["const", "enum", "default", "examples"];

/// Refuses a schema that could reach outwards, or make one validation endless or nearly so.
/// Gives the most parts that apply to one value.
pub(super) fn check(schema: &Value) -> Result<u64, SchemaError> {
    let mut walk = Walk {
        root: schema,
        parts: HashMap::new(),
    };
    walk.all(schema)?;
    Ok(walk.parts.values().flatten().copied().max().unwrap_or(1))
}

struct Walk<'a> {
    root: &'a Value,
    /// For each schema by its place in memory: how many parts apply to one value; none while it is being counted.
    parts: HashMap<*const Value, Option<u64>>,
}

impl<'a> Walk<'a> {
    /// Counts every schema, also those that no value reaches.
    fn all(&mut self, value: &'a Value) -> Result<(), SchemaError> {
        match value {
            Value::Object(map) => {
                self.count(value, "#")?;
                map.iter()
                    .filter(|(keyword, _)| !DATA.contains(&keyword.as_str()))
                    .try_for_each(|(_, inner)| self.all(inner))
            }
            Value::Array(items) => items.iter().try_for_each(|inner| self.all(inner)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Ok(()),
        }
    }

    fn count(&mut self, schema: &'a Value, reached_by: &str) -> Result<u64, SchemaError> {
        let Value::Object(map) = schema else {
            return Ok(1);
        };
        match self.parts.get(&std::ptr::from_ref(schema)) {
            Some(Some(parts)) => return Ok(*parts),
            Some(None) => return Err(SchemaError::Endless(reached_by.to_owned())),
            None => {}
        }
        self.parts.insert(schema, None);
        let mut parts = 1 + map.len() as u64;
        for (keyword, inner) in map {
            let keyword = keyword.as_str();
            if IN_PLACE_ONE.contains(&keyword) {
                parts += match inner {
                    Value::String(reference) => self.follow(reference)?,
                    inner => self.count(inner, reached_by)?,
                };
            } else if IN_PLACE_LIST.contains(&keyword) {
                for inner in inner.as_array().into_iter().flatten() {
                    parts += self.count(inner, reached_by)?;
                }
            } else if IN_PLACE_MAP.contains(&keyword) {
                for inner in inner.as_object().into_iter().flat_map(|map| map.values()) {
                    parts += self.count(inner, reached_by)?;
                }
            }
            if parts > MOST_PARTS {
                return Err(SchemaError::TooLarge { most: MOST_PARTS });
            }
        }
        self.parts.insert(schema, Some(parts));
        Ok(parts)
    }

    fn follow(&mut self, reference: &str) -> Result<u64, SchemaError> {
        let outside = || SchemaError::Reference(reference.chars().take(200).collect());
        let pointer = reference.strip_prefix('#').ok_or_else(outside)?;
        if !pointer.is_empty() && !pointer.starts_with('/') {
            // An anchor. Where it leads is not followed here, so it is not taken.
            return Err(outside());
        }
        match self.root.pointer(pointer) {
            Some(target) => self.count(target, reference),
            None => Err(SchemaError::Invalid {
                path: reference.to_owned(),
                message: "the reference leads nowhere".to_owned(),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_circle_is_refused_and_a_tree_is_not() {
        assert!(matches!(
            check(&json!({"$ref": "#"})),
            Err(SchemaError::Endless(_))
        ));
        let two =
            json!({"$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"allOf": [{"$ref": "#/$defs/a"}]}}});
        assert!(matches!(check(&two), Err(SchemaError::Endless(_))));
        let tree = json!({"properties": {"children": {"items": {"$ref": "#"}}}});
        assert!(check(&tree).is_ok());
    }

    #[test]
    fn a_schema_that_doubles_at_each_step_is_refused() {
        let mut defs = serde_json::Map::new();
        defs.insert("s0".to_owned(), json!({"type": "string"}));
        for step in 1..60 {
            let before = format!("#/$defs/s{}", step - 1);
            defs.insert(
                format!("s{step}"),
                json!({"allOf": [{"$ref": before}, {"$ref": before}]}),
            );
        }
        let schema = json!({"$ref": "#/$defs/s59", "$defs": defs});
        assert!(matches!(check(&schema), Err(SchemaError::TooLarge { .. })));
    }

    #[test]
    fn a_property_named_like_a_keyword_is_only_counted() {
        assert!(check(&json!({"properties": {"not": {"type": "string"}}})).is_ok());
    }
}
