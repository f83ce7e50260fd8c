//! Records as CSV: which columns there are, and what is in them.

use serde_json::{Value, json};

use crate::support::{Fake, Query, ok, params};

fn server(request: &runner_property_fetch::Request) -> crate::support::Sent {
    let first = json!([
        {"RadarID": "P1", "Name": "O\"Neill, Sean", "Zip": "00123", "Big": 12_345_678_901_234_567_890_u64},
        {"RadarID": "P2", "Name": null, "Phones": [{"n": "1 2"}], "Ok": true},
    ]);
    let second = json!([{"RadarID": "P3", "Late": 1, "Zip": "é\n2"}, {"RadarID": "P4", "Late": 2, "Later": 3}]);
    let results = match Query::of(request).number("Start") {
        0 => first,
        2 => second,
        _ => json!([]),
    };
    ok(&json!({"results": results, "totalResultCount": 4}))
}

fn table(more: &Value) -> (String, Vec<String>, u64) {
    let mut csv = params(&json!({"format": "csv", "batch_size": 2}));
    csv.as_object_mut()
        .expect("an object")
        .extend(more.as_object().expect("an object").clone());
    let mut world = Fake::new(server);
    let report = world.fetch(&csv).expect("it ends");
    assert_eq!(report.records, 4);
    let text = String::from_utf8(world.output.borrow().clone()).expect("text");
    (
        text,
        report.fields_without_column,
        report.values_without_column,
    )
}

#[test]
fn columns_are_those_of_the_first_page_and_what_comes_later_is_counted() {
    let (text, names, values) = table(&json!({}));
    insta::assert_snapshot!(text, @r#"
    RadarID,Name,Zip,Big,Phones,Ok
    P1,"O""Neill, Sean",00123,12345678901234567890,,
    P2,,,,"[{""n"":""1 2""}]",true
    P3,,"é
    2",,,
    P4,,,,,
    "#);
    assert_eq!(
        (names, values),
        (vec!["Late".to_owned(), "Later".to_owned()], 3)
    );
}

#[test]
fn fields_come_first_and_columns_are_all_there_is() {
    let (text, ..) = table(&json!({"fields": ["Late", "Zip"]}));
    assert_eq!(
        text.lines().next(),
        Some("Late,Zip,RadarID,Name,Big,Phones,Ok")
    );
    let (text, names, _) = table(&json!({"columns": ["RadarID", "Later"]}));
    assert_eq!(text, "RadarID,Later\nP1,\nP2,\nP3,\nP4,3\n");
    assert_eq!(names.len(), 6);
}

#[test]
fn no_record_is_a_table_too() {
    let mut world = Fake::new(|_| ok(&json!({"results": [], "totalResultCount": 0})));
    world
        .fetch(&params(&json!({"format": "csv", "fields": ["A", "B"]})))
        .expect("it ends");
    assert_eq!(world.lines(), ["A,B"]);
}
