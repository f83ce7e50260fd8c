//! Gives a schema of a megabyte.

runner_test_guests::raw_guest!(
    "describe-large",
    format!(r#"{{"title": "{}"}}"#, "x".repeat(1 << 20)),
    String::from("null")
);
