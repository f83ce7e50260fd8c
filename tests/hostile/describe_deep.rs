//! Gives a schema of a hundred thousand levels.

runner_test_guests::raw_guest!(
    "describe-deep",
    r#"{"not":"#.repeat(100_000) + "true" + &"}".repeat(100_000),
    String::from("null")
);
