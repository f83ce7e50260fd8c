//! A schema whose pattern would take gigabytes.

runner_test_guests::raw_guest!(
    "schema-pattern",
    r#"{"properties": {"a": {"pattern": "(((a{900}){900}){900})"}}}"#,
    String::from("null")
);
