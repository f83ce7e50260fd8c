//! Objects of which the document knows no fields, such as params: it says that they may have any. Without that it means the
//! same, but generators of clients make types of it that nothing fits.

use serde_json::{Value, json};

/// Says so of each such object in a part of the document.
pub(super) fn open(part: &mut Value) {
    match part {
        Value::Object(fields) => {
            let kind = fields.get("type");
            let is_object = kind.is_some_and(|kind| match kind {
                Value::Array(kinds) => kinds.iter().any(|kind| kind == "object"),
                kind => kind == "object",
            });
            let says_more = ["properties", "additionalProperties", "$ref"]
                .iter()
                .any(|keyword| fields.contains_key(*keyword));
            if is_object && !says_more {
                fields.insert("additionalProperties".to_owned(), json!(true));
            }
            fields.values_mut().for_each(open);
        }
        Value::Array(items) => items.iter_mut().for_each(open),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_without_fields_may_have_any() {
        let mut part = json!({"a": [{"type": ["object", "null"]}], "b": {"type": "object", "properties": {}}, "c": {"type": "string"}});
        open(&mut part);
        assert_eq!(
            part,
            json!({"a": [{"type": ["object", "null"], "additionalProperties": true}], "b": {"type": "object", "properties": {}}, "c": {"type": "string"}})
        );
    }
}
