//! Blotting out the values of secrets, wherever they turn up in what is kept or shown.
//!
//! A guest never sees a secret; but a server may send one back, and then a guest can write it down. What is looked for is
//! the value as it is and as JSON writes it. A value that was encoded in some other way, or cut in two, is not found.

use serde_json::Value;

use crate::failure::Failure;
use crate::log::LogLine;
use crate::progress::Progress;
use crate::secret::SecretString;

/// What stands in place of a value.
const BLOT: &str = "***";

/// Blots out values of secrets.
#[derive(Debug, Clone, Default)]
pub struct Redactor {
    /// The longest first, so that of a value within another nothing is left.
    values: Vec<SecretString>,
}

impl Redactor {
    /// The fewest bytes of a value that is looked for: shorter ones would be found in everything.
    pub const LEAST_BYTES: usize = 6;

    /// One that looks for these values.
    pub fn new(values: impl IntoIterator<Item = SecretString>) -> Self {
        let mut all = Vec::new();
        for value in values {
            let escaped = Value::from(value.reveal()).to_string();
            let escaped = &escaped[1..escaped.len() - 1];
            if escaped != value.reveal() {
                all.push(SecretString::new(escaped.to_owned()));
            }
            all.push(value);
        }
        all.retain(|value| value.reveal().len() >= Self::LEAST_BYTES);
        all.sort_by_key(|value| std::cmp::Reverse(value.reveal().len()));
        Self { values: all }
    }

    /// Whether it looks for nothing.
    pub fn is_idle(&self) -> bool {
        self.values.is_empty()
    }

    fn finds(&self, text: &str) -> bool {
        self.values
            .iter()
            .any(|value| text.contains(value.reveal()))
    }

    /// Blots the values out of a text.
    pub fn text(&self, text: &mut String) {
        for value in &self.values {
            if text.contains(value.reveal()) {
                *text = text.replace(value.reveal(), BLOT);
            }
        }
    }

    /// Blots the values out of what is said of a failure.
    pub fn failure(&self, failure: &mut Failure) {
        self.text(&mut failure.message);
        failure
            .detail
            .iter_mut()
            .for_each(|detail| self.text(detail));
    }

    /// Blots the values out of a line of a log.
    pub fn line(&self, line: &mut LogLine) {
        self.text(&mut line.message);
        if let Some(fields) = &mut line.fields
            && self.finds(&Value::from(fields.clone()).to_string())
        {
            let blotted = self.value(Value::from(std::mem::take(fields)));
            if let Value::Object(blotted) = blotted {
                *fields = blotted;
            }
        }
    }

    /// Blots the values out of what is said of progress.
    pub fn progress(&self, progress: &mut Progress) {
        let step = progress.step.as_mut().map(|step| &mut step.name);
        for text in progress.message.as_mut().into_iter().chain(step) {
            self.text(text);
        }
    }

    /// Blots the values out of the texts and names in a JSON document. What is no JSON is taken as a text.
    pub fn json(&self, document: &mut String) {
        if !self.finds(document) {
            return;
        }
        match serde_json::from_str(document) {
            Ok(value) => *document = self.value(value).to_string(),
            Err(_) => self.text(document),
        }
    }

    /// Numbers are left as they are: a blot in one would be no number, and a secret of digits is sent as a text.
    fn value(&self, value: Value) -> Value {
        match value {
            Value::String(mut text) => {
                self.text(&mut text);
                Value::String(text)
            }
            Value::Array(items) => items.into_iter().map(|item| self.value(item)).collect(),
            Value::Object(fields) => {
                let fields = fields.into_iter().map(|(mut name, value)| {
                    self.text(&mut name);
                    (name, self.value(value))
                });
                Value::Object(fields.collect())
            }
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::failure::FailureCode;
    use crate::log::Level;
    use crate::progress::Step;

    fn redactor(values: &[&str]) -> Redactor {
        Redactor::new(
            values
                .iter()
                .map(|value| SecretString::new((*value).to_owned())),
        )
    }

    fn text(redactor: &Redactor, text: &str) -> String {
        let mut text = text.to_owned();
        redactor.text(&mut text);
        text
    }

    #[test]
    fn values_are_blotted_out_of_texts_longest_first() {
        let both = redactor(&["hunter2", "hunter2-and-more", "abc"]);
        assert_eq!(
            text(&both, "got hunter2-and-more, hunter2; abc"),
            "got ***, ***; abc"
        );
        assert!(redactor(&["abc", ""]).is_idle());
        assert_eq!(format!("{both:?}").matches("hunter2").count(), 0);
    }

    #[test]
    fn a_value_is_found_as_json_writes_it() {
        let quoted = redactor(&["say \"hi\"\n"]);
        assert_eq!(text(&quoted, r#"{"a":"say \"hi\"\n!"}"#), r#"{"a":"***!"}"#);
    }

    #[test]
    fn json_stays_json() {
        let digits = redactor(&["123456", "hunter2"]);
        let mut document = r#"{"hunter2":[1234567,"a hunter2"],"n":123456}"#.to_owned();
        digits.json(&mut document);
        assert_eq!(document, r#"{"***":[1234567,"a ***"],"n":123456}"#);
        let mut other = r#"{ "a" : 1 }"#.to_owned();
        digits.json(&mut other);
        assert_eq!(other, r#"{ "a" : 1 }"#);
    }

    #[test]
    fn everything_that_a_guest_says_is_looked_through() {
        let redactor = redactor(&["hunter2"]);
        let mut line = LogLine {
            number: 0,
            at_ms: 0,
            level: Level::Info,
            message: "got hunter2".to_owned(),
            fields: serde_json::json!({"header": ["x hunter2"]})
                .as_object()
                .cloned(),
        };
        redactor.line(&mut line);
        let mut failure = Failure {
            code: FailureCode::Permanent,
            message: "hunter2 was refused".to_owned(),
            detail: Some("sent hunter2".to_owned()),
        };
        redactor.failure(&mut failure);
        let mut progress = Progress {
            message: Some("trying hunter2".to_owned()),
            step: Some(Step {
                name: "hunter2".to_owned(),
                index: 0,
                count: 1,
            }),
            ..Progress::default()
        };
        redactor.progress(&mut progress);
        let all = format!("{line:?} {failure:?} {progress:?}");
        assert_eq!(all.matches("hunter2").count(), 0, "{all}");
        assert_eq!(all.matches("***").count(), 6, "{all}");
    }
}
