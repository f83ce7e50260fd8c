//! The preset `generic`, in every way of paging, here and now.

use runner_property_api::{PropertyApi, Settings};
use runner_testkit::Runner;
use serde_json::{Value, json};

use crate::support::Story;

#[test]
fn any_paged_api_is_fetched_to_its_end() {
    let api = PropertyApi::start(Settings {
        records: 1_050,
        ..Settings::default()
    });
    let runner = Runner::new(env!("CARGO_BIN_EXE_runner"));
    runner.write("key", api.token());
    let url = api.url();
    let ways = [
        (
            "offset",
            "/data/items",
            json!({"offset": {"offset": "offset", "limit": "limit"}}),
        ),
        (
            "page",
            "",
            json!({"page": {"page": "page", "limit": "limit"}}),
        ),
        (
            "cursor",
            "/items",
            json!({"cursor": {"next": "/next", "cursor": "cursor", "limit": "limit"}}),
        ),
        (
            "next",
            "/items",
            json!({"cursor": {"next": "/links/next", "limit": "limit"}}),
        ),
        ("link", "", json!({"link": {"limit": "limit"}})),
    ];
    for (way, records, paging) in ways {
        let params = json!({
            "preset": "generic", "batch_size": 200, "dedupe_by": "RadarID",
            "api": {"url": format!("{url}/pages/{way}"), "records": records, "paging": paging},
        });
        runner.write("params.json", params.to_string());
        let ran = runner.run(&[
            "run",
            "property-fetch",
            "--json",
            "--params",
            "@params.json",
            "-o",
            "data=out.jsonl",
            "--allow",
            &url,
            "--allow-method",
            "GET",
            "--allow-header",
            "authorization: Bearer ${secret:key}",
            "--secret",
            "key=@key",
        ]);
        assert_eq!(ran.code, Some(0), "{way}: {}", ran.stderr);
        let result = &ran.json()["result"];
        assert_eq!(
            (&result["records"], &result["duplicates"]),
            (&json!(1_050), &json!(0)),
            "{way}"
        );
        assert_eq!(
            (&result["batches"], &result["purchased"]),
            (&json!(6), &json!(false)),
            "{way}"
        );
        let lines = runner.read("out.jsonl");
        let records: Vec<Value> = lines
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        assert_eq!(records.len(), 1_050);
        assert!(
            records
                .iter()
                .zip(api.records())
                .all(|(came, record)| came.as_object() == Some(record))
        );
    }
}

#[test]
fn params_that_lead_nowhere_are_said_at_once() {
    let story = Story::begin(Settings::default());
    let id = story.fetch(&json!({"preset": "generic"}));
    insta::assert_snapshot!(story.error(&id), @r#"permanent: the preset `generic` needs `api`: {"url": …, "records": …, "paging": …}"#);
    let id = story.fetch(&json!({"criteria": {"owner_age": [60, 70]}}));
    insta::assert_snapshot!(story.error(&id), @r#"permanent: http://127.0.0.1:PORT/v1/properties answered 400: {"error":"there is no criterion `OwnerAge`"}; of `criteria` it was sent `owner_age` as `OwnerAge`: if the API has another name for one, or takes its value in another form, give `criteria` as the API's own list, [{"name": …, "value": …}], which is sent as it is"#);
    let (status, problem) = story.server.post(
        "/api/v1/jobs",
        &json!({"processor": "property-fetch", "params": {"bach_size": 1, "known_ttl": "soon"}}),
    );
    assert_eq!(status, 422, "{problem}");
    insta::assert_snapshot!(problem["errors"].to_string(), @r#"[{"path":"/params","message":"Additional properties are not allowed ('bach_size' was unexpected)"},{"path":"/params/known_ttl","message":"\"soon\" does not match \"^([0-9]+ ?(ms|s|m|h|d|w|min|sec|hours?|days?|weeks?|months?|years?) ?)+$\""}]"#);
}
