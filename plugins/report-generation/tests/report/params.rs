//! What a person sees who asked for what is not there.

use serde_json::json;

use crate::support::{made, refusal};

const CSV: &str = "order_id,City,price,paid,ordered_on\n1,Zürich,2.5,true,2026-01-02\n";

#[test]
fn refusals_name_the_section_the_column_and_the_nearest_name() {
    let sections = [
        json!({"kind": "bar", "group_by": ["city"]}),
        json!({"kind": "metric", "title": "Turnover", "columns": ["prise"]}),
        json!({"kind": "metric", "columns": ["nothing like it"]}),
        json!({"kind": "metric", "columns": ["City"], "aggregate": ["mean"]}),
        json!({"kind": "line", "group_by": [{"column": "price", "by": "month"}]}),
        json!({"kind": "histogram", "columns": ["City"]}),
        json!({"kind": "pie"}),
        json!({"kind": "metric", "aggregate": ["sum"]}),
        json!({"kind": "text"}),
        json!({"kind": "bar", "group_by": ["City"], "sort": "price"}),
        json!({"kind": "metric", "filter": "price >"}),
        json!({"kind": "metric", "filter": "prices > 3"}),
        json!({"kind": "metric", "filter": "row['prize'] > 3"}),
        json!({"kind": "metric", "filter": "range(100000)|list|length > price"}),
        json!({"kind": "metric", "data": "sales"}),
        json!({"kind": "metric", "columns": ["price"], "format": "currency"}),
    ];
    let said: Vec<String> = sections
        .into_iter()
        .map(|section| refusal(json!({"sections": [section]}), CSV))
        .collect();
    insta::assert_snapshot!(said.join("\n"));
}

#[test]
fn params_that_cannot_be_read_say_why() {
    let said: Vec<String> = [
        r#"{"formats":["word"]}"#,
        r#"{"section":[]}"#,
        r#"{"sections":[{"kind":"bars"}]}"#,
        r#"{"sections":[{"kind":"bar","group_by":[3]}]}"#,
        r#"{"sections":[{"kind":"bar","group_by":[{"column":"a","by":"hour"}]}]}"#,
        r#"{"sections":[{"kind":"bar","aggregate":["average"]}]}"#,
        r#"{"locale":"xx"}"#,
    ]
    .into_iter()
    .map(|params| {
        serde_json::from_str::<runner_report_generation::Params>(params)
            .unwrap_err()
            .to_string()
    })
    .collect();
    insta::assert_snapshot!(said.join("\n"));
}

#[test]
fn data_sets_that_are_not_there_are_refused() {
    let said: Vec<String> = [
        json!({"data_sets": {"data-2": {"name": "cities"}}}),
        json!({"data_sets": {"data": {"types": {"prize": "number"}}}}),
        json!({"data_sets": {"data": {"delimiter": "\""}}}),
    ]
    .into_iter()
    .map(|params| refusal(params, CSV))
    .collect();
    insta::assert_snapshot!(said.join("\n"));
    let same = json!({"data_sets": {"data": {"name": "a"}, "data-2": {"name": "a"}}});
    assert!(made(same, &[CSV, CSV]).is_err());
}

#[test]
fn every_param_is_described() {
    let schema =
        serde_json::to_value(schemars::schema_for!(runner_report_generation::Params)).unwrap();
    let mut objects = vec![&schema];
    objects.extend(schema["$defs"].as_object().unwrap().values());
    for object in objects {
        for (name, property) in object["properties"].as_object().into_iter().flatten() {
            assert!(property.get("description").is_some(), "{name}");
        }
    }
}
