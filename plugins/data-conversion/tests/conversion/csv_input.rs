//! CSV as it is found: headers, line ends, quotes, rows of the wrong length.

use serde_json::json;

use crate::support::{converted, data, error, try_convert};

fn lines(input: &str) -> String {
    data(input, json!({"from": "csv", "to": "jsonl"}))
}

#[test]
fn line_ends_byte_order_marks_and_blank_lines_change_nothing() {
    let expected = "{\"a\":1,\"b\":\"x\"}\n{\"a\":2,\"b\":\"y\"}\n";
    for input in [
        "a,b\n1,x\n2,y\n",
        "a,b\n1,x\n2,y",
        "a,b\r\n1,x\r\n2,y\r\n",
        "a,b\r\n1,x\r\n2,y",
        "\u{feff}a,b\n1,x\n2,y\n",
        "\n\r\na,b\n\n1,x\n\r\n\n2,y\n\n\n",
        "a,b\n1,\"x\"\r\n2,\"y\"\r",
        "\"a\",\"b\"\n\"1\",\"x\"\n\"2\",\"y\"",
    ] {
        assert_eq!(lines(input), expected, "{input:?}");
    }
}

#[test]
fn quoted_cells_hold_delimiters_line_ends_and_quotes() {
    let input = "a,b\n\"x,\r\ny\",\"say \"\"hi\"\"\"\n\"\"\"\",\"\"\n";
    assert_eq!(
        lines(input),
        "{\"a\":\"x,\\r\\ny\",\"b\":\"say \\\"hi\\\"\"}\n{\"a\":\"\\\"\",\"b\":\"\"}\n"
    );
    assert_eq!(
        data(input, json!({"from": "csv", "to": "csv"})),
        "a,b\n\"x,\r\ny\",\"say \"\"hi\"\"\"\n\"\"\"\",\n"
    );
}

#[test]
fn quotes_inside_an_unquoted_cell_are_text() {
    assert_eq!(
        lines("a,b\n5\" pipe,x \"y\" z\n"),
        "{\"a\":\"5\\\" pipe\",\"b\":\"x \\\"y\\\" z\"}\n"
    );
}

#[test]
fn cells_keep_blanks_and_control_characters() {
    assert_eq!(
        lines("a,b\n x ,\u{1}\t\u{7f}\\\n"),
        "{\"a\":\" x \",\"b\":\"\\u0001\\t\u{7f}\\\\\"}\n"
    );
}

#[test]
fn only_column_keeps_its_empty_cells() {
    let input = "a\nx\n\"\"\ny\n";
    assert_eq!(lines(input), "{\"a\":\"x\"}\n{\"a\":\"\"}\n{\"a\":\"y\"}\n");
    assert_eq!(data(input, json!({"from": "csv", "to": "csv"})), input);
}

#[test]
fn header_false_names_columns_by_number_and_writes_none() {
    let params = |to| json!({"from": "csv", "to": to, "header": false});
    assert_eq!(
        data("1,x\n2,y\n", params("jsonl")),
        "{\"column_1\":1,\"column_2\":\"x\"}\n{\"column_1\":2,\"column_2\":\"y\"}\n"
    );
    assert_eq!(data("1,x\n2,y\n", params("csv")), "1,x\n2,y\n");
    assert_eq!(
        data(
            "{\"a\":1}",
            json!({"from": "jsonl", "to": "csv", "header": false})
        ),
        "1\n"
    );
}

#[test]
fn header_names_are_used_and_written() {
    let params = |to| json!({"from": "csv", "to": to, "header": ["n", "s"]});
    assert_eq!(data("1,x\n", params("jsonl")), "{\"n\":1,\"s\":\"x\"}\n");
    assert_eq!(data("1,x\n", params("csv")), "n,s\n1,x\n");
    insta::assert_snapshot!(
        error(b"1,x,y\n", params("csv")),
        @r#"row 1 at byte 0: expected 2 fields, found 3; to put such rows aside and go on, pass "on_error": {"skip": 1000}"#
    );
}

#[test]
fn names_that_occur_twice_or_not_at_all_are_made_distinct() {
    assert_eq!(
        lines("a,a,,a_2,\"x\ny\"\n1,2,3,4,5\n"),
        "{\"a\":1,\"a_3\":2,\"column_3\":3,\"a_2\":4,\"x\\ny\":5}\n"
    );
}

#[test]
fn rows_that_cannot_be_read_go_to_rejects_up_to_the_limit() {
    let input = b"a,b\n1,x\n2\n3,y,z\n4,\xff\n\"5\"!,x\n6,ok\n";
    let params = |limit: u64| json!({"from": "csv", "to": "jsonl", "on_error": {"skip": limit}});
    let done = try_convert(input, params(4)).expect("four rows may be rejected");
    assert_eq!(done.data, "{\"a\":1,\"b\":\"x\"}\n{\"a\":6,\"b\":\"ok\"}\n");
    assert_eq!(
        (
            done.report.rows_read,
            done.report.rows_written,
            done.report.rows_rejected
        ),
        (6, 2, 4)
    );
    insta::assert_snapshot!(done.rejects.expect("rows were rejected"), @r##"
    {"row":2,"offset":8,"reason":"expected 2 fields, found 1","raw":"2"}
    {"row":3,"offset":10,"reason":"expected 2 fields, found 3","raw":"3,y,z"}
    {"row":4,"offset":16,"reason":"column 2 \"b\", byte 18: not UTF-8 in \"�\"","raw":"4,�"}
    {"row":5,"offset":20,"reason":"column 1 \"a\", byte 20: text after the closing quote; a quote inside quotes is written twice","raw":"\"5\"!,x"}
    "##);
    insta::assert_snapshot!(
        error(input, params(2)),
        @r#"more than 2 rows cannot be converted, which is the limit of `on_error`; the last was row 4 at byte 16: column 2 "b", byte 18: not UTF-8 in "�""#
    );
}

#[test]
fn rows_across_reads_of_the_input_are_whole() {
    // Rows of all lengths around the 256 KiB that are read at once, quotes included.
    let cell = "x,\"\ny".repeat(50_000);
    let quoted = cell.replace('"', "\"\"");
    let input = format!("a,b\n1,\"{quoted}\"\n2,\"{quoted}{quoted}{quoted}\"\n3,z\n");
    let done = converted(&input, json!({"from": "csv", "to": "jsonl"}));
    let rows: Vec<serde_json::Value> = done
        .data
        .lines()
        .map(|line| serde_json::from_str(line).expect("a line is JSON"))
        .collect();
    assert_eq!(rows[0]["b"], cell);
    assert_eq!(rows[1]["b"], cell.repeat(3));
    assert_eq!(rows[2]["b"], "z");
    assert_eq!(
        data(&done.data, json!({"from": "jsonl", "to": "csv"})),
        input
    );
}
