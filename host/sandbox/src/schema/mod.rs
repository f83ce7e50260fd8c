//! A plugin's schema: a stranger's input that the host runs. It is compiled once, may refer to nothing outside
//! itself, and its patterns run in linear time.

mod guard;

use jsonschema::error::ValidationErrorKind;
use jsonschema::{Draft, PatternOptions, Retrieve, Uri, ValidationError, Validator};
use serde::Serialize;
use serde_json::Value;

use self::guard::Cost;
use crate::text::clean;

/// The most memory that one compiled pattern may take, in bytes.
const MOST_PATTERN_BYTES: usize = 1024 * 1024;

/// The most checks that one document may take: parts of the schema times values in the document.
const MOST_CHECKS: u64 = 20_000_000;

/// The most checks for which every violation is explained. An explanation of a choice holds one of each form.
const MOST_EXPLAINED: u64 = 500_000;

/// How many forms of a choice are looked at to say what it allows, and how deep within each other.
const MOST_FORMS: usize = 10_000;
const DEEPEST_FORM: usize = 16;

/// How much of one violation is said, in bytes: a wrong value is part of it.
const LONGEST_MESSAGE: usize = 1024;

/// How many violations of one document are reported.
const MOST_VIOLATIONS: usize = 20;

/// The schema of a processor's params, compiled.
#[derive(Debug)]
pub struct ParamsSchema {
    validator: Validator,
    schema: Value,
    cost: Cost,
}

/// Why a schema is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SchemaError {
    /// It refers to something outside itself.
    #[error(
        "it refers to {0:?}, which is outside the schema; nothing was fetched. Use `#/$defs/…`"
    )]
    Reference(String),
    /// It refers to itself without ever going deeper into the document.
    #[error("{0:?} refers back to itself without going deeper into the document")]
    Endless(String),
    /// Validating one value would take too many steps.
    #[error(
        "it is too large when its references are followed: more than {most} parts for one value"
    )]
    TooLarge {
        /// The most that is taken.
        most: u64,
    },
    /// It is no schema, or one of its patterns is refused.
    #[error("{message} (at `{path}`)")]
    Invalid {
        /// Where in the schema, as a JSON pointer.
        path: String,
        /// What is wrong.
        message: String,
    },
}

/// A place in a document that does not fit its schema.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Violation {
    /// Where, as a JSON pointer (RFC 6901); empty for the whole document.
    pub path: String,
    /// What was expected.
    pub message: String,
}

/// Fetches nothing.
struct Refuse;

impl Retrieve for Refuse {
    fn retrieve(
        &self,
        uri: &Uri<String>,
    ) -> Result<Value, Box<dyn std::error::Error + Send + Sync>> {
        Err(format!("{uri} is outside the schema; nothing is fetched").into())
    }
}

impl ParamsSchema {
    /// Compiles a schema (JSON Schema 2020-12).
    pub fn compile(schema: &Value) -> Result<Self, SchemaError> {
        let cost = guard::check(schema)?;
        let validator = jsonschema::options()
            .with_draft(Draft::Draft202012)
            .with_retriever(Refuse)
            .with_pattern_options(PatternOptions::regex().size_limit(MOST_PATTERN_BYTES))
            .build(schema)
            .map_err(|error| SchemaError::Invalid {
                path: clean(error.instance_path().as_str(), LONGEST_MESSAGE),
                message: clean(&error.to_string(), LONGEST_MESSAGE),
            })?;
        Ok(Self {
            validator,
            schema: schema.clone(),
            cost,
        })
    }

    /// The most parts of it that look at one value of a document: what one check costs.
    pub fn most_parts(&self) -> u64 {
        self.cost.most()
    }

    /// Gives the places where a document does not fit, at most twenty.
    pub fn violations(&self, document: &Value) -> Vec<Violation> {
        let whole = |message: &str| {
            vec![Violation {
                path: String::new(),
                message: message.to_owned(),
            }]
        };
        let mut values = Vec::new();
        count_by_depth(document, 0, &mut values);
        let checks = self.cost.of(&values);
        if checks > MOST_CHECKS {
            return whole("it is too large, or nests too deep, to be checked with this schema");
        }
        if checks > MOST_EXPLAINED {
            return if self.validator.is_valid(document) {
                Vec::new()
            } else {
                whole("it does not fit the schema, and is too large to say where")
            };
        }
        let mut violations: Vec<Violation> = self
            .validator
            .iter_errors(document)
            .take(MOST_VIOLATIONS)
            .map(|error| Violation {
                path: error.instance_path().to_string(),
                message: clean(
                    &self.constants(&error).unwrap_or_else(|| error.to_string()),
                    LONGEST_MESSAGE,
                ),
            })
            .collect();
        violations
            .sort_by(|one, other| (&one.path, &one.message).cmp(&(&other.path, &other.message)));
        violations
    }

    /// Says plainly what is allowed where only some constants are, each a form of its own: this is how Rust's
    /// enums look as schemas.
    fn constants(&self, error: &ValidationError<'_>) -> Option<String> {
        if !matches!(
            error.kind(),
            ValidationErrorKind::OneOfNotValid { .. } | ValidationErrorKind::AnyOf { .. }
        ) {
            return None;
        }
        // The path as it was evaluated goes through references; the schema's own path does not.
        let forms = self
            .schema
            .pointer(error.schema_path().as_str())?
            .as_array()?;
        let mut allowed = Vec::new();
        let mut budget = Budget {
            forms: MOST_FORMS,
            depth: DEEPEST_FORM,
        };
        let are_constants = forms
            .iter()
            .all(|form| self.add_constants(form, &mut allowed, &mut budget));
        (are_constants && !allowed.is_empty()).then(|| {
            let allowed = allowed.join(", ");
            format!("{} is none of {allowed}", error.instance())
        })
    }

    /// Adds the constants that a form allows; false if it allows anything else. Null is left out: it is how nothing is said.
    fn add_constants(&self, form: &Value, to: &mut Vec<String>, budget: &mut Budget) -> bool {
        if budget.forms == 0 || budget.depth == 0 {
            return false;
        }
        budget.forms -= 1;
        budget.depth -= 1;
        let are_constants = self.add_constants_of(form, to, budget);
        budget.depth += 1;
        are_constants
    }

    fn add_constants_of(&self, form: &Value, to: &mut Vec<String>, budget: &mut Budget) -> bool {
        let list = |key: &str| form.get(key).and_then(Value::as_array);
        if let Some(constant) = form.get("const") {
            to.push(constant.to_string());
            return true;
        }
        if let Some(constants) = list("enum") {
            to.extend(constants.iter().map(Value::to_string));
            return true;
        }
        if let Some(forms) = list("oneOf").or_else(|| list("anyOf")) {
            return forms
                .iter()
                .all(|form| self.add_constants(form, to, budget));
        }
        let reference = form.get("$ref").and_then(Value::as_str);
        match reference.and_then(|reference| reference.strip_prefix('#')) {
            Some(pointer) => self
                .schema
                .pointer(pointer)
                .is_some_and(|form| self.add_constants(form, to, budget)),
            None => form.get("type").is_some_and(|kind| kind == "null"),
        }
    }
}

/// What may still be looked at of a choice.
struct Budget {
    forms: usize,
    depth: usize,
}

/// How many values a document has at each depth.
fn count_by_depth(document: &Value, depth: usize, values: &mut Vec<u64>) {
    if values.len() == depth {
        values.push(0);
    }
    values[depth] += 1;
    match document {
        Value::Array(items) => items
            .iter()
            .for_each(|item| count_by_depth(item, depth + 1, values)),
        Value::Object(map) => map
            .values()
            .for_each(|item| count_by_depth(item, depth + 1, values)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[cfg(test)]
mod properties;

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn refused(schema: &Value) -> String {
        ParamsSchema::compile(schema).unwrap_err().to_string()
    }

    #[test]
    fn references_to_the_outside_are_refused_and_nothing_is_fetched() {
        for target in [
            "http://169.254.169.254/latest",
            "file:///etc/passwd",
            "other.json",
            "https://x.example/#/a",
        ] {
            for keyword in ["$ref", "$dynamicRef"] {
                let schema = json!({"properties": {"a": {keyword: target}}});
                assert!(
                    refused(&schema).contains("nothing was fetched"),
                    "{keyword} {target}"
                );
            }
        }
    }

    #[test]
    fn a_base_elsewhere_does_not_make_an_inner_reference_an_outer_one() {
        let schema = json!({"$id": "http://169.254.169.254/s", "$ref": "#/$defs/a", "$defs": {"a": {"type": "integer"}}});
        let compiled = ParamsSchema::compile(&schema).unwrap();
        assert_eq!(compiled.violations(&json!("x")).len(), 1);
    }

    #[test]
    fn patterns_that_blow_up_are_refused_or_run_in_linear_time() {
        assert!(refused(&json!({"pattern": "(((a{500}){500}){500})"})).contains("pattern"));
        assert!(ParamsSchema::compile(&json!({"pattern": r"(?=a)b"})).is_err());
        let linear = ParamsSchema::compile(&json!({"pattern": "^(a+)+$"})).unwrap();
        let long = format!("{}b", "a".repeat(100_000));
        assert_eq!(linear.violations(&json!(long)).len(), 1);
    }

    #[test]
    fn an_enum_says_what_it_allows_also_behind_a_reference() {
        let schema = ParamsSchema::compile(&json!({
            "properties": {"to": {"$ref": "#/$defs/Format"}},
            "$defs": {"Format": {"oneOf": [{"const": "csv"}, {"enum": ["json", "tsv"]}]}},
        }))
        .unwrap();
        let violations = schema.violations(&json!({"to": "xml"}));
        assert_eq!(
            violations[0].message,
            r#""xml" is none of "csv", "json", "tsv""#
        );
        // One that may be left out, as Rust's options look.
        let schema = ParamsSchema::compile(&json!({
            "properties": {"to": {"anyOf": [{"$ref": "#/$defs/Format"}, {"type": "null"}]}},
            "$defs": {"Format": {"enum": ["csv", "json"]}},
        }))
        .unwrap();
        let violations = schema.violations(&json!({"to": "xml"}));
        assert_eq!(violations[0].message, r#""xml" is none of "csv", "json""#);
        // What else may stand there is not left out.
        let schema = ParamsSchema::compile(&json!({
            "anyOf": [{"const": 1}, {"type": "string"}],
        }))
        .unwrap();
        let violations = schema.violations(&json!(2));
        assert!(violations[0].message.contains("not valid under any"));
    }

    #[test]
    fn a_large_document_and_a_large_schema_do_not_multiply() {
        let forms: Vec<Value> = (0..2_000).map(|number| json!({"const": number})).collect();
        let schema = ParamsSchema::compile(&json!({"items": {"anyOf": forms}})).unwrap();
        let said = |items: usize| {
            schema.violations(&json!(vec!["x"; items]))[0]
                .message
                .clone()
        };
        assert!(said(10).starts_with(r#""x" is none of 0, 1, 2"#));
        assert_eq!(
            said(500),
            "it does not fit the schema, and is too large to say where"
        );
        assert_eq!(
            said(100_000),
            "it is too large, or nests too deep, to be checked with this schema"
        );
        assert!(schema.violations(&json!(vec![5; 500])).is_empty());
    }

    #[test]
    fn a_schema_that_multiplies_with_each_level_does_not_hold_up_the_host() {
        let schema = ParamsSchema::compile(&json!({
            "items": {"allOf": [{"$ref": "#"}, {"$ref": "#"}]},
        }))
        .unwrap();
        let deep = |levels: usize| (0..levels).fold(json!(1), |inner, _| json!([inner]));
        assert!(schema.violations(&deep(10)).is_empty());
        assert!(
            schema.violations(&deep(100))[0]
                .message
                .contains("nests too deep")
        );
    }

    #[test]
    fn a_violation_says_where_and_what() {
        let schema = ParamsSchema::compile(&json!({
            "type": "object",
            "properties": {"rows": {"type": "integer", "minimum": 1}},
            "required": ["to"],
        }))
        .unwrap();
        let violations = schema.violations(&json!({"rows": "many"}));
        let said: Vec<String> = violations
            .iter()
            .map(|v| format!("{}: {}", v.path, v.message))
            .collect();
        assert_eq!(
            said,
            [
                ": \"to\" is a required property",
                "/rows: \"many\" is not of type \"integer\"",
            ]
        );
    }
}
