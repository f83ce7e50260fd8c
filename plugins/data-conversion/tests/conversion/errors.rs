//! What users read when a conversion is refused.

use serde_json::json;

use crate::support::error;

#[test]
fn unknown_columns_are_named_with_those_there_are() {
    insta::assert_snapshot!(
        error(b"id,name\n1,x\n", json!({"from": "csv", "to": "jsonl", "select": ["id", "nmae"]})),
        @r#"`select` names the column "nmae", which the input does not have; it has "id", "name""#
    );
    insta::assert_snapshot!(
        error(b"id,name\n1,x\n", json!({"from": "csv", "to": "jsonl", "types": {"nr": "integer"}})),
        @r#"`types` names the column "nr", which the input does not have; it has "id", "name""#
    );
    for to in ["csv", "jsonl"] {
        assert_eq!(
            error(
                b"{\"id\":1}\n{\"b\":{\"c\":1}}\n",
                json!({"from": "jsonl", "to": to, "rename": {"nr": "n"}})
            ),
            if to == "csv" {
                r#"`rename` names the column "nr", which the input does not have; it has "id", "b.c""#
            } else {
                r#"`rename` names the column "nr", which the input does not have; it has "id", "b""#
            }
        );
    }
}

#[test]
fn two_columns_of_one_name_are_refused() {
    for (from, input) in [("csv", "a,b\n1,2\n"), ("jsonl", "{\"a\":1,\"b\":2}")] {
        for to in ["csv", "json"] {
            assert_eq!(
                error(
                    input.as_bytes(),
                    json!({"from": from, "to": to, "rename": {"a": "b"}})
                ),
                "two columns would be called \"b\" in the output; give one of them another name with `rename`"
            );
        }
    }
    insta::assert_snapshot!(
        error(b"a,b\n1,2\n", json!({"from": "csv", "to": "csv", "select": ["a", "a"]})),
        @r#"two columns would be called "a" in the output; give one of them another name with `rename`"#
    );
}

#[test]
fn utf_16_is_refused_with_the_way_out() {
    for input in [&b"\xff\xfea\x00,\x00"[..], b"\xfe\xff\x00a\x00,"] {
        assert_eq!(
            error(input, json!({"to": "jsonl"})),
            "the input is UTF-16, not UTF-8; convert it first, for example with `iconv -f UTF-16 -t UTF-8`"
        );
    }
}

#[test]
fn quote_that_is_never_closed_is_named_where_it_opens() {
    let input = b"a,b\n1,x\n2,\"y\n3,z\n";
    insta::assert_snapshot!(
        error(input, json!({"from": "csv", "to": "jsonl", "on_error": {"skip": 9}})),
        @"the quote that opens at byte 10, in row 2, column 2, is never closed"
    );
    let mut long = input.to_vec();
    long.resize(10 * 1024 * 1024, b'x');
    insta::assert_snapshot!(
        error(&long, json!({"from": "csv", "to": "jsonl"})),
        @"row 2 at byte 8 is longer than 8 MiB; the quote that opens at byte 10 is perhaps never closed"
    );
}

#[test]
fn cells_in_messages_are_shortened() {
    let input = format!("a\n{}\n", "ü".repeat(1000));
    let message = error(
        input.as_bytes(),
        json!({"from": "csv", "to": "jsonl", "types": {"a": "number"}}),
    );
    assert!(
        message.contains(&format!("\"{}…\" is not a number", "ü".repeat(60))),
        "{message}"
    );
}

#[test]
fn params_without_meaning_for_the_formats_are_refused() {
    let refused = |params| error(b"{\"a\":1}", params);
    insta::assert_snapshot!(
        refused(json!({"from": "jsonl", "to": "csv", "pretty": true})),
        @"`pretty` is for json output, and this is jsonl to csv; leave it out"
    );
    insta::assert_snapshot!(
        refused(json!({"from": "jsonl", "to": "tsv", "delimiter": ";"})),
        @"`delimiter` is for csv, and this is jsonl to tsv; leave it out"
    );
    insta::assert_snapshot!(
        refused(json!({"from": "jsonl", "to": "csv", "delimiter": "→"})),
        @"`delimiter` must be one ASCII character"
    );
    insta::assert_snapshot!(
        refused(json!({"from": "jsonl", "to": "csv", "delimiter": "\""})),
        @"`delimiter` cannot be a quote or a line end"
    );
    insta::assert_snapshot!(
        refused(json!({"from": "jsonl", "to": "csv", "header": ["a"]})),
        @"`header` as a list of names is for csv and tsv input, and this is jsonl to csv; leave it out"
    );
    insta::assert_snapshot!(
        refused(json!({"from": "jsonl", "to": "csv", "nulls": ["NA"]})),
        @"`nulls` is for csv and tsv input, and this is jsonl to csv; leave it out"
    );
    insta::assert_snapshot!(
        refused(json!({"from": "csv", "to": "csv", "select": []})),
        @"`select` names no column; leave it out to keep all"
    );
}

#[test]
fn header_row_that_cannot_be_read_is_an_error() {
    insta::assert_snapshot!(
        error(b"a,\xe9\n1,2\n", json!({"from": "csv", "to": "jsonl"})),
        @r#"the header row at byte 0: column 2, byte 2: not UTF-8 in "�""#
    );
}

#[test]
fn more_columns_than_a_table_may_have_are_an_error() {
    let input: String = (0..10_001).map(|i| format!("{{\"k{i}\":1}}\n")).collect();
    insta::assert_snapshot!(
        error(input.as_bytes(), json!({"from": "jsonl", "to": "csv"})),
        @"the input has more than 10000 columns by record 10001; name those to keep with `select`, or write jsonl, which has no columns"
    );
}
