//! How far a report has come, as the host tells it.

use serde_json::json;

use crate::support::{server, submit};

#[test]
fn progress_is_in_bytes_of_the_input_with_rows_and_steps() {
    let server = server();
    let mut csv = Vec::new();
    runner_fixtures::write_orders(&mut csv, 300_000, 7).unwrap();
    server.runner().write("data.csv", &csv);
    let formats = "formats=[\"json\", \"markdown\"]";
    let made = submit(&server, &["-p", formats, "--wait", "--json"]);
    assert_eq!(made.code, Some(0), "{}", made.said());
    // What was told last before the end is kept.
    let progress = &made.json()["progress"];
    assert_eq!(
        (&progress["done"], &progress["total"]),
        (&json!(csv.len()), &json!(csv.len()))
    );
    let rows = progress["message"].as_str().unwrap();
    assert!(rows.ends_with(" rows"), "{progress}");
    assert_eq!(
        progress["step"]["count"],
        json!(3),
        "reading, and writing twice"
    );
}
