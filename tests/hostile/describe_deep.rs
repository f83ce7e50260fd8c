//! Gives a schema of thirty thousand levels.

runner_test_guests::raw_guest!(
    "describe-deep",
    r#"{"not":"#.repeat(30_000) + "true" + &"}".repeat(30_000),
    String::from("null")
);
