//! What holds for every text that is given for a param: it becomes what the schema takes, or is refused; and no number
//! becomes another.

use proptest::prelude::*;
use serde_json::json;

use super::*;

/// The schemas of one param.
fn schemas() -> [Value; 12] {
    [
        json!({}),
        json!({"type": "string"}),
        json!({"type": "integer"}),
        json!({"type": "number"}),
        json!({"type": "boolean"}),
        json!({"type": ["null", "integer"]}),
        json!({"type": ["string", "number"]}),
        json!({"type": "array", "items": {"type": "string"}}),
        json!({"type": "array", "items": {"type": "number"}}),
        json!({"type": "object"}),
        json!({"anyOf": [{"type": "integer"}, {"$ref": "#/$defs/names"}]}),
        json!({"enum": ["1", 1, null]}),
    ]
}

/// What people may write: numbers with many digits, JSON, almost JSON, anything.
fn text() -> impl Strategy<Value = String> {
    let number = "-?(0|[1-9][0-9]{0,24})(\\.[0-9]{1,24})?([eE][+-]?[0-9]{1,3})?";
    let piece = prop_oneof![
        4 => number,
        1 => Just("true".to_owned()),
        1 => Just("null".to_owned()),
        1 => "\"[a-z0-9\\\\]{0,4}\"",
        1 => "[\\[\\]{},:\" ]{1,3}",
        1 => "\\PC{0,6}",
    ];
    let pieces = prop::collection::vec(piece, 0..4);
    (
        pieces,
        prop_oneof![Just(""), Just(","), Just(" ")],
        prop_oneof![
            Just(("", "")),
            Just(("[", "]")),
            Just((" [", "] ")),
            Just(("{\"a\":", "}"))
        ],
    )
        .prop_map(|(pieces, between, (open, close))| {
            format!("{open}{}{close}", pieces.join(between))
        })
}

/// All numbers in a document, as they would be written.
fn numbers(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Number(number) => found.push(number.to_string()),
        Value::Array(items) => items.iter().for_each(|item| numbers(item, found)),
        Value::Object(map) => map.values().for_each(|item| numbers(item, found)),
        Value::Null | Value::Bool(_) | Value::String(_) => {}
    }
}

/// A decimal number as its digits without zeros around them, and the power of ten that it is multiplied with.
fn decimal(number: &str) -> (bool, String, i64) {
    let lower = number.to_lowercase();
    let (mantissa, power) = lower.split_once('e').unwrap_or((&lower, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{}{fraction}", whole.trim_start_matches('-'));
    let kept = digits.trim_end_matches('0');
    let zeros = digits.len() - kept.len();
    let kept = kept.trim_start_matches('0');
    if kept.is_empty() {
        return (false, String::new(), 0);
    }
    let power: i64 = power.parse().unwrap();
    let power = power - i64::try_from(fraction.len()).unwrap() + i64::try_from(zeros).unwrap();
    (mantissa.starts_with('-'), kept.to_owned(), power)
}

/// The numbers that a text spells outside its strings.
fn spelt(text: &str) -> Vec<(bool, String, i64)> {
    let mut spelt = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c == '"' || c == '-' || c.is_ascii_digit()) {
        rest = &rest[at..];
        let end = if let Some(string) = rest.strip_prefix('"') {
            let mut escaped = false;
            let closing = |c: char| {
                let closes = c == '"' && !escaped;
                escaped = c == '\\' && !escaped;
                closes
            };
            string.find(closing).map_or(rest.len(), |end| end + 2)
        } else {
            let is_part = |c: char| c.is_ascii_digit() || "+-.eE".contains(c);
            let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
            spelt.push(decimal(&rest[..end]));
            end
        };
        rest = &rest[end..];
    }
    spelt
}

#[test]
fn decimals_are_compared_by_what_they_are() {
    assert_eq!(decimal("-1.50e3"), decimal("-1500"));
    assert_eq!(decimal("0.0"), decimal("-0e7"));
    assert_ne!(
        decimal("12345678901234567890123"),
        decimal("12345678901234567890124")
    );
    assert_eq!(spelt("[1, \"2\\\"3\", 4.0]"), [decimal("1"), decimal("4")]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_text_becomes_what_the_schema_takes_or_is_refused_and_no_number_another(which in 0..12_usize, text in text()) {
        let params_schema = json!({
            "properties": {"key": schemas()[which]},
            "$defs": {"names": {"type": "array", "items": {"type": "string"}}},
        });
        let checks = ParamsSchema::compile(&params_schema).unwrap();
        let descriptor = Descriptor {
            name: "test".to_owned().try_into().unwrap(),
            version: "1.0.0".to_owned(),
            summary: String::new(),
            params_schema,
            result_schema: None,
            inputs: Vec::new(),
            outputs: Vec::new(),
            wants: Vec::new(),
            resumable: false,
        };
        let fitted = fit(&descriptor, &checks, json!({}), &[format!("key={text}")]);
        let Ok(params) = fitted else { return Ok(()) };
        let params: Value = serde_json::from_str(&params).unwrap();
        prop_assert_eq!(checks.violations(&params), Vec::new());
        let value = &params["key"];
        let mut found = Vec::new();
        numbers(value, &mut found);
        if !found.is_empty() {
            let found: Vec<_> = found.iter().map(|number| decimal(number)).collect();
            prop_assert_eq!(found, spelt(&text), "{} became {}", text, value);
        }
        if let Value::String(kept) = value {
            let quoted = serde_json::from_str::<String>(&text);
            prop_assert!(*kept == text || quoted.is_ok_and(|quoted| quoted == *kept));
        }
    }
}
