//! What holds for any table: it comes back from JSON Lines as it went, and fields are those that the `csv` crate
//! finds.

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::json;

use crate::support::{converted, data, try_convert};

fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        "[-+0-9.eE]{0,6}",
        "[a-zé,\"\n\r\t\\\\ 😀\u{1}]{0,40}",
        Just("true".to_owned()),
        Just("2026-01-31".to_owned()),
        Just("007".to_owned()),
    ]
}

fn table() -> impl Strategy<Value = Vec<Vec<String>>> {
    (1usize..6).prop_flat_map(|width| vec(vec(cell(), width), 0..20))
}

fn csv_of(rows: &[Vec<String>], width: usize) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let header: Vec<String> = (0..width).map(|i| format!("c{i}")).collect();
    writer.write_record(&header).expect("a vector takes all");
    for row in rows {
        writer.write_record(row).expect("a vector takes all");
    }
    String::from_utf8(writer.into_inner().expect("a vector takes all")).expect("cells are UTF-8")
}

proptest! {
    #[test]
    fn csv_to_json_lines_and_back_is_the_same_table(rows in table(), lines in any::<bool>()) {
        let width = rows.first().map_or(1, Vec::len);
        let input = csv_of(&rows, width);
        let (to, types) = if lines { ("jsonl", "string") } else { ("json", "infer") };
        let middle = converted(&input, json!({"from": "csv", "to": to, "types": types}));
        for line in middle.data.lines().filter(|_| lines) {
            prop_assert!(serde_json::from_str::<serde_json::Value>(line).is_ok(), "{}", line);
        }
        let back = data(&middle.data, json!({"from": to, "to": "csv"}));
        // A table without rows leaves no names in JSON; upper and lower case of truth values is not kept.
        let expected = if rows.is_empty() { String::new() } else { input };
        let same = read(back.as_bytes()) == read(expected.as_bytes());
        prop_assert!(same, "{:?} became {:?}", expected, back);
    }

    #[test]
    fn fields_are_those_that_the_csv_crate_finds(input in "([a-c1-3,;\n\"é]|\r\n|,\"|\",|\"\n){0,60}") {
        let params = json!({"from": "csv", "to": "tsv", "header": false, "on_error": {"skip": 1_000_000}});
        // A quote that is never closed, and text behind a closing quote, are errors here and none there.
        if let Ok(done) = try_convert(input.as_bytes(), params) && done.rejects.is_none() {
            let ours = read_with(b'\t', done.data.as_bytes());
            prop_assert_eq!(ours, read(input.as_bytes()), "{:?}", input);
        }
    }

    #[test]
    fn any_bytes_convert_or_fail_but_never_panic(input in vec(any::<u8>(), 0..200), from in 0usize..4, to in 0usize..4) {
        let formats = ["csv", "tsv", "json", "jsonl"];
        let params = json!({"from": formats[from], "to": formats[to], "on_error": {"skip": 1_000_000}});
        let _ = try_convert(&input, params);
    }

    #[test]
    fn text_that_looks_like_json_converts_or_fails_but_never_panics(
        input in "[\\[\\]{}:, \n\"\\\\a1.e-]{0,40}|(\\{\"a\":(1|\"x\"|\\[\\]|\\{\"b\":null\\})\\}[,\n ]?){0,8}",
        from in 2usize..4,
        to in 0usize..4,
    ) {
        let formats = ["csv", "tsv", "json", "jsonl"];
        let params = json!({"from": formats[from], "to": formats[to], "on_error": {"skip": 1_000_000}});
        if let Ok(done) = try_convert(input.as_bytes(), params) && to == 2 {
            prop_assert!(serde_json::from_str::<serde_json::Value>(&done.data).is_ok(), "{}", done.data);
        }
    }
}

fn read(input: &[u8]) -> Vec<Vec<Vec<u8>>> {
    read_with(b',', input)
}

fn read_with(delimiter: u8, input: &[u8]) -> Vec<Vec<Vec<u8>>> {
    csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(input)
        .byte_records()
        .map(|record| {
            let record = record.expect("a slice reads");
            record.iter().map(<[u8]>::to_vec).collect()
        })
        .collect()
}
