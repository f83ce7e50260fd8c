//! Several formats at once, each an output of its own, with a logo at the top.

use runner_testkit::Runner;
use serde_json::{Value, json};

use crate::support::{ORDERS, block, metric, server, submit};

const LOGO: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10" onload="evil()">
<script>evil()</script><rect id="mark" width="20" height="10" fill="#0a7"/></svg>"##;

#[test]
fn all_formats_come_at_once_each_as_an_output_of_its_type() {
    let server = server();
    server.runner().write("data.csv", ORDERS);
    server.runner().write("logo.svg", LOGO);
    let formats = r#"formats=["html", "pdf", "xlsx", "markdown", "json"]"#;
    let places = [
        "report=a.html",
        "pdf=a.pdf",
        "xlsx=a.xlsx",
        "markdown=a.md",
        "json=a.json",
    ];
    let mut args = vec![
        "-p",
        formats,
        "-p",
        "title=Orders",
        "-i",
        "logo=logo.svg",
        "--json",
    ];
    args.extend(places.iter().flat_map(|place| ["-o", place]));
    let made = submit(&server, &args);
    assert_eq!(made.code, Some(0), "{}", made.said());
    let job = made.json();
    let written = job["result"]["formats"].as_array().unwrap();
    let outputs = job["outputs"].as_array().unwrap();
    assert_eq!((written.len(), outputs.len()), (5, 5), "{job:#}");
    let starts: [(&str, &str, &str, &[u8]); 5] = [
        (
            "report",
            "a.html",
            "text/html; charset=utf-8",
            b"<!DOCTYPE html>",
        ),
        ("pdf", "a.pdf", "application/pdf", b"%PDF-1."),
        (
            "xlsx",
            "a.xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            b"PK\x03\x04",
        ),
        (
            "markdown",
            "a.md",
            "text/markdown; charset=utf-8",
            b"# Orders\n",
        ),
        (
            "json",
            "a.json",
            "application/json",
            b"{\"format\":\"runner-report/1\"",
        ),
    ];
    for (name, file, media_type, start) in starts {
        let output = outputs
            .iter()
            .find(|output| output["name"] == name)
            .unwrap();
        assert_eq!(output["media_type"], media_type);
        let bytes = std::fs::read(server.runner().path(file)).unwrap();
        assert!(bytes.starts_with(start), "{file}: {:?}", &bytes[..20]);
        assert_eq!(output["size_bytes"], bytes.len(), "{file}");
        let told = written.iter().find(|told| told["output"] == name).unwrap();
        assert_eq!(told["bytes"], bytes.len(), "{file}");
    }
    let report: Value = serde_json::from_str(&server.runner().read("a.json")).unwrap();
    let glance = block(&report, "at-a-glance", 0);
    assert_eq!(metric(glance, "Rows"), 4);
    // The logo is in it, without what it could do.
    let html = server.runner().read("a.html");
    assert!(html.contains("data:image/svg+xml;base64,"), "{html}");
    assert!(!html.contains("evil"), "{html}");
}

#[test]
fn without_a_server_the_same_is_made_here_and_now() {
    let runner = Runner::new(env!("CARGO_BIN_EXE_runner"));
    runner.give_bundled_code();
    runner.write("data.csv", ORDERS);
    runner.write("logo.png", "no picture");
    let run = |more: &[&str]| {
        let args = [
            "run",
            "report-generation",
            "-i",
            "data=data.csv",
            "-o",
            "report=a.html",
        ];
        runner.run(&[&args[..], more].concat())
    };
    let made = run(&["-p", "title=Orders"]);
    assert_eq!(made.code, Some(0), "{}", made.said());
    assert_eq!(
        made.json()["data"],
        json!([
            {"name": "data", "format": "csv", "rows": 4, "columns": 4, "rows_skipped": 0, "bytes": ORDERS.len()},
        ])
    );
    assert!(runner.read("a.html").contains("<h1>Orders</h1>"));
    let refused = run(&["-i", "logo=logo.png"]);
    assert_eq!(refused.code, Some(1), "{}", refused.said());
    let error = refused.stderr.lines().find(|line| line.contains("logo"));
    insta::assert_snapshot!(error.unwrap_or(&refused.stderr), @"error: report-generation failed, permanent: the logo is neither a PNG file nor an SVG document");
}
