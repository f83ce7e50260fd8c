//! A schema that would have the host fetch from the inside of its network.

runner_test_guests::raw_guest!(
    "schema-ref",
    r#"{"$ref": "http://169.254.169.254/latest/meta-data"}"#,
    String::from("null")
);
