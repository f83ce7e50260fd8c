//! Data that nobody would choose: the report holds, and stays small.

use runner_report_generation::document::{Block, Document, Plot, Value};
use serde_json::json;

use crate::support::{charts, document, lines, made, overview, section, table};

/// How many characters a document has, about, and no figure in it is none.
fn size(document: &Document) -> usize {
    for section in &document.sections {
        for block in &section.blocks {
            if let Block::Chart(chart) = block
                && let Plot::Histogram { edges, counts } = &chart.plot
            {
                assert_eq!(edges.len(), counts.len() + 1);
                assert!(edges.windows(2).all(|pair| pair[0] < pair[1]));
            }
        }
    }
    format!("{document:?}").len()
}

#[test]
fn ten_thousand_columns_are_described_in_part() {
    let names: Vec<String> = (0..10_000).map(|at| format!("column {at}")).collect();
    let row: Vec<String> = (0..10_000).map(|at| at.to_string()).collect();
    let csv = format!(
        "{}\n{}\n{}\n",
        names.join(","),
        row.join(","),
        row.join(",")
    );
    let report = overview(&csv);
    assert!(size(&report) < 400_000, "{}", size(&report));
    assert!(
        report
            .notes
            .iter()
            .any(|note| note == "data: the first 100 of 10000 columns are described")
    );
    // Those beyond are there for who names them.
    let params =
        json!({"sections": [{"kind": "metric", "columns": ["column 9999"], "aggregate": ["sum"]}]});
    let Block::Metrics(metrics) = &document(params, &csv).sections[0].blocks[0] else {
        panic!("a metric was asked for");
    };
    assert_eq!(metrics[0].value, Value::Integer(19_998));
}

#[test]
fn ten_thousand_keys_of_json_are_described_in_part() {
    let members: Vec<String> = (0..10_000).map(|at| format!("\"k{at}\":{at}")).collect();
    let report = overview(&format!("{{{}}}\n", members.join(",")));
    assert!(size(&report) < 400_000, "{}", size(&report));
}

#[test]
fn cells_of_a_megabyte_are_cut() {
    let cell = "ä".repeat(500_000);
    let csv = format!("a,b\n{cell},1\n{cell},2\nshort,3\n");
    let report = overview(&csv);
    assert!(size(&report) < 100_000, "{}", size(&report));
    let grouped = document(
        json!({"sections": [{"kind": "bar", "group_by": ["a"]}]}),
        &csv,
    );
    assert!(size(&grouped) < 20_000, "{}", size(&grouped));
}

#[test]
fn what_is_no_finite_number_is_left_out_and_said() {
    let report = overview("v\n1.5\nNaN\ninf\n-Infinity\n2.5\nnan\n");
    insta::assert_snapshot!(lines(table(section(&report, "Columns"))), @"
    Column | Holds | Missing | Different | Least | Median | Mean | Greatest | Most frequent
    v | number | 0.6666666666666666 | 2 | 1.5 | 2 | 2 | 2.5 | -
    ");
    insta::assert_snapshot!(report.notes.join("\n"), @r#"data: values of "v" that are no number, and are left out of its figures: 2 (2 of them infinite); the first is "inf""#);
}

#[test]
fn mixed_types_are_the_type_of_nearly_all() {
    let mut csv = "v,w\n".to_owned();
    for at in 0..100 {
        let v = if at == 50 {
            "unknown".to_owned()
        } else {
            (at * 37 % 101).to_string()
        };
        let w = if at % 2 == 0 {
            "text".to_owned()
        } else {
            at.to_string()
        };
        csv.push_str(&format!("{v},{w}\n"));
    }
    let report = overview(&csv);
    let columns = table(section(&report, "Columns"));
    assert_eq!(columns.rows[0][1], Value::Text("number".to_owned()));
    assert_eq!(columns.rows[1][1], Value::Text("text".to_owned()));
    assert!(
        report.notes[0].contains(
            "values of \"v\" that are no whole number, and are left out of its figures: 1;"
        ),
        "{:?}",
        report.notes
    );
}

#[test]
fn nothing_but_nulls_one_row_no_rows_and_nothing_are_reports() {
    for csv in [
        "a,b\n,\n,\n",
        "a,b\n1,x\n",
        "a,b\n",
        "a",
        "",
        "\n",
        "[]",
        "{}\n",
        "{\"a\":null}\n{\"a\":null}\n",
        "[{\"a\":{\"b\":[1,2]}}]",
        "d\n2026-01-01\n",
        "d\n0001-01-01\n9999-12-31\n",
        "n\n1e308\n-1e308\n",
        "n\n9007199254740993\n9007199254740992\n",
        "n\n5e-324\n0\n",
    ] {
        let report = overview(csv);
        assert!(!report.sections.is_empty(), "{csv:?}");
        assert!(size(&report) < 50_000, "{csv:?}");
    }
}

#[test]
fn texts_stay_as_they_came() {
    let csv = "name,formula\nשלום עולם,=1+1\n😀👩‍👩‍👧,\"=HYPERLINK(\"\"x\"\")\"\n<b>bold</b>,+cmd|' /C calc'!A0\n";
    let report = overview(csv);
    insta::assert_snapshot!(lines(table(section(&report, "First rows"))), @r#"
    name | formula
    שלום עולם | =1+1
    😀👩‍👩‍👧 | =HYPERLINK("x")
    <b>bold</b> | +cmd|' /C calc'!A0
    "#);
}

#[test]
fn rows_that_cannot_be_read_are_passed_over_and_said() {
    let report = overview("a,b\n1,2\n3\n4,5\n");
    insta::assert_snapshot!(report.notes.join("\n"), @"data: rows that could not be read and are not counted: 1; the first, row 2 at byte 8: expected 2 fields, found 1");
    let many = "x\n".repeat(3_000);
    let refusal = made(json!({}), &[&format!("a,b\n{many}")]).unwrap_err();
    insta::assert_snapshot!(refusal.to_string(), @"the data set `data`: most of its rows cannot be read, and more than 1000 of them; the last was row 1001 at byte 2004: expected 2 fields, found 1");
}

#[test]
fn identifiers_codes_and_years_are_not_summed_up() {
    let mut csv = "id,customer_id,zip,year,phone,amount\n".to_owned();
    for at in 0..200 {
        csv.push_str(&format!(
            "{at},{},{},{},{},{}\n",
            at % 7,
            10_000 + at,
            1990 + at % 30,
            5_550_000 + at,
            at * 37 % 101
        ));
    }
    let report = overview(&csv);
    let numbers = table(section(&report, "Numbers"));
    assert_eq!(numbers.rows.len(), 1);
    assert_eq!(numbers.rows[0][0], Value::Text("amount".to_owned()));
    let columns = table(section(&report, "Columns"));
    let roles: Vec<String> = columns
        .rows
        .iter()
        .map(|row| crate::support::shown(&row[1]))
        .collect();
    assert_eq!(
        roles,
        ["identifier", "code", "code", "year", "code", "number"]
    );
}

#[test]
fn many_groups_are_bounded() {
    let mut csv = "k,v\n".to_owned();
    for at in 0..20_000 {
        csv.push_str(&format!("key {at},1\n"));
    }
    let params = json!({"sections": [{"kind": "bar", "columns": ["v"], "group_by": ["k"], "aggregate": ["sum"]}]});
    let report = document(params, &csv);
    let Plot::Bar {
        categories, series, ..
    } = &charts(&report.sections[0])[0].plot
    else {
        panic!("bars were asked for");
    };
    assert_eq!(categories.len(), 16);
    assert_eq!(series[0].values.iter().flatten().sum::<f64>(), 20_000.0);
    assert!(
        report.notes[0].contains("more than 10000 groups"),
        "{:?}",
        report.notes
    );
}
