//! What is bought, and what is not.

use runner_property_api::Settings;
use serde_json::{Value, json};

use crate::support::{Story, submit};

fn few() -> Story {
    Story::begin(Settings {
        records: 1_000,
        ..Settings::default()
    })
}

#[test]
fn nothing_is_bought_unless_somebody_says_so() {
    let story = few();
    let criteria =
        json!({"state": ["AZ"], "property_type": ["SFR", "CND"], "equity_percent": [30, 100]});
    let id = submit(
        &story.server,
        &json!({"base_url": story.api.url(), "criteria": criteria}),
    );
    let done = story.server.wait_for(&id, "completed");
    let is_meant = |record: &&serde_json::Map<String, Value>| {
        record["State"] == "AZ"
            && (record["PType"] == "SFR" || record["PType"] == "CND")
            && record["EquityPercent"].as_u64() >= Some(30)
    };
    let meant = story.api.records().iter().filter(is_meant).count() as u64;
    assert!(meant > 100);
    assert_eq!(done["result"]["reported_total"], meant);
    assert_eq!(done["result"]["cost"], meant as f64 / 100.0);
    assert_eq!(
        (&done["result"]["records"], &done["outputs"]),
        (&json!(0), &json!([]))
    );
    assert_eq!(story.api.ledger().all_bought(), 0);

    // The same, bought.
    let id =
        story.fetch(&json!({"criteria": criteria, "format": "csv", "fields": ["Address", "AVM"]}));
    let done = story.server.wait_for(&id, "completed");
    assert_eq!(done["result"]["records"], meant);
    assert_eq!(done["result"]["cost"], meant as f64 / 100.0);
    assert_eq!(story.api.ledger().all_bought(), meant);
    let output = story.output(&id);
    assert_eq!(output.lines().next(), Some("Address,AVM,RadarID"));
    assert_eq!(output.lines().count() as u64, meant + 1);
}

#[test]
fn everything_there_is_is_not_bought_by_a_name_that_was_forgotten() {
    let story = few();
    let params = json!({"base_url": story.api.url(), "purchase": true});
    let id = submit(&story.server, &params);
    insta::assert_snapshot!(story.error(&id), @r#"permanent: `purchase` without `criteria` would buy every record that there is: say which ones by `criteria`, such as {"state": ["AZ"]}, or how many at most by `max_records`; without `purchase` the result says what they cost"#);
    assert!(story.api.ledger().asked.is_empty());
    let id = story.fetch(&json!({"criteria": null, "max_records": 500}));
    let done = story.server.wait_for(&id, "completed");
    assert_eq!(done["result"]["records"], 500);
}

#[test]
fn records_of_an_earlier_job_are_left_out_for_a_while() {
    let story = few();
    let first = story.fetch(&json!({"max_records": 600}));
    story.server.wait_for(&first, "completed");
    let second = story.fetch(&json!({"known_ttl": "30d"}));
    let done = story.server.wait_for(&second, "completed");
    assert_eq!(
        (&done["result"]["skipped"], &done["result"]["records"]),
        (&json!(600), &json!(400))
    );
    let both = story.output(&first) + &story.output(&second);
    story.has_all(&both);
    let third = story.fetch(&json!({}));
    let done = story.server.wait_for(&third, "completed");
    assert_eq!(done["result"]["records"], 1_000);
}
