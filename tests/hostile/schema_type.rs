//! A schema with a type that there is not.

runner_test_guests::raw_guest!(
    "schema-type",
    r#"{"type": "object", "properties": {"count": {"type": "intger"}}}"#,
    String::from("null")
);
