//! Types of CSV columns: inferred, given, and what null is.

use serde_json::json;

use crate::support::{converted, data, error};

fn column(cells: &[&str]) -> String {
    let input = format!(
        "c,end\n{}",
        cells
            .iter()
            .map(|cell| format!("{cell},z\n"))
            .collect::<String>()
    );
    let done = converted(&input, json!({"from": "csv", "to": "jsonl"}));
    let values: Vec<&str> = done
        .data
        .lines()
        .map(|line| {
            line.trim_start_matches("{\"c\":")
                .trim_end_matches(",\"end\":\"z\"}")
        })
        .collect();
    format!("{:?} {}", done.report.columns[0].kind, values.join(" "))
}

#[test]
fn types_are_inferred_and_digits_kept() {
    for (cells, expected) in [
        (&["1", "-2", "0"][..], "Integer 1 -2 0"),
        (
            &["9007199254740993", "123456789012345678901234567890"],
            "Integer 9007199254740993 123456789012345678901234567890",
        ),
        (
            &["1", "1.10", "1e400", "-0.5E-3"],
            "Number 1 1.10 1e400 -0.5E-3",
        ),
        (&["true", "False", "TRUE"], "Boolean true false true"),
        (
            &["2026-01-31", "2026-01-31T09:30:00Z"],
            "Date \"2026-01-31\" \"2026-01-31T09:30:00Z\"",
        ),
        (&["1", "", "2"], "Integer 1 null 2"),
        (&["", ""], "String \"\" \"\""),
        (&["x", ""], "String \"x\" \"\""),
        (&["007", "1"], "String \"007\" \"1\""),
        (&["+5"], "String \"+5\""),
        (&["0x10"], "String \"0x10\""),
        (&["1_000"], "String \"1_000\""),
        (&["NaN"], "String \"NaN\""),
        (&["inf"], "String \"inf\""),
        (&[" 5"], "String \" 5\""),
        (&[".5"], "String \".5\""),
        (&["5."], "String \"5.\""),
        (&["2026-02-30"], "String \"2026-02-30\""),
        (&["1", "true"], "String \"1\" \"true\""),
        (&["\"1\"", "2"], "Integer 1 2"),
    ] {
        assert_eq!(column(cells), expected, "{cells:?}");
    }
}

#[test]
fn cell_that_does_not_fit_an_inferred_type_stays_a_string_and_is_counted() {
    let done = converted(
        "a,b\n1,x\n2,x\n1.5,x\n,x\n007,x\n",
        json!({"from": "csv", "to": "jsonl", "sample": 2, "select": ["a"]}),
    );
    assert_eq!(
        done.data,
        "{\"a\":1}\n{\"a\":2}\n{\"a\":\"1.5\"}\n{\"a\":null}\n{\"a\":\"007\"}\n"
    );
    let column = &done.report.columns[0];
    assert_eq!((column.misfits, column.nulls), (2, 1));
}

#[test]
fn types_string_leaves_every_cell_a_string() {
    assert_eq!(
        data(
            "a,b\n1,\n",
            json!({"from": "csv", "to": "jsonl", "types": "string"})
        ),
        "{\"a\":\"1\",\"b\":\"\"}\n"
    );
}

#[test]
fn given_types_hold_for_every_row() {
    let params = json!({"from": "csv", "to": "jsonl", "types": {"a": "integer", "b": "string", "d": "date"}});
    assert_eq!(
        data("a,b,c,d\n1,2,3,\n,2,3,2026-01-31\n", params.clone()),
        "{\"a\":1,\"b\":\"2\",\"c\":3,\"d\":null}\n{\"a\":null,\"b\":\"2\",\"c\":3,\"d\":\"2026-01-31\"}\n"
    );
    insta::assert_snapshot!(
        error("a,b,c,d\n1,2,3,\nzwölf,2,3,\n".as_bytes(), params.clone()),
        @r#"row 2 at byte 15: column 1 "a", byte 15: "zwölf" is not an integer; to put such rows aside and go on, pass "on_error": {"skip": 1000}"#
    );
    insta::assert_snapshot!(
        error(b"a,b,c,d\n1,2,3,31.01.2026\n", params),
        @r#"row 1 at byte 8: column 4 "d", byte 14: "31.01.2026" is not a date (2026-01-31 or 2026-01-31T09:30:00Z); to put such rows aside and go on, pass "on_error": {"skip": 1000}"#
    );
}

#[test]
fn rejected_row_leaves_nothing_in_the_output() {
    let done = converted(
        "a,b\n1,x\n2,\"y\ny\"\n3,4\n",
        json!({"from": "csv", "to": "json", "types": {"b": "number"}, "on_error": {"skip": 5}}),
    );
    assert_eq!(done.data, "[{\"a\":3,\"b\":4}]\n");
    insta::assert_snapshot!(done.rejects.expect("rows were rejected"), @r##"
    {"row":1,"offset":4,"reason":"column 2 \"b\", byte 6: \"x\" is not a number","raw":"1,x"}
    {"row":2,"offset":8,"reason":"column 2 \"b\", byte 11: \"y\ny\" is not a number","raw":"2,\"y\ny\""}
    "##);
}

#[test]
fn nulls_are_null_in_every_column() {
    let params = json!({"from": "csv", "to": "jsonl", "nulls": ["NA", "-"]});
    let done = converted("a,b\n1,x\nNA,-\n,\n", params.clone());
    assert_eq!(
        done.data,
        "{\"a\":1,\"b\":\"x\"}\n{\"a\":null,\"b\":null}\n{\"a\":null,\"b\":\"\"}\n"
    );
    assert_eq!(done.types(), "a:integer b:string");
    assert_eq!(done.report.columns[1].nulls, 1);
    assert_eq!(
        data(
            "a,b\n1,\n",
            json!({"from": "csv", "to": "jsonl", "nulls": [""]})
        ),
        "{\"a\":1,\"b\":null}\n"
    );
    assert_eq!(
        data(
            "a,b\nNA,x\n",
            json!({"from": "csv", "to": "csv", "nulls": ["NA"]})
        ),
        "a,b\n,x\n"
    );
}
