//! What holds for every schema within the bounds: it is compiled or refused, and checks whatever document, in time.

use std::time::{Duration, Instant};

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use runner_model::is_hidden;
use serde_json::{Map, json};

use super::*;

/// Longer than anything here takes, on a busy machine.
const LONG: Duration = Duration::from_secs(10);

/// A keyword that takes a schema, a list of them, or a map of them.
const ONE: [&str; 12] = [
    "not",
    "if",
    "then",
    "else",
    "items",
    "contains",
    "additionalProperties",
    "propertyNames",
    "unevaluatedProperties",
    "unevaluatedItems",
    "contentSchema",
    "unknown",
];
const LIST: [&str; 4] = ["allOf", "anyOf", "oneOf", "prefixItems"];
const MAP: [&str; 4] = [
    "properties",
    "patternProperties",
    "dependentSchemas",
    "$defs",
];

fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-c]{1,2}",
        1 => "\\PC{0,4}",
        1 => "[\\u{1b}\\u{9b}a]{1,3}",
    ]
}

fn pattern() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "(\\^)?[a-c]{1,2}[*+]?(\\{[0-9]{1,3}\\})?(\\$)?",
        1 => "(\\(){0,4}a(\\{900\\}\\)){0,4}",
        1 => "\\PC{0,8}",
    ]
}

fn reference() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => Just("#".to_owned()),
        8 => "#/\\$defs/[a-c]",
        4 => "#/(properties|allOf|items)/([a-c]|0)",
        1 => "https?://[a-z]{1,3}/[a-z]{0,3}",
        1 => "#[a-c]{1,2}",
        1 => word(),
    ]
}

/// A keyword that holds no schema, with its value: often a wrong one.
fn plain() -> impl Strategy<Value = (String, Value)> {
    let kinds = vec!["string", "integer", "object", "array", "null", "wrong"];
    let texts = prop_oneof![
        4 => prop::sample::select(kinds).prop_map(|kind| ("type", kind.to_owned())),
        4 => reference().prop_map(|to| ("$ref", to)),
        1 => reference().prop_map(|to| ("$dynamicRef", to)),
        1 => reference().prop_map(|id| ("$id", id)),
        1 => word().prop_map(|name| ("$anchor", name)),
        2 => pattern().prop_map(|pattern| ("pattern", pattern)),
        1 => word().prop_map(|format| ("format", format)),
    ];
    let lists = prop_oneof![
        Just("required"),
        Just("enum"),
        Just("type"),
        Just("examples")
    ];
    let numbers = prop_oneof![
        Just("minimum"),
        Just("maxLength"),
        Just("multipleOf"),
        Just("minItems")
    ];
    prop_oneof![
        6 => texts.prop_map(|(keyword, text)| (keyword.to_owned(), json!(text))),
        1 => (lists, prop::collection::vec(word(), 0..4)).prop_map(|(keyword, list)| (keyword.to_owned(), json!(list))),
        1 => (numbers, any::<i64>()).prop_map(|(keyword, number)| (keyword.to_owned(), json!(number))),
        1 => (word(), word()).prop_map(|(keyword, value)| (keyword, json!(value))),
    ]
}

fn schema() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        6 => prop::collection::vec(plain(), 0..3).prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
        1 => any::<bool>().prop_map(Value::Bool),
        1 => word().prop_map(Value::String),
    ];
    leaf.prop_recursive(6, 200, 6, |inner| {
        let list = prop::collection::vec(inner.clone(), 0..4);
        let map = prop::collection::vec((word(), inner.clone()), 0..4);
        let one = (prop::sample::select(ONE.to_vec()), inner);
        let many = (prop::sample::select(LIST.to_vec()), list);
        let named = (prop::sample::select(MAP.to_vec()), map).prop_map(|(keyword, map)| {
            (
                keyword,
                Value::Object(map.into_iter().collect::<Map<_, _>>()),
            )
        });
        let part = prop_oneof![
            one,
            many.prop_map(|(keyword, list)| (keyword, Value::Array(list))),
            named,
        ];
        let part = part.prop_map(|(keyword, value)| (keyword.to_owned(), value));
        prop::collection::vec(prop_oneof![3 => part, 1 => plain()], 0..4)
            .prop_map(|pairs| Value::Object(pairs.into_iter().collect()))
    })
}

fn document() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        any::<i64>().prop_map(|number| json!(number)),
        word().prop_map(Value::String),
        Just(Value::Null),
        (1..2_000_usize).prop_map(|length| json!("a".repeat(length))),
    ];
    leaf.prop_recursive(8, 100, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::Array),
            prop::collection::vec((word(), inner), 0..5)
                .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn a_schema_is_refused_in_words_that_can_be_shown_or_checks_whatever_in_time(schema in schema(), documents in prop::collection::vec(document(), 1..4)) {
        let began = Instant::now();
        match ParamsSchema::compile(&schema) {
            Err(error) => {
                let said = error.to_string();
                prop_assert!(!said.chars().any(is_hidden) && said.len() < 4 * LONGEST_MESSAGE, "{:?}", said);
            }
            Ok(compiled) => {
                for document in &documents {
                    let violations = compiled.violations(document);
                    prop_assert!(violations.len() <= MOST_VIOLATIONS);
                    for violation in violations {
                        prop_assert!(!violation.message.chars().any(is_hidden), "{:?}", violation);
                    }
                }
            }
        }
        prop_assert!(began.elapsed() < LONG, "{:?}", began.elapsed());
    }
}

#[test]
fn some_of_the_schemas_are_taken_and_some_are_not() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let some = (0..300).map(|_| schema().new_tree(&mut runner).unwrap().current());
    let taken = some
        .filter(|schema| ParamsSchema::compile(schema).is_ok())
        .count();
    assert!((50..250).contains(&taken), "{taken}");
}
