//! Every format to every format.

use serde_json::json;

use crate::support::{converted, data, dribbled};

const CSV: &str = "id,name,ok\n1,\"Zoë, \"\"Z\"\"\",true\n2,,FALSE\n";
const TSV: &str = "id\tname\tok\n1\t\"Zoë, \"\"Z\"\"\"\ttrue\n2\t\tFALSE\n";
const JSON: &str = "[{\"id\":1,\"name\":\"Zoë, \\\"Z\\\"\",\"ok\":true},\n{\"id\":2,\"name\":\"\",\"ok\":false}]\n";
const JSONL: &str =
    "{\"id\":1,\"name\":\"Zoë, \\\"Z\\\"\",\"ok\":true}\n{\"id\":2,\"name\":\"\",\"ok\":false}\n";

#[test]
fn every_format_converts_to_every_format() {
    let lower = |text: &str| text.replace("FALSE", "false");
    for (from, input, is_cells) in [
        ("csv", CSV, true),
        ("tsv", TSV, true),
        ("json", JSON, false),
        ("jsonl", JSONL, false),
    ] {
        for (to, expected) in [("csv", CSV), ("tsv", TSV), ("json", JSON), ("jsonl", JSONL)] {
            // CSV to TSV passes the text of cells through; JSON knows one way to write false.
            let expected = if is_cells {
                expected.to_owned()
            } else {
                lower(expected)
            };
            let done = converted(input, json!({"from": from, "to": to}));
            assert_eq!(done.data, expected, "{from} to {to}");
            assert_eq!(done.rejects, None, "{from} to {to}");
            assert_eq!(
                (
                    done.report.rows_read,
                    done.report.rows_written,
                    done.report.rows_rejected
                ),
                (2, 2, 0)
            );
            assert_eq!(
                done.types(),
                "id:integer name:string ok:boolean",
                "{from} to {to}"
            );
        }
    }
}

#[test]
fn format_of_the_input_is_found_by_its_content() {
    for (input, from) in [(CSV, "csv"), (TSV, "tsv"), (JSON, "json"), (JSONL, "jsonl")] {
        let done = converted(input, json!({"to": "csv"}));
        assert_eq!(done.report.from.to_string(), from);
    }
}

#[test]
fn nothing_converts_to_nothing() {
    for from in ["csv", "tsv", "json", "jsonl"] {
        for input in ["", "\n", "\u{feff}", " \n\n"] {
            if input == " \n\n" && matches!(from, "csv" | "tsv") {
                continue; // A blank is the name of a column.
            }
            for (to, expected) in [("csv", ""), ("tsv", ""), ("json", "[]\n"), ("jsonl", "")] {
                let done = converted(input, json!({"from": from, "to": to}));
                assert_eq!(done.data, expected, "{input:?}: {from} to {to}");
                assert_eq!(done.report.rows_read, 0);
            }
        }
    }
    assert_eq!(data("[]", json!({"from": "json", "to": "csv"})), "");
    assert_eq!(
        data("", json!({"from": "csv", "to": "csv", "select": ["a"]})),
        ""
    );
}

#[test]
fn header_alone_converts_to_a_header_or_no_rows() {
    for (to, expected) in [
        ("csv", "a,b\n"),
        ("tsv", "a\tb\n"),
        ("json", "[]\n"),
        ("jsonl", ""),
    ] {
        for input in ["a,b\n", "a,b", "a,b\r\n", "\u{feff}a,b\n\n"] {
            assert_eq!(
                data(input, json!({"from": "csv", "to": to})),
                expected,
                "{input:?} to {to}"
            );
        }
    }
}

#[test]
fn pretty_json_is_indented_whatever_it_is_made_from() {
    let expected = "[\n  {\n    \"a\": 1,\n    \"b\": \"x\"\n  },\n  {\n    \"a\": 2,\n    \"b\": \"\"\n  }\n]\n";
    let params = |from| json!({"from": from, "to": "json", "pretty": true});
    assert_eq!(data("a,b\n1,x\n2,\n", params("csv")), expected);
    assert_eq!(
        data(
            "{\"a\":1,\"b\":\"x\"}\n{ \"a\" : 2 , \"b\" : \"\" }\n",
            params("jsonl")
        ),
        expected
    );
    assert_eq!(data("", params("csv")), "[]\n");
}

#[test]
fn delimiter_is_for_the_csv_that_is_read_else_for_the_csv_that_is_written() {
    let with = |from, to| json!({"from": from, "to": to, "delimiter": ";"});
    assert_eq!(
        data("a;b\n1;\"2,5\"\n", with("csv", "csv")),
        "a,b\n1,\"2,5\"\n"
    );
    assert_eq!(data("a;b\n1;2\n", with("csv", "tsv")), "a\tb\n1\t2\n");
    assert_eq!(data("a\tb\n1\t2\n", with("tsv", "csv")), "a;b\n1;2\n");
    assert_eq!(
        data("{\"a\":1,\"b\":\"x;y\"}", with("jsonl", "csv")),
        "a;b\n1;\"x;y\"\n"
    );
}

#[test]
fn select_and_rename_shape_every_direction() {
    for (from, input) in [("csv", CSV), ("tsv", TSV), ("json", JSON), ("jsonl", JSONL)] {
        for (to, expected) in [
            ("csv", "ok,number\ntrue,1\nfalse,2\n"),
            ("tsv", "ok\tnumber\ntrue\t1\nfalse\t2\n"),
            (
                "json",
                "[{\"ok\":true,\"number\":1},\n{\"ok\":false,\"number\":2}]\n",
            ),
            (
                "jsonl",
                "{\"ok\":true,\"number\":1}\n{\"ok\":false,\"number\":2}\n",
            ),
        ] {
            let params =
                json!({"from": from, "to": to, "select": ["ok", "id"], "rename": {"id": "number"}});
            let done = converted(input, params);
            assert_eq!(done.data.to_lowercase(), expected, "{from} to {to}");
            assert_eq!(done.types(), "ok:boolean number:integer");
        }
    }
}

#[test]
fn what_is_read_at_a_time_makes_no_difference() {
    // The first 64 KiB are read whole, to look at them: blank lines put the rows behind those.
    let blank = "\n".repeat(66_000);
    let csv = "a,b\r\n-1.5e-3,\"x\"\"y\r\n\"\r\n2,\"\"\n\"3\",é\"\n";
    let json = "{\"a\":-1.5e-3,\"b\":\"x\\\"y\\u00e9\"} {\"a\":[true,null],\"b\":-0.0}\n{}";
    let array = "[ {\"a\":-1.5e-3} , 12 ,-1.5E+3,true,\"x\",{\"a\":{\"b\":[]}} ]";
    for (from, input) in [
        ("csv", csv.to_owned()),
        ("tsv", csv.replace(',', "\t")),
        ("json", json.to_owned()),
        ("json", array.to_owned()),
        ("jsonl", json.replace("} {", "}\r\n{")),
    ] {
        for to in ["csv", "json"] {
            let params = json!({"from": from, "to": to, "on_error": {"skip": 9}});
            let whole = converted(&input, params.clone());
            let bits = dribbled(&format!("{blank}{input}"), params).expect("it converts whole");
            assert_eq!(bits.data, whole.data, "{from} to {to}");
            assert_eq!(bits.report.columns, whole.report.columns, "{from} to {to}");
            assert_eq!(
                bits.report.rows_rejected, whole.report.rows_rejected,
                "{from} to {to}"
            );
        }
    }
}
