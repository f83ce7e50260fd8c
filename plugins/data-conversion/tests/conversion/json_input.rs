//! JSON and JSON Lines: what stays as it is, what becomes columns, what is refused.

use serde_json::json;

use crate::support::{converted, data, error};

#[test]
fn values_pass_from_json_to_json_unchanged() {
    let object = r#"{"z":1.10,"a":1e400,"n":123456789012345678901234567890,"s":"\u00e9\/","a":null,"o":{"y":[1, {"b" : []}]}}"#;
    let compact = object.replace("[1, {\"b\" : []}]", "[1,{\"b\":[]}]");
    for input in [
        object.to_owned(),
        format!("[\n {object}\n]"),
        format!("\u{feff}{object}"),
    ] {
        for from in ["json", "jsonl"] {
            if from == "jsonl" && input.starts_with('[') {
                continue;
            }
            assert_eq!(
                data(&input, json!({"from": from, "to": "jsonl"})),
                format!("{compact}\n")
            );
            assert_eq!(
                data(&input, json!({"from": from, "to": "json"})),
                format!("[{compact}]\n")
            );
        }
    }
}

#[test]
fn json_is_an_array_or_objects_one_after_another() {
    let expected = "{\"a\":1}\n{\"a\":{\"b\":2}}\n{}\n";
    for input in [
        r#"[{"a":1},{"a":{"b":2}},{}]"#,
        "[ {\"a\":1} ,\n{\"a\":{\"b\":2}}\t, {}\r\n] \n",
        "{\"a\":1}{\"a\":{\"b\":2}}{}",
        "{\"a\":1}\n\n{\n \"a\": {\"b\":2}\n} {}",
    ] {
        assert_eq!(
            data(input, json!({"from": "json", "to": "jsonl"})),
            expected,
            "{input}"
        );
    }
}

#[test]
fn lines_may_be_blank_and_end_in_crlf() {
    assert_eq!(
        data(
            "\n{\"a\":1}\r\n\r\n  {\"a\":2}  \n{\"a\":3}",
            json!({"from": "jsonl", "to": "jsonl"})
        ),
        "{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n"
    );
}

#[test]
fn nested_objects_become_dotted_columns_in_order_of_first_sight() {
    let input = r#"
{"id":1,"who":{"name":"Zoë","tags":["a","b, c"]},"ok":true}
{"who":{"name":null,"home":{"city":"Łódź"}},"id":1.10,"e":{}}
{"id":"7","id":"8"}
"#;
    let done = converted(input, json!({"from": "jsonl", "to": "csv"}));
    insta::assert_snapshot!(done.data, @r#"
    id,who.name,who.tags,ok,who.home.city,e
    1,Zoë,"[""a"",""b, c""]",true,,
    1.10,,,,Łódź,{}
    8,,,,,
    "#);
    assert_eq!(
        done.types(),
        "id:mixed who.name:string who.tags:array ok:boolean who.home.city:string e:object"
    );
    assert_eq!(done.report.columns[1].nulls, 1);
    assert_eq!(
        data(
            input,
            json!({"from": "jsonl", "to": "tsv", "select": ["who.home.city", "id"], "rename": {"who.home.city": "city"}})
        ),
        "city\tid\n\t1\nŁódź\t1.10\n\t8\n"
    );
}

#[test]
fn escapes_become_text_in_csv() {
    assert_eq!(
        data(
            r#"{"a\n":"\u00e9\t\"x\"","\u0062":"\ud83d\ude00"}"#,
            json!({"from": "jsonl", "to": "csv"})
        ),
        "\"a\n\",b\n\"é\t\"\"x\"\"\",😀\n"
    );
}

#[test]
fn records_that_are_no_objects_are_rejected_one_by_one() {
    let done = converted(
        "[{\"a\":1}, 5, \"x\", [1], null, true, {\"a\":2}]",
        json!({"from": "json", "to": "jsonl", "on_error": {"skip": 9}}),
    );
    assert_eq!(done.data, "{\"a\":1}\n{\"a\":2}\n");
    insta::assert_snapshot!(done.rejects.expect("records were rejected"), @r#"
    {"row":2,"offset":10,"reason":"expected an object, found a number: 5","raw":"5"}
    {"row":3,"offset":13,"reason":"expected an object, found a string: \"x\"","raw":"\"x\""}
    {"row":4,"offset":18,"reason":"expected an object, found an array: [1]","raw":"[1]"}
    {"row":5,"offset":23,"reason":"expected an object, found null: null","raw":"null"}
    {"row":6,"offset":29,"reason":"expected an object, found a boolean: true","raw":"true"}
    "#);
}

#[test]
fn broken_lines_are_rejected_and_the_next_line_is_read() {
    let nested = "[".repeat(128) + &"]".repeat(128);
    let deep = format!("{{\"a\":{nested}}}");
    let input = format!(
        "{{\"a\":1}}\n{{\"a\":1,}}\n{{\"a\"\n{{\"a\":\"\\ud800\"}}\n{deep}\n{{\"a\":2}} x\n{{\"a\":3}}\n"
    );
    let done = converted(
        &input,
        json!({"from": "jsonl", "to": "csv", "on_error": {"skip": 9}}),
    );
    assert_eq!(done.data, "a\n1\n3\n");
    let rejects = done
        .rejects
        .expect("lines were rejected")
        .replace(&nested, "…");
    insta::assert_snapshot!(rejects, @r#"
    {"row":2,"offset":8,"reason":"byte 15: key must be a string","raw":"{\"a\":1,}"}
    {"row":3,"offset":17,"reason":"byte 20: EOF while parsing an object","raw":"{\"a\""}
    {"row":4,"offset":22,"reason":"unexpected end of hex escape in \"\\ud800\"","raw":"{\"a\":\"\\ud800\"}"}
    {"row":5,"offset":37,"reason":"nested deeper than 128 levels","raw":"{\"a\":…}"}
    {"row":6,"offset":300,"reason":"byte 308: trailing characters","raw":"{\"a\":2} x"}
    "#);
}

#[test]
fn broken_json_fails_whatever_on_error_says() {
    let fails = |input: &str, to: &str| {
        error(
            input.as_bytes(),
            json!({"from": "json", "to": to, "on_error": {"skip": 9}}),
        )
    };
    insta::assert_snapshot!(fails("[{\"a\":1},\n {\"a\":tru}]", "jsonl"), @"record 2, byte 19: expected ident");
    insta::assert_snapshot!(fails("[{\"a\":1} {\"a\":2}]", "csv"), @"record 2, byte 9: expected `,` or `]`");
    insta::assert_snapshot!(fails("[{\"a\":1},", "jsonl"), @"record 2, byte 9: expected a value");
    insta::assert_snapshot!(fails("[{\"a\":1}", "jsonl"), @"record 2, byte 8: the input ends inside the array that opens at byte 0");
    insta::assert_snapshot!(fails("[{\"a\":1}] x", "jsonl"), @"record 2, byte 10: text behind the end of the array");
    insta::assert_snapshot!(fails("{\"a\":1} {\"a\":", "jsonl"), @"record 2, byte 12: EOF while parsing a value");
    insta::assert_snapshot!(fails("{\"a\":\"\u{1}\"}", "jsonl"), @r"record 1, byte 5: control character (\u0000-\u001F) found while parsing a string");
}

#[test]
fn given_types_check_the_values_of_json() {
    let params = |to| json!({"from": "jsonl", "to": to, "types": {"a": "integer", "d": "date"}, "on_error": {"skip": 9}});
    let input = "{\"a\":1,\"d\":\"2026-01-31\"}\n{\"a\":1.5}\n{\"a\":\"1\"}\n{\"a\":null,\"d\":\"soon\"}\n{\"a\":null}\n";
    for (to, expected) in [
        ("jsonl", "{\"a\":1,\"d\":\"2026-01-31\"}\n{\"a\":null}\n"),
        ("csv", "a,d\n1,2026-01-31\n,\n"),
    ] {
        let done = converted(input, params(to));
        assert_eq!(done.data, expected);
        assert_eq!(done.types(), "a:integer d:date");
        let rejects = done.rejects.expect("records were rejected");
        assert!(
            rejects.contains(r#"column \"a\": 1.5 is not an integer"#),
            "{rejects}"
        );
        assert!(
            rejects.contains(r#"column \"d\": \"soon\" is not a date"#),
            "{rejects}"
        );
    }
}

#[test]
fn records_across_reads_of_the_input_are_whole() {
    let long = "x".repeat(300_000);
    let record = |i: usize| {
        format!(
            "{{\"i\":{i},\"s\":\"{}\"}}",
            &long[..(i * 7919) % long.len()]
        )
    };
    let records: Vec<String> = (0..60).map(record).collect();
    let lines = records.join("\n") + "\n";
    let array = format!("[{}]\n", records.join(",\n"));
    assert!(data(&array, json!({"from": "json", "to": "jsonl"})) == lines);
    assert!(data(&lines, json!({"from": "jsonl", "to": "json"})) == array);
    assert!(data(&records.concat(), json!({"from": "json", "to": "jsonl"})) == lines);
}
