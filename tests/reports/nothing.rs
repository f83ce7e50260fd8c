//! Reports on a time in which nothing ran, and on files with nothing in them: they say so, in every format.

use serde_json::{Value, json};

use crate::support::{block, server};

const NOTHING: &str = "Nothing ran in that time: no attempt at a job ended.";

#[test]
fn a_report_of_a_time_in_which_nothing_ran_says_so() {
    let server = server();
    let made = server.client(&[
        "report",
        "--format",
        "html,markdown,json,xlsx,pdf",
        "-o",
        "./",
    ]);
    assert_eq!(made.code, Some(0), "{}", made.said());
    assert!(
        made.stderr
            .contains("nothing ran in that time: the report says so"),
        "{}",
        made.stderr
    );
    assert_eq!(made.stdout.lines().count(), 5);
    for file in ["runner-report.html", "runner-report.md"] {
        let text = server.runner().read(file);
        assert!(text.contains(NOTHING), "{file}: {text}");
        assert!(
            !text.contains("<table") && !text.contains("| --"),
            "{file}: {text}"
        );
    }
    let report: Value = serde_json::from_str(&server.runner().read("runner-report.json")).unwrap();
    assert_eq!(
        block(&report, "at-a-glance", 0)["paragraphs"],
        json!([NOTHING])
    );
    let subtitle = report["subtitle"].as_str().unwrap();
    assert!(subtitle.ends_with(" UTC; nothing ran"), "{subtitle}");
}

#[test]
fn sections_over_nothing_say_so_where_their_figures_would_be() {
    let server = server();
    let sections = json!([
        {"kind": "metric", "title": "In short", "columns": ["jobs"], "aggregate": ["sum"]},
        {"kind": "bar", "columns": ["jobs"], "group_by": ["processor"], "aggregate": ["sum"], "filter": "jobs > 0"},
        {"kind": "text", "title": "About", "text": "By the schedule `monthly`."},
    ]);
    let sections = format!("sections={sections}");
    let made = |input: &str| {
        let args = [
            "submit",
            "report-generation",
            "-p",
            &sections,
            "-p",
            "formats=[\"json\"]",
            "-i",
            input,
            "-o",
            "json=made.json",
        ];
        let made = server.client(&args);
        assert_eq!(made.code, Some(0), "{}", made.said());
        let report: Value = serde_json::from_str(&server.runner().read("made.json")).unwrap();
        let said = |section: &str| block(&report, section, 0)["paragraphs"][0].clone();
        assert_eq!(said("about"), "By the schedule `monthly`.");
        assert_eq!(said("in-short"), said("jobs"));
        said("jobs")
    };
    assert_eq!(made("data=stats:1h"), NOTHING);
    server.runner().write("empty.jsonl", "");
    assert_eq!(
        made("data=empty.jsonl"),
        "There is nothing in it: no column and no row."
    );
}
