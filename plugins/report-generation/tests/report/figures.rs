//! Figures against those of pandas, which `tests/golden/figures.py` made and `figures.json` holds.

use std::path::Path;

use runner_report_generation::document::Value;
use serde_json::Value as Json;

use crate::support::{charts, document, overview, section, shown, table};

fn golden() -> (String, Json) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let csv = runner_csv(5_000);
    let json = std::fs::read_to_string(folder.join("figures.json")).unwrap();
    (csv, serde_json::from_str(&json).unwrap())
}

/// The data of `figures.py`: the same arithmetic, so that no data set lies in the repository.
fn runner_csv(rows: u64) -> String {
    let mut csv = "order,city,quantity,price,ordered_on\n".to_owned();
    let mut state: u64 = 42;
    let mut next = |below: u64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    for row in 1..=rows {
        let city = ["Zürich", "Phoenix", "Kraków", "Reykjavík"][next(4) as usize];
        let quantity = match next(10) {
            0 => String::new(),
            _ => next(50).to_string(),
        };
        let (whole, cents) = (next(1000) * next(1000) / 1000, next(100));
        let (month, day) = (next(12) + 1, next(28) + 1);
        csv.push_str(&format!(
            "{row},{city},{quantity},{whole}.{cents:02},2026-{month:02}-{day:02}\n"
        ));
    }
    csv
}

fn number(value: &Value) -> f64 {
    match value {
        Value::Integer(whole) => *whole as f64,
        Value::Number(number) => *number,
        other => panic!("{other:?} is no number"),
    }
}

#[track_caller]
fn same(found: &Value, expected: &Json) {
    let (found, expected) = (number(found), expected.as_f64().unwrap());
    let off = (found - expected).abs() / expected.abs().max(1.0);
    assert!(off < 1e-9, "{found} is not {expected}");
}

#[test]
fn figures_of_columns_are_those_of_pandas() {
    let (csv, golden) = golden();
    let document = overview(&csv);
    let numbers = table(section(&document, "Numbers"));
    let names = ["", "sum", "mean", "std", "5%", "25%", "50%", "75%", "95%"];
    assert_eq!(numbers.rows.len(), 2, "the order number has no figures");
    for row in &numbers.rows {
        let expected = &golden["columns"][shown(&row[0])];
        for (value, name) in row.iter().zip(names).skip(1) {
            same(value, &expected[name]);
        }
    }
    let columns = table(section(&document, "Columns"));
    for row in &columns.rows {
        let expected = &golden["columns"][shown(&row[0])];
        same(&row[3], &expected["nunique"]);
        let missing = expected["missing"].as_f64().unwrap() / 5_000.0;
        assert!((number(&row[2]) - missing).abs() < 1e-12);
    }
}

#[test]
fn figures_of_groups_are_those_of_pandas() {
    let (csv, golden) = golden();
    let params = serde_json::json!({"sections": [
        {"kind": "table", "columns": ["price"], "group_by": ["city"],
         "aggregate": ["count", "sum", "mean", "median", "min", "max", "distinct", "p90"],
         "filter": "quantity is not none and quantity > 10", "sort": "city"},
        {"kind": "line", "group_by": [{"column": "ordered_on", "by": "month"}]}
    ]});
    let document = document(params, &csv);
    let by_city = table(&document.sections[0]);
    assert_eq!(by_city.rows.len(), 4);
    for row in &by_city.rows {
        let expected = golden["by_city"][shown(&row[0])].as_array().unwrap();
        for (value, expected) in row[1..].iter().zip(expected) {
            same(value, expected);
        }
    }
    let chart = charts(&document.sections[1])[0];
    let runner_report_generation::document::Plot::Line { series, .. } = &chart.plot else {
        panic!("a line was asked for");
    };
    let expected: Vec<Option<f64>> = golden["by_month"]
        .as_array()
        .unwrap()
        .iter()
        .map(Json::as_f64)
        .collect();
    assert_eq!(series[0].values, expected);
}
