//! Placeholders, and what stands in their place.

use serde_json::Value;

use crate::place::Place;

/// The four values that placeholders stand for.
pub(super) struct Values<'a> {
    pub(super) place: &'a Place,
    pub(super) limit: u32,
}

impl Values<'_> {
    fn each(&self) -> [(&'static str, String, bool); 4] {
        [
            ("{offset}", self.place.offset.to_string(), true),
            ("{limit}", self.limit.to_string(), true),
            ("{page}", self.place.page.to_string(), true),
            (
                "{cursor}",
                self.place.cursor.clone().unwrap_or_default(),
                false,
            ),
        ]
    }

    pub(super) fn fill(&self, text: &str, encode: impl Fn(String) -> String) -> String {
        self.each()
            .into_iter()
            .fold(text.to_owned(), |text, (name, value, _)| {
                if text.contains(name) {
                    text.replace(name, &encode(value))
                } else {
                    text
                }
            })
    }

    pub(super) fn fill_json(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => {
                for (name, filled, is_number) in self.each() {
                    if text == name && is_number {
                        return filled.parse::<u64>().map_or(Value::Null, Value::from);
                    }
                }
                // There is no cursor for the first page.
                if text == "{cursor}" && self.place.cursor.is_none() {
                    return Value::Null;
                }
                Value::String(self.fill(text, |value| value))
            }
            Value::Array(values) => values.iter().map(|value| self.fill_json(value)).collect(),
            Value::Object(fields) => {
                let fill = |(name, value): (&String, &Value)| (name.clone(), self.fill_json(value));
                Value::Object(fields.iter().map(fill).collect())
            }
            other => other.clone(),
        }
    }
}

pub(super) fn encoded(value: String) -> String {
    url::form_urlencoded::byte_serialize(value.as_bytes()).collect()
}
