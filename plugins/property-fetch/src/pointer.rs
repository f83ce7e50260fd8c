//! JSON pointers (RFC 6901), followed through JSON that stays as it was written: a number keeps all its digits.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;

/// A JSON pointer (RFC 6901): `/data/items`, or nothing for the whole.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(transparent)]
pub struct Pointer(String);

/// The text is no pointer.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is no JSON pointer: one begins with `/`, or is empty and means the whole")]
pub struct NoPointer(String);

impl Pointer {
    /// Reads one.
    pub fn parse(text: &str) -> Result<Self, NoPointer> {
        if text.is_empty() || text.starts_with('/') {
            Ok(Self(text.to_owned()))
        } else {
            Err(NoPointer(text.to_owned()))
        }
    }

    /// The pointer to a field of that name.
    pub(crate) fn to_field(name: &str) -> Self {
        Self(format!("/{}", name.replace('~', "~0").replace('/', "~1")))
    }

    fn steps(&self) -> impl Iterator<Item = String> {
        let steps = self.0.split('/').skip(1);
        steps.map(|step| step.replace("~1", "/").replace("~0", "~"))
    }

    /// What it points to in a document, if there is such a thing.
    pub(crate) fn find<'a>(&self, document: &'a RawValue) -> Option<&'a RawValue> {
        self.steps().try_fold(document, |at, step| {
            let text = at.get();
            if text.starts_with('{') {
                Fields::read(at)?.get(&step)
            } else if text.starts_with('[') {
                let items: Vec<&RawValue> = serde_json::from_str(text).ok()?;
                items.get(index(&step)?).copied()
            } else {
                None
            }
        })
    }
}

/// The index of an array that a step names: digits without leading zeros.
fn index(step: &str) -> Option<usize> {
    if step.len() > 1 && step.starts_with('0') || step.starts_with('+') {
        return None;
    }
    step.parse().ok()
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Pointer {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(from)?).map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for Pointer {
    fn schema_name() -> Cow<'static, str> {
        "Pointer".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A JSON pointer (RFC 6901), such as `/data/items`; nothing stands for the whole.",
            "type": "string",
            "pattern": "^(/.*)?$",
        })
    }
}

/// The fields of an object, in the order they were written, as they were written.
#[derive(Debug)]
pub(crate) struct Fields<'a>(Vec<(String, &'a RawValue)>);

impl<'a> Fields<'a> {
    /// Reads them; none if the value is no object.
    pub(crate) fn read(value: &'a RawValue) -> Option<Self> {
        serde_json::from_str(value.get()).ok()
    }

    /// The value of a field; of a name that occurs twice the last, as JSON parsers have it.
    pub(crate) fn get(&self, name: &str) -> Option<&'a RawValue> {
        let mut found = self.0.iter().rev().filter(|(known, _)| known == name);
        found.next().map(|(_, value)| *value)
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Fields<'a> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Vec<(String, &'de RawValue)>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
                let mut fields = Vec::new();
                while let Some(field) = map.next_entry()? {
                    fields.push(field);
                }
                Ok(fields)
            }
        }
        from.deserialize_map(InOrder).map(Self)
    }
}

/// A value as text: what is in a string, else as it was written; none for null.
pub(crate) fn text_of(value: &RawValue) -> Option<String> {
    match value.get() {
        "null" => None,
        text if text.starts_with('"') => serde_json::from_str(text).ok(),
        text => Some(text.to_owned()),
    }
}

/// A value on one line: without the white space between its parts.
pub(crate) fn compact(value: &RawValue, into: &mut Vec<u8>) {
    let (mut in_string, mut is_escaped) = (false, false);
    for byte in value.get().bytes() {
        if in_string {
            in_string = is_escaped || byte != b'"';
            is_escaped = !is_escaped && byte == b'\\';
        } else if byte == b'"' {
            in_string = true;
        } else if matches!(byte, b' ' | b'\n' | b'\r' | b'\t') {
            continue;
        }
        into.push(byte);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(text: &str) -> Box<RawValue> {
        serde_json::from_str(text).expect("it is JSON")
    }

    #[test]
    fn the_examples_of_the_rfc_lead_where_it_says() {
        let document = raw(
            r#"{"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\j":5,"k\"l":6," ":7,"m~n":8}"#,
        );
        for (pointer, value) in [
            ("/foo", r#"["bar","baz"]"#),
            ("/foo/0", r#""bar""#),
            ("/", "0"),
            ("/a~1b", "1"),
            ("/c%d", "2"),
            ("/e^f", "3"),
            ("/g|h", "4"),
            ("/i\\j", "5"),
            ("/k\"l", "6"),
            ("/ ", "7"),
            ("/m~0n", "8"),
        ] {
            let pointer = Pointer::parse(pointer).expect("it is a pointer");
            let found = pointer.find(&document).expect("it leads somewhere");
            assert_eq!(found.get(), value, "{pointer}");
        }
        let whole = Pointer::default();
        assert_eq!(
            whole.find(&document).expect("it is there").get(),
            document.get()
        );
        for nowhere in ["/bar", "/foo/2", "/foo/01", "/foo/-", "/foo/0/x", "/foo/+1"] {
            let pointer = Pointer::parse(nowhere).expect("it is a pointer");
            assert!(pointer.find(&document).is_none(), "{nowhere}");
        }
        assert!(Pointer::parse("foo").is_err());
        assert_eq!(Pointer::to_field("a/b~c").to_string(), "/a~1b~0c");
    }

    #[test]
    fn a_value_on_one_line_keeps_what_is_in_its_strings_and_every_digit() {
        let mut line = Vec::new();
        let value =
            raw("{ \"a\" : [ 1.10 ,\n\t12345678901234567890 ],\r\n \"b \\\" c\\\\\" : \" x\\n\" }");
        compact(&value, &mut line);
        assert_eq!(
            String::from_utf8(line).expect("it is text"),
            r#"{"a":[1.10,12345678901234567890],"b \" c\\":" x\n"}"#
        );
    }

    proptest::proptest! {
        #[test]
        fn a_compact_value_means_the_same(text in "[ \\\\\"a{}\\[\\]:,\n]*") {
            let value = serde_json::json!({"k": [text.clone(), {"x": text}]});
            let pretty = raw(&serde_json::to_string_pretty(&value).expect("it is JSON"));
            let mut line = Vec::new();
            compact(&pretty, &mut line);
            proptest::prop_assert_eq!(String::from_utf8(line).expect("it is text"), value.to_string());
        }
    }
}
