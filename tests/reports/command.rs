//! `runner report` on a server where jobs ran.

use serde_json::{Value, json};

use crate::support::{block, busy_server, metric};

#[test]
fn a_report_of_operations_is_written_with_the_figures_of_the_server() {
    let server = busy_server();
    let made = server.client(&["report", "-o", "ops.html", "--title", "Last <month>"]);
    assert_eq!(made.line(), "ops.html", "{}", made.said());
    let html = server.runner().read("ops.html");
    for text in [
        "<!DOCTYPE html>",
        "Last &lt;month&gt;",
        "75.0 % of the jobs that ended completed",
        "In short",
        "By processor",
        ">noop<",
        ">echo<",
        "<svg",
    ] {
        assert!(html.contains(text), "{text} is missing in {html}");
    }
    assert!(!html.contains("<script"), "{html}");

    // The figures are those of the server: the report itself has ended by now, and is among them.
    let made = server.client(&[
        "report",
        "--format",
        "json,markdown,html",
        "-o",
        "all",
        "--json",
    ]);
    assert_eq!(made.code, Some(0), "{}", made.said());
    let paths: Vec<Value> = made.json()["files"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| file["path"].clone())
        .collect();
    assert_eq!(paths.len(), 3, "{}", made.stdout);
    for path in ["all.json", "all.md", "all.html"] {
        assert!(paths.contains(&json!(path)), "{path}: {}", made.stdout);
    }
    let report: Value = serde_json::from_str(&server.runner().read("all.json")).unwrap();
    let short = block(&report, "in-short", 0);
    for (label, value) in [
        ("sum of jobs", 5),
        ("sum of completed", 4),
        ("sum of failed", 1),
        ("sum of failures", 1),
    ] {
        assert_eq!(metric(short, label), value, "{label}");
    }
    let rows = block(&report, "by-processor", 0)["rows"]
        .as_array()
        .unwrap();
    let noop = rows.iter().find(|row| row[0] == "noop").unwrap();
    assert_eq!([&noop[1], &noop[2], &noop[3]], [3, 3, 0]);
    let subtitle = report["subtitle"].as_str().unwrap();
    assert!(
        subtitle.starts_with("From 20") && subtitle.contains(" UTC; 80.0 % of"),
        "{subtitle}"
    );
    let text = server.runner().read("all.md");
    assert!(text.starts_with("# How the jobs went\n"), "{text}");
}

#[test]
fn a_schedule_makes_the_same_from_the_statistics_as_an_input() {
    let server = busy_server();
    let args = ["submit", "report-generation", "-i", "data=stats:30d"];
    let more = ["-p", "formats=[\"json\"]", "-o", "json=own.json"];
    let made = server.client(&[&args[..], &more].concat());
    assert_eq!(made.code, Some(0), "{}", made.said());
    let report: Value = serde_json::from_str(&server.runner().read("own.json")).unwrap();
    let fact = |label: &str| {
        let facts = report["facts"].as_array().unwrap();
        facts.iter().find(|fact| fact["label"] == label).unwrap()["value"].clone()
    };
    assert_eq!((fact("Rows"), fact("Format")), (json!(2), json!("JSONL")));
}
